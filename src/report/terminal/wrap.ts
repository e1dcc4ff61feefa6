/** `text` broken at spaces to lines of at most `width` columns; later lines begin with `indent`. A longer word stays whole. */
export function wrap(text: string, width: number, indent: string): string {
  const start = /^ */u.exec(text)?.[0] ?? ''
  const [first = '', ...words] = text.slice(start.length).split(' ')
  const lines: string[] = []
  let line = start + first
  for (const word of words) {
    if (columns(line) + 1 + columns(word) > width) {
      lines.push(line)
      line = indent + word
    } else line += ` ${word}`
  }
  return [...lines, line].join('\n')
}

/** Characters, as an approximation of columns: it only decides where a line breaks. */
function columns(text: string): number {
  return Array.from(text).length
}
