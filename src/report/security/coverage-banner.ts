import type { ProjectAssessment } from '../../core/model/audit-result.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { coverageBox } from '../html/page-frame.ts'
import { counted, sentence } from '../words/count-words.ts'
import { curableFirst, lastAnswer, restsOnCompleteRows } from '../words/status-words.ts'
import type { Site } from './page.ts'
import { INDEX } from './paths.ts'

const REASONS_SHOWN = 4

/** Coverage of the whole run, as every page begins with it. */
export function coverageBanner({ coverage }: Site, path: string): Markup {
  return coverageBox(
    coverage.whole,
    markup`<p>${coverage.sentences.join(' ')}</p>
${path === INDEX ? null : markup`<p><a href="${relativeHref(path, INDEX)}#coverage">What was not read, and its cure</a></p>`}`,
  )
}

/** Coverage of one project: what it rests on that was not read, each with who can cure it. */
export function projectBanner(project: ProjectAssessment, site: Site, path: string): Markup {
  const { view } = site
  if (project.status.kind === 'not-compared') return coverageBanner(site, path)
  if (restsOnCompleteRows(project, view)) return wholeProject(site, path)
  if (project.reasons.length === 0) return coverageBanner(site, path)
  const reasons = curableFirst(project)
  return coverageBox(
    false,
    markup`<p>Not everything that this project rests on was read. ${lastAnswer(project, view)}</p>
${reasonList(reasons.slice(0, REASONS_SHOWN))}
${reasons.length > REASONS_SHOWN ? markup`<details><summary>${counted(reasons.length - REASONS_SHOWN, 'more reason')}</summary>${reasonList(reasons.slice(REASONS_SHOWN))}</details>` : null}
<p><a href="${relativeHref(path, INDEX)}#coverage">All that was not read</a></p>`,
  )
}

function reasonList(reasons: ProjectAssessment['reasons']): Markup {
  return markup`<ul>${reasons.map(({ says, cure, gap }) => markup`<li>${inlineText(sentence(says))} ${cure === null ? 'No cure is known.' : markup`Cure: ${inlineText(cure)}.`}${gap === null ? null : markup` <span class="from">Gap ${gap}.</span>`}</li>`)}</ul>`
}

// What this project does not rest on may still be unread: the run's own coverage stands below.
function wholeProject({ coverage }: Site, path: string): Markup {
  return coverageBox(
    coverage.whole,
    markup`<p>Everything that this project rests on was read completely. Of the whole run: ${coverage.sentences.join(' ')}</p>
<p><a href="${relativeHref(path, INDEX)}#coverage">Coverage of the run</a></p>`,
  )
}
