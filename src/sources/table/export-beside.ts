import { isUtf8 } from 'node:buffer'
import { dirname, join } from 'node:path'
import type { RegisterName } from '../../core/model/register.ts'
import { readWhole } from '../evidence/evidence-bytes.ts'
import { type FileSystem, isAbsence } from '../evidence/file-system.ts'
import { type ExportFile, readExport } from './export-file.ts'
import { EXPORT_FILE } from './table-source.ts'

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

/** How the reasons begin that no `export.yaml` speaks against. */
export const NO_PROOF = 'no proof of completeness'

/** Why the table `name` with `rows` rows cannot be called complete; empty if the export proves that it is. */
export function exportDoubts(name: string, register: RegisterName, rows: number, exported: ExportBeside): readonly string[] {
  if (exported.value === null) return [`${NO_PROOF}: ${exported.reason}`]
  const { value } = exported
  const total = value.rows.get(name)
  const doubts: string[] = []
  if (!value.complete) doubts.push('the export says that it is not complete')
  if (total === undefined) doubts.push(`${NO_PROOF}: \`${EXPORT_FILE}\` does not count the rows of \`${name}\``)
  else if (total !== rows) doubts.push(`total-mismatch: \`${EXPORT_FILE}\` says ${total} rows, and the file has ${rows}`)
  if ((register === 'doors' || register === 'grants') && value.resources(name) === null)
    doubts.push(`${NO_PROOF}: \`${EXPORT_FILE}\` does not list the \`resources\` that it covers`)
  return doubts
}
