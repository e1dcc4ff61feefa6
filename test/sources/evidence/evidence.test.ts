import { appendFile, readFile, rename, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { LARGE_PAGE, at, readSample, temporaryFolder, writeSample } from './sample-evidence.ts'
import { datasetFolder } from '../../../src/sources/evidence/evidence-path.ts'
import { openEvidence } from '../../../src/sources/evidence/open-evidence.ts'
import { readEvidence } from '../../../src/sources/evidence/read-evidence.ts'

const USERS = 'DC=northmoor,DC=example/users'

describe('what was written is read', () => {
  test('as the same pages, lines and coverage', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    const manifest = await writeSample(folder)
    const evidence = await readSample(folder)
    expect(evidence.manifest).toEqual(manifest)
    const users = evidence.dataset('DC=northmoor,DC=example', 'users')
    const pages = users?.pages ?? []
    expect(pages.map(({ path }) => path)).toEqual([`${USERS}/0001.ldif`, `${USERS}/0002.ldif.gz`])
    expect(await linesOf(pages[0]?.lines())).toEqual(['dn: CN=li.wei', '', 'dn: CN=aisha.khan'])
    expect((await linesOf(pages[1]?.lines())).join('\n')).toBe(LARGE_PAGE.trimEnd())
    const { coverage, gaps } = await evidence.finish()
    expect(gaps).toEqual([])
    expect(coverage.map(({ dataset, state, reasons, cure }) => ({ dataset, state, reasons, cure }))).toEqual([
      { dataset: 'groups', state: 'partial', reasons: ['size limit exceeded'], cure: 'raise `sizelimit`' },
      { dataset: 'users', state: 'complete', reasons: [], cure: null },
    ])
  })

  test('from files that only their owner can read', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    await writeSample(folder)
    expect((await stat(join(folder, 'manifest.json'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, USERS, '0002.ldif.gz'))).mode & 0o777).toBe(0o600)
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
  })

  test('and twice gives the same bytes', async () => {
    const [one, two] = [join(await temporaryFolder(), 'ad'), join(await temporaryFolder(), 'ad')]
    await writeSample(one)
    await writeSample(two)
    expect(await readFile(join(one, 'manifest.json'))).toEqual(await readFile(join(two, 'manifest.json')))
    expect(await readFile(join(one, USERS, '0002.ldif.gz'))).toEqual(await readFile(join(two, USERS, '0002.ldif.gz')))
  })

  test('a page whose content breaks off leaves nothing behind, and the dataset says so if its reader does', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    const writer = await openEvidence(folder, sampleOptions())
    const users = writer.dataset('DC=northmoor,DC=example', 'users')
    await expect(users.page('0001.ldif', brokenContent())).rejects.toThrow('connection reset')
    users.finish({ state: 'partial', reasons: ['connection reset'], records: 0 })
    const manifest = await writer.close({ reader: 'x' })
    expect(manifest.datasets[0]?.files).toEqual([])
    expect((await (await readSample(folder)).finish()).coverage.map(({ dataset, state }) => [dataset, state])).toEqual([
      ['groups', 'failed'],
      ['users', 'partial'],
    ])
  })

  test('a dataset that its collector forgot to finish is failed', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    const writer = await openEvidence(folder, sampleOptions())
    await writer.dataset('DC=northmoor,DC=example', 'users').page('0001.ldif', 'dn: CN=li.wei\n')
    const manifest = await writer.close({ reader: 'x' })
    expect(manifest.datasets[0]).toMatchObject({ state: 'failed', reasons: ['the read was not finished'] })
  })
})

describe('a file that is not what the manifest vouches for lowers its dataset and is named', () => {
  const cases: readonly [string, (folder: string) => Promise<void>, string][] = [
    ['missing', async (folder) => rm(join(folder, USERS, '0001.ldif')), 'is missing'],
    ['longer', async (folder) => appendFile(join(folder, USERS, '0001.ldif'), 'x'), 'has 34 bytes, and the manifest says 33'],
    ['shorter', async (folder) => truncate(join(folder, USERS, '0002.ldif.gz'), 100), '0002.ldif.gz'],
    [
      'changed in place',
      async (folder) => writeFile(join(folder, USERS, '0001.ldif'), 'dn: CN=li.wex\n\ndn: CN=aisha.khan\n'),
      'was changed',
    ],
    ['additional', async (folder) => writeFile(join(folder, USERS, '0003.ldif'), 'dn: CN=x\n'), 'is not listed in the manifest'],
    [
      'a link',
      async (folder) => {
        await rename(join(folder, USERS, '0001.ldif'), join(folder, '..', 'elsewhere'))
        await symlink(join(folder, '..', 'elsewhere'), join(folder, USERS, '0001.ldif'))
      },
      'is not a plain file',
    ],
  ]
  for (const [what, harm, said] of cases) {
    test(what, async () => {
      const folder = join(await temporaryFolder(), 'ad')
      await writeSample(folder)
      await harm(folder)
      for (const consumed of [true, false]) {
        const evidence = await readSample(folder)
        if (consumed) for (const page of evidence.datasets.flatMap(({ pages }) => pages)) await linesOf(page.lines())
        const { coverage, gaps } = await evidence.finish()
        expect(coverage.map(({ dataset, state }) => [dataset, state])).toEqual([
          ['groups', 'partial'],
          ['users', 'partial'],
        ])
        expect(gaps).toHaveLength(1)
        expect(gaps[0]).toMatchObject({ source: 'ad', dataset: 'users', code: 'dataset-incomplete', record: null })
        expect(gaps[0]?.reason).toContain(said)
      }
    })
  }

  test('all of them: the dataset is failed', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    await writeSample(folder)
    await rm(join(folder, 'DC=northmoor,DC=example', 'groups', '0001.ldif'))
    const { coverage } = await (await readSample(folder)).finish()
    expect(coverage[0]).toMatchObject({ dataset: 'groups', state: 'failed' })
  })

  test('one that belongs to no dataset lowers them all', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    await writeSample(folder)
    await writeFile(join(folder, 'stray.txt'), 'x')
    const { coverage } = await (await readSample(folder)).finish()
    expect(coverage.map(({ state }) => state)).toEqual(['partial', 'partial'])
  })
})

describe('a manifest that cannot be believed makes every dataset failed', () => {
  const cases: readonly [string, (text: string) => string, string][] = [
    ['cut off', (text) => text.slice(0, 200), 'is not JSON'],
    ['of a newer format', (text) => text.replace('"format": 1', '"format": 2'), 'evidence format 2 is newer'],
    ['of another kind of source', (text) => text.replace('"ldap"', '"table"'), 'evidence of kind `table`, expected `ldap`'],
    ['that leads out of the folder', (text) => text.replace('users/0001', '../../0001'), 'relative path inside the folder'],
    ['complete with a reason', (text) => text.replace('"partial"', '"complete"'), 'with 1 reasons'],
    ['without a hash', (text) => text.replace(/"sha256": "[0-9a-f]{64}"/u, '"sha256": ""'), '64 hex digits'],
  ]
  for (const [what, harm, said] of cases) {
    test(what, async () => {
      const folder = join(await temporaryFolder(), 'ad')
      await writeSample(folder)
      const path = join(folder, 'manifest.json')
      const text = await readFile(path, 'utf8')
      expect(harm(text)).not.toBe(text)
      await writeFile(path, harm(text))
      const evidence = await readSample(folder)
      const { coverage, gaps } = await evidence.finish()
      expect(evidence.manifest).toBeNull()
      expect(coverage.map(({ state }) => state)).toEqual(['failed', 'failed'])
      expect(gaps[0]?.reason).toContain(said)
    })
  }

  test('an expected dataset that it does not list is failed, not absent', async () => {
    const folder = join(await temporaryFolder(), 'ad')
    await writeSample(folder)
    const evidence = await readEvidence(folder, { source: 'ad', kind: 'ldap', expected: [{ unit: 'DC=x', dataset: 'users' }] })
    const { coverage, gaps } = await evidence.finish()
    expect(coverage.find(({ unit }) => unit === 'DC=x')).toMatchObject({ state: 'failed' })
    expect(gaps.map(({ code }) => code)).toEqual(['dataset-missing'])
  })
})

test('a line that is not UTF-8 is a gap with its number, and the other lines are read', async () => {
  const folder = join(await temporaryFolder(), 'ad')
  const writer = await openEvidence(folder, sampleOptions())
  const users = writer.dataset('DC=x', 'users')
  await users.page('0001.ldif', Buffer.from([0x61, 0x0d, 0x0a, 0xff, 0x0a, 0x62]))
  users.finish({ state: 'complete', records: 3 })
  await writer.close({ reader: 'x' })
  const evidence = await readEvidence(folder, { source: 'ad', kind: 'ldap', expected: [] })
  expect(await linesOf(evidence.datasets[0]?.pages[0]?.lines())).toEqual(['a', '\u{FFFD}', 'b'])
  const { coverage, gaps } = await evidence.finish()
  expect(coverage[0]).toMatchObject({ state: 'partial', reasons: ['1 record whose identity is not known could not be read'] })
  expect(gaps[0]).toMatchObject({ code: 'record-malformed', at: 'DC=x/users/0001.ldif:2' })
})

test('any unit and dataset name makes a folder that stays inside', () => {
  expect(datasetFolder('..', '.hidden')).toBe('%2E./%2Ehidden')
  expect(datasetFolder('210987654321/eu-west-2', 's3/list-buckets')).toBe('210987654321/eu-west-2/s3/list-buckets')
  expect(datasetFolder('a/../b', 'OU=Größe\\x')).toBe('a/%2E./b/OU=Gr%C3%B6%C3%9Fe%5Cx')
  expect(datasetFolder('', 'users')).toBe('%/users')
  expect(datasetFolder('x'.repeat(300), 'users').split('/')[0]).toHaveLength(117)
})

function sampleOptions() {
  return { source: { kind: 'ldap', name: 'ad' }, toolVersion: '0.1.0', wanted: null, clock: () => at('2026-11-26T02:14:00Z') }
}

async function* brokenContent(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(100_000)
  throw new Error('connection reset')
}

async function linesOf(lines: AsyncIterable<string> | undefined): Promise<string[]> {
  const read: string[] = []
  for await (const line of lines ?? emptyLines()) read.push(line)
  return read
}

async function* emptyLines(): AsyncGenerator<string> {}
