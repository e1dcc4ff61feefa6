import type { Day } from '../../base/instant.ts'

interface Dated {
  readonly from: Day | null
  readonly until: Day | null
}

/** Both days count: a record that ends today holds until midnight. */
export function isInForce({ from, until }: Dated, today: Day): boolean {
  return (from === null || from <= today) && (until === null || today <= until)
}

/** The last day on which any of the records held; null if one is open or there is none. */
export function lastEnd(records: readonly Dated[]): Day | null {
  let last: Day | null = null
  for (const { until } of records) {
    if (until === null) return null
    if (last === null || until > last) last = until
  }
  return last
}
