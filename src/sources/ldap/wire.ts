/** An attribute as the server sent it, the description as written (options and ranges included), values as bytes. */
export interface WireAttribute {
  readonly name: string
  readonly values: readonly Uint8Array[]
}

/** An entry as the server sent it; an attribute that was sent twice stands twice. */
export interface WireEntry {
  readonly dn: string
  readonly attributes: readonly WireAttribute[]
}

/** Takes in the entries of one answer, as they come. */
export interface EntryReader {
  /** How many it has taken. */
  readonly taken: number
  /** `message`: a whole LDAP message that holds an entry. Throws `BrokenAnswer` for bytes that cannot be read. */
  take(message: Buffer): void
}

/** How one answer to a search ended. */
export interface PageEnd {
  /** What stands elsewhere: the URLs of each continuation reference, with spaces between; recorded, never followed. */
  readonly references: readonly string[]
  /** Empty on the last page; null if the answer came without a paging control. */
  readonly cookie: Uint8Array | null
}

/** One answer to a search, its entries decoded. */
export interface Page extends PageEnd {
  readonly entries: readonly WireEntry[]
}

/** `member;range=0-1499`: the part of an attribute's values that one answer holds. */
export interface Range {
  /** The attribute in lower case, without the range. */
  readonly name: string
  readonly from: number
  /** The last value in this answer; null for `*`, the end. */
  readonly to: number | null
}

/** The range in an attribute's description, in whatever letter case; null if it has none. */
export function rangeOf(description: string): Range | null {
  if (!description.includes(';')) return null
  const match = /^([^;]+)((?:;[^;]+)*?);range=(\d+)-(\d+|\*)$/iu.exec(description)
  if (match === null) return null
  return {
    name: `${match[1] ?? ''}${match[2] ?? ''}`.toLowerCase(),
    from: Number(match[3]),
    to: match[4] === '*' ? null : Number(match[4]),
  }
}

/** An attribute's description without its options, in lower case. */
export function baseName(description: string): string {
  const end = description.indexOf(';')
  return (end < 0 ? description : description.slice(0, end)).toLowerCase()
}

/** All values of the attribute `name` (lower case, without options or ranges). */
export function wireValues(entry: WireEntry, name: string): readonly Uint8Array[] {
  return entry.attributes.flatMap((attribute) => (attribute.name.toLowerCase() === name ? attribute.values : []))
}
