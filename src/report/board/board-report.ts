import type { AuditResult } from '../../core/model/audit-result.ts'
import { originOf } from '../html/origin.ts'
import { framedPage } from '../html/page-frame.ts'
import type { ReportFile, ReportTools } from '../report-file.ts'
import { printStyle } from '../security/print-style.ts'
import { screenStyle } from '../security/style.ts'
import { appetiteSection, causesSection, closingSections, exceptionsByAge, legalSection, rolesSection } from './annex.ts'
import { boardView } from './board-view.ts'
import { measuresSection } from './measures-section.ts'
import { askedBefore, boardBanner, crownJewels, decisionsWanted, inOneSentence, notCovered } from './page-one.ts'
import { questionsSection } from './questions-section.ts'

const PATH = 'board/index.html'

/**
 * The summary for the board: page one with five things, the same shape each time, and an annex behind it. Names nobody but office-holders;
 * static, self-contained, without scripts. Linear in the result's size.
 */
export function boardReport(result: AuditResult, tools: ReportTools): readonly ReportFile[] {
  const board = boardView(result)
  const { run, publication } = result
  const { view } = board
  const style = `${screenStyle}${boardStyle}${printStyle(`Gatehouse, summary for the board, run ${run.id}, chain head ${publication?.head ?? 'none: not published'}`)}`
  const day = view.dates.fullDay(view.dates.today)
  return [
    framedPage(
      {
        home: PATH,
        day,
        owner: run.institution,
        style,
        styleHash: tools.sha256Base64(style),
        origin: originOf(view),
        note: `Days and times are those of ${run.timeZone}. Numbers of people and projects; nobody is named but who holds an office.`,
      },
      {
        path: PATH,
        title: 'Summary for the board',
        caption: `${run.institution}, ${day}`,
        above: [],
        banner: boardBanner(board),
        sections: [
          inOneSentence(board),
          notCovered(board),
          crownJewels(board),
          decisionsWanted(board),
          askedBefore(board),
          measuresSection(board),
          questionsSection(board),
          rolesSection(board),
          appetiteSection(board),
          exceptionsByAge(board),
          causesSection(board),
          legalSection(board),
          ...closingSections(board),
        ],
      },
    ),
  ]
}

// On paper the annex begins on a page of its own.
const boardStyle = `
.chart{margin:0 0 1.2rem;background:var(--card);border:1px solid var(--line);padding:.8rem 1rem;max-width:46rem}
.chart svg{display:block;width:100%;height:auto}
.chart .axis{fill:none;stroke:var(--strong);stroke-width:1.5}.chart .line{fill:none;stroke:var(--accent);stroke-width:2.5}
.chart circle{fill:var(--accent)}.chart text{font:600 13px var(--sans);fill:var(--muted)}
.answers{list-style:none;margin:0 0 1rem;padding:0}.answers li{border-bottom:1px dotted var(--strong);min-height:2.2rem;max-width:44rem}
@media print{section:has(#measures){break-before:page}}
`
