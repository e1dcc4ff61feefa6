import { type Duration } from '../base/duration.ts'
import { type Day, daysBetween, plusCalendar } from '../base/instant.ts'

const FIRST = '2000-01-01' as Day

/**
 * The first day of the period of length `every` that holds `day`: whole months of the calendar (quarters begin in January), or whole days
 * counted from 2000. Hours count as days, rounded up.
 */
export function periodStart(day: Day, { unit, count }: Duration): Day {
  if (unit === 'months') {
    const months = (Number(day.slice(0, 4)) - 2000) * 12 + Number(day.slice(5, 7)) - 1
    return plusCalendar(FIRST, { months: Math.floor(months / count) * count })
  }
  const length = unit === 'days' ? count : Math.ceil(count / 24)
  return plusCalendar(FIRST, { days: Math.floor(daysBetween(FIRST, day) / length) * length })
}
