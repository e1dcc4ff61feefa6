import { mkdtemp, readFile, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences } from '../../fixtures/demo/differences.ts'
import { replay } from '../../fixtures/demo/replay.ts'
import { exitCodeOf } from '../../src/app/exit-code.ts'
import { sha256OfBytes } from '../../src/sources/evidence/sha256.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-demo-'))
})
afterAll(async () => rm(folder, { recursive: true, force: true }))

test('the fourteen nights of Northmoor are what was written by hand, and two replays give identical bytes', async () => {
  // Into the same place, one after the other: where the reports lie is part of the configuration, whose hash each run names.
  const replays = [await replayed('one', 1), await replayed('two', 2)]
  for (const { differing, nights } of replays) {
    expect(differing).toEqual([])
    expect(nights).toBe(14)
  }
  const [one, two] = await Promise.all(replays.map(async ({ reports }) => hashesUnder(reports)))
  expect(Object.keys(one ?? {}).length).toBeGreaterThan(14 * 20)
  expect(one).toEqual(two)
  console.log(`${Object.keys(one ?? {}).length} report files of 14 nights, byte by byte the same in two replays (1 and 2 workers)`)
}, 180_000)

async function replayed(name: string, workers: number) {
  const place = join(folder, 'var')
  const flags = { store: `sqlite:${join(place, 'gatehouse.db')}`, evidence: join(place, 'evidence'), reports: join(place, 'reports') }
  const differing: string[] = []
  let nights = 0
  await replay(flags, workers, async ({ expected, run, config }) => {
    nights += 1
    for (const line of differences(expected, run.result, exitCodeOf(run.result, config.failOn)))
      differing.push(`night ${expected.night}: ${line}`)
  })
  await rename(place, join(folder, name))
  return { reports: join(folder, name, 'reports'), differing, nights }
}

/** Hash of every file by its path; `latest` is a link to one of the runs. */
async function hashesUnder(reports: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(join(reports, 'runs'), { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
  const hashed = await Promise.all(paths.map(async (path) => [path.slice(reports.length), sha256OfBytes(await readFile(path))] as const))
  return Object.fromEntries(hashed)
}
