import type { AuditResult } from '../core/model/audit-result.ts'
import { boardReport } from '../report/board/board-report.ts'
import { csvExports } from '../report/csv/csv-exports.ts'
import { resultJson } from '../report/json/result-json.ts'
import { junitReport } from '../report/junit/junit-report.ts'
import { summaryMarkdown } from '../report/markdown/summary-markdown.ts'
import { leadReport } from '../report/lead/lead-report.ts'
import type { LongReportFile, ReportFile } from '../report/report-file.ts'
import { securityReport } from '../report/security/security-report.ts'
import { type PublicationFiles, diskPublicationFiles } from './publication/publication-files.ts'
import { writeReportFiles } from './publication/write-files.ts'
import { sha256Base64 } from './system.ts'

/** Every report of this version, one after the other, made from the result and from nothing else. */
function* reportsOf(result: AuditResult): Generator<ReportFile | LongReportFile, void> {
  yield* resultJson(result)
  yield* csvExports(result)
  yield* summaryMarkdown(result)
  yield* junitReport(result)
  yield* securityReport(result, { sha256Base64 })
  yield* leadReport(result, { sha256Base64 })
  yield* boardReport(result, { sha256Base64 })
}

/** Writes the reports below `folder`, readable by their owner only, since they name people. A failure of the disk rejects. */
export async function writeReports(folder: string, result: AuditResult, files: PublicationFiles = diskPublicationFiles): Promise<void> {
  await writeReportFiles(folder, reportsOf(result), files)
}
