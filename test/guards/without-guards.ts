import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { GuardSet } from './guard-set.ts'
import type { TakenOut } from './guard.ts'

/** One guard taken out, and the tests that noticed: rows with the first line of what they said. */
export interface Noticed {
  readonly row: string
  readonly says: string
  readonly what: string
  readonly red: Readonly<Record<string, string>>
}

/** Which tests run without a guard: the one that is there for it, or those beside it too, which shows how far a loss would reach. */
export type Tried = 'own test' | 'whole group'

/**
 * Takes each guard out in turn, in a process of its own, and runs tests of its group there; in the order of the tables. Rejects where an
 * edit no longer fits its file, or where a group is red with every guard in its place.
 */
export async function withoutEachGuard<Servers>(
  set: GuardSet<Servers>,
  servers: Servers,
  groups: readonly string[],
  tried: Tried,
  tell: (noticed: Noticed) => void,
): Promise<void> {
  for (const group of groups) {
    const red = async (takenOut: TakenOut | null, row: string | null) =>
      redTests({ module: set.module, servers, group, row: tried === 'own test' ? row : null }, takenOut)
    const whole = await red(null, null)
    if (Object.keys(whole).length > 0) throw new Error(`${group} is red with all its guards: ${JSON.stringify(whole)}`)
    const cases = (set.groups[group] ?? []).flatMap((guard) => guard.without.map((takenOut) => ({ guard, takenOut })))
    await eachAtATime(cases, AT_A_TIME, async ({ guard: { row, says }, takenOut }) =>
      tell({ row, says, what: takenOut.what, red: await red(takenOut, row) }),
    )
  }
}

const AT_A_TIME = 2
const run = promisify(execFile)

async function redTests(
  {
    module,
    servers,
    group,
    row,
  }: { readonly module: string; readonly servers: unknown; readonly group: string; readonly row: string | null },
  takenOut: TakenOut | null,
): Promise<Readonly<Record<string, string>>> {
  const [hook, child] = ['taken-out-hook.ts', 'guards-child.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)))
  const env = {
    ...process.env,
    GATEHOUSE_GUARD_SERVERS: JSON.stringify(servers),
    ...(takenOut === null ? {} : { GATEHOUSE_TAKEN_OUT: JSON.stringify(takenOut) }),
  }
  const { stdout } = await run(process.execPath, ['--import', hook ?? '', child ?? '', module, group, ...(row === null ? [] : [row])], {
    env,
    timeout: 120_000,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, string>>
}

async function eachAtATime<Item>(items: readonly Item[], workers: number, work: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const item of left) await work(item)
    }),
  )
}
