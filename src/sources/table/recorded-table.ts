import { join } from 'node:path'
import type { RegisterName } from '../../core/model/register.ts'
import { type FileSystem, diskFileSystem, isAbsence } from '../evidence/file-system.ts'

/**
 * The CSV file of a folder that was filled by hand: `<register>.csv`, else the only CSV there is.
 *
 * Where there is neither, the name that was looked for; collecting it says that there is no such file.
 */
export async function recordedTable(folder: string, register: RegisterName, files: FileSystem = diskFileSystem): Promise<string> {
  const expected = `${register}.csv`
  let names: readonly string[] = []
  try {
    names = await files.list(folder)
  } catch (cause) {
    if (!isAbsence(cause)) throw cause
  }
  const tables = names.filter((name) => name.endsWith('.csv'))
  const [only] = tables
  return join(folder, tables.length === 1 && only !== undefined ? only : expected)
}
