import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuditResult } from '../core/model/audit-result.ts'
import { csvExports } from '../report/csv/csv-exports.ts'
import { resultJson } from '../report/json/result-json.ts'
import type { ReportFile } from '../report/report-file.ts'
import { securityReport } from '../report/security/security-report.ts'
import { sha256Base64 } from './system.ts'

/** Every report of this version, made from the result and from nothing else. */
export function reportsOf(result: AuditResult): readonly ReportFile[] {
  return [...resultJson(result), ...csvExports(result), ...securityReport(result, { sha256Base64 })]
}

/** Writes the reports below `folder`, readable by their owner only, since they name people. */
export async function writeReports(folder: string, result: AuditResult): Promise<void> {
  for (const { path, text } of reportsOf(result)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(file, text, { mode: 0o600 })
  }
}
