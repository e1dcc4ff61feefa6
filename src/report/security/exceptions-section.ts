import type { ExceptionOutcome } from '../../core/model/audit-result.ts'
import type { ExceptionState } from '../../core/model/finding.ts'
import { sortedBy } from '../../core/base/order.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { capitalised, counted, grouped } from '../words/count-words.ts'
import { exceptionStateWords, roleWords } from '../words/life-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX } from './paths.ts'
import { tag } from './tag.ts'

// Those that ask for something first.
const STATES: readonly ExceptionState[] = ['defective', 'expired', 'ending', 'active', 'pending', 'unused', 'not-assessed']
const SHOWN = 200

/** Part 6: exceptions by state. An accepted finding is still listed as open, everywhere. */
export function exceptionsSection(site: Site): Section {
  const all = sortedBy(site.view.result.assessment.exceptions, ({ state, id }) => [STATES.indexOf(state), id])
  const present = STATES.filter((state) => all.some((exception) => exception.state === state))
  return {
    id: 'exceptions',
    title: 'Exceptions',
    body:
      all.length === 0
        ? markup`<p>No exception is declared.</p>`
        : markup`<ul>${present.map((state) => markup`<li><b>${capitalised(exceptionStateWords(state))}</b>: ${grouped(all.filter((exception) => exception.state === state).length)} of ${grouped(all.length)}. ${MEANING[state]}</li>`)}</ul>
${table(
  'exceptions-table',
  markup`${all.length > SHOWN ? `${grouped(SHOWN)} of ` : ''}${counted(all.length, 'exception')}, those that ask for something first`,
  [
    { head: 'Exception', holds: 'name' },
    { head: 'About', holds: 'name' },
    { head: 'Reason and mitigation', holds: 'text' },
    { head: 'Approved and until', holds: 'name' },
    { head: 'Findings', holds: 'word' },
  ],
  all.slice(0, SHOWN).map((exception) => cells(exception, site)),
)}${all.length > SHOWN ? markup`<p>All of them stand in <code>result.json</code>.</p>` : null}`,
  }
}

function cells(
  { id, state, rule, about, reason, mitigation, askedBy, approvedBy, granted, expires, defects, findings }: ExceptionOutcome,
  site: Site,
): readonly Markup[] {
  const { dates } = site.view
  return [
    markup`${id}<span class="sub">${tag(GROUND[state], exceptionStateWords(state))}</span>${defects.map((defect) => markup`<span class="sub">${inlineText(defect)}</span>`)}`,
    markup`${rule}${sortedBy(Object.entries(about), ([key]) => key).map(([key, value]) => markup`<span class="sub">${key} <code>${value}</code></span>`)}`,
    markup`${inlineText(reason)}<span class="sub">${inlineText(mitigation)}</span>`,
    markup`until ${dates.day(expires)}<span class="sub">by ${roleWords(approvedBy)}, ${dates.day(granted)}; asked by ${askedBy}</span>`,
    findings.length === 0
      ? markup`none`
      : markup`${findings.slice(0, 20).map((fingerprint, i) => findingLink(fingerprint, `finding ${i + 1}`, site))}${findings.length > 20 ? ` and ${grouped(findings.length - 20)} more` : null}`,
  ]
}

function findingLink(fingerprint: string, words: string, { homes }: Site): Markup {
  const home = homes.get(fingerprint)
  return home === undefined ? markup`${words} ` : markup`<a href="${relativeHref(INDEX, home)}">${words}</a> `
}

const GROUND: Readonly<Record<ExceptionState, string>> = {
  defective: 'excess',
  expired: 'excess',
  ending: 'medium',
  active: 'plain',
  pending: 'plain',
  unused: 'plain',
  'not-assessed': 'unknown',
}

const MEANING: Readonly<Record<ExceptionState, string>> = {
  defective: 'No effect: the findings stand in full.',
  expired: 'No effect any more: the findings are back in full.',
  ending: 'Still in force, and about to end.',
  active: 'The findings stay listed, marked accepted.',
  pending: 'Not begun: no effect yet.',
  unused: 'Matched nothing in the last complete run.',
  'not-assessed': 'What it is about could not be assessed; that is not the same as unused.',
}
