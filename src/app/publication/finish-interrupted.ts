import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { Store } from '../../store/store.ts'
import { latestRunId, moveLatest } from './latest-pointer.ts'
import { type PublicationError, publicationError } from './publication-error.ts'
import type { PublicationFiles } from './publication-files.ts'
import type { PublicationLock } from './publication-lock.ts'
import { partialFolder, partialRuns, runFolder, runsFolder } from './run-folders.ts'

/** What an interrupted publication had left, and what was done about it; each a line for the log. */
export interface Finished {
  readonly done: readonly string[]
  /** What could not be mended. */
  readonly troubles: readonly string[]
}

export interface FinishInput {
  readonly lock: PublicationLock
  readonly store: Store
  readonly reportsFolder: string
  readonly files: PublicationFiles
}

/**
 * Finishes what a crash interrupted: moves the folder of a committed run and `latest` to their places, removes what was never
 * committed. Every command calls it that holds the lock, before it does anything else. Doing it twice does nothing more.
 */
export async function finishInterrupted(input: FinishInput): Promise<Result<Finished, PublicationError>> {
  try {
    return succeeded(await finished(input))
  } catch (cause) {
    return failed(publicationError(cause, 'finish an interrupted publication'))
  }
}

async function finished(input: FinishInput): Promise<Finished> {
  const { store, reportsFolder, files } = input
  const done: string[] = []
  for (const run of await partialRuns(reportsFolder, files)) done.push(await settled(run, input))
  if (done.length > 0) await files.syncFolder(runsFolder(reportsFolder))

  const latest = await store.latestRun()
  if (latest === null || (await latestRunId(reportsFolder, files)) === latest.id) return { done, troubles: [] }
  if ((await files.entry(runFolder(reportsFolder, latest.id))) === null)
    return { done, troubles: [`the reports of run ${latest.id}, the latest published, are gone`] }
  await moveLatest(reportsFolder, latest.id, files)
  return { done: [...done, `pointed \`latest\` at run ${latest.id}`], troubles: [] }
}

async function settled(run: string, { store, reportsFolder, files }: FinishInput): Promise<string> {
  const partial = partialFolder(reportsFolder, run)
  const isCommitted = await store.hasRun(run)
  if (isCommitted && (await files.entry(runFolder(reportsFolder, run))) === null) {
    await files.rename(partial, runFolder(reportsFolder, run))
    return `put the reports of run ${run} in their place: its publication was interrupted`
  }
  await files.removeFolder(partial)
  return `removed what run ${run} left behind: it was interrupted before it was published`
}
