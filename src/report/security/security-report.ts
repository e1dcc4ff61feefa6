import type { AuditResult } from '../../core/model/audit-result.ts'
import type { ReportFile, ReportTools } from '../report-file.ts'

/** The security report: `security/index.html` and its pages, sorted by path; static, self-contained, without scripts. */
export function securityReport(result: AuditResult, tools: ReportTools): readonly ReportFile[] {
  const style = tools.sha256Base64('')
  return [{ path: 'security/index.html', text: `<!doctype html><title>${result.run.now}</title><!-- ${style} -->\n` }]
}
