import type { ReportFile } from '../report-file.ts'
import { relativeHref } from './link.ts'
import { Markup, markup } from './markup.ts'

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

/** What all pages of one report share. */
export interface PageFrame {
  /** Path of the first page. */
  readonly home: string
  /** As a title says it: `26 November 2026`. */
  readonly day: string
  /** Whose report it is. */
  readonly owner: string
  readonly style: string
  readonly styleHash: string
  /** What the report was made from, named in the foot of every page. */
  readonly origin: readonly { readonly name: string; readonly value: Markup }[]
  readonly note: string
}

/** A whole page: one file that asks nothing of anywhere, with its style inside and allowed by its hash. */
export function framedPage(frame: PageFrame, content: PageContent): ReportFile {
  const text = markup`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${frame.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>${content.title}, ${frame.day} – Gatehouse</title>
<link rel="icon" href="data:,">
<style>${Markup.escaped(frame.style)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="top"><div>
<a class="mark" href="${relativeHref(content.path, frame.home)}">${GATE}Gatehouse</a>
${crumbs(content)}
<span class="who">${frame.owner}</span>
</div></header>
<main id="main" tabindex="-1">
<p class="caption">${content.caption}</p>
<h1>${content.title}</h1>
${content.banner}
${content.sections.length > 2 ? withContents(content.sections) : markup`<div>${content.sections.map(sectionMarkup)}</div>`}
</main>
${foot(frame)}
</body>
</html>
`
  return { path: content.path, text: text.text }
}

/** Coverage, as every page begins with it; `whole` where nothing was left unread. */
export function coverageBox(whole: boolean, body: Markup): Markup {
  return markup`<div class="banner${whole ? ' whole' : ''}" role="region" aria-labelledby="coverage-banner"><h2 id="coverage-banner">Coverage</h2>
${body}</div>`
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

function foot({ origin, note }: PageFrame): Markup {
  return markup`<footer class="foot"><div>
<dl>
${origin.map(
  ({ name, value }) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
)}</dl>
<p>${note}</p>
</div></footer>`
}
