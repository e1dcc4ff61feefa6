import { type Markup, markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import { type FindingView, type ResultView, inState, isAccepted, isOverdue } from '../result-view.ts'
import { capitalised, grouped } from '../words/count-words.ts'
import { stateWords } from '../words/life-words.ts'
import { SEVERITIES_GRAVEST_FIRST } from '../words/severity-words.ts'
import { filterPath } from './paths.ts'

/** A list of findings that stands ready as a page; made even when empty, so that a link to it always leads somewhere. */
export interface Filter {
  readonly slug: string
  readonly title: string
  /** What an empty list means, never more than it means. */
  readonly whenEmpty: string
  readonly findings: readonly FindingView[]
}

/** All filters, in the order of their links. */
export function filters(view: ResultView): readonly Filter[] {
  const { open, dates } = view
  const states = (['new', 'first-observed', 'worse', 'better', 'reopened', 'not-rechecked', 'resolved'] as const).map((state) => ({
    slug: state,
    title: capitalised(stateWords(state)),
    whenEmpty: `No finding is ${stateWords(state)} tonight.`,
    findings: inState(view, state),
  }))
  return [
    { slug: 'all', title: 'All open findings', whenEmpty: 'No finding is open. Read it together with the coverage above.', findings: open },
    ...SEVERITIES_GRAVEST_FIRST.map((name) => ({
      slug: `severity-${name}`,
      title: `${capitalised(name)} severity`,
      whenEmpty: `No open finding is of ${name} severity.`,
      findings: open.filter(({ finding }) => finding.severity.class === name),
    })),
    ...states,
    {
      slug: 'overdue',
      title: 'Overdue',
      whenEmpty: 'No open finding is past its due date.',
      findings: open.filter((entry) => isOverdue(entry, dates.today)),
    },
    {
      slug: 'externals',
      title: 'About externals',
      whenEmpty: 'No open finding is about an external.',
      findings: open.filter(({ finding }) => finding.subject?.external === true),
    },
    {
      slug: 'unconfirmed',
      title: 'Unconfirmed',
      whenEmpty: 'No open finding is unconfirmed.',
      findings: open.filter(({ finding }) => finding.confirmation === 'unconfirmed'),
    },
    { slug: 'accepted', title: 'Accepted by exception', whenEmpty: 'No open finding is accepted.', findings: open.filter(isAccepted) },
    {
      slug: 'identity',
      title: 'Unknown or ambiguous identity',
      whenEmpty: 'No open finding says that an identity is unknown or ambiguous.',
      findings: open.filter(({ finding }) => IDENTITY_RULES.has(finding.rule.id)),
    },
  ]
}

/** The filters as links, each with its count. */
export function filterLinks(all: readonly Filter[], from: string, current: string | null): Markup {
  return markup`<nav class="filters" aria-label="Lists of findings"><ul>${all.map(({ slug, title, findings }) => markup`<li><a href="${relativeHref(from, filterPath(slug))}"${slug === current ? markup` aria-current="page"` : null}>${title} (${grouped(findings.length)})</a></li>`)}</ul></nav>
`
}

const IDENTITY_RULES: ReadonlySet<string> = new Set(['ACC-05', 'DAT-04'])
