import { visibleText } from '../words/visible-text.ts'

/**
 * A text as it stands, in any dialect of Markdown: no mark takes effect, no tag, no link, and nobody is mentioned.
 *
 * A chat looks for `@name` and for addresses after the marks were read, where no escape helps: `@` becomes `(at)`, and `://` is broken
 * up as `[:]//`, as one writes addresses that nobody should follow. White space becomes one space each.
 */
export function markdownText(text: string): string {
  return visibleText(text)
    .replace(/\s+/gu, ' ')
    .replace(/[@＠﹫]/gu, '(at)')
    .replaceAll('://', '[:]//')
    .replace(/\bwww\./giu, 'www[.]')
    .replace(/[\\`*_{}[\]#|~$^]/gu, String.raw`\$&`)
    .replace(/[<>&]/gu, (mark) => (mark === '<' ? '&lt;' : mark === '>' ? '&gt;' : '&amp;'))
    .replace(/^(?=[-+])/u, '\\')
    .replace(/^(\d+)(?=[.)])/u, '$1\\')
}
