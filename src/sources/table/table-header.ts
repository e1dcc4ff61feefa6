import { distinctTexts } from '../../core/base/order.ts'
import { nameHelp } from '../../core/base/nearest-name.ts'
import type { RegisterName } from '../../core/model/register.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { REGISTER_COLUMNS } from './register-columns.ts'
import type { CsvRecord } from '../evidence/csv-records.ts'

/** Which cell of a row belongs to which declared column, and which cells are never looked at. */
export interface TableHeader {
  /** Number of cells that every row must have. */
  readonly width: number
  /** Position of each declared column that is there. */
  readonly positions: ReadonlyMap<string, number>
  /** Positions of the `x_` columns, which are dropped unread. */
  readonly unread: readonly number[]
}

export interface TableProblem {
  readonly line: number
  readonly reason: string
  readonly cure: string
}

/** Reads the header row; anything but the declared columns and `x_…` fails the table, since nobody said that it may be kept. */
export function tableHeader(first: CsvRecord | null, register: RegisterName): Result<TableHeader, TableProblem> {
  const { required, optional } = REGISTER_COLUMNS[register]
  const expected = `the header of \`${register}\` is \`${required.join(',')}\`${optional.length === 0 ? '' : `, and may have \`${optional.join('`, `')}\``}`
  if (first === null) return failed({ line: 1, reason: 'the file has no header', cure: expected })
  if (first.kind === 'bad') return failed({ line: first.line, reason: `the header cannot be read: ${first.reason}`, cure: expected })

  const names = first.cells.map((cell) => cell.trim())
  function refused(reason: string, cure: string): Result<TableHeader, TableProblem> {
    return failed({ line: first?.line ?? 1, reason, cure })
  }
  const twice = distinctTexts(names.filter((name, position) => names.indexOf(name) !== position))
  if (twice.length > 0) return refused(`${columns(twice)} stands twice in the header`, 'give each column one name')
  const missing = required.filter((name) => !names.includes(name))
  const unknown = names.filter((name) => !name.startsWith('x_') && !required.includes(name) && !optional.includes(name))
  if (names.length === 1 && missing.length > 0 && /[;\t|]/u.test(names[0] ?? ''))
    return refused('the header is one column', 'part the columns by commas')
  if (unknown.length > 0 && missing.length === required.length) return refused('the first line is no header', expected)
  if (unknown.length > 0) {
    const near = unknown.length === 1 && missing.length > 0 ? nameHelp(unknown[0] ?? '', missing) : null
    const cure =
      near?.startsWith('did you mean') === true
        ? near
        : 'take it out of the export, or let its name begin with `x_` to have it dropped unread'
    return refused(`${columns(unknown)} is not declared`, cure)
  }
  if (missing.length > 0) return refused(`${columns(missing)} is missing`, expected)

  const declared = names.flatMap((name, position): [string, number][] => (name.startsWith('x_') ? [] : [[name, position]]))
  return succeeded({
    width: names.length,
    positions: new Map(declared),
    unread: names.flatMap((name, position) => (name.startsWith('x_') ? [position] : [])),
  })
}

/** The cells of a record that fits the header, or why it does not. */
export function fittingCells(
  record: CsvRecord,
  header: TableHeader,
): { readonly cells: readonly string[]; readonly reason: null } | { readonly cells: null; readonly reason: string } {
  if (record.kind === 'bad') return { cells: null, reason: record.reason }
  const { length } = record.cells
  if (length === header.width) return { cells: record.cells, reason: null }
  return { cells: null, reason: `the row has ${length === 1 ? '1 cell' : `${length} cells`}, and the header ${header.width}` }
}

function columns(names: readonly string[]): string {
  return `column ${names.map((name) => `\`${name}\``).join(', ')}`
}
