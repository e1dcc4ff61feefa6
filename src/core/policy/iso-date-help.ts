import { parseDay } from '../base/instant.ts'

/** For a date written day first, as `31/03/2027` or `31.3.2027`: how to write it. Null if it is no such date. */
export function isoDateHelp(written: string): string | null {
  const match = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/u.exec(written)
  if (match === null) return null
  const day = parseDay(`${match[3]}-${match[2]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}`)
  return day === null ? null : `write \`${day}\``
}
