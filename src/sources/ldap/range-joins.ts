import { type Range, rangeOf } from './wire.ts'
import type { LdifRecord } from './ldif/ldif-record.ts'

interface Part {
  readonly from: number
  readonly to: number | null
  readonly values: number
}

interface Ranged {
  readonly dn: string
  readonly name: string
  readonly parts: Part[]
}

/** A list of values that came in ranges and does not reach from 0 to its end without a hole. */
export interface RangeHole {
  readonly id: string | null
  readonly dn: string
  readonly reason: string
}

/** Is the record one range of an entry whose own record is another one? That one has its class and name at least. */
export function isRangeAnswer(record: LdifRecord): boolean {
  for (const description of record.attributes.keys()) if (rangeOf(description) === null) return false
  return record.attributes.size > 0
}

/** Keeps, for each list of values that came in ranges, which of them were seen, in whatever order. */
export class RangeJoins {
  readonly #lists = new Map<string, Ranged>()
  /** Native ids of the entries whose own record was seen, by normalised name. */
  readonly #ids = new Map<string, string>()

  /** `dn` in its normal form. */
  entry(dn: string, id: string, record: LdifRecord): void {
    this.#ids.set(dn, id)
    this.answer(dn, record)
  }

  answer(dn: string, record: LdifRecord): void {
    for (const [description, { count }] of record.attributes) {
      const range = rangeOf(description)
      if (range !== null) this.#add(dn, range, count)
    }
  }

  holes(): readonly RangeHole[] {
    return [...this.#lists.values()].flatMap(({ dn, name, parts }) => {
      const id = this.#ids.get(dn) ?? null
      const reason = id === null ? `ranges of \`${name}\` without the entry` : hole(name, parts)
      return reason === null ? [] : [{ id, dn, reason }]
    })
  }

  #add(dn: string, { name, from, to }: Range, values: number): void {
    const key = `${dn}\0${name}`
    const list = this.#lists.get(key) ?? { dn, name, parts: [] }
    list.parts.push({ from, to, values })
    this.#lists.set(key, list)
  }
}

function hole(name: string, parts: readonly Part[]): string | null {
  let next = 0
  for (const { from, to, values } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from > next) return `\`${name}\` came in ranges, and those from ${next} to ${from - 1} are missing`
    if (to === null) return null
    if (values < to - from + 1) return `\`${name}\` came in ranges, and that from ${from} to ${to} holds ${values} values`
    next = Math.max(next, to + 1)
  }
  return `\`${name}\` came in ranges, and those from ${next} on are missing`
}
