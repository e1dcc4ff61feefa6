import type { Sha256 } from '../../core/base/hash.ts'
import type { Store } from '../../store/store.ts'
import type { PublicationFiles } from '../publication/publication-files.ts'
import { runFolder } from '../publication/run-folders.ts'
import { misfitOfRun } from '../publication/verify-publications.ts'
import { keptPrunes } from './prune-records.ts'

export interface PrunesVerified {
  /** How many prunes the chain knows, and how many runs they emptied. */
  readonly prunes: number
  readonly runs: number
  /** What does not fit, a line each. */
  readonly misfits: readonly string[]
  /** Numbers of prunes that were interrupted: their runs are not looked at. */
  readonly interrupted: readonly number[]
}

/** Do the records of all prunes fit the chain, and the results that they emptied fit the records? */
export async function verifiedPrunes(
  store: Store,
  reportsFolder: string,
  files: PublicationFiles,
  sha256: Sha256,
): Promise<PrunesVerified> {
  const { prunes, emptied, troubles } = await keptPrunes(store, reportsFolder, files, sha256)
  const open = prunes.filter(({ isDone }) => !isDone)
  const waiting = new Set(open.flatMap(({ record }) => record.runs.map(({ run }) => run)))
  const runs = await store.runs(Number.MAX_SAFE_INTEGER)
  const misfits: string[] = [...troubles]
  for (const run of runs) {
    const now = emptied.get(run.id)
    if (now === undefined || waiting.has(run.id)) continue
    // Whoever removes a whole folder takes reports away, and claims nothing by it.
    if ((await files.entry(runFolder(reportsFolder, run.id))) === null) continue
    const misfit = await misfitOfRun(run, now.emptied, { store, reportsFolder, files, sha256 })
    if (misfit !== null) misfits.push(misfit)
  }
  return { prunes: prunes.length, runs: emptied.size, misfits, interrupted: open.map(({ n }) => n) }
}
