import type { AuditResult } from '../../core/model/audit-result.ts'
import type { Digest } from '../digest/digest.ts'
import { uncheckedLines } from '../digest/digest-lines.ts'
import type { ReportFile } from '../report-file.ts'
import { inState, resultView } from '../result-view.ts'
import { grouped } from '../words/count-words.ts'
import { coverageFellSentences, coverageSentences } from '../words/coverage-words.ts'
import { statusCounts } from '../words/status-words.ts'
import { troubleLines } from '../words/trouble-words.ts'
import { digestMarkdown } from './digest-markdown.ts'

/** `summary.md`: the night in counts, for a chat or a pull request. Names nobody; at most 3,000 characters. */
export function summaryMarkdown(result: AuditResult): readonly ReportFile[] {
  const view = resultView(result)
  const { run, life, publication } = result
  const count = (state: Parameters<typeof inState>[1]) => grouped(inState(view, state).length)
  const summary: Digest = {
    subject: 'Gatehouse',
    heading: `Gatehouse audit of ${run.institution}, ${view.dates.moment(run.now)}`,
    parts: [
      { title: 'Coverage', lines: [...coverageSentences(view), ...coverageFellSentences(view)] },
      { title: 'Not checked', lines: uncheckedLines(view) },
      { title: 'Projects', lines: statusCounts(view) },
      {
        title: `Open findings: ${grouped(view.open.length)}`,
        lines: [
          ...(life.firstRun ? ['First run: nothing to compare with.'] : []),
          `${count('new')} new, ${count('first-observed')} first observed, ${count('worse')} worse, ${count('reopened')} reopened, ${count('not-rechecked')} not re-checked`,
          `${count('resolved')} resolved or no longer audited`,
        ],
      },
      { title: 'Before this run', lines: troubleLines(view) },
      {
        title: 'Run',
        lines: [
          `${run.id}, policy ${run.policyHash.slice(0, 12)}, Gatehouse ${run.gatehouse}`,
          publication === null ? 'evaluated and not published' : `head of the chain ${publication.head}`,
        ],
      },
    ].filter(({ lines }) => lines.length > 0),
    link: null,
  }
  return [{ path: 'summary.md', text: digestMarkdown(summary) }]
}
