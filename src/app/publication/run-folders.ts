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

/** A disk orders what it is asked at once: one file after the other, a thousand of them take seconds. */
const SYNCS_AT_ONCE = 16

/** Makes all that a folder holds survive a loss of power: the files, then the folders from the inside out. */
export async function syncTree(folder: string, files: PublicationFiles): Promise<void> {
  const { inFiles, folders } = await treeOf(folder, files)
  for (let start = 0; start < inFiles.length; start += SYNCS_AT_ONCE) {
    const some = inFiles.slice(start, start + SYNCS_AT_ONCE)
    // All have ended before the first failure is told: nobody may clean up beside a call that still runs.
    const ends = await Promise.allSettled(some.map(async (path) => syncFile(path, files)))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
  for (const path of folders) await files.syncFolder(path)
}

async function treeOf(folder: string, files: PublicationFiles): Promise<{ readonly inFiles: string[]; readonly folders: string[] }> {
  const tree = { inFiles: [] as string[], folders: [] as string[] }
  for (const name of await files.list(folder)) {
    const path = join(folder, name)
    const entry = await files.entry(path)
    if (entry?.kind === 'file') tree.inFiles.push(path)
    if (entry?.kind !== 'folder') continue
    const inner = await treeOf(path, files)
    tree.inFiles.push(...inner.inFiles)
    tree.folders.push(...inner.folders)
  }
  tree.folders.push(folder)
  return tree
}

async function syncFile(path: string, files: PublicationFiles): Promise<void> {
  const file = await files.openToRead(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
