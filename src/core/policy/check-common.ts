import { type Day, parseDay } from '../base/instant.ts'
import { complain, complainAtKey, type Cursor, exists, member, textAt } from './cursor.ts'

/** The day at the cursor, null if there is none that can be read. */
export function dayAt(at: Cursor): Day | null {
  const text = textAt(at)
  return text === null ? null : parseDay(text)
}

/** P044 at the later key, if it names a day before the earlier one. */
export function checkOrder(map: Cursor, earlier: string, later: string): void {
  const first = dayAt(member(map, earlier))
  const last = dayAt(member(map, later))
  if (first !== null && last !== null && last < first) {
    complain(member(map, later), 'P044', `\`${later}\` (${last}) is before \`${earlier}\` (${first})`)
  }
}

/** Exactly one of `keys`: P011 if there is none, P012 at each one beside the first. False unless there is exactly one. */
export function checkOneOf(map: Cursor, keys: readonly string[], what: string): boolean {
  if (map.node?.kind !== 'map') return false
  const written = keys.filter((key) => exists(member(map, key)))
  if (written.length === 0) {
    const list = keys.map((key) => `\`${key}\``)
    complain(map, 'P011', `missing key in ${what}: one of ${list.slice(0, -1).join(', ')} or ${list.at(-1)}`)
  }
  for (const key of written.slice(1))
    complainAtKey(member(map, key), 'P012', `key \`${key}\` stands beside \`${written[0]}\` in ${what}`, 'take one out')
  return written.length === 1
}
