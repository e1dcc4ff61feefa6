import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskThatFailsAt } from './faulty-file-system.ts'
import { at, readSample, temporaryFolder, writeSample } from './sample-evidence.ts'
import { EvidenceWriteError, openEvidence } from '../../../src/sources/evidence/open-evidence.ts'

for (const andEverAfter of [true, false]) {
  test(`a disk that is full from the n-th call ${andEverAfter ? 'on' : 'and free again'} leaves no manifest or a true one, for every n`, async () => {
    const calls = await callsOfAWholeRun()
    let withManifest = 0
    for (let n = 1; n <= calls; n++) {
      const folder = join(await temporaryFolder(), 'ad')
      const disk = diskThatFailsAt(n, { andEverAfter })
      await expect(writeSample(folder, disk.files), `call ${n}`).rejects.toThrow(EvidenceWriteError)
      const evidence = await readSample(folder)
      const { coverage } = await evidence.finish()
      if (evidence.manifest === null)
        expect(
          coverage.map(({ state }) => state),
          `call ${n}`,
        ).toEqual(['failed', 'failed'])
      else {
        withManifest++
        expect(coverage.map(({ dataset, state }) => [dataset, state])).toEqual([
          ['groups', 'partial'],
          ['users', 'complete'],
        ])
      }
    }
    expect(calls).toBeGreaterThan(30)
    // Only the two calls that come after the manifest's rename may leave one.
    expect(withManifest).toBe(2)
    console.log(`${calls} calls failed one at a time; ${withManifest} left a manifest, each true`)
  })
}

test('a collector that goes on after a full disk gets a manifest that calls the dataset failed', async () => {
  const calls = await callsOfAWholeRun()
  let failures = 0
  for (let n = 3; n <= calls; n++) {
    const folder = join(await temporaryFolder(), 'ad')
    const writer = await openEvidence(folder, {
      source: { kind: 'ldap', name: 'ad' },
      toolVersion: '0.1.0',
      wanted: null,
      clock: () => at('2026-11-26T02:14:00Z'),
      files: diskThatFailsAt(n, { andEverAfter: false }).files,
    })
    const users = writer.dataset('DC=northmoor,DC=example', 'users')
    const reported = await Promise.allSettled([users.page('0001.ldif', 'dn: CN=li.wei\n')])
    users.finish({ state: 'complete', records: 1 })
    writer.dataset('DC=northmoor,DC=example', 'groups').finish({ state: 'complete', records: 0 })
    const closed = await Promise.allSettled([writer.close({ reader: 'x' })])
    const evidence = await readSample(folder)
    const { coverage } = await evidence.finish()
    if (reported[0].status === 'fulfilled') continue
    failures++
    expect(closed[0].status).toBe('fulfilled')
    expect(coverage.map(({ dataset, state }) => [dataset, state])).toEqual([
      ['groups', 'complete'],
      ['users', 'failed'],
    ])
    expect(coverage[1]?.reasons[0]).toContain('ENOSPC')
  }
  expect(failures).toBeGreaterThan(4)
})

test('a kill before the manifest leaves an unfinished folder in which every expected dataset is failed', async () => {
  const folder = join(await temporaryFolder(), 'ad')
  const writer = await openEvidence(folder, {
    source: { kind: 'ldap', name: 'ad' },
    toolVersion: '0.1.0',
    wanted: null,
    clock: () => at('2026-11-26T02:14:00Z'),
  })
  await writer.dataset('DC=northmoor,DC=example', 'users').page('0001.ldif', 'dn: CN=li.wei\n')
  expect(await readdir(folder)).not.toContain('manifest.json')
  const { coverage, gaps } = await (await readSample(folder)).finish()
  expect(coverage.map(({ state }) => state)).toEqual(['failed', 'failed'])
  expect(gaps.map(({ code }) => code)).toEqual(['source-unreadable', 'source-unreadable'])
  expect(gaps[0]?.reason).toContain('not finished')
})

async function callsOfAWholeRun(): Promise<number> {
  const disk = diskThatFailsAt(Infinity, { andEverAfter: false })
  await writeSample(join(await temporaryFolder(), 'ad'), disk.files)
  return disk.calls()
}

test('a folder that already holds something is refused: two runs are never mixed', async () => {
  const folder = join(await temporaryFolder(), 'ad')
  await writeSample(folder)
  await expect(writeSample(folder)).rejects.toThrow('the folder is not empty')
})
