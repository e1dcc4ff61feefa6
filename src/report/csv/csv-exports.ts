import type { AuditResult } from '../../core/model/audit-result.ts'
import type { LongReportFile } from '../report-file.ts'
import { resultView } from '../result-view.ts'
import { accessCsv } from './access-csv.ts'
import { coverageCsv } from './coverage-csv.ts'
import { findingsCsv } from './findings-csv.ts'

/** `csv/access.csv`, `csv/coverage.csv`, `csv/findings.csv`: for a spreadsheet; each row says what it may be taken for. */
export function csvExports(result: AuditResult): readonly LongReportFile[] {
  const view = resultView(result)
  return [
    { path: 'csv/access.csv', pieces: accessCsv(view) },
    { path: 'csv/coverage.csv', pieces: coverageCsv(view) },
    { path: 'csv/findings.csv', pieces: findingsCsv(view) },
  ]
}
