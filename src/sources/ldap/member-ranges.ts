import type { DirectoryConnection } from './connection.ts'
import { type DirectoryFailure, failureText } from './directory-failure.ts'
import type { SearchControl } from './search-controls.ts'
import { type WireAttribute, type WireEntry, rangeOf } from './wire.ts'

/** Values of an entry that the server did not send with it. */
export interface MissingRange {
  readonly dn: string
  /** As the server wrote it, without the range. */
  readonly attribute: string
  /** The first value that is missing. */
  readonly from: number
  /** As for the search that left it out; none where it is left out. */
  readonly controls?: readonly SearchControl[]
}

/** How the reading of further ranges ended. */
export type RangesEnd =
  | { readonly kind: 'closed' }
  /** The list has a hole; the connection is still good. */
  | { readonly kind: 'open'; readonly reason: string }
  | { readonly kind: 'failed'; readonly failure: DirectoryFailure }

/**
 * The lists of an entry that go on: `member;range=0-1499`, and an empty `member` of a group, which Active Directory sends beside it or
 * instead of it (T3).
 */
export function missingRanges({ dn, attributes }: WireEntry): readonly MissingRange[] {
  const ranged = attributes.flatMap(({ name }) => rangeOf(name) ?? [])
  const openEnded = attributes.flatMap(({ name }) => {
    const range = rangeOf(name)
    if (range === null || range.to === null) return []
    const isLast = ranged.every((other) => other.name !== range.name || (other.to !== null && other.to <= (range.to ?? 0)))
    return isLast ? [{ dn, attribute: name.replace(/;range=.*$/iu, ''), from: range.to + 1 }] : []
  })
  const empty = attributes.filter(({ name, values }) => name.toLowerCase() === 'member' && values.length === 0)
  return [...openEnded, ...empty.flatMap(({ name }) => (ranged.length === 0 ? [{ dn, attribute: name, from: 0 }] : []))]
}

/** Reads on from a missing range until the server says `*`; each answer is one attribute whose description holds its range. */
export async function* furtherRanges(connection: DirectoryConnection, missing: MissingRange): AsyncGenerator<WireAttribute, RangesEnd> {
  const { dn, attribute, controls = [] } = missing
  let from = missing.from
  for (;;) {
    const attributes = [`${attribute};range=${from}-*`]
    const page = await connection.read({ base: dn, scope: 'base', filter: '(objectClass=*)', attributes, controls })
    if (!page.ok) {
      if (page.error.kind !== 'result') return { kind: 'failed', failure: page.error }
      return { kind: 'open', reason: `${dn}: \`${attribute}\` from ${from} on: ${failureText(page.error)}` }
    }
    const answer = (page.value.entries[0]?.attributes ?? []).find(({ name }) => rangeOf(name)?.name === attribute.toLowerCase())
    const range = answer === undefined ? null : rangeOf(answer.name)
    if (answer === undefined || range === null) {
      // An empty list is what it is: the server was asked for it by range, too.
      if (from === 0) return { kind: 'closed' }
      return { kind: 'open', reason: `${dn}: the server does not go on with \`${attribute}\` from ${from}` }
    }
    yield answer
    if (range.to === null) return { kind: 'closed' }
    if (range.from !== from || range.to < from)
      return { kind: 'open', reason: `${dn}: asked for \`${attribute}\` from ${from}, the server answered ${range.from} to ${range.to}` }
    from = range.to + 1
  }
}
