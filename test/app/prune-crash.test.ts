import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { prune } from '../../src/app/prune.ts'
import { diskPublicationFiles } from '../../src/app/publication/publication-files.ts'
import {
  type PrunedInstitution,
  collected,
  copyOf,
  filesBelow,
  fourteenNights,
  prunedAt,
  removeInstitution,
  storeChecks,
  systemAt,
} from './pruned-institution.ts'

const AFTER_PEOPLE = '2028-12-20T03:00:00Z'

let lean: PrunedInstitution
const copies: PrunedInstitution[] = []
beforeAll(async () => {
  lean = await fourteenNights()
  // What is made again from the results only makes the copies slow.
  for (const night of lean.nights.slice(0, -1))
    for (const name of ['security', 'csv']) await rm(join(lean.config.reports, 'runs', night.run.id, name), { recursive: true })
}, 120_000)
afterAll(async () => {
  for (const one of [lean, ...copies]) await removeInstitution(one)
})

test('a disk that fails at any call leaves all as it was, or what the next prune finishes', async () => {
  const wanted = await copyOf(lean)
  copies.push(wanted)
  await collected(wanted, '20261001T020000Z', '{}')
  await collected(wanted, '20261201T020000Z', '{}')
  await prunedAt(wanted, AFTER_PEOPLE)
  const goal = await filesBelow(join(wanted.config.reports, 'runs'))
  let failures = 0
  let open = 0
  for (let n = 1; ; n += n < 40 ? 3 : 29) {
    const institution = await copyOf(lean)
    copies.push(institution)
    await collected(institution, '20261001T020000Z', '{}')
    await collected(institution, '20261201T020000Z', '{}')
    const files = failingAt(n)
    const first = await prune(institution.config, { dryRun: false, now: null, files: files.files }, systemAt(AFTER_PEOPLE))
    if (first.ok && !files.failed()) break
    failures += 1
    const checks = await storeChecks(institution)
    expect(checks.filter(({ verdict }) => verdict === 'bad')).toEqual([])
    open += checks.filter(({ said }) => said.includes('was interrupted')).length
    await prunedAt(institution, AFTER_PEOPLE)
    expect(await filesBelow(join(institution.config.reports, 'runs'))).toEqual(goal)
    expect(await readdir(institution.config.evidence)).toEqual(['20261201T020000Z'])
    expect((await storeChecks(institution)).map(({ verdict }) => verdict)).toEqual(['good', 'good'])
    await removeInstitution(institution)
  }
  expect(failures).toBeGreaterThan(10)
  expect(open).toBeGreaterThan(3)
}, 600_000)

function failingAt(n: number) {
  let calls = 0
  let failed = false
  const files = new Proxy(diskPublicationFiles, {
    get(target, name: keyof typeof diskPublicationFiles) {
      const call = target[name] as (...given: unknown[]) => Promise<unknown>
      return async (...given: unknown[]) => {
        // The lock has tests of its own.
        if (String(given[0]).includes('/lock')) return call(...given)
        calls += 1
        if (calls === n) {
          failed = true
          throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })
        }
        return call(...given)
      }
    },
  })
  return { files, failed: () => failed }
}
