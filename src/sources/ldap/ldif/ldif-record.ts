/**
 * One attribute of a record: the description as written, options and ranges included, and its values as bytes.
 *
 * A directory has millions of values, most of which are looked at once: they stay where they were read, as places in the pieces of the
 * file, and `values` makes objects of them only when it is asked.
 */
export class LdifAttribute {
  readonly name: string
  readonly #pieces: Uint8Array[] = []
  readonly #starts: number[] = []
  readonly #ends: number[] = []

  constructor(name: string) {
    this.name = name
  }

  get count(): number {
    return this.#starts.length
  }

  /** The values, in the order of their lines; O(values) each time. */
  get values(): readonly Uint8Array[] {
    return this.#pieces.map((piece, index) => piece.subarray(this.#starts[index], this.#ends[index]))
  }

  /** Visits each value as the part of `bytes` from `start` to before `end`; makes nothing. */
  forEachValue(visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    for (let index = 0; index < this.#starts.length; index++) visit(this.#pieces[index]!, this.#starts[index]!, this.#ends[index]!)
  }

  /** Only while the record is read. */
  add(bytes: Uint8Array, start: number, end: number): void {
    this.#pieces.push(bytes)
    this.#starts.push(start)
    this.#ends.push(end)
  }
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
