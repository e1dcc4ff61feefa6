import type { AccessRow } from '../../core/model/audit-result.ts'
import { distinctTexts, sortedBy } from '../../core/base/order.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import type { Section } from '../html/page-frame.ts'
import { counted, grouped, listed, sentence } from '../words/count-words.ts'
import { curableFirst, lastAnswer } from '../words/status-words.ts'
import { plainThing } from '../words/plain-words.ts'
import type { LeadView } from './lead-view.ts'

const NAMES_SHOWN = 12

/** What nobody can say, as something to do: who is meant, what it hangs on, and what a lead can tell meanwhile. Null where all is said. */
export function unknownSection({ project, view }: LeadView): Section | null {
  const rows = project.access.filter(({ standing }) => standing === 'not-assessed')
  const unseen = project.resources.filter(({ observed }) => !observed)
  if (project.status.kind === 'not-compared' || (rows.length === 0 && unseen.length === 0 && project.reasons.length === 0)) return null
  const groups = sortedBy(Map.groupBy(rows, conditionsKey), ([key, all]) => [-all.length, key])
  return {
    id: 'not-assessed',
    title: 'Not assessed: what nobody can say yet',
    body: markup`<p>This is neither good nor bad: it was not seen. ${lastAnswer(project, view)} You know these people and things, so you can act without waiting for IT.</p>
${groups.map(([, all]) => undecided(all))}
${
  unseen.length === 0
    ? null
    : markup`<h3>Nobody can say who reaches ${counted(unseen.length, 'resource')}</h3>
<p>${listed(unseen.map(({ kind, slug }) => plainThing(kind, slug)))}: not seen.</p>
<p><b>What to do:</b> ask whoever runs ${unseen.length === 1 ? 'it' : 'them'} for a list of everybody who has access, and look it through; ask IT security to have ${unseen.length === 1 ? 'it' : 'them'} read. If one no longer exists, ask for it to be taken out of the policy.</p>`
}`,
  }
}

/** Part 8: everything that was not checked, with its cure. */
export function uncheckedSection({ project, view, elsewhere }: LeadView): Section {
  const { neverChecked } = view.result.assessment
  const reasons = curableFirst(project)
  return {
    id: 'unchecked',
    title: 'What was not checked',
    body: markup`${
      project.status.kind === 'not-compared'
        ? markup`<p>Nothing was compared, since this project is declared open.</p>`
        : reasons.length === 0
          ? markup`<p>Nothing is known to be missing of what the answer rests on.</p>`
          : markup`<p>${counted(reasons.length, 'reason')} why the answer is not whole. IT security can have them cured; the words below are for them.</p>
<ul class="gaps">${reasons.map(({ says, cure, blindSpot }) => markup`<li><p>${inlineText(sentence(says))}</p><p class="cure">${cure === null ? 'No cure is known: ask IT security what it would take.' : markup`Cure: ${inlineText(sentence(cure))}`}${blindSpot === null ? null : ` Accepted as blind spot ${blindSpot}.`}</p></li>`)}</ul>`
    }
${elsewhere === 0 ? null : markup`<p>${counted(elsewhere, 'more finding')} ${elsewhere === 1 ? 'touches' : 'touch'} this project and others, or somebody who also reaches others: IT security and the senior lead have ${elsewhere === 1 ? 'it' : 'them'}, and this page does not tell of other projects.</p>`}
${neverChecked.length === 0 ? null : markup`<details><summary>Never checked, in any project: ${counted(neverChecked.length, 'route')}</summary><ul>${neverChecked.map((route) => markup`<li>${inlineText(route)}</li>`)}</ul></details>`}`,
  }
}

// One thing that is unknown leaves many people open: told once, with the people.
function conditionsKey({ conditions }: AccessRow): string {
  return unknownParts(conditions).join('\n')
}

function unknownParts(conditions: AccessRow['conditions']): readonly string[] {
  return conditions.filter(({ truth }) => truth === 'unknown').map(({ part }) => part)
}

function undecided(rows: readonly AccessRow[]): Markup {
  const people = distinctTexts(rows.map(({ label }) => label))
  const subjects = new Set(rows.map(({ subject }) => subject)).size
  const shown = people.slice(0, NAMES_SHOWN)
  const rest = people.length - shown.length
  const reasons = distinctTexts(rows.map(({ because }) => because.replace(/^the line at \S+ cannot be decided: /u, '')))
  return markup`<h3>For ${counted(subjects, 'person', 'people')} nobody can say whether they are entitled</h3>
<p>${listed(shown)}${rest === 0 ? '' : ` and ${grouped(rest)} more`}: ${counted(rows.length, 'access', 'accesses')}.</p>
<p>${inlineText(sentence(`because ${listed(reasons.slice(0, 4))}`))}${reasons.length > 4 ? ` And for ${counted(reasons.length - 4, 'more reason')}, listed under “What was not checked”.` : null}</p>
<p><b>What to do:</b> look through the names. If one of them should not reach the project, ask IT to take the access away: that needs no further check. For the others, ask IT security to have the missing part read.</p>`
}
