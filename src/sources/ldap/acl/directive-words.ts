/** A word of a directive, as slapd's own reader would take it. */
export interface DirectiveWord {
  /** Quotes taken off, escapes undone. */
  readonly value: string
  /** Where it stands in the text. */
  readonly from: number
  readonly to: number
}

/**
 * The words of a configuration line: white space parts them, save inside double quotes, which may stand in the middle of a word; a
 * backslash takes the next character as it is (`slapd.conf(5)`). Null where a quote is not closed.
 */
export function directiveWords(text: string): readonly DirectiveWord[] | null {
  const words: DirectiveWord[] = []
  let at = 0
  for (;;) {
    while (at < text.length && isSpace(text[at])) at += 1
    if (at >= text.length) return words
    const from = at
    let value = ''
    let isQuoted = false
    for (; at < text.length && (isQuoted || !isSpace(text[at])); at++) {
      if (text[at] === '"') isQuoted = !isQuoted
      else {
        if (text[at] === '\\' && at + 1 < text.length) at += 1
        value += text[at]
      }
    }
    if (isQuoted) return null
    words.push({ value, from, to: at })
  }
}

function isSpace(letter: string | undefined): boolean {
  return letter === ' ' || letter === '\t' || letter === '\n' || letter === '\r'
}
