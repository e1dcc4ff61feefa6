/** What one gate found. `warned` lets the check pass; its lines are there to be read. */
export interface GateOutcome {
  readonly verdict: 'passed' | 'warned' | 'failed'
  /** What was looked at, in a few words: `384 files`. */
  readonly says: string
  /** One line for each thing to mend. */
  readonly lines: readonly string[]
}

/** Passed if there is nothing to mend. */
export function outcome(says: string, lines: readonly string[]): GateOutcome {
  return { verdict: lines.length === 0 ? 'passed' : 'failed', says, lines }
}
