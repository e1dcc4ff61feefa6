import type { Config } from '../config/config.ts'
import { instantAfter } from '../core/base/duration.ts'
import { type Instant, dayIn, epochMs, startOfDay } from '../core/base/instant.ts'

/** How old a source's evidence may be, in milliseconds. Days and months are the calendar's, counted from the start of the day of `now`. */
export function maxAgeMs({ maxAge }: Config, source: string, now: Instant, zone = 'UTC'): number {
  const limit = maxAge.bySource[source] ?? maxAge.default
  if (limit.unit === 'hours') return limit.count * 3_600_000
  const start = startOfDay(dayIn(zone, now), zone)
  // `instantAfter` ends with the day it reaches: a limit of one day lasts until the end of tomorrow.
  return epochMs(instantAfter(start, limit, zone)) - epochMs(start)
}
