import type { Instant } from '../../core/base/instant.ts'
import { basename } from 'node:path'
import type { SourceCheck } from '../../core/model/source-check.ts'
import { ageCheck } from '../evidence/export-age.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import { exportBeside } from '../evidence/export-beside.ts'
import { exportDoubts } from './export-doubts.ts'
import { surveyTable } from './survey-table.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'
import type { TableSource } from './table-source.ts'

/**
 * What `gatehouse doctor` says about a table: can the file be read, does its header fit, does `export.yaml` prove it whole, how old
 * is it. Reads the whole file and keeps nothing.
 */
export async function checkTable(
  table: TableSource,
  options: { readonly now: Instant; readonly maxAgeMs: number; readonly files?: FileSystem },
): Promise<readonly SourceCheck[]> {
  const files = options.files ?? diskFileSystem
  const name = basename(table.file)
  const survey = await surveyTable(files, table.file, table.register)
  if (!survey.ok) return [{ what: name, verdict: 'bad', said: survey.error.reason, cure: survey.error.cure }]

  const { rows, dropped, redacted } = survey.value
  const counts = [`${rows} rows`, ...(dropped > 0 ? [`${dropped} cells of \`x_\` columns are never kept`] : [])]
  const checks: SourceCheck[] = [{ what: name, verdict: 'good', said: counts.join(', '), cure: null }]
  if (redacted > 0)
    checks.push({
      what: name,
      verdict: 'doubtful',
      said: `${redacted} rows have a status that is refused`,
      cure: 'export a clearance that is not required as `ok`',
    })

  const exported = await exportBeside(files, table.file)
  const doubts = exportDoubts(name, table.register, rows, exported)
  const cure = `see \`${EXPORT_FILE}\` in docs/sources/table.md`
  if (exported.value === null)
    return [...checks, ...doubts.map((said) => ({ what: EXPORT_FILE, verdict: 'doubtful' as const, said, cure }))]
  if (doubts.length === 0) checks.push({ what: EXPORT_FILE, verdict: 'good', said: `from ${exported.value.system}, complete`, cure: null })
  else checks.push(...doubts.map((said) => ({ what: EXPORT_FILE, verdict: 'doubtful' as const, said, cure })))
  return [...checks, ageCheck(exported.value.exportedAt, options)]
}
