import type { RetentionTerms } from '../../config/config.ts'
import type { Duration } from '../../core/base/duration.ts'
import { type Instant, dayIn, plusCalendar, plusMs, startOfDay } from '../../core/base/instant.ts'

/** What lies before each of these moments is past its term. Days are those of UTC. */
export interface Thresholds {
  readonly evidence: Instant
  readonly access: Instant
  readonly people: Instant
}

export function thresholdsAt(at: Instant, { evidence, access, people }: RetentionTerms): Thresholds {
  return { evidence: before(at, evidence), access: before(at, access), people: before(at, people) }
}

export function termText({ unit, count }: Duration): string {
  return `${count}${unit === 'hours' ? 'h' : unit === 'days' ? 'd' : 'mo'}`
}

function before(at: Instant, { unit, count }: Duration): Instant {
  if (unit === 'hours') return plusMs(at, -count * 3_600_000)
  const day = plusCalendar(dayIn('UTC', at), unit === 'days' ? { days: -count } : { months: -count })
  return startOfDay(day, 'UTC')
}
