import type { AccessRow } from '../../core/model/audit-result.ts'
import type { Day } from '../../core/base/instant.ts'
import { daysBetween } from '../../core/base/instant.ts'
import { sortedBy } from '../../core/base/order.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import type { Section } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import type { FindingView } from '../result-view.ts'
import { lifeTag } from '../security/tag.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import { resolvedWords } from '../words/life-words.ts'
import type { LeadView } from './lead-view.ts'
import { accessWords, leadSentence } from './lead-words.ts'

const SOON_DAYS = 30
const SHOWN = 200

/** Part 6: what ends within 30 days, soonest first; then what the rule on ends knows beside it. */
export function endingSection(lead: LeadView): Section {
  const rows = sortedBy(endings(lead), ({ until, what }) => [until, what])
  const beside = endingsBeside(lead)
  return {
    id: 'ending',
    title: `Ending within ${SOON_DAYS} days`,
    body: markup`${rows.length + beside.length === 0 ? markup`<p>Nothing that is listed on this page ends within ${SOON_DAYS} days.</p>` : markup`<p>What ends takes the entitlement with it. Renew it in time, or let it end and see that the access ends too.</p>`}
${
  rows.length === 0
    ? null
    : table(
        'ending-table',
        markup`${rows.length > SHOWN ? `${grouped(SHOWN)} of ` : ''}${counted(rows.length, 'end')}, soonest first`,
        [
          { head: 'Until', holds: 'word' },
          { head: 'What ends', holds: 'text' },
        ],
        rows.slice(0, SHOWN).map(({ until, what }) => [markup`${lead.view.dates.day(until)}`, markup`${inlineText(what)}`]),
      )
}
${beside.length === 0 ? null : markup`<ul>${beside.map(({ finding }) => markup`<li>${inlineText(leadSentence(finding))}</li>`)}</ul>`}`,
  }
}

function endings({ project, accepted, view }: LeadView): readonly { readonly until: Day; readonly what: string }[] {
  const { today } = view.dates
  const soon = (until: Day) => until >= today && daysBetween(today, until) <= SOON_DAYS
  const lines = project.access.flatMap((row: AccessRow) =>
    row.until !== null && soon(row.until) ? [{ until: row.until, what: `${row.label} ${accessWords(row, project)}: the line ends.` }] : [],
  )
  const exceptions = accepted.flatMap(({ finding }) => {
    const { exception } = finding
    return exception !== null && soon(exception.until)
      ? [{ until: exception.until, what: `Exception ${exception.id} ends: ${leadSentence(finding)}` }]
      : []
  })
  return [...lines, ...exceptions]
}

/** Visits, agreements, licences, the project itself: the rule has its own term. A line, and an accepted finding, stand in the table. */
function endingsBeside({ alsoFound, accepted, visits }: LeadView): readonly FindingView[] {
  const told = new Set(accepted.flatMap(({ finding }) => finding.exception?.id ?? []))
  const ends = alsoFound.filter(({ finding: { family, identity } }) => {
    const isTold = identity['section'] === 'exceptions' && told.has(identity['key'] ?? '')
    return family === 'ending' && identity['line'] === undefined && !isTold
  })
  return [...visits, ...ends]
}

/** Part 7: what is different from the run before; there is no review yet that it could be held against. */
export function changesSection({ project, view, own, resolved }: LeadView): Section {
  const { firstRun, previousRun } = view.result.life
  const changed = [...own.values()].filter(({ life }) => life !== null && CHANGES.has(life.state))
  const fixed = resolved.filter(({ life }) => life?.reason !== 'out-of-scope')
  const dropped = resolved.filter(({ life }) => life?.reason === 'out-of-scope')
  return {
    id: 'changed',
    title: 'What changed',
    body: markup`<p>No review of this project is recorded. ${
      firstRun || previousRun === null
        ? 'This is the first run: there is nothing to compare with.'
        : `Against the run of ${view.dates.moment(previousRun.now)}:`
    }</p>
${changed.length + resolved.length === 0 ? (firstRun ? null : markup`<p>${project.status.kind === 'not-compared' ? 'Nothing is compared.' : 'No finding of this project is new, worse, better or gone.'}</p>`) : null}
${changes(changed)}
${fixed.length === 0 ? null : markup`<h3>Gone: ${grouped(fixed.length)}</h3><ul>${fixed.map((one) => markup`<li>${inlineText(leadSentence(one.finding))} ${sentence(resolvedWords(one.life?.reason ?? null))}</li>`)}</ul>`}
${dropped.length === 0 ? null : markup`<h3>No longer looked at: ${grouped(dropped.length)}</h3><p>This is not the same as put right.</p><ul>${dropped.map((one) => markup`<li>${inlineText(leadSentence(one.finding))}</li>`)}</ul>`}`,
  }
}

function changes(changed: readonly FindingView[]): Markup | null {
  if (changed.length === 0) return null
  return markup`<ul>${changed.slice(0, SHOWN).map(({ finding, life }) => markup`<li>${life === null ? null : lifeTag(life.state)} ${inlineText(leadSentence(finding))}</li>`)}</ul>
${changed.length > SHOWN ? markup`<p>${counted(changed.length - SHOWN, 'more finding')} changed: each stands in full on this page or on those that follow it.</p>` : null}`
}

const CHANGES: ReadonlySet<string> = new Set(['new', 'worse', 'better', 'reopened'])
