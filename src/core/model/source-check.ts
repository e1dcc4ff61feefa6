/** One thing that `gatehouse doctor` looked at in one source. */
export interface SourceCheck {
  /** What was looked at: `header`, `export.yaml`, `bind`, … */
  readonly what: string
  /** `doubtful` lets the audit run and leaves something not assessed; `bad` leaves the source unread. */
  readonly verdict: 'good' | 'doubtful' | 'bad'
  /** One line, lower case. */
  readonly said: string
  /** What to do; null where there is nothing to do. */
  readonly cure: string | null
}
