import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type ChainVerdict, verifyChain } from '../../../src/core/findings/chain.ts'
import { type PartDigest, digestOfParts, resultDigest } from '../../../src/core/findings/result-digest.ts'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import { latestRunId } from '../../../src/app/publication/latest-pointer.ts'
import { diskPublicationFiles } from '../../../src/app/publication/publication-files.ts'
import { openSqliteStore } from '../../../src/store/sqlite-store.ts'
import { sha256 } from '../../core/findings/build-finding.ts'
import { reportsFolder, storePath } from './publish-night.ts'

export interface Found {
  /** What a reader of the reports sees. */
  readonly latest: string | null
  /** What the store holds, newest first. */
  readonly runs: readonly string[]
  readonly chain: ChainVerdict
}

/** What readers and the next command find; asserts that the run that `latest` names is whole and is what the chain says. */
export async function whatIsFound(folder: string): Promise<Found> {
  const opened = await openSqliteStore(storePath(folder))
  if (!opened.ok) throw new Error(opened.error.message)
  const store = opened.value
  try {
    const latest = await latestRunId(reportsFolder(folder), diskPublicationFiles)
    const links = await store.chainLinks(0, 100)
    if (latest !== null) {
      const run = join(reportsFolder(folder), 'latest')
      const result = JSON.parse(await readFile(join(run, 'result.json'), 'utf8')) as AuditResult
      expect(result.run.id).toBe(latest)
      const link = links.find(({ hash }) => hash === result.publication?.head)
      expect(link?.entry.run).toBe(latest)
      expect(await readFile(join(run, 'security/index.html'), 'utf8')).toContain(link?.hash ?? 'no link')
      const { publication: _place, ...open } = result
      expect(resultDigest(open, sha256).digest).toBe(link?.entry.result)
      const parts = JSON.parse(await readFile(join(run, 'digests.json'), 'utf8')) as PartDigest[]
      expect(digestOfParts(parts, sha256)).toBe(link?.entry.result)
    }
    return { latest, runs: (await store.runs(99)).map(({ id }) => id), chain: verifyChain(links, sha256) }
  } finally {
    await store.close()
  }
}

/** No leftovers: the store, its reports by run, the pointer. */
export async function expectTidy(folder: string, runs: readonly string[]): Promise<void> {
  expect((await readdir(folder)).filter((name) => !name.startsWith('gatehouse.db'))).toEqual(['reports'])
  expect((await readdir(reportsFolder(folder))).toSorted()).toEqual(['latest', 'runs'])
  expect((await readdir(join(reportsFolder(folder), 'runs'))).toSorted()).toEqual([...runs].toSorted())
}
