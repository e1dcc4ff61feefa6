import { moveLatest } from './latest-pointer.ts'
import type { Checkpoint } from './checkpoint.ts'
import type { PublicationFiles } from './publication-files.ts'
import { partialFolder, runFolder, runsFolder } from './run-folders.ts'

/** Step 6, after the commit: the reports take their name, then `latest` points at them. */
export async function placeRun(reportsFolder: string, run: string, files: PublicationFiles, checkpoint: Checkpoint): Promise<void> {
  await files.rename(partialFolder(reportsFolder, run), runFolder(reportsFolder, run))
  await files.syncFolder(runsFolder(reportsFolder))
  await checkpoint('folder-renamed')
  await moveLatest(reportsFolder, run, files, async () => checkpoint('latest-staged'))
  await checkpoint('latest-moved')
}
