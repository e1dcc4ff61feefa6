import { setTimeout as pause } from 'node:timers/promises'
import type { GuardSet } from './guard-set.ts'

/** Runs the tests of one group of a set, or one of them, and prints, as one line of JSON, which of them are red and why. */
const servers: unknown = JSON.parse(process.env['GATEHOUSE_GUARD_SERVERS'] ?? '{}')
const [module = '', group = '', only] = process.argv.slice(2)
const { GUARD_SET } = (await import(module)) as { readonly GUARD_SET: GuardSet<unknown> }
const LIMIT_MS = 10_000
const red: Record<string, string> = {}
for (const { row, holds } of GUARD_SET.groups[group] ?? []) {
  if (only !== undefined && row !== only) continue
  const failure = await Promise.race([
    holds(servers).then(
      () => null,
      (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)),
    ),
    pause(LIMIT_MS, 'not done in time'),
  ])
  if (failure !== null) red[row] = failure.split('\n')[0] ?? ''
}
console.log(JSON.stringify(red))
// What hangs without its guard would keep the process.
process.exit(0)
