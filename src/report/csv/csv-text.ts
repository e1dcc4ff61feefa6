/** A cell: a text, which is guarded against being taken for a formula, or a number of our own. */
export type Cell = string | number | null

/**
 * RFC 4180 with a byte order mark, CRLF and every cell quoted, so that a spreadsheet opens it as it is; a line at a time, since a table
 * may be too long for one text.
 *
 * A text that a spreadsheet might run as a formula gets a leading `'`. A reader that is no spreadsheet takes it off again.
 */
export function* csvLines(head: readonly string[], rows: Iterable<readonly Cell[]>): Generator<string, void> {
  yield `\ufeff${line(head)}`
  for (const cells of rows) yield line(cells)
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

/** `text`, harmless in a spreadsheet: `reports.md`, Exports, CSV. */
function guarded(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

// Also the full-width twins, which some spreadsheets fold to the plain characters.
// oxlint-disable-next-line no-control-regex -- a NUL at the start is what is looked for
const FORMULA = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/u

function quoted(cell: Cell): string {
  if (cell === null) return '""'
  return `"${(typeof cell === 'number' ? String(cell) : guarded(cell)).replaceAll('"', '""')}"`
}
