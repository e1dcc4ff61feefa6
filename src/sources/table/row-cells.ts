import { type Day, parseDay } from '../../core/base/instant.ts'
import { parsePersonReference } from '../../core/model/person-reference.ts'
import type { TableHeader } from './table-header.ts'

/**
 * The cells of one row, read by column; what does not fit is noted in `problems` and read as empty, so that all that is wrong with
 * a row is told at once. A row with problems must not be used. White space around a cell means nothing.
 */
export interface RowCells {
  readonly problems: readonly string[]
  /** May be empty. */
  text(column: string): string
  optional(column: string): string | null
  required(column: string): string
  /** Mail, UPN or eppn, or `id:<employee number>`. */
  person(column: string): string
  /** Null where the cell is empty: open at that end. */
  day(column: string): Day | null
  requiredDay(column: string): Day | null
  oneOf<Word extends string>(column: string, words: readonly Word[], fallback: Word): Word
  count(column: string): number | null
  country(column: string): string | null
  refuse(problem: string): void
}

export function rowCells(header: TableHeader, cells: readonly string[]): RowCells {
  const problems: string[] = []

  function text(column: string): string {
    const position = header.positions.get(column)
    return position === undefined ? '' : (cells[position] ?? '').trim()
  }
  function required(column: string): string {
    const written = text(column)
    if (written === '') problems.push(`\`${column}\` is empty`)
    return written
  }
  function day(column: string): Day | null {
    const written = text(column)
    if (written === '') return null
    const found = parseDay(written)
    if (found === null) problems.push(`\`${column}\` is \`${written}\`, expected a day such as \`2026-11-30\``)
    return found
  }

  return {
    problems,
    text,
    required,
    day,
    optional: (column) => text(column) || null,
    person(column) {
      const written = required(column)
      if (written !== '' && parsePersonReference(written) === null)
        problems.push(`\`${column}\` is neither a mail, UPN or eppn nor \`id:<employee number>\``)
      return written
    },
    requiredDay(column) {
      return required(column) === '' ? null : day(column)
    },
    oneOf(column, words, fallback) {
      const written = required(column)
      const found = words.find((word) => word === written)
      // The word itself is not repeated: a status such as an exemption would say something about the person.
      if (found === undefined && written !== '') problems.push(`\`${column}\` is none of ${words.map((word) => `\`${word}\``).join(', ')}`)
      return found ?? fallback
    },
    count(column) {
      const written = text(column)
      if (written === '') return null
      if (/^\d{1,6}$/u.test(written)) return Number(written)
      problems.push(`\`${column}\` is \`${written}\`, expected a count`)
      return null
    },
    country(column) {
      const written = text(column)
      if (written === '' || /^[A-Z]{2}$/u.test(written)) return written || null
      problems.push(`\`${column}\` is not a country code of two capital letters`)
      return null
    },
    refuse: (problem) => void problems.push(problem),
  }
}
