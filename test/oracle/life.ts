/** One night as one finding lives it. */
export interface PlainNight {
  readonly now: string
  /** Null = not seen. */
  readonly seen: { readonly severity: number } | null
  readonly isComplete: boolean
}

export interface PlainLife {
  readonly state: string
  readonly firstSeen: string
  readonly lastSeen: string
  readonly lastChecked: string
  readonly timesReopened: number
}

interface Kept extends PlainLife {
  readonly severity: number
}

/** The table of `findings.md`, row by row, for one finding that is never a baseline after the first night. */
export function plainLife(nights: readonly PlainNight[]): PlainLife | null {
  let kept: Kept | null = null
  for (const [index, night] of nights.entries()) kept = kept === null ? begun(night, index === 0) : continued(kept, night)
  if (kept === null) return null
  const { severity: _severity, ...plain } = kept
  return plain
}

function begun({ now, seen }: PlainNight, isFirst: boolean): Kept | null {
  if (seen === null) return null
  const state = isFirst ? 'first-observed' : 'new'
  return { state, firstSeen: now, lastSeen: now, lastChecked: now, timesReopened: 0, severity: seen.severity }
}

function continued(kept: Kept, { now, seen, isComplete }: PlainNight): Kept {
  if (seen === null) {
    if (kept.state === 'resolved') return kept
    return isComplete ? { ...kept, state: 'resolved', lastChecked: now } : { ...kept, state: 'not-rechecked' }
  }
  const dates = { lastSeen: now, lastChecked: now, severity: seen.severity }
  if (kept.state === 'resolved') return { ...kept, ...dates, state: 'reopened', timesReopened: kept.timesReopened + 1 }
  const state = seen.severity > kept.severity ? 'worse' : seen.severity < kept.severity ? 'better' : 'persisting'
  return { ...kept, ...dates, state }
}
