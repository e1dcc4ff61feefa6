import type { ExceptionOutcome } from '../../core/model/audit-result.ts'
import { daysBetween } from '../../core/base/instant.ts'
import type { LinePart, SeverityClass } from '../../core/model/finding.ts'
import type { Sensitivity } from '../../core/model/sensitivity.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import type { Section } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { isAccepted } from '../result-view.ts'
import { capitalised, counted, grouped, listed } from '../words/count-words.ts'
import { roleWords } from '../words/life-words.ts'
import { plainPart } from '../words/plain-words.ts'
import type { BoardView } from './board-view.ts'

/** Who answers for what, live or vacant: office-holders may be named. */
export function rolesSection({ view }: BoardView): Section {
  const { offices } = view.result.assessment
  const vacant = view.open.filter(({ finding }) => finding.rule.id === 'GOV-01')
  const silent = view.result.assessment.rulesNotAssessed.some(({ rule }) => rule === 'GOV-01')
  return {
    id: 'roles',
    title: 'Named roles',
    body: markup`${
      offices.length === 0
        ? markup`<p>The result names no office.</p>`
        : table(
            'roles-table',
            markup`${counted(offices.length, 'role')} that the policy knows`,
            [
              { head: 'Role', holds: 'name' },
              { head: 'Held by', holds: 'name' },
            ],
            offices.map(({ office, holder }) => [
              markup`${officeName(office)}`,
              holder === null ? markup`nobody is named` : contact(holder),
            ]),
          )
    }
<p>${
      vacant.length > 0
        ? `${counted(vacant.length, 'named role')} ${vacant.length === 1 ? 'is' : 'are'} not live: empty, or held by somebody who is gone or unknown.`
        : silent
          ? 'Whether each holder is still there is not assessed: what that needs was not read.'
          : 'No named role was found to be empty, or held by somebody who is gone.'
    }</p>`,
  }
}

export function officeName(office: string): string {
  const [kind = '', role] = office.split('/')
  if (kind === 'champion') return `Champion, ${role ?? ''}`
  return capitalised(roleWords(office === 'senior-lead' ? 'senior_lead' : office).replace(/^the /u, ''))
}

/** What is borne by policy against what is open. */
export function appetiteSection({ view }: BoardView): Section {
  const { appetite, funders } = view.result.assessment
  const partial = view.projects.some(({ status, reasons }) => status.kind !== 'not-compared' && reasons.length > 0)
  const rows = appetite.open.map(({ sensitivity, severity, max }) => {
    const open = openOf(sensitivity, severity)
    const words = !partial
      ? grouped(open)
      : open === 0
        ? 'not assessed: none seen, and not everything was read'
        : `at least ${grouped(open)}; not everything was read`
    return [
      markup`${capitalised(sensitivity)}, ${severity}`,
      markup`${grouped(max)}`,
      markup`${words}`,
      markup`${open > max ? 'more than is borne' : partial ? 'cannot tell' : 'within'}`,
    ]
  })
  function openOf(sensitivity: Sensitivity, severity: SeverityClass): number {
    return view.open.filter((one) => one.finding.sensitivity === sensitivity && one.finding.severity.class === severity && !isAccepted(one))
      .length
  }
  return {
    id: 'appetite',
    title: 'Appetite against actual',
    body: markup`${
      rows.length === 0
        ? markup`<p>The policy sets no limit on open findings.</p>`
        : table(
            'appetite-table',
            markup`Open findings that are not accepted, against the most that the policy bears`,
            [
              { head: 'Projects and severity', holds: 'name' },
              { head: 'Borne', holds: 'number' },
              { head: 'Open', holds: 'text' },
              { head: 'So' },
            ],
            rows,
          )
    }
<h3>Dependency on funders</h3>
${
  funders.length === 0
    ? markup`<p>The policy declares no partner’s share of the funding, so Gatehouse cannot know it.</p>`
    : markup`<p>As declared in the policy of ${view.dates.fullDay(view.dates.today)}: the largest is ${funders[0]?.name ?? ''} (${funders[0]?.country ?? ''}) with ${funders[0]?.share ?? 0}%; ${listed(funders.slice(0, 3).map(({ name, share }) => `${name} ${share}%`))}. ${limit('One funder', appetite.oneFunderMax, funders[0]?.share ?? 0)} ${limit('One country', appetite.oneCountryMax, largestCountry(funders))}</p>`
}`,
  }
}

function limit(what: string, max: number | null, actual: number): string {
  if (max === null) return `${what}: no limit is declared.`
  return `${what}: at most ${max}% is borne, ${actual}% is declared${actual > max ? ', more than is borne' : ''}.`
}

function largestCountry(funders: readonly { readonly country: string; readonly share: number }[]): number {
  const byCountry = [...Map.groupBy(funders, ({ country }) => country).values()].map((all) =>
    all.reduce((sum, { share }) => sum + share, 0),
  )
  return Math.max(0, ...byCountry)
}

const AGES = [
  { words: '0 to 30 days', most: 30 },
  { words: '31 to 90 days', most: 90 },
  { words: '91 to 180 days', most: 180 },
  { words: 'over 180 days', most: Number.POSITIVE_INFINITY },
] as const

/** Exceptions in force by their age, so that a habit shows. */
export function exceptionsByAge({ view }: BoardView): Section {
  const held = view.result.assessment.exceptions.filter(({ state }) => state === 'active' || state === 'ending')
  const ageOf = ({ granted }: ExceptionOutcome) => daysBetween(granted, view.dates.today)
  return {
    id: 'exceptions',
    title: 'Exceptions in force, by age',
    body:
      held.length === 0
        ? markup`<p>No exception is in force.</p>`
        : table(
            'ages-table',
            markup`${counted(held.length, 'exception')} in force, of ${counted(view.result.assessment.exceptions.length, 'declared exception')}`,
            [
              { head: 'Age', holds: 'word' },
              { head: 'Exceptions', holds: 'number' },
            ],
            AGES.map(({ words, most }, i) => {
              const least = i === 0 ? 0 : (AGES[i - 1]?.most ?? 0) + 1
              const count = held.filter((one) => ageOf(one) >= least && ageOf(one) <= most).length
              return [markup`${words}`, markup`${grouped(count)} of ${grouped(held.length)}`]
            }),
          ),
  }
}

const CAUSES_SHOWN = 5

/** Which few records would clear most; without the record, since that is for IT. */
export function causesSection({ view }: BoardView): Section {
  const { causes, findings } = view.result.assessment
  const projects = new Map(findings.map(({ fingerprint, project }) => [fingerprint, project]))
  const titles = new Map(view.projects.map(({ id, title }) => [id, title]))
  return {
    id: 'causes',
    title: 'What would clear most',
    body:
      causes.length === 0
        ? markup`<p>No single record is behind two findings or more.</p>`
        : markup`<ol>${causes.slice(0, CAUSES_SHOWN).map(({ findings: cleared, record }) => {
            const where = [...new Set(cleared.flatMap((fingerprint) => projects.get(fingerprint) ?? []))].sort()
            return markup`<li>One record of ${record.source} is behind ${counted(cleared.length, 'finding')} on ${listed(where.map((id) => titles.get(id) ?? id))}.</li>`
          })}</ol><p>The records stand in the security report.</p>`,
  }
}

const LEGAL: readonly LinePart[] = ['clearance', 'licence', 'control-plan', 'territory', 'terms']

/** `checked 40: met 36, not met 1, cannot tell 3`; no verdict on the law. */
export function legalSection(board: BoardView): Section {
  return {
    id: 'legal',
    title: 'Legal conditions',
    body: markup`<ul>${LEGAL.map((part) => markup`<li>${capitalised(plainPart(part))}: ${legalWords(part, board)}</li>`)}</ul>
<p>Counted once for each access to which a line asks for it. Gatehouse says whether a record was there; it gives no verdict on the law.</p>`,
  }
}

export function legalWords(part: LinePart, { view }: BoardView): string {
  const seen = { met: 0, 'not-met': 0, unknown: 0 }
  for (const { access } of view.projects)
    for (const { conditions } of access) for (const one of conditions) if (one.part === part) seen[one.truth] += 1
  const all = seen.met + seen['not-met'] + seen.unknown
  const unread = view.projects.some(({ status, reasons }) => status.kind !== 'not-compared' && reasons.length > 0)
  const more = unread ? '; not everything was read, so there may be more to check' : ''
  return all === 0
    ? `no access that was seen is asked for it${more}`
    : `checked ${grouped(all)}: met ${grouped(seen.met)}, not met ${grouped(seen['not-met'])}, cannot tell ${grouped(seen.unknown)}${more}`
}

/** Everything that this version never looks at, and room for what was said. */
export function closingSections({ view }: BoardView): readonly Section[] {
  const { neverChecked } = view.result.assessment
  const lines: readonly Markup[] = [1, 2, 3, 4].map(() => markup`<li></li>`)
  return [
    {
      id: 'never-checked',
      title: 'Never checked',
      body: markup`${neverChecked.length === 0 ? markup`<p>The result names none.</p>` : markup`<ul>${neverChecked.map((route) => markup`<li>${inlineText(route)}</li>`)}</ul>`}`,
    },
    {
      id: 'discussion',
      title: 'Record of discussion',
      body: markup`<p>Decided on, by whom, and why:</p><ol class="answers">${lines}</ol>`,
    },
  ]
}
