import type { LifeState } from '../../core/model/audit-result.ts'
import { type Markup, markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { inState, isAccepted } from '../result-view.ts'
import { counted, grouped, listed } from '../words/count-words.ts'
import { SEVERITIES_GRAVEST_FIRST } from '../words/severity-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX, filterPath } from './paths.ts'

/** Part 2, in one screen: new, worse, reopened, resolved, not re-checked, each with its denominator. */
export function tonightSection({ view }: Site): Section {
  const { life } = view.result
  const before =
    view.open.filter(({ life: entry }) => entry !== null && entry.state !== 'new' && entry.state !== 'first-observed').length +
    view.resolved.length
  const ofOpen = `of ${grouped(view.open.length)} open`
  const outOfScope = view.resolved.filter(({ life: entry }) => entry?.reason === 'out-of-scope').length
  const fixed = inState(view, 'resolved').length - outOfScope
  const baseline = inState(view, 'first-observed').length
  return {
    id: 'tonight',
    title: 'Tonight',
    body: markup`${life.firstRun ? markup`<p>First run: nothing to compare with.</p>` : markup`<p>Compared with run ${life.previousRun?.id ?? 'unknown'}${life.previousRun === null ? null : ` of ${view.dates.moment(life.previousRun.now)}`}.</p>`}
<ul class="tiles">
${tile('new', inState(view, 'new').length, 'new', ofOpen, 'alarm')}
${tile('worse', inState(view, 'worse').length, 'worse', ofOpen, 'alarm')}
${tile('reopened', inState(view, 'reopened').length, 'reopened', ofOpen, 'alarm')}
${tile('resolved', fixed, 'resolved', `of ${grouped(before)} known before${outOfScope === 0 ? '' : `; ${grouped(outOfScope)} more out of scope, not fixed`}`, 'calm')}
${tile('not-rechecked', inState(view, 'not-rechecked').length, 'not re-checked', `${ofOpen}; still open`, 'unsure')}
</ul>
<p>${counted(view.open.length, 'finding')} open: ${severities(view.open.map(({ finding }) => finding.severity.class))}. ${counted(view.open.filter(isAccepted).length, 'is', 'are')} accepted under an exception${baseline === 0 ? '' : `; ${counted(baseline, 'is', 'are')} part of a first baseline`}.</p>`,
  }
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
