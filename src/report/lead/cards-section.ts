import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import type { Section } from '../html/page-frame.ts'
import { proofList } from '../security/proof-list.ts'
import { type Part, pager } from '../security/split.ts'
import { lifeTag, tag } from '../security/tag.ts'
import { capitalised, counted, listed, sentence } from '../words/count-words.ts'
import { exceptionSentence } from '../words/life-words.ts'
import { plainPart } from '../words/plain-words.ts'
import type { LeadCard, LeadView } from './lead-view.ts'
import { leadPath } from './paths.ts'
import {
  accessWords,
  conditionWords,
  dueWords,
  isTold,
  keepWords,
  leadSentence,
  pathWords,
  removalWords,
  rowsSentence,
  sinceWords,
} from './lead-words.ts'

/** Part 4: access without entitlement, a card each, with two ways out that weigh the same. */
export function cardsSection(lead: LeadView, part: Part<LeadCard>): Section {
  const { project } = lead
  return {
    id: 'without-entitlement',
    title: `Access without entitlement: ${part.range}`,
    body: markup`${
      part.items.length === 0
        ? markup`<p>${project.status.kind === 'none' ? 'None was found.' : 'None is listed. That is no answer by itself: see what was not checked.'}</p>`
        : markup`<p>For each, one of two things is true: they should have the access, or they should not. Both ways are open to you, and neither is the default.</p>`
    }
${part.items.map((card, i) => cardMarkup(card, `card-${part.number}-${i + 1}`, lead))}
${pager(leadPath(lead.project.id), part, 'Pages of cards')}`,
  }
}

function cardMarkup(card: LeadCard, id: string, lead: LeadView): Markup {
  const { finding, rows } = card
  const { view, project } = lead
  const title = finding === null ? rowsSentence(rows, project) : leadSentence(finding.finding)
  const due = finding === null ? null : dueWords(finding, view.dates)
  const exception = finding === null ? null : exceptionSentence(finding, view.dates)
  return markup`<article class="card" id="${id}" aria-labelledby="${id}-title">
${tags(card)}
<h3 id="${id}-title">${inlineText(title)}</h3>
<dl class="facts">
<div><dt>Why it is here</dt><dd>${why(card)}</dd></div>
<div><dt>Since when</dt><dd>${capitalised(sinceWords(finding, view.dates))}</dd></div>
${rows.length < 2 ? null : markup`<div><dt>The accesses</dt><dd>${capitalised(listed(rows.map((row) => accessWords(row, project))))}</dd></div>`}
${due === null ? null : markup`<div><dt>To be dealt with by</dt><dd>${due}</dd></div>`}
<div><dt>How they reach it</dt><dd>${path(card)}</dd></div>
${fact('Conditions', conditions(card))}
${fact('Host', hostOf(card))}
${exception === null ? null : markup`<div><dt>Exception</dt><dd>${inlineText(sentence(exception))}</dd></div>`}
</dl>
${ways(card, lead)}
${forIt(card, lead)}
</article>
`
}

function tags({ finding }: LeadCard): Markup | null {
  if (finding === null) return null
  return markup`<ul class="tags">${finding.life === null ? null : markup`<li>${lifeTag(finding.life.state)}</li>`}${finding.finding.confirmation === 'unconfirmed' ? markup`<li>${tag('unknown', 'unconfirmed')}</li>` : null}</ul>`
}

function why({ finding, rows }: LeadCard): Markup {
  const failing =
    finding?.finding.failing ??
    rows.flatMap(({ conditions: all }) => all.filter(({ truth }) => truth === 'not-met').map(({ part }) => part))
  const missing = [...new Set(failing.map(plainPart))]
  const unconfirmed =
    finding?.finding.confirmation === 'unconfirmed' ? ' A rule that was not read may still forbid it: until it is read, it counts.' : ''
  const seen = finding !== null && !finding.seen ? ' It could not be checked again tonight, so it stays open.' : ''
  const because =
    missing.length > 0
      ? `The project’s policy has a line that fits, but this is not met: ${listed(missing)}.`
      : finding === null || finding.finding.subject === null
        ? 'The project’s policy does not allow it as it is tonight.'
        : 'No line of the project’s policy names them for this.'
  return markup`${because}${unconfirmed}${seen}`
}

function path({ finding }: LeadCard): string {
  const words = finding === null ? null : pathWords(finding.finding)
  return words === null ? 'IT security has the path' : capitalised(words)
}

/** Met, not met or unknown: what a register holds about a person is not told. */
function conditions({ rows }: LeadCard): Markup | null {
  const words = conditionWords(rows[0]?.conditions ?? [])
  return words === null ? null : markup`${words}`
}

function hostOf({ finding, rows }: LeadCard): Markup | null {
  const host = rows[0]?.host ?? finding?.finding.subject?.host ?? null
  return host === null ? null : contact(host)
}

function ways({ finding }: LeadCard, { project }: LeadView): Markup {
  const keep =
    finding === null ? ['Ask IT security what is missing, and for it to be put right or declared.'] : keepWords(finding.finding, project.id)
  return markup`<div class="ways">
<div><h4>They should have it</h4>
${keep.map((words) => markup`<p>${words}</p>`)}</div>
<div><h4>They should not</h4>
${removal(finding)}</div>
</div>`
}

function removal(finding: LeadCard['finding']): Markup {
  const words = finding === null ? null : removalWords(finding)
  if (words === null) {
    const advice = finding !== null && isTold(finding.finding) ? finding.finding.remediation : 'ask IT security to take the access away'
    return markup`<p>Ask IT to put it right: ${inlineText(sentence(advice))}</p>`
  }
  return markup`<p>Ask IT to take it away: ${words.take}.</p>
<p>${words.endsAll ? 'As far as was seen, that ends it.' : 'There are other paths: IT must end each of them.'} IT looks first at who else goes the same way.</p>`
}

/** The technical lines, below everything that a lead needs. */
function forIt({ finding, rows }: LeadCard, { view }: LeadView): Markup {
  if (finding === null)
    return markup`<details><summary>For IT</summary><p>${counted(rows.length, 'access', 'accesses')} of <code>${rows[0]?.subject ?? ''}</code>.</p></details>`
  const { finding: about } = finding
  const detail = isTold(about) ? markup` ${inlineText(about.detail)}` : null
  return markup`<details><summary>For IT: the path with its records</summary>
<p class="from"><b>${about.rule.id}</b> ${about.rule.title}.${detail} Finding <code>${about.fingerprint}</code></p>
${proofList(finding, view.dates)}
</details>`
}

function fact(name: string, value: Markup | null): Markup | null {
  return value === null ? null : markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
}
