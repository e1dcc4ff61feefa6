import { type Instant, instantFromEpochMs, parseInstant } from '../../core/base/instant.ts'

/** A FILETIME, in decimal: 100 nanoseconds since 1601. `never` for 0 and 2⁶³−1, which Active Directory uses for "no end". */
export function fileTime(text: string): Instant | 'never' | null {
  if (!/^-?\d{1,19}$/u.test(text)) return null
  const ticks = BigInt(text)
  if (ticks === 0n || ticks === NEVER_TICKS) return 'never'
  const ms = ticks / 10_000n - EPOCH_1601_MS
  return ticks < 0n || ms > LAST_MS ? null : instantFromEpochMs(Number(ms))
}

/** A GeneralizedTime (RFC 4517, 3.3.13) to the second; fractions and offsets included. */
export function generalizedTime(text: string): Instant | null {
  const match = /^(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})?)?(?:[.,](\d+))?(Z|[+-]\d{2}(?:\d{2})?)$/u.exec(text)
  if (match === null) return null
  const [, year, month, day, hour, minute = '00', second = '00', fraction = '0', zone = 'Z'] = match
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3) || '00'}`
  // A fraction of the hour or the minute is legal and used by nobody.
  if (match[6] === undefined && match[7] !== undefined) return null
  const at = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 9)}${offset}`)
  // Texts of one width compare as moments do: no year before 1 or after 9999.
  return at === null || at.startsWith('0000') || !/^\d/u.test(at) ? null : at
}

/** Days since 1970, as shadow(5) counts: the first moment of that day in UTC. `never` for −1 or nothing. */
export function shadowDay(text: string): Instant | 'never' | null {
  if (text === '-1' || text === '') return 'never'
  return /^\d{1,7}$/u.test(text) ? instantFromEpochMs(Number(text) * 86_400_000) : null
}

const NEVER_TICKS = 2n ** 63n - 1n
const EPOCH_1601_MS = 11_644_473_600_000n
/** The last moment that an instant of four-digit years can name. */
const LAST_MS = 253_402_300_799_999n
