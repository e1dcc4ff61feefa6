import { Temporal } from 'temporal-polyfill'
import { remembered } from './remembered.ts'

declare const instantBrand: unique symbol
declare const dayBrand: unique symbol

/** A moment in UTC, always written `2026-11-26T02:14:00.000Z`: texts of one width, so that comparing texts compares moments. */
export type Instant = string & { readonly [instantBrand]: true }

/** A calendar day, written `2026-11-26`; texts compare as days do. */
export type Day = string & { readonly [dayBrand]: true }

/** The moment that an ISO 8601 text with an offset names, or null if it names none. */
export function parseInstant(text: string): Instant | null {
  return instantIn(text)
}

const instantIn = remembered((text): Instant | null => {
  try {
    return fromTemporal(Temporal.Instant.from(text))
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
})

export function instantFromEpochMs(ms: number): Instant {
  return fromTemporal(Temporal.Instant.fromEpochMilliseconds(ms))
}

export function epochMs(instant: Instant): number {
  return Temporal.Instant.from(instant).epochMilliseconds
}

/** `instant` moved by a number of milliseconds, which may be negative. */
export function plusMs(instant: Instant, ms: number): Instant {
  return instantFromEpochMs(epochMs(instant) + ms)
}

/** The day that `text` names in the form `YYYY-MM-DD`, or null if there is no such day. */
export function parseDay(text: string): Day | null {
  return dayNamed(text)
}

const dayNamed = remembered((text): Day | null => {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return null
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() as Day
  } catch (cause) {
    if (cause instanceof RangeError) return null
    throw cause
  }
})

/** The day on the wall of `zone` (an IANA name) at `instant`. */
export function dayIn(zone: string, instant: Instant): Day {
  // A year of more than four digits makes the text wider.
  return instant.length === INSTANT_WIDTH ? dayOnWall(`${instant}${zone}`) : wallDay(zone, instant)
}

/** Instants are texts of one width: the zone is what stands behind. */
const INSTANT_WIDTH = '2026-11-26T02:14:00.000Z'.length

const dayOnWall = remembered((at) => wallDay(at.slice(INSTANT_WIDTH), at.slice(0, INSTANT_WIDTH)))

function wallDay(zone: string, instant: string): Day {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString() as Day
}

/** What the clock on the wall of `zone` shows at `instant`: `02:14`, and how far it is from UTC: `+01:00`. */
export function clockIn(zone: string, instant: Instant): { readonly time: string; readonly offset: string } {
  const zoned = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  return { time: zoned.toPlainTime().toString({ smallestUnit: 'minute' }), offset: zoned.offset }
}

/** The first moment of `day` in `zone`, also where a clock change removes midnight. */
export function startOfDay(day: Day, zone: string): Instant {
  return fromTemporal(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).toInstant())
}

/** `day` moved by whole days, or by calendar months, which clamp to the month's end. */
export function plusCalendar(day: Day, by: { readonly days: number } | { readonly months: number }): Day {
  return Temporal.PlainDate.from(day).add(by).toString() as Day
}

/** Whole days from `from` to `to`; negative if `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days
}

/** Is `zone` an IANA time zone that this machine's zone data knows? */
export function isTimeZone(zone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
    return !/^[+-]/u.test(zone)
  } catch (cause) {
    if (cause instanceof RangeError) return false
    throw cause
  }
}

function fromTemporal(instant: Temporal.Instant): Instant {
  return instant.toString({ fractionalSecondDigits: 3 }) as Instant
}
