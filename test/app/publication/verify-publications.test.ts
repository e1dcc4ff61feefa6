import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChainVerdict } from '../../../src/core/findings/chain.ts'
import { diskPublicationFiles } from '../../../src/app/publication/publication-files.ts'
import { misfitOfLatest, verifyStoredChain } from '../../../src/app/publication/verify-publications.ts'
import { openSqliteStore } from '../../../src/store/sqlite-store.ts'
import { sha256 } from '../../core/findings/build-finding.ts'
import { publishNight, reportsFolder, storePath } from './publish-night.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-verify-'))
  for (const night of [1, 2, 3]) await publishNight({ folder, night })
})
afterEach(async () => rm(folder, { recursive: true, force: true }))

async function verified(): Promise<{ readonly chain: ChainVerdict; readonly latest: string | null }> {
  const store = await openSqliteStore(storePath(folder))
  if (!store.ok) throw new Error(store.error.message)
  const chain = await verifyStoredChain(store.value, sha256)
  const latest = await misfitOfLatest(store.value, reportsFolder(folder), diskPublicationFiles, sha256)
  await store.value.close()
  return { chain, latest }
}

async function editResult(edit: (text: string) => string, name = 'result.json'): Promise<void> {
  const path = join(reportsFolder(folder), 'runs', 'run-3', name)
  await writeFile(path, edit(await readFile(path, 'utf8')))
}

test('what was published fits', async () => {
  expect(await verified()).toMatchObject({ chain: { kind: 'whole', head: { n: 3 } }, latest: null })
})

test('an entry that somebody changed in the database is named', async () => {
  const database = new DatabaseSync(storePath(folder))
  database.exec(`update chain_entry set entry = replace(entry, '"run":"run-2"', '"run":"run-9"') where n = 2`)
  database.close()
  expect((await verified()).chain).toEqual({
    kind: 'broken',
    at: 2,
    because: 'entry 2 does not have the hash that it was given: it was changed',
  })
})

describe('a result that somebody changed is named by its part', () => {
  test('a finding', async () => {
    await editResult((text) => text.replace('Li Wei can use the group', 'Nobody can use the group'))
    expect((await verified()).latest).toMatch(/^`finding:[0-9a-f]{32}` in `result.json` of run run-3 is not what was published$/u)
  })
  test('the rest', async () => {
    await editResult((text) => text.replace('"institution": "Northmoor University"', '"institution": "Southmoor University"'))
    expect((await verified()).latest).toBe('`rest` in `result.json` of run run-3 is not what was published')
  })
  test('the digests', async () => {
    await editResult((text) => text.replace('"part":"rest"', '"part":"pest"'), 'digests.json')
    expect((await verified()).latest).toBe('`digests.json` of run run-3 is not what the chain holds')
  })
  test('a file that is no longer one', async () => {
    await editResult(() => '{')
    expect((await verified()).latest).toContain('cannot be read')
  })
})
