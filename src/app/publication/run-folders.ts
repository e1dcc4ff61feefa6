import { join } from 'node:path'
import type { PublicationFiles } from './publication-files.ts'

const PARTIAL = '.partial'

/** Where a published run's reports lie. Throws for an id that is no plain name, since it becomes one. */
export function runFolder(reportsFolder: string, run: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/u.test(run) || run.endsWith(PARTIAL)) throw new Error(`no id of a run: \`${run}\``)
  return join(runsFolder(reportsFolder), run)
}

/** Where they are written, until the run is committed. */
export function partialFolder(reportsFolder: string, run: string): string {
  return runFolder(reportsFolder, run) + PARTIAL
}

export function runsFolder(reportsFolder: string): string {
  return join(reportsFolder, 'runs')
}

/** The runs whose reports are still where they were written. */
export async function partialRuns(reportsFolder: string, files: PublicationFiles): Promise<readonly string[]> {
  if ((await files.entry(runsFolder(reportsFolder))) === null) return []
  const names = await files.list(runsFolder(reportsFolder))
  return names
    .filter((name) => name.endsWith(PARTIAL))
    .map((name) => name.slice(0, -PARTIAL.length))
    .sort()
}

/** Makes all that a folder holds survive a loss of power. */
export async function syncTree(folder: string, files: PublicationFiles): Promise<void> {
  for (const name of await files.list(folder)) {
    const path = join(folder, name)
    const entry = await files.entry(path)
    if (entry?.kind === 'folder') await syncTree(path, files)
    if (entry?.kind === 'file') await syncFile(path, files)
  }
  await files.syncFolder(folder)
}

async function syncFile(path: string, files: PublicationFiles): Promise<void> {
  const file = await files.openToRead(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
