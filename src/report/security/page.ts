import { Markup, markup } from '../html/markup.ts'
import { relativeHref } from '../html/link.ts'
import type { ReportFile } from '../report-file.ts'
import type { ResultView } from '../result-view.ts'
import { INDEX, projectPath } from './paths.ts'

/** What the pages of one run share. */
export interface Site {
  readonly view: ResultView
  readonly style: string
  readonly styleHash: string
  /** Coverage of the run, worked out once, since every page begins with it. */
  readonly coverage: { readonly whole: boolean; readonly sentences: readonly string[] }
  /** Where the block of each open finding stands. */
  readonly homes: ReadonlyMap<string, string>
}

export interface PageContent {
  readonly path: string
  readonly title: string
  /** Stands above the title. */
  readonly caption: string
  /** The pages above this one, outermost first; empty on the index. */
  readonly above: readonly { readonly path: string; readonly title: string }[]
  /** Coverage comes first on every page. */
  readonly banner: Markup
  readonly sections: readonly Section[]
}

export interface Section {
  readonly id: string
  readonly title: string
  readonly body: Markup
}

/** A whole page: one file that asks nothing of anywhere, with its style inside and allowed by its hash. */
export function page(site: Site, content: PageContent): ReportFile {
  const { run } = site.view.result
  const text = markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${site.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>${content.title}, ${site.view.dates.fullDay(site.view.dates.today)} – Gatehouse</title>
<link rel="icon" href="data:,">
<style>${Markup.escaped(site.style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div>
<a class="mark" href="${relativeHref(content.path, INDEX)}">${GATE}Gatehouse</a>
${crumbs(content)}
<span class="who">${run.institution}</span>
</div></header>
<main id="main" tabindex="-1">
<p class="caption">${content.caption}</p>
<h1>${content.title}</h1>
${content.banner}
${content.sections.length > 2 ? withContents(content.sections) : markup`<div>${content.sections.map(sectionMarkup)}</div>`}
</main>
${foot(site)}
</body>
</html>
`
  return { path: content.path, text: text.text }
}

/** A project's id, as a link where it has a page. */
export function projectLink(id: string, { view }: Site, from: string): Markup {
  return view.projectIds.has(id) ? markup`<a href="${relativeHref(from, projectPath(id))}">${id}</a>` : markup`${id}`
}

// A gate in twelve strokes; decorative, the name stands beside it.
const GATE = markup`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M2 22V4h3v2h2V4h3v2h4V4h3v2h2V4h3v18h-6v-6a4 4 0 0 0-8 0v6z"/></svg>`

function crumbs({ above, path, title }: PageContent): Markup | null {
  if (above.length === 0) return null
  return markup`<nav class="crumbs" aria-label="Breadcrumb"><ol>${above.map((up) => markup`<li><a href="${relativeHref(path, up.path)}">${up.title}</a></li>`)}<li aria-current="page">${title}</li></ol></nav>`
}

function withContents(sections: readonly Section[]): Markup {
  return markup`<div class="columns">
<nav class="contents" aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<div>${sections.map(sectionMarkup)}</div>
</div>`
}

function sectionMarkup({ id, title, body }: Section): Markup {
  return markup`<section>
<h2 id="${id}">${title}</h2>
${body}</section>
`
}

function foot({ view: { result, dates } }: Site): Markup {
  const { run, publication } = result
  return markup`<footer class="foot"><div>
<dl>
<div><dt>Run</dt><dd>${run.id}</dd></div>
<div><dt>Evaluated as of</dt><dd>${dates.moment(run.now)}</dd></div>
<div><dt>Policy version</dt><dd><code>${run.policyHash}</code></dd></div>
<div><dt>Gatehouse version</dt><dd>${run.gatehouse}</dd></div>
<div><dt>Head of the chain</dt><dd>${publication === null ? 'none: this run was evaluated and not published' : markup`<code>${publication.head}</code>`}</dd></div>
</dl>
<p>Days and times are those of ${run.timeZone}. This page names people and weak spots: keep it as your institution keeps such papers.</p>
</div></footer>`
}
