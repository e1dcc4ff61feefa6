import { join } from 'node:path'
import type { Day } from '../../core/base/instant.ts'
import type { EmptiedRun } from '../../core/findings/retention/prune-record.ts'
import { pastTermOf } from '../../core/findings/retention/prune-record.ts'
import { withoutPeople } from '../../core/findings/retention/without-people.ts'
import { type PartDigest, resultDigest } from '../../core/findings/result-digest.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { resultJson } from '../../report/json/result-json.ts'
import { sha256 } from '../../sources/evidence/sha256.ts'
import type { PublicationFiles } from '../publication/publication-files.ts'
import { DIGESTS_FILE } from '../publication/publish.ts'
import { writeReportFiles } from '../publication/write-files.ts'

const RESULT_FILE = 'result.json'
/** Where a result waits to take its name. */
const ASIDE = 'emptied.partial'

/** What a result would lose by these terms, and what it would then still tell in full. */
export function emptiedRun(
  result: AuditResult,
  published: readonly PartDigest[],
  terms: Omit<EmptiedRun, 'emptied' | 'exceptionsLeftUntil'>,
): EmptiedRun {
  const run: EmptiedRun = { ...terms, emptied: [], exceptionsLeftUntil: null }
  const before = new Map(published.map(({ part, digest }) => [part, digest]))
  const after = partsOf(withoutPeople(result, pastTermOf(run)))
  return {
    ...run,
    exceptionsLeftUntil: leftUntil(result, terms.exceptionsEndedBefore),
    emptied: after.filter(({ part, digest }) => before.get(part) !== digest),
  }
}

function partsOf({ publication: _place, ...result }: AuditResult): readonly PartDigest[] {
  return resultDigest(result, sha256).parts
}

function leftUntil({ assessment }: AuditResult, before: Day | null): Day | null {
  const left = assessment.exceptions.map(({ expires }) => expires).filter((day) => before === null || day >= before)
  return left.sort().at(-1) ?? null
}

/** As it lies there: keys that this version does not know are kept, since its digest is over all. */
export async function resultIn(folder: string, files: PublicationFiles): Promise<AuditResult> {
  return JSON.parse(await files.readText(join(folder, RESULT_FILE))) as AuditResult
}

export async function publishedParts(folder: string, files: PublicationFiles): Promise<readonly PartDigest[]> {
  return JSON.parse(await files.readText(join(folder, DIGESTS_FILE))) as readonly PartDigest[]
}

/** Empties the result in `folder`, and removes every page that was made from it. Doing it again does nothing more. */
export async function emptyInPlace(folder: string, run: EmptiedRun, files: PublicationFiles): Promise<void> {
  const aside = join(folder, ASIDE)
  await files.removeFolder(aside)
  await files.makeFolder(aside)
  await writeReportFiles(aside, resultJson(withoutPeople(await resultIn(folder, files), pastTermOf(run))), files)
  const file = await files.openToRead(join(aside, RESULT_FILE))
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await files.rename(join(aside, RESULT_FILE), join(folder, RESULT_FILE))
  for (const name of await files.list(folder))
    if (name !== RESULT_FILE && name !== DIGESTS_FILE) await files.removeFolder(join(folder, name))
  await files.syncFolder(folder)
}
