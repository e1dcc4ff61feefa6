import { type Day, type Instant, dayIn, plusCalendar, plusMs, startOfDay } from './instant.ts'

/** A length of time as a policy writes it: hours are exact, days and months are the calendar's. */
export interface Duration {
  readonly unit: 'hours' | 'days' | 'months'
  readonly count: number
}

/** Reads `4h`, `30d`, `6mo`; null for anything else. */
export function parseDuration(text: string): Duration | null {
  const match = /^(\d{1,5})(h|d|mo)$/u.exec(text)
  if (match === null) return null
  const unit = match[2] === 'h' ? 'hours' : match[2] === 'd' ? 'days' : 'months'
  return { unit, count: Number(match[1]) }
}

/** `day` moved by `duration`; hours count as whole days, rounded up, since a day has no finer part. */
export function dayAfter(day: Day, { unit, count }: Duration): Day {
  if (unit === 'months') return plusCalendar(day, { months: count })
  return plusCalendar(day, { days: unit === 'days' ? count : Math.ceil(count / 24) })
}

/** `instant` moved by `duration`; days and months end with the day in `zone`. */
export function instantAfter(instant: Instant, duration: Duration, zone: string): Instant {
  if (duration.unit === 'hours') return plusMs(instant, duration.count * 3_600_000)
  return startOfDay(plusCalendar(dayAfter(dayIn(zone, instant), duration), { days: 1 }), zone)
}
