import type { ExceptionOutcome } from '../../core/model/audit-result.ts'
import type { ExceptionState } from '../../core/model/finding.ts'
import { type Markup, html, nothing } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { capitalised, counted, grouped } from '../words/count-words.ts'
import { exceptionStateWords } from '../words/life-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX } from './paths.ts'

// Those that ask for something first.
const STATES: readonly ExceptionState[] = ['defective', 'expired', 'ending', 'active', 'pending', 'unused', 'not-assessed']
const ROWS_A_STATE = 100

/** Part 6: exceptions by state. An accepted finding is still listed as open, everywhere. */
export function exceptionsSection(site: Site): Section {
  const all = site.view.result.assessment.exceptions
  return {
    id: 'exceptions',
    title: 'Exceptions',
    body: all.length === 0 ? html`<p>No exception is declared.</p>` : html`${STATES.map((state) => stateTable(state, all, site))}`,
  }
}

function stateTable(state: ExceptionState, all: readonly ExceptionOutcome[], site: Site): Markup {
  const own = all.filter((exception) => exception.state === state)
  if (own.length === 0) return nothing
  return html`${table(
    `exceptions-${state}`,
    html`${capitalised(exceptionStateWords(state))}: ${grouped(own.length)} of ${counted(all.length, 'exception')}<small>${MEANING[state]}</small>`,
    [{ head: 'Exception', holds: 'word' }, { head: 'About', holds: 'text' }, { head: 'Reason and mitigation', holds: 'text' }, { head: 'Approved' }, { head: 'Until', holds: 'word' }, { head: 'Findings', holds: 'number' }],
    own.slice(0, ROWS_A_STATE).map((exception) => cells(exception, site)),
  )}${own.length > ROWS_A_STATE ? html`<p>${counted(own.length - ROWS_A_STATE, 'more exception')} of this state in <code>result.json</code>.</p>` : null}`
}

function cells({ id, rule, about, reason, mitigation, askedBy, approvedBy, granted, expires, defects, findings }: ExceptionOutcome, { view: { dates }, homes }: Site): readonly Markup[] {
  return [
    html`${id}<span class="sub">${rule}</span>`,
    html`${Object.entries(about).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => html`${key}: <code>${value}</code><br>`)}${defects.map((defect) => html`<b>Defect: ${inlineText(defect)}</b><br>`)}`,
    html`${inlineText(reason)}<span class="sub">${inlineText(mitigation)}</span>`,
    html`${approvedBy}<span class="sub">asked by ${askedBy}, granted ${dates.day(granted)}</span>`,
    html`${dates.day(expires)}`,
    html`${findings.length === 0 ? '0' : findings.map((fingerprint, i) => {
      const home = homes.get(fingerprint)
      return home === undefined ? html`${i + 1} ` : html`<a href="${relativeHref(INDEX, home)}">finding ${i + 1}</a> `
    })}`,
  ]
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
