/** One attribute of a record: the description as written, options and ranges included, and its values as bytes. */
export interface LdifAttribute {
  readonly name: string
  readonly values: readonly Uint8Array[]
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
