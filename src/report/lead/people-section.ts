import type { AccessRow } from '../../core/model/audit-result.ts'
import { sortedBy } from '../../core/base/order.ts'
import { type Markup, markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import type { Section } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { standingTag } from '../security/tag.ts'
import { ROWS_A_PAGE } from '../security/paths.ts'
import { type Part, split } from '../security/split.ts'
import { capitalised, counted, grouped, sentence } from '../words/count-words.ts'
import { exceptionSentence } from '../words/life-words.ts'
import { plainRecency, plainRelation } from '../words/plain-words.ts'
import type { LeadView } from './lead-view.ts'
import { accessWords, conditionWords } from './lead-words.ts'
import { leadPath } from './paths.ts'

/** Everybody of one relation, on the first page or, where they are too many for it, on pages of their own. */
export interface PeopleList {
  readonly title: string
  readonly rows: readonly AccessRow[]
  readonly parts: readonly Part<AccessRow>[]
}

const ADMINISTRATORS = 'IT administrators'

/** By relation, those from outside first and IT administrators last; within one, by name. */
export function peopleLists({ project }: LeadView): readonly PeopleList[] {
  const lists = Map.groupBy(project.access, titleOf)
  const inOrder = sortedBy(lists, ([title, rows]) => [title === ADMINISTRATORS ? 2 : rows.some(({ external }) => external) ? 0 : 1, title])
  return inOrder.map(([title, rows], i) => {
    const sorted = sortedBy(rows, ({ label, subject, resource }) => [label, subject, resource])
    return { title, rows: sorted, parts: split(sorted, ROWS_A_PAGE, leadPath(project.id).replace(/\.html$/u, `.people-${i + 1}.html`)) }
  })
}

/** Part 5: everybody who can reach the project. */
export function peopleSection(lead: LeadView, lists: readonly PeopleList[]): Section {
  const { project } = lead
  const { counts, access, status } = project
  const unlisted = counts.accesses - access.length
  const path = leadPath(project.id)
  const together = access.length <= ROWS_A_PAGE
  return {
    id: 'people',
    title: 'Everybody who can reach this project',
    body:
      status.kind === 'not-compared'
        ? markup`<p>Not listed: this project is declared open.</p>`
        : markup`<p>${counted(counts.people, 'person', 'people')}, ${grouped(counts.externals)} of them external${project.reasons.length === 0 ? '' : '; as far as was seen, there may be more'}.${unlisted === 0 ? null : ` ${counted(unlisted, 'access', 'accesses')} of staff and research students that the default of an internal project covers ${unlisted === 1 ? 'is' : 'are'} counted and not listed.`}</p>
${lists.map(
  (list, i) => markup`<h3>${list.title}</h3>
${together ? peopleTable(list, list.rows, `people-${i + 1}`, lead) : markup`<p>${list.parts.map((part) => markup`<a href="${relativeHref(path, part.path)}">${list.title}, ${part.range}</a> `)}</p>`}`,
)}`,
  }
}

export function peopleTable(list: PeopleList, rows: readonly AccessRow[], id: string, lead: LeadView): Markup {
  const range = rows.length === list.rows.length ? '' : ` of ${grouped(list.rows.length)}`
  return table(
    id,
    markup`${list.title}: ${grouped(rows.length)}${range} ${list.rows.length === 1 ? 'access' : 'accesses'}`,
    [
      { head: 'Who', holds: 'name' },
      { head: 'What they can do', holds: 'name' },
      { head: 'Standing, and why', holds: 'text' },
      { head: 'Since, and until', holds: 'name' },
      { head: 'Conditions', holds: 'name' },
      { head: 'Last use', holds: 'word' },
    ],
    rows.map((row) => cells(row, lead)),
  )
}

function titleOf({ cover, relation }: AccessRow): string {
  return cover === 'administrator' ? ADMINISTRATORS : capitalised(plainRelation(relation))
}

function cells(row: AccessRow, lead: LeadView): readonly Markup[] {
  const { label, organisation, host, standing, until, conditions, recency } = row
  return [
    markup`<bdi>${label}</bdi>${organisation === null ? null : markup`<span class="sub">${organisation}</span>`}${host === null ? null : markup`<span class="sub">host ${host}</span>`}`,
    markup`${accessWords(row, lead.project)}`,
    markup`${standingTag(standing)}<span class="says">${why(row, lead)}</span>`,
    markup`${since(row, lead)}<span class="sub">until: ${until === null ? (standing === 'entitled' ? 'no end' : 'not declared') : lead.view.dates.day(until)}</span>`,
    markup`${conditionWords(conditions) ?? 'none'}`,
    markup`${plainRecency(recency)}`,
  ]
}

function why({ standing, cover, why: reason, finding }: AccessRow, { own, view }: LeadView): string {
  switch (standing) {
    case 'entitled':
      if (cover === 'default') return 'staff and research students are covered by default'
      if (cover === 'administrator') return 'runs the system, as the policy says'
      return reason ?? 'declared in the policy; the line gives no reason'
    case 'accepted': {
      const about = finding === null ? undefined : own.get(finding)
      const exception = about === undefined ? null : exceptionSentence(about, view.dates)
      return exception === null ? 'accepted by an exception' : sentence(exception)
    }
    case 'not-assessed':
      return 'nobody can say yet: see what is not assessed'
    case 'excess':
      return 'see its card above'
  }
}

function since({ standing, from, cover, finding }: AccessRow, { own, view }: LeadView): string {
  if (standing === 'entitled')
    return from !== null ? `declared from ${view.dates.day(from)}` : cover === 'line' ? 'the project’s start' : 'not recorded'
  const life = finding === null ? null : (own.get(finding)?.life ?? null)
  return life === null ? 'not recorded' : `first seen ${view.dates.dayOf(life.firstSeen)}`
}
