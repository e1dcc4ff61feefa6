import type { ProjectAssessment } from '../../core/model/audit-result.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import type { ResultView } from '../result-view.ts'
import { coverageSentences, isWhole } from '../words/coverage-words.ts'
import { sentence } from '../words/count-words.ts'
import { lastAnswer } from '../words/status-words.ts'
import { INDEX } from './paths.ts'

/** Coverage of the whole run, as every page begins with it. */
export function coverageBanner(view: ResultView, path: string): Markup {
  return banner(
    isWhole(view),
    markup`<p>${coverageSentences(view).join(' ')}</p>
${path === INDEX ? null : markup`<p><a href="${relativeHref(path, INDEX)}#coverage">What was not read, and its cure</a></p>`}`,
  )
}

/** Coverage of one project: what it rests on that was not read, each with who can cure it. */
export function projectBanner(project: ProjectAssessment, view: ResultView, path: string): Markup {
  if (project.status.kind === 'not-compared' || project.reasons.length === 0) return coverageBanner(view, path)
  return banner(
    false,
    markup`<p>Not everything that this project rests on was read. ${lastAnswer(project, view)}</p>
<ul>${project.reasons.map(({ says, cure, gap }) => markup`<li>${inlineText(sentence(says))} ${cure === null ? 'No cure is known.' : markup`Cure: ${inlineText(cure)}.`}${gap === null ? null : markup` <span class="from">Gap ${gap}.</span>`}</li>`)}</ul>
<p><a href="${relativeHref(path, INDEX)}#coverage">All that was not read</a></p>`,
  )
}

function banner(whole: boolean, body: Markup): Markup {
  return markup`<div class="banner${whole ? ' whole' : ''}" role="region" aria-labelledby="coverage-banner"><h2 id="coverage-banner">Coverage</h2>
${body}</div>`
}
