import { setTimeout as pause } from 'node:timers/promises'
import { GUARDS } from './guards.ts'
import type { Servers } from './guard.ts'

/** Runs the tests of one group and prints, as one line of JSON, which of them are red and why. */
const servers = JSON.parse(process.env['GATEHOUSE_GUARD_SERVERS'] ?? '{}') as Servers
const [group = ''] = process.argv.slice(2)
const LIMIT_MS = 10_000
const red: Record<string, string> = {}
for (const { row, holds } of GUARDS[group] ?? []) {
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
