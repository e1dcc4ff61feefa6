/**
 * One attribute of a record: the description as written, options and ranges included, and its values as bytes.
 *
 * A directory has millions of values, most of which are looked at once: they stay where they were read, as places in the pieces of the
 * file, and `values` makes objects of them only when it is asked.
 */
export class LdifAttribute {
  readonly name: string
  /** Nearly all attributes have one value: its place is kept without a list. */
  readonly #piece: Uint8Array
  readonly #start: number
  readonly #end: number
  #further: FurtherValues | null = null

  /** With its first value: the part of `bytes` from `start` to before `end`. */
  constructor(name: string, bytes: Uint8Array, start: number, end: number) {
    this.name = name
    this.#piece = bytes
    this.#start = start
    this.#end = end
  }

  get count(): number {
    return 1 + (this.#further === null ? 0 : this.#further.places.length / 2)
  }

  /** The values, in the order of their lines; O(values) each time. */
  get values(): readonly Uint8Array[] {
    const values: Uint8Array[] = []
    this.forEachValue((bytes, start, end) => values.push(bytes.subarray(start, end)))
    return values
  }

  /** Visits each value as the part of `bytes` from `start` to before `end`; makes nothing. */
  forEachValue(visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    visit(this.#piece, this.#start, this.#end)
    if (this.#further === null) return
    const { pieces, firsts, places } = this.#further
    for (let piece = 0; piece < pieces.length; piece++) {
      const beyond = firsts[piece + 1] ?? places.length
      for (let at = firsts[piece]!; at < beyond; at += 2) visit(pieces[piece]!, places[at]!, places[at + 1]!)
    }
  }

  /** Only while the record is read. */
  add(bytes: Uint8Array, start: number, end: number): void {
    const { pieces, firsts, places } = (this.#further ??= { pieces: [], firsts: [], places: [] })
    if (pieces[pieces.length - 1] !== bytes) {
      pieces.push(bytes)
      firsts.push(places.length)
    }
    places.push(start, end)
  }
}

interface FurtherValues {
  readonly pieces: Uint8Array[]
  /** Where the places in each piece begin. */
  readonly firsts: number[]
  /** Start and end of each value, one after the other. */
  readonly places: number[]
}

/** A content record (RFC 2849): one entry, or a further range of one. */
export interface LdifRecord {
  readonly dn: string
  /** The line of the `dn:`, counted from 1. */
  readonly line: number
  /** By description in lower case; several lines of one attribute are one. */
  readonly attributes: ReadonlyMap<string, LdifAttribute>
}

/** A line that could not be read. */
export interface LdifProblem {
  readonly line: number
  readonly reason: string
}

export type LdifItem =
  /** With `problems`, something of the record is missing: what could be read is there, and must not be taken for the whole. */
  | { readonly kind: 'record'; readonly record: LdifRecord; readonly problems: readonly LdifProblem[] }
  /** A block that names no entry. */
  | { readonly kind: 'malformed'; readonly problem: LdifProblem }
  | { readonly kind: 'comment'; readonly line: number; readonly text: string }
  /** A line that `ldapsearch` prints about the search itself: `result: 0 Success`, `ref: ldap://…`. */
  | { readonly kind: 'note'; readonly line: number; readonly name: string; readonly value: string }

/** The values of the attribute `name` (lower case, without options), of every language or other option; ranges are not among them. */
export function valuesOf(record: LdifRecord, name: string): readonly Uint8Array[] {
  return record.attributes.get(name)?.values ?? []
}
