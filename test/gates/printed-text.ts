/**
 * The text of all string and template literals of a TypeScript module, the only thing in it that a report can print; code and
 * comments are blanked, and lines keep their numbers. A literal inside the hole of a template counts as well.
 */
export function printedText(source: string): string {
  const token =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|(?<=[(,=:[!&|?{};>\n]\s*)\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|[`{}]/g
  let text = ''
  let at = 0
  // What each open brace will return to: code, or the template in whose hole it stands.
  const open: ('code' | 'template')[] = []
  while (at < source.length) {
    token.lastIndex = at
    const found = token.exec(source)
    const end = found?.index ?? source.length
    text += blanked(source.slice(at, end))
    if (found === null) return text
    const [lexeme] = found
    at = end + lexeme.length
    if (lexeme === '{') open.push('code')
    const isTemplate = lexeme === '`' || (lexeme === '}' && open.pop() === 'template')
    if (isTemplate) {
      const rest = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y
      rest.lastIndex = at
      const piece = rest.exec(source)?.[0] ?? ''
      text += ` ${piece} `
      at += piece.length
      if (source.startsWith('${', at)) open.push('template')
      at += source.startsWith('${', at) ? 2 : 1
    } else text += /^['"]/.test(lexeme) ? ` ${lexeme} ` : blanked(lexeme)
  }
  return text
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, '')
}
