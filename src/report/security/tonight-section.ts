import type { LifeState } from '../../core/model/audit-result.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { type ResultView, inState, isAccepted } from '../result-view.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { SEVERITIES_GRAVEST_FIRST } from '../words/severity-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX, filterPath } from './paths.ts'

/** Part 2, in one screen: new, worse, reopened, resolved, not re-checked, each with its denominator; on a first run there is nothing to compare. */
export function tonightSection({ view }: Site): Section {
  const { firstRun, previousRun } = view.result.life
  const of = previousRun === null ? '' : ` of ${view.dates.moment(previousRun.now)}`
  return {
    id: 'tonight',
    title: 'Tonight',
    body: markup`${firstRun ? markup`<p>First run: nothing to compare with.</p>` : markup`<p>Compared with run ${previousRun?.id ?? 'unknown'}${of}.</p>${tiles(view)}`}
<p>${counted(view.open.length, 'finding')} open: ${severities(view.open.map(({ finding }) => finding.severity.class))}. ${counted(view.open.filter(isAccepted).length, 'is', 'are')} accepted under an exception.</p>
${baseline(view)}`,
  }
}

function tiles(view: ResultView): Markup {
  const ofOpen = `of ${grouped(view.open.length)} open`
  const fresh = inState(view, 'new').length + inState(view, 'first-observed').length
  const before = view.open.length - fresh + view.resolved.length
  const outOfScope = view.resolved.filter(({ life }) => life?.reason === 'out-of-scope').length
  const notFixed = outOfScope === 0 ? '' : `; ${grouped(outOfScope)} more out of scope, not fixed`
  return markup`
<ul class="tiles">
${tile('new', inState(view, 'new').length, 'new', ofOpen, 'alarm')}
${tile('worse', inState(view, 'worse').length, 'worse', ofOpen, 'alarm')}
${tile('reopened', inState(view, 'reopened').length, 'reopened', ofOpen, 'alarm')}
${tile('resolved', view.resolved.length - outOfScope, 'resolved', `of ${grouped(before)} known before${notFixed}`, 'calm')}
${tile('not-rechecked', inState(view, 'not-rechecked').length, 'not re-checked', `${ofOpen}; still open`, 'unsure')}
</ul>`
}

// What a project, a source or a rule shows on its first night is no change: counted apart.
function baseline(view: ResultView): Markup {
  const count = inState(view, 'first-observed').length
  if (count === 0) return nothing
  return markup`<p><a href="${relativeHref(INDEX, filterPath('first-observed'))}">${grouped(count)} of ${grouped(view.open.length)} open</a> ${count === 1 ? 'was' : 'were'} first observed tonight, where a project, a source or a rule was assessed for the first time: a baseline, counted apart from what is new.</p>`
}

function tile(state: LifeState, count: number, label: string, of: string, ground: string): Markup {
  return markup`<li><a class="${count === 0 ? 'idle' : ground}" href="${relativeHref(INDEX, filterPath(state))}"><b>${grouped(count)}</b><span>${label}</span> <small>${of}</small></a></li>
`
}

function severities(classes: readonly string[]): string {
  const counts = SEVERITIES_GRAVEST_FIRST.map((name) => ({ name, count: classes.filter((other) => other === name).length }))
  const present = counts.filter(({ count }) => count > 0)
  return present.length === 0 ? 'none of any severity' : listed(present.map(({ name, count }) => `${grouped(count)} ${name}`))
}
