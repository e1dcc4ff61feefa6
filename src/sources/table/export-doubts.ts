import type { RegisterName } from '../../core/model/register.ts'
import type { ExportBeside } from '../evidence/export-beside.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'

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
