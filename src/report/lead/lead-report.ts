import type { AuditResult, ProjectAssessment } from '../../core/model/audit-result.ts'
import type { ReportFile, ReportTools } from '../report-file.ts'
import { type ResultView, resultView } from '../result-view.ts'
import { printStyle } from '../security/print-style.ts'
import { pager, split } from '../security/split.ts'
import { screenStyle } from '../security/style.ts'
import { markup } from '../html/markup.ts'
import { cardsSection } from './cards-section.ts'
import { alsoSection, paperSection, policySection, questionsSection, whomSection } from './closing-sections.ts'
import { type LeadFrame, leadPage, leadStyle } from './lead-page.ts'
import { type LeadView, leadFindings, leadView } from './lead-view.ts'
import { CARDS_A_PAGE, leadPath } from './paths.ts'
import { type PeopleList, peopleLists, peopleSection, peopleTable } from './people-section.ts'
import { leadBanner, numbersSection, statusSection } from './status-section.ts'
import { changesSection, endingSection } from './time-sections.ts'
import { unknownSection, uncheckedSection } from './unknown-section.ts'
import { ROWS_A_PAGE } from '../security/paths.ts'

/**
 * The page of each project's lead: `projects/<project>.html`, and further pages where it is long; static, self-contained, without
 * scripts, and with nothing on it of another project or of what only an office may read.
 *
 * In the order of the projects of a view; a page is yielded as soon as it is made. Linear in the result's size.
 */
export function* leadReport(result: AuditResult, tools: ReportTools): Generator<ReportFile, void> {
  const view = resultView(result)
  const { run, publication } = result
  const style =
    screenStyle +
    leadStyle +
    printStyle(`Gatehouse, for the project's lead, run ${run.id}, chain head ${publication?.head ?? 'none: not published'}`)
  const frame: LeadFrame = { view, style, styleHash: tools.sha256Base64(style) }
  const findings = leadFindings(view)
  for (const project of view.projects) yield* leadPages(leadView(project, findings, view), frame)
}

function* leadPages(lead: LeadView, frame: LeadFrame): Generator<ReportFile, void> {
  const { project } = lead
  const path = leadPath(project.id)
  const lists = peopleLists(lead)
  const banner = leadBanner(lead)
  const shared = { home: path, caption: captionOf(project, lead.view), banner }
  for (const part of split(lead.cards, CARDS_A_PAGE, path)) {
    const cards = cardsSection(lead, part)
    const isFirst = part.number === 1
    yield leadPage(frame, {
      ...shared,
      path: part.path,
      title: isFirst ? project.title : `${project.title}, page ${part.number}`,
      above: isFirst ? [] : [{ path, title: project.title }],
      sections: isFirst ? firstSections(lead, cards, lists) : [cards],
    })
  }
  if (project.access.length <= ROWS_A_PAGE) return
  for (const list of lists) {
    for (const part of list.parts) {
      yield leadPage(frame, {
        ...shared,
        path: part.path,
        title: `${project.title}: ${list.title}, ${part.range}`,
        above: [{ path, title: project.title }],
        sections: [
          {
            id: 'people',
            title: `${list.title}: ${part.range}`,
            body: markup`${peopleTable(list, part.items, 'people-table', lead)}
${pager(list.parts[0]?.path ?? part.path, part, 'Pages of this list')}`,
          },
        ],
      })
    }
  }
}

/** In the order of `reports.md`, Lead's page. */
function firstSections(lead: LeadView, cards: ReturnType<typeof cardsSection>, lists: readonly PeopleList[]) {
  const compared = lead.project.status.kind !== 'not-compared'
  return [
    statusSection(lead),
    policySection(lead),
    numbersSection(lead),
    compared ? cards : null,
    unknownSection(lead),
    alsoSection(lead),
    peopleSection(lead, lists),
    endingSection(lead),
    changesSection(lead),
    uncheckedSection(lead),
    questionsSection(lead),
    whomSection(lead),
    paperSection(lead),
  ].filter((section) => section !== null)
}

function captionOf({ id }: ProjectAssessment, { result, dates }: ResultView): string {
  return `Who can reach project ${id}, as of ${dates.moment(result.run.now)}`
}
