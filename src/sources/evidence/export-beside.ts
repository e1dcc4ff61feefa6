import { isUtf8 } from 'node:buffer'
import { dirname, join } from 'node:path'
import { readWhole } from './evidence-bytes.ts'
import { type FileSystem, isAbsence } from './file-system.ts'
import { EXPORT_FILE, type ExportFile, readExport } from './export-file.ts'

/** The `export.yaml` beside a table: what it says, or why it says nothing. */
export type ExportBeside =
  | { readonly text: string; readonly value: ExportFile }
  | { readonly text: string | null; readonly value: null; readonly reason: string }

export async function exportBeside(files: FileSystem, table: string): Promise<ExportBeside> {
  let bytes: Uint8Array
  try {
    bytes = await readWhole(files, join(dirname(table), EXPORT_FILE))
  } catch (cause) {
    const reason = isAbsence(cause)
      ? `there is no \`${EXPORT_FILE}\``
      : `\`${EXPORT_FILE}\` cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`
    return { text: null, value: null, reason }
  }
  if (!isUtf8(bytes)) return { text: null, value: null, reason: `\`${EXPORT_FILE}\` is not UTF-8` }
  const text = new TextDecoder().decode(bytes)
  const read = readExport(text)
  // A file that does not parse is not kept: nobody knows what stands in it.
  return read.ok ? { text, value: read.value } : { text: null, value: null, reason: read.reason }
}
