import { linkable } from '../html/link.ts'
import { markup } from '../html/markup.ts'
import type { Digest } from './digest.ts'

/** The same as HTML: no image, no style, nothing that a mail program would fetch. */
export function digestHtml({ subject, heading, parts, link }: Digest): string {
  const page = markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${subject}</title></head><body>
<h1>${heading}</h1>
${parts.map(
  ({ title, lines }) => markup`<h2>${title}</h2>
<ul>${lines.map((line) => markup`<li>${line}</li>`)}</ul>
`,
)}${link === null ? null : linkable(link) === null ? markup`<p>Report: ${link}</p>` : markup`<p>Report: <a href="${link}">${link}</a></p>`}
</body></html>
`
  return page.text
}
