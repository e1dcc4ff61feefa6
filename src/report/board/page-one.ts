import type { ProjectAssessment } from '../../core/model/audit-result.ts'
import { ASKS_ON_PAGE_ONE } from '../../core/findings/asks.ts'
import type { AskOutcome } from '../../core/model/measures.ts'
import { type Markup, markup } from '../html/markup.ts'
import { type Section, coverageBox } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { tag } from '../security/tag.ts'
import { counted, grouped, listed, sentence } from '../words/count-words.ts'
import { coverageFellSentences, coverageSentences, isWhole, sourceCoverage } from '../words/coverage-words.ts'
import { roleWords } from '../words/life-words.ts'
import { coverageMoved } from '../words/measure-words.ts'
import { lastAnswer, statusCounts } from '../words/status-words.ts'
import type { BoardView } from './board-view.ts'

/** Coverage, before anything else; that less was read than before stands in front of every number. */
export function boardBanner({ view, before, tonight }: BoardView): Markup {
  const fell = before === null ? [] : coverageMoved(before.measures, tonight.measures).fell
  const first = [
    ...coverageFellSentences(view),
    ...(fell.length === 0
      ? []
      : [`Less was read than in the period before (${fell.join('; ')}): a number that looks better may only mean that less was seen.`]),
  ]
  return coverageBox(
    isWhole(view) && first.length === 0,
    markup`${first.map((words) => markup`<p><b>${words}</b></p>`)}<p>${coverageSentences(view, ' in the security report').join(' ')}</p>`,
  )
}

/** Part 1. */
export function inOneSentence({ view }: BoardView): Section {
  return {
    id: 'status',
    title: 'Where we stand',
    body: markup`<p class="lead">${sentence(statusCounts(view).join('; '))}</p>`,
  }
}

/** Part 2: stands on page one, whatever else has to go behind it. */
export function notCovered({ view }: BoardView): Section {
  const broken = sourceCoverage(view).filter(({ state }) => state !== 'complete')
  const unanswered = view.projects.filter(({ status }) => status.kind === 'not-assessed')
  const blind = view.projects.filter(({ status }) => status.kind === 'none-in-what-was-read')
  const { neverChecked } = view.result.assessment
  return {
    id: 'not-covered',
    title: 'What is not covered',
    body: markup`<ul>
${broken.length === 0 ? markup`<li>Every source was read completely.</li>` : markup`<li>${grouped(broken.length)} of ${counted(view.sources.length, 'source')} ${broken.length === 1 ? 'was' : 'were'} not read completely: ${listed(broken.map(({ source, state, projects }) => `${source} (${state}; ${counted(projects, 'project')} ${projects === 1 ? 'rests' : 'rest'} on it)`))}.</li>`}
${unanswered.map((project) => markup`<li>${project.title}: not assessed. ${lastAnswer(project, view)}</li>`)}
${blind.map(({ title }) => markup`<li>${title}: none found in what was read; blind spots are accepted.</li>`)}
<li>${neverChecked.length === 0 ? 'The result names no route that this version leaves out.' : markup`${counted(neverChecked.length, 'route')} that this version never checks, in any project: listed at the end of the annex.`}</li>
</ul>`,
  }
}

/** Part 3. */
export function crownJewels({ view }: BoardView): Section {
  const crown = view.projects.filter(({ crownJewel }) => crownJewel)
  return {
    id: 'crown-jewels',
    title: 'Crown jewels that external people reach',
    body:
      crown.length === 0
        ? markup`<p>No project is declared a crown jewel.</p>`
        : table(
            'crown-table',
            markup`Entitled against actual, for ${counted(crown.length, 'crown jewel')}`,
            [
              { head: 'Project', holds: 'name' },
              { head: 'External people: entitled of actual', holds: 'text' },
              { head: 'Organisations: entitled of actual', holds: 'text' },
              { head: 'Resources seen', holds: 'word' },
            ],
            crown.map(crownCells),
          ),
  }
}

function crownCells({ title, access, resources, reasons }: ProjectAssessment): readonly Markup[] {
  const outside = access.filter(({ external }) => external)
  const entitled = outside.filter(({ standing }) => standing === 'entitled')
  const words = (of: (row: (typeof access)[number]) => string | null) => {
    const distinct = (rows: typeof access) => new Set(rows.flatMap((row) => of(row) ?? [])).size
    const [good, all] = [distinct(entitled), distinct(outside)]
    if (reasons.length === 0) return `${grouped(good)} of ${grouped(all)}`
    return all === 0
      ? 'not assessed: none seen, and not everything was read'
      : `${grouped(good)} of at least ${grouped(all)}; not everything was read`
  }
  const seen = resources.filter(({ observed }) => observed).length
  return [
    markup`${title}`,
    markup`${words(({ subject }) => subject)}`,
    markup`${words(({ organisation }) => organisation)}`,
    seen === resources.length ? markup`${seen} of ${resources.length}` : markup`${tag('unknown', `${seen} of ${resources.length}`)}`,
  ]
}

/** Part 4. */
export function decisionsWanted(board: BoardView): Section {
  const { asks } = board
  const shown = asks.slice(0, ASKS_ON_PAGE_ONE)
  return {
    id: 'decisions',
    title: 'Decisions wanted',
    body:
      asks.length === 0
        ? markup`<p>None: no open finding asks the senior lead, the SIRO or an officer to decide.${isWhole(board.view) ? null : ' Not everything was read, so there may be some that nobody has seen.'}</p>`
        : markup`${table(
            'decisions-table',
            markup`${shown.length === asks.length ? '' : `${grouped(shown.length)} of `}${counted(asks.length, 'decision')}, what is due first first`,
            [
              { head: 'Risk', holds: 'text' },
              { head: 'Who decides', holds: 'name' },
              { head: 'By', holds: 'word' },
            ],
            shown.map(({ title, risks, office, by, findings }) => [
              markup`${title}: ${listed(risks)} (${counted(findings.length, 'finding')} open${sinceWords(findings, board)})`,
              markup`${officeWords(office)}${holderOf(office, board) === null ? null : markup`<span class="sub">${holderOf(office, board)}</span>`}`,
              markup`${by === null ? 'no date set' : board.view.dates.day(by)}${by !== null && by < board.view.dates.today ? markup`<span class="sub">overdue</span>` : null}`,
            ]),
          )}`,
  }
}

/** Since when the oldest of them stands. */
function sinceWords(findings: readonly string[], { view }: BoardView): string {
  const first = findings.flatMap((fingerprint) => view.byFingerprint.get(fingerprint)?.life?.firstSeen ?? []).sort()[0]
  return first === undefined ? '' : `, the oldest since ${view.dates.dayOf(first)}`
}

/** Part 5. */
export function askedBefore({ view, before }: BoardView): Section {
  const { asked } = view.result.life
  return {
    id: 'asked',
    title: 'What was asked last time, and what happened',
    body:
      before === null
        ? markup`<p>This is the first period: nothing was asked before.</p>`
        : asked.length === 0
          ? markup`<p>Nothing was asked in the period that began on ${view.dates.fullDay(before.begins)}.</p>`
          : markup`<ul>${asked.map((one) => markup`<li>${one.ask.title}, ${officeWords(one.ask.office)}: ${listed(one.ask.risks)}. ${outcome(one)}</li>`)}</ul>`,
  }
}

function outcome({ findings, open, accepted, resolved, outOfScope }: AskOutcome): string {
  const parts = [
    ...(resolved === 0 ? [] : [`${grouped(resolved)} put right`]),
    ...(accepted === 0 ? [] : [`${grouped(accepted)} accepted for a time`]),
    ...(open === 0 ? [] : [`${grouped(open)} still open`]),
    ...(outOfScope === 0 ? [] : [`${grouped(outOfScope)} no longer audited, which is not the same as put right`]),
  ]
  return `Of ${counted(findings, 'finding')}: ${listed(parts)}.`
}

function officeWords(office: string): string {
  return office === 'nobody' ? 'nobody may accept it: it has to be put right' : roleWords(office)
}

/** Office-holders are the only people whom a board page names. */
function holderOf(office: string, { view }: BoardView): string | null {
  return view.result.assessment.offices.find((one) => one.office === office || one.office.replace('-', '_') === office)?.holder ?? null
}
