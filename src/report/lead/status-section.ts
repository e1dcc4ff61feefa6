import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import { type Section, coverageBox } from '../html/page-frame.ts'
import { statusTag } from '../security/tag.ts'
import { counted, grouped } from '../words/count-words.ts'
import { datedAnswer, lastAnswer, restsOnCompleteRows, statusSentence } from '../words/status-words.ts'
import type { LeadView } from './lead-view.ts'
import { fellWords, unreadWords } from './unread-words.ts'

/** Part 2: what of this project was seen, before anything is said about it. */
export function leadBanner(lead: LeadView): Markup {
  const { project, view } = lead
  const { resources, status } = project
  if (status.kind === 'not-compared')
    return coverageBox(false, markup`<p>This project is declared open: nobody’s access is compared with what is declared.</p>`)
  const seen = resources.filter(({ observed }) => observed).length
  const whole = restsOnCompleteRows(project, view) && seen === resources.length
  const oldest = (view.restsOn.get(project.id) ?? []).map(({ asOf }) => asOf).sort()[0]
  const fell = fellWords(lead)
  return coverageBox(
    whole,
    markup`${fell === null ? null : markup`<p><b>${fell}</b></p>`}<p>${grouped(seen)} of ${counted(resources.length, 'resource')} of this project ${seen === 1 ? 'was' : 'were'} seen. ${
      whole
        ? `Everything that the answer rests on was read completely${oldest === undefined ? '' : `, the oldest part ${view.dates.ago(oldest)}`}.`
        : `Not everything that the answer rests on was read: ${unreadWords(lead)} ${lastAnswer(project, view)}`
    }</p>`,
  )
}

/** Part 1: how the project stands, in a sentence. */
export function statusSection(lead: LeadView): Section {
  const { project, view } = lead
  const { status, sensitivity, crownJewel, lead: who, deputy } = project
  return {
    id: 'status',
    title: 'How this project stands',
    body: markup`<p>${statusTag(status)}</p>
<p class="lead">${inlineText(statusSentence(project, view, unreadWords(lead)))}</p>
<dl class="facts">
<div><dt>Sensitivity</dt><dd>${sensitivity}${crownJewel ? ', and a crown jewel' : ''}</dd></div>
<div><dt>Lead</dt><dd>${who === null ? 'nobody is recorded' : contact(who)}</dd></div>
<div><dt>Deputy</dt><dd>${deputy === null ? 'nobody is recorded' : contact(deputy)}</dd></div>
<div><dt>Last full answer</dt><dd>${status.kind === 'not-compared' ? 'not compared' : (datedAnswer(project, view) ?? 'none yet')}</dd></div>
</dl>`,
  }
}

/** Part 3: the five numbers, each of all. */
export function numbersSection(lead: LeadView): Section | null {
  const { project, alsoFound } = lead
  const { counts, status } = project
  if (status.kind === 'not-compared') return null
  const asFarAsSeen = project.reasons.length === 0 ? '' : ', as far as was seen'
  const of = (count: number) => `${grouped(count)} of ${counted(counts.accesses, 'access', 'accesses')}${asFarAsSeen}`
  return {
    id: 'numbers',
    title: 'In numbers',
    body: markup`<p>One person may reach several resources: each is one access.${asFarAsSeen === '' ? null : ' Not everything was read, so each number may be too small.'}</p>
<dl class="facts">
<div><dt>Entitled and able</dt><dd>${of(counts.entitledAccesses)}</dd></div>
<div><dt>Able without entitlement</dt><dd>${of(counts.excessAccesses)}; ${grouped(counts.excessPeople)} of ${counted(counts.people, 'person', 'people')}</dd></div>
<div><dt>Entitled and not able</dt><dd>${missing(lead, alsoFound.filter(({ finding }) => finding.rule.id === MISSING).length)}</dd></div>
<div><dt>Of those without entitlement, accepted</dt><dd>${grouped(counts.acceptedAccesses)} of ${grouped(counts.excessAccesses)}</dd></div>
<div><dt>Not assessed</dt><dd>${of(counts.notAssessedAccesses)}</dd></div>
<div><dt>External</dt><dd>${grouped(counts.externals)} of ${counted(counts.people, 'person', 'people')}${asFarAsSeen}</dd></div>
</dl>`,
  }
}

const MISSING = 'ACC-09'

// Silence of a rule that could not speak is no zero.
function missing({ project, view }: LeadView, found: number): string {
  const silent = view.result.assessment.rulesNotAssessed.some(
    ({ rule, projects }) => rule === MISSING && (projects.length === 0 || projects.includes(project.id)),
  )
  if (silent)
    return found === 0
      ? 'not assessed: not everything that this needs was read'
      : `at least ${grouped(found)}; not everything that this needs was read`
  return found === 0 ? 'nobody for longer than the policy lets it wait' : `${grouped(found)}, each for longer than the policy lets it wait`
}
