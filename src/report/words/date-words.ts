import { type Day, type Instant, clockIn, dayIn, daysBetween, epochMs } from '../../core/base/instant.ts'

/** How a report writes days and times: in words, in the institution's zone, the year only where it is not the run's own. */
export interface DateWords {
  /** `18 November`, `18 November 2025`. */
  readonly day: (day: Day) => string
  /** `18 November 2026`, always with its year. */
  readonly fullDay: (day: Day) => string
  /** The day of a moment, as `day`. */
  readonly dayOf: (instant: Instant) => string
  /** `26 November 2026 at 02:14 GMT`. */
  readonly moment: (instant: Instant) => string
  /** `02:14 GMT` on the run's own day, else `25 November at 23:50 GMT`. */
  readonly clock: (instant: Instant) => string
  /** `14 hours ago`, `3 days ago`, counted back from the run's `now`. */
  readonly ago: (instant: Instant) => string
  /** Whole days from `instant` to the run's day. */
  readonly daysSince: (instant: Instant) => number
  readonly today: Day
}

export function dateWords(now: Instant, zone: string): DateWords {
  const today = dayIn(zone, now)
  const day = (value: Day) => (value.slice(0, 4) === today.slice(0, 4) ? withoutYear(value) : withYear(value))
  const time = (instant: Instant) => {
    const { time, offset } = clockIn(zone, instant)
    return `${time} ${zoneName(zone, offset)}`
  }
  // A report writes the few moments at which sources were read thousands of times.
  const clocks = new Map<Instant, string>()
  const clock = (instant: Instant) => {
    const known = clocks.get(instant)
    if (known !== undefined) return known
    const on = dayIn(zone, instant)
    const written = on === today ? time(instant) : `${day(on)} at ${time(instant)}`
    clocks.set(instant, written)
    return written
  }
  const days = new Map<Instant, Day>()
  const dayAt = (instant: Instant) => {
    const known = days.get(instant) ?? dayIn(zone, instant)
    days.set(instant, known)
    return known
  }
  return {
    today,
    day,
    fullDay: withYear,
    dayOf: (instant) => day(dayAt(instant)),
    moment: (instant) => `${withYear(dayIn(zone, instant))} at ${time(instant)}`,
    clock,
    ago: (instant) => ago(epochMs(now) - epochMs(instant)),
    daysSince: (instant) => daysBetween(dayAt(instant), today),
  }
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ')

function withoutYear(day: Day): string {
  return `${Number(day.slice(8, 10))} ${MONTHS[Number(day.slice(5, 7)) - 1] ?? day}`
}

function withYear(day: Day): string {
  return `${withoutYear(day)} ${day.slice(0, 4)}`
}

// Names of zones differ by machine and locale; only those of Britain are ours to know, elsewhere the distance from UTC says it.
function zoneName(zone: string, offset: string): string {
  if (zone === 'Europe/London') return offset === '+00:00' ? 'GMT' : 'BST'
  return offset === '+00:00' ? 'UTC' : `UTC${offset}`
}

function ago(ms: number): string {
  const minutes = Math.floor(Math.abs(ms) / 60_000)
  const length =
    minutes < 60
      ? counted(minutes, 'minute')
      : minutes < 48 * 60
        ? counted(Math.floor(minutes / 60), 'hour')
        : counted(Math.floor(minutes / 1440), 'day')
  return ms < 0 ? `${length} after the run` : `${length} ago`
}

function counted(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`
}
