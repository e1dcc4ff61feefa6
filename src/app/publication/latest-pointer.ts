import { join } from 'node:path'
import { hasCode } from './disk-error.ts'
import type { PublicationFiles } from './publication-files.ts'

const LATEST = 'latest'
const STAGED = 'latest.partial'

/**
 * Points `latest` at the run's folder, in one step: a reader sees the old run or the new one.
 *
 * A relative symbolic link, so that the folder of reports can be moved; where the file system has none, a file that holds the path.
 */
export async function moveLatest(
  reportsFolder: string,
  run: string,
  files: PublicationFiles,
  staged: () => Promise<void> = async () => undefined,
): Promise<void> {
  const temporary = join(reportsFolder, STAGED)
  await files.remove(temporary)
  await stage(temporary, join('runs', run), files)
  await staged()
  await files.rename(temporary, join(reportsFolder, LATEST))
  await files.syncFolder(reportsFolder)
}

/** The run that `latest` points at; null where there is none. */
export async function latestRunId(reportsFolder: string, files: PublicationFiles): Promise<string | null> {
  const path = join(reportsFolder, LATEST)
  const entry = await files.entry(path)
  if (entry === null) return null
  const target = entry.kind === 'file' ? (await files.readText(path)).trim() : await files.readLink(path)
  return /^runs[/\\]([^/\\]+)$/u.exec(target)?.[1] ?? null
}

async function stage(temporary: string, target: string, files: PublicationFiles): Promise<void> {
  try {
    await files.symlink(target, temporary)
  } catch (cause) {
    if (!hasCode(cause, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL')) throw cause
    const file = await files.create(temporary)
    try {
      await file.write(Buffer.from(`${target}\n`, 'utf8'))
      await file.sync()
    } finally {
      await file.close()
    }
  }
}
