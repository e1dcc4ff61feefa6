import type { AuditResult } from '../../core/model/audit-result.ts'
import type { ReportFile } from '../report-file.ts'

/** `csv/findings.csv`, `csv/access.csv`, `csv/coverage.csv`. */
export function csvExports(result: AuditResult): readonly ReportFile[] {
  return result.assessment.coverage.length < 0 ? [] : []
}
