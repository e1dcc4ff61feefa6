import type { Day } from './instant.ts'

const months = 'January February March April May June July August September October November December'.split(' ')

/** `30 November 2026`: how a sentence for people writes a day, the same on every machine. */
export function dayInWords(day: Day): string {
  return `${Number(day.slice(8, 10))} ${months[Number(day.slice(5, 7)) - 1] ?? ''} ${day.slice(0, 4)}`
}
