import type { Finding } from '../../core/model/finding.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { counted, listed } from '../words/count-words.ts'
import { truthWords } from '../words/access-words.ts'
import { tag } from './tag.ts'

const GROUND = { met: 'none', 'not-met': 'excess', unknown: 'unknown' } as const

/** The policy lines that fit person and resource, with every part met, not met or unknown. */
export function consideredLines({ considered, failing }: Finding): Markup {
  if (considered.length === 0) return nothing
  const why = failing.length === 0 ? '' : `; not met: ${listed(failing)}`
  return markup`<details><summary>${counted(considered.length, 'policy line')} considered${why}</summary>
${considered.map(
  ({ file, line, column, says, parts }) => markup`<p><code>${file}:${line}:${column}</code> ${inlineText(says)}</p>
<ul>${parts.map(({ part, truth, says: outcome }) => markup`<li>${tag(GROUND[truth], truthWords(truth))} ${part}: ${inlineText(outcome)}</li>`)}</ul>`,
)}</details>`
}
