/** Line and column, from 1, of a position in a text; columns count UTF-16 units. */
export type LineIndex = (offset: number) => { readonly line: number; readonly column: number }

/** Builds the index once, O(text); a question costs O(log lines). Lines end with `\n`, so `\r\n` too. */
export function lineIndex(text: string): LineIndex {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
