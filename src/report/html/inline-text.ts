import { type Markup, markup, joined } from './markup.ts'

/**
 * A sentence of the result as markup: `` `code` `` in backticks becomes code, nothing else.
 *
 * A mark without its partner stands for itself, so that hostile text can at worst change a typeface.
 */
export function inlineText(text: string): Markup {
  return marked(text, /`([^`]+)`/gu)
}

/** The words of a hop, `has *write* on`: code as above, and emphasis between stars. */
export function hopText(text: string): Markup {
  return marked(text, /`([^`]+)`|\*([^*\s](?:[^*]*[^*\s])?)\*/gu)
}

function marked(text: string, marks: RegExp): Markup {
  const pieces: Markup[] = []
  let end = 0
  for (const match of text.matchAll(marks)) {
    pieces.push(markup`${text.slice(end, match.index)}`)
    pieces.push(match[1] === undefined ? markup`<em>${match[2] ?? ''}</em>` : markup`<code>${match[1]}</code>`)
    end = match.index + match[0].length
  }
  return joined([...pieces, markup`${text.slice(end)}`])
}
