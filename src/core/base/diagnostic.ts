import { compareKeys } from './order.ts'

/** A place in a text file. Line and column count from 1; the column counts UTF-16 units, as editors do. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** Something that a person should mend in a file of theirs. The codes stand in `docs/diagnostics.md` and are never reused. */
export interface Diagnostic extends Place {
  readonly code: string
  readonly level: 'error' | 'warning'
  /** Lower case, no full stop, the user's words in backticks. */
  readonly message: string
  /** What to do, or null where the message says it all. */
  readonly help: string | null
}

/** `file:line:column level code message`, then the help on a line of its own. */
export function diagnosticText({ file, line, column, level, code, message, help }: Diagnostic): string {
  const first = `${file}:${line}:${column} ${level} ${code} ${message}`
  return help === null ? first : `${first}\n  help: ${help}`
}

/** By file, line, column, code: the order in which a person reads them. */
export function byPlace(a: Diagnostic, b: Diagnostic): number {
  return compareKeys([a.file, a.line, a.column, a.code, a.message], [b.file, b.line, b.column, b.code, b.message])
}
