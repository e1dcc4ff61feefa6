import type { AuditResult } from '../../core/model/audit-result.ts'

export interface SummaryOptions {
  /** Columns of the terminal; lines are broken at white space to fit. */
  readonly width: number
  /** ANSI colours beside the words, never instead of them. */
  readonly colour: boolean
  /** Where the reports of this run lie, as the reader may open it; null if none were written. */
  readonly reports: string | null
}

/** The run in some forty lines: coverage first, then projects, changes, the worst findings, what could not be checked. */
export function summaryText(result: AuditResult, options: SummaryOptions): string {
  return `${result.run.now} ${options.reports ?? ''}\n`
}
