import type { Store } from '../../store/store.ts'
import type { PublicationFiles } from './publication-files.ts'
import type { PublicationLock } from './publication-lock.ts'

/** What an interrupted publication had left, and what was done about it; each a line for the log. */
export interface Finished {
  readonly done: readonly string[]
  /** What could not be mended. */
  readonly troubles: readonly string[]
}

/**
 * Finishes what a crash interrupted: moves the folder of a committed run and `latest` to their places, removes what was never
 * committed. Every command calls it that holds the lock, before it does anything else.
 */
export async function finishInterrupted(input: {
  readonly lock: PublicationLock
  readonly store: Store
  readonly reportsFolder: string
  readonly files: PublicationFiles
}): Promise<Finished> {
  throw new Error(`not written yet: ${input.reportsFolder}`)
}
