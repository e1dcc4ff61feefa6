import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import type { Section } from '../html/page-frame.ts'
import { table } from '../html/table.ts'
import { diagnosticList } from '../security/coverage-section.ts'
import { tag } from '../security/tag.ts'
import { counted, sentence } from '../words/count-words.ts'
import { exceptionSentence } from '../words/life-words.ts'
import { plainThing } from '../words/plain-words.ts'
import type { LeadView } from './lead-view.ts'
import { accessWords, leadSentence, remedyWords } from './lead-words.ts'

/** What was found about this project and is no access without entitlement; then what is accepted for now. Null where there is nothing. */
export function alsoSection({ alsoFound, accepted, view }: LeadView): Section | null {
  const found = alsoFound.filter(({ finding }) => finding.family !== 'ending')
  if (found.length + accepted.length === 0) return null
  return {
    id: 'also',
    title: 'Also found, and what is accepted for now',
    body: markup`${
      found.length === 0
        ? null
        : markup`<ul class="gaps">${found.map(({ finding, life }) => markup`<li><p>${inlineText(leadSentence(finding))}${life === null ? null : ` First seen on ${view.dates.dayOf(life.firstSeen)}.`}</p><p class="cure">What to do: ${inlineText(remedyWords(finding))}</p></li>`)}</ul>`
    }
${
  accepted.length === 0
    ? null
    : markup`<h3>Accepted for now</h3><p>Each stays listed and counted until its exception ends.</p>
<ul>${accepted.map((one) => markup`<li>${inlineText(leadSentence(one.finding))} ${inlineText(sentence(exceptionSentence(one, view.dates) ?? ''))}</li>`)}</ul>`
}`,
  }
}

/** Errors in the project's own policy file, where there are any: then nothing else on the page can be whole. */
export function policySection({ project: { id }, view }: LeadView): Section | null {
  const own = view.result.assessment.policyDiagnostics.filter(
    ({ file, level }) => level === 'error' && (file.endsWith(`/${id}.yaml`) || file.endsWith(`/${id}.yml`)),
  )
  if (own.length === 0) return null
  return {
    id: 'policy',
    title: 'The policy file cannot be used as it is',
    body: markup`<p>Whoever keeps the policy file of this project can mend this.</p>${diagnosticList(own)}`,
  }
}

/** Part 9: what only the lead can know. */
export function questionsSection({ project }: LeadView): Section {
  const { resources, sensitivity, crownJewel } = project
  return {
    id: 'questions',
    title: 'Three questions that only you can answer',
    body: markup`<ol class="answers">
<li><b>Is the list below complete?</b> Think of shared folders, mailboxes, laboratory instruments, cloud accounts and rooms. What is not on it was not looked at.</li>
<li><b>Is the sensitivity right?</b> This project is declared ${sensitivity}${crownJewel ? ', and a crown jewel' : ''}.</li>
<li><b>Is there a new partner, a visitor to come, or travel planned</b> that will need access, or make some of it unneeded?</li>
</ol>
${
  resources.length === 0
    ? markup`<p>No resource is declared, so nothing could be looked at.</p>`
    : table(
        'resources-table',
        markup`${counted(resources.length, 'declared resource')}`,
        [
          { head: 'Resource', holds: 'name' },
          { head: 'Seen', holds: 'word' },
          { head: 'For IT', holds: 'text' },
        ],
        resources.map(({ kind, slug, observed, address }) => [
          markup`${plainThing(kind, slug)}`,
          observed ? tag('none', 'seen') : tag('unknown', 'not seen'),
          markup`<code>${address}</code>`,
        ]),
      )
}`,
  }
}

/** Part 10: to whom anything can be told. */
export function whomSection({ view }: LeadView): Section {
  const { offices } = view.result.assessment
  const holderOf = (office: string) => offices.find((one) => one.office === office)?.holder ?? null
  const named = [
    { who: 'The senior lead for trusted research', holder: holderOf('senior-lead') },
    { who: 'The senior information risk owner (SIRO)', holder: holderOf('siro') },
    ...offices
      .filter(({ office }) => office.startsWith('officers/'))
      .map(({ office, holder }) => ({ who: `Officer for ${office.slice('officers/'.length).replaceAll('-', ' ')}`, holder })),
  ].filter(({ holder }) => holder !== null)
  return {
    id: 'whom',
    title: 'Whom to tell if something looks wrong',
    body: markup`<p>Tell IT security of ${view.result.run.institution} first. If it is about this page, name the run in its foot. Telling too much is better than too little, and nobody is accused by being listed here.</p>
${named.length === 0 ? null : markup`<dl class="facts">${named.map(({ who, holder }) => markup`<div><dt>${who}</dt><dd>${contact(holder ?? '')}</dd></div>`)}</dl>`}`,
  }
}

/** A form for paper: a line an access that is listed, with the decisions a review knows. Null where nobody is listed. */
export function paperSection({ project }: LeadView): Section | null {
  const { access, status } = project
  if (status.kind === 'not-compared' || access.length === 0) return null
  const shown = access.slice(0, PAPER_LINES)
  return {
    id: 'form',
    title: 'A form to print',
    body: markup`<p>One decision a line. No answer is never taken for “keep”. Nobody decides on their own line: leave it to the deputy, or to the head of department.</p>
<div class="paper">${table(
      'form-table',
      markup`${shown.length === access.length ? '' : `${PAPER_LINES} of `}${counted(access.length, 'line')}`,
      [
        { head: 'Who, and what they can do', holds: 'text' },
        { head: 'Keep until', holds: 'name' },
        { head: 'Reduce' },
        { head: 'Remove' },
        { head: 'Not mine' },
        { head: 'Don’t know' },
      ],
      shown.map((row) => [markup`${row.label} ${accessWords(row, project)}`, BOX, BOX, BOX, BOX, BOX]),
    )}</div>
<p>Name, date, signature:</p>`,
  }
}

const PAPER_LINES = 200
const BOX: Markup = markup`<span class="box" role="img" aria-label="box to tick"></span>`
