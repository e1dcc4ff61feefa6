/** One record of a CSV file, with the line on which it begins; or a line that is none. */
export type CsvRecord =
  | { readonly kind: 'record'; readonly line: number; readonly cells: readonly string[] }
  | { readonly kind: 'bad'; readonly line: number; readonly reason: string }

/** A quote that is not closed within this many characters is taken for a stray one. */
const LONGEST_RECORD = 256 * 1024

/**
 * The records of a CSV file as RFC 4180 has them, a batch at a time: cells parted by commas, quoted where they hold commas, quotes
 * or line ends. A byte order mark is accepted, an empty line is no record.
 *
 * After a broken line reading goes on with the next line, so that a stray quote costs one line and not the rest of the file. Bytes
 * that are not UTF-8 make their record bad. Holds one chunk and one record.
 */
export async function* csvRecords(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly CsvRecord[]> {
  const decoder = new TextDecoder('utf-8')
  let text = ''
  let line = 1

  function take(isEnd: boolean): readonly CsvRecord[] {
    const records: CsvRecord[] = []
    let from = 0
    while (from < text.length) {
      const found = scanRecord(text, from, isEnd)
      if (found === 'more') break
      if (found.kind === 'bad') records.push({ kind: 'bad', line, reason: found.reason })
      else if (found.end > from && !isEmptyLine(text, from))
        records.push(
          found.cells.some((cell) => cell.includes('\u{FFFD}'))
            ? { kind: 'bad', line, reason: 'a character that is not UTF-8, or was lost before the export' }
            : { kind: 'record', line, cells: found.cells },
        )
      line += countLineEnds(text, from, found.end)
      from = found.end
    }
    text = text.slice(from)
    return records
  }

  for await (const chunk of chunks) {
    text += decoder.decode(chunk, { stream: true })
    const records = take(false)
    if (records.length > 0) yield records
  }
  text += decoder.decode()
  const last = take(true)
  if (last.length > 0) yield last
}

type Scanned =
  | { readonly kind: 'record'; readonly cells: readonly string[]; readonly end: number }
  | { readonly kind: 'bad'; readonly reason: string; readonly end: number }
  | 'more'

/** The record that begins at `from`; its `end` lies behind its line end, or behind its first line if it is bad. */
function scanRecord(text: string, from: number, isEnd: boolean): Scanned {
  const cells: string[] = []
  let at = from
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at)
    if (cell.kind === 'bad') return badLine(text, from, isEnd, cell.reason)
    if (cell.kind === 'cut') {
      if (!isEnd && text.length - from <= LONGEST_RECORD) return 'more'
      if (!isEnd || cell.inQuotes) return badLine(text, from, isEnd, 'a quote is opened and never closed')
    }
    cells.push(cell.text)
    if (cell.kind === 'cut') return { kind: 'record', cells, end: text.length }
    if (text[cell.next] === ',') {
      at = cell.next + 1
      continue
    }
    return { kind: 'record', cells, end: cell.next + (text[cell.next] === '\r' ? 2 : 1) }
  }
}

/** `next` is the position of the comma or of the line end; `cut` says that the text ends before either. */
type Cell =
  | { readonly kind: 'whole'; readonly text: string; readonly next: number }
  | { readonly kind: 'cut'; readonly text: string; readonly inQuotes: boolean }
  | { readonly kind: 'bad'; readonly reason: string }

const CELL_END = /,|\r?\n/gu

function plainCell(text: string, from: number): Cell {
  CELL_END.lastIndex = from
  const end = CELL_END.exec(text)
  const cell = text.slice(from, end?.index ?? text.length)
  if (cell.includes('"')) return { kind: 'bad', reason: 'a quote stands inside a cell that does not begin with one' }
  return end === null ? { kind: 'cut', text: cell, inQuotes: false } : { kind: 'whole', text: cell, next: end.index }
}

function quotedCell(text: string, from: number): Cell {
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return { kind: 'cut', text: '', inQuotes: true }
    if (text[quote + 1] === '"') {
      at = quote + 2
      continue
    }
    const cell = text.slice(from + 1, quote).replaceAll('""', '"')
    const next = quote + 1
    if (next >= text.length || (text[next] === '\r' && next + 1 >= text.length)) return { kind: 'cut', text: cell, inQuotes: false }
    if (text[next] === ',' || text[next] === '\n' || text.startsWith('\r\n', next)) return { kind: 'whole', text: cell, next }
    return { kind: 'bad', reason: 'text follows a closing quote' }
  }
}

function badLine(text: string, from: number, isEnd: boolean, reason: string): Scanned {
  const end = text.indexOf('\n', from)
  if (end < 0 && !isEnd && text.length - from <= LONGEST_RECORD) return 'more'
  return { kind: 'bad', reason, end: end < 0 ? text.length : end + 1 }
}

function isEmptyLine(text: string, from: number): boolean {
  return text[from] === '\n' || text.startsWith('\r\n', from)
}

function countLineEnds(text: string, from: number, end: number): number {
  let count = 0
  for (let at = text.indexOf('\n', from); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) count++
  return count
}
