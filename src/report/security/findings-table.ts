import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { type FindingView, isAccepted, isOverdue } from '../result-view.ts'
import { resolvedWords, stateWords } from '../words/life-words.ts'
import { sentence } from '../words/count-words.ts'
import { type Site, projectLink } from './page.ts'
import { lifeTag, severityTag, tag } from './tag.ts'

/** Findings a line each, in the order given; each leads to its block, where proof and cure stand. */
export function findingsTable(id: string, caption: string, findings: readonly FindingView[], site: Site, from: string): Markup {
  return table(
    id,
    markup`${caption}`,
    [
      { head: 'Severity', holds: 'word' },
      { head: 'Finding', holds: 'text' },
      { head: 'Project' },
      { head: 'State' },
      { head: 'First seen', holds: 'word' },
      { head: 'Due', holds: 'word' },
    ],
    findings.map((view) => row(view, site, from)),
  )
}

function row(view: FindingView, site: Site, from: string): readonly Markup[] {
  const { finding, life } = view
  const { dates } = site.view
  const home = site.homes.get(finding.fingerprint)
  const words = inlineText(sentence(finding.sentence))
  return [
    markup`${severityTag(finding.severity.class)}${finding.confirmation === 'unconfirmed' ? markup`<span class="sub">unconfirmed</span>` : null}`,
    markup`${home === undefined ? words : markup`<a href="${relativeHref(from, home)}">${words}</a>`}<span class="sub">${finding.rule.id} ${finding.rule.title}</span>`,
    markup`${finding.project === null ? (finding.projects.length === 0 ? 'none' : finding.projects.map((id, i) => markup`${i === 0 ? '' : ', '}${projectLink(id, site, from)}`)) : projectLink(finding.project, site, from)}`,
    stateCell(view),
    markup`${life === null ? 'not recorded' : dates.dayOf(life.firstSeen)}`,
    markup`${life === null || life.due === null ? 'no date' : dates.day(life.due)}${isOverdue(view, dates.today) ? markup`<span class="sub">overdue</span>` : null}`,
  ]
}

function stateCell(view: FindingView): Markup {
  const { life } = view
  if (life === null) return markup`not recorded`
  if (life.state === 'resolved')
    return markup`${tag(life.reason === 'out-of-scope' ? 'plain' : 'none', stateWords('resolved'))}<span class="sub">${resolvedWords(life.reason)}</span>`
  return markup`${lifeTag(life.state)}${isAccepted(view) ? markup`<span class="sub">accepted</span>` : null}`
}
