import type { Finding } from '../../core/model/finding.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { contact } from '../html/link.ts'
import { type FindingView, isAccepted, isOverdue } from '../result-view.ts'
import { heldWords } from '../words/access-words.ts'
import { listed, sentence } from '../words/count-words.ts'
import type { DateWords } from '../words/date-words.ts'
import { exceptionSentence, lifeSentence, roleWords } from '../words/life-words.ts'
import { consideredLines } from './considered-lines.ts'
import { type Site, projectLink } from './page.ts'
import { anchorOf } from './paths.ts'
import { proofList } from './proof-list.ts'
import { severitySteps } from './severity-steps.ts'
import { lifeTag, severityTag, tag } from './tag.ts'

/** Part 5: everything about one finding: the sentence for a lead first, the technical line below it, then proof, reasons, cure. */
export function findingBlock(view: FindingView, site: Site, from: string): Markup {
  const { finding } = view
  const { dates } = site.view
  const id = anchorOf(view)
  return markup`<article class="card" id="${id}" aria-labelledby="${id}-title">
${tags(view)}
<h3 id="${id}-title">${inlineText(sentence(finding.sentence))}</h3>
${standing(view, dates)}
<p class="from"><b>${finding.rule.id}</b> <code>${finding.rule.name}</code> ${finding.rule.title}. ${inlineText(finding.detail)}</p>
${proofList(view, dates)}
${consideredLines(finding)}
${severitySteps(finding)}
<h4>What to do</h4>
<p>${inlineText(sentence(finding.remediation))}</p>
${exceptionText(finding)}
${facts(view, site, from)}
<p>Explain it again, with every path: <code>gatehouse explain ${finding.fingerprint}</code></p>
</article>
`
}

function tags(view: FindingView): Markup {
  const { finding, life } = view
  return markup`<ul class="tags"><li>${severityTag(finding.severity.class)}</li>${life === null ? null : markup`<li>${lifeTag(life.state)}</li>`}${finding.confirmation === 'unconfirmed' ? markup`<li>${tag('unknown', 'unconfirmed')}</li>` : null}${isAccepted(view) ? markup`<li>${tag('medium', 'accepted')}</li>` : null}</ul>`
}

function standing(view: FindingView, dates: DateWords): Markup {
  const exception = exceptionSentence(view, dates)
  const held = heldWords(view.finding)
  const because = view.life?.because ?? null
  return markup`<p>${sentence(lifeSentence(view, dates))}${because === null ? null : markup` Not re-checked because ${inlineText(because)}.`}${exception === null ? null : markup` ${inlineText(sentence(exception))}`}${view.finding.confirmation === 'unconfirmed' && held !== null ? ` ${view.finding.subject?.label ?? 'The holder'} ${held}.` : null}</p>`
}

function exceptionText({ exceptionText: text, mayAccept }: Finding): Markup {
  if (text === null) return markup`<p>No exception may be granted for this rule.</p>`
  return markup`<details><summary>Exception text to paste, if ${roleWords(mayAccept)} accepts it</summary><pre tabindex="0" role="group" aria-label="Exception text"><code>${text}</code></pre></details>`
}

function facts(view: FindingView, site: Site, from: string): Markup {
  const { finding, life } = view
  const { dates } = site.view
  const { subject, account, resource } = finding
  return markup`<dl class="facts">
${fact('About', subject === null ? null : markup`${subject.label}${subject.organisation === null ? null : markup`, ${subject.organisation}`} (${subject.relation}; ${subject.external ? 'external' : 'internal'}) <code>${subject.key}</code>`)}
${fact('Host', subject?.host === null || subject === null ? null : contact(subject.host))}
${fact('Account', account === null ? null : markup`${account.label} <code>${account.source}:${account.id}</code>, ${account.state}`)}
${fact('Resource', resource === null ? null : markup`${resource.slug} (${resource.kind}) <code>${resource.address}</code>`)}
${fact('Projects', finding.projects.length === 0 ? null : markup`${finding.projects.map((id, i) => markup`${i === 0 ? '' : ', '}${projectLink(id, site, from)}`)}`)}
${fact('Owner', finding.owner === null ? markup`no owner is recorded` : contact(finding.owner))}
${fact('Acknowledged', acknowledgedWords(view, site))}
${fact('Due', life === null || life.due === null ? markup`no date is set` : markup`${dates.day(life.due)}${isOverdue(view, dates.today) ? ' (overdue)' : ''}`)}
${fact('May be accepted by', markup`${roleWords(finding.mayAccept)}`)}
${fact('First seen', life === null ? null : markup`${dates.dayOf(life.firstSeen)}; last seen ${dates.dayOf(life.lastSeen)}; last checked ${dates.dayOf(life.lastChecked)}`)}
${fact('Evidence', finding.evidence.length === 0 ? null : markup`${listed(finding.evidence.map(({ source, asOf }) => `${source} as of ${dates.clock(asOf)}`))}`)}
${fact('Serves', finding.serves.length === 0 ? null : markup`${finding.serves.join(', ')}`)}
</dl>`
}

/** It says who is on it and changes nothing else. */
function acknowledgedWords({ finding }: FindingView, { view }: Site): Markup | null {
  const said = view.acknowledged.get(finding.fingerprint)
  if (said === undefined) return null
  return markup`${contact(said.owner)} is on it until ${view.dates.day(said.until)}: ${inlineText(said.note)}`
}

function fact(name: string, value: Markup | null): Markup {
  return value === null ? nothing : markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
}
