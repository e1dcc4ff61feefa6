import type { Result } from '../../core/base/result.ts'
import type { DirectoryConnection, DirectorySearch } from './connection.ts'
import type { DirectoryFailure } from './directory-failure.ts'
import type { EntryReader, PageEnd } from './wire.ts'

/** How a paged search ended. */
export type SearchEnd =
  | { readonly kind: 'whole' }
  /** `cookie`: that of the last page that came. */
  | { readonly kind: 'failed'; readonly failure: DirectoryFailure; readonly cookie: Uint8Array }

export interface PageSize {
  readonly size: number
  /** Does the server list the paging control? */
  readonly supported: boolean
}

/** One page of a search: whatever took in its entries, and the references that came among them. */
export interface ReadPage<Reader extends EntryReader> {
  readonly entries: Reader
  readonly references: readonly string[]
}

/**
 * The pages of a search, until the server sends an empty cookie, each with its entries in a reader of its own; returns how it ended.
 *
 * The cookie alone counts: a page without entries is no end (Active Directory), and a cookie that comes again is no loop (389 sends
 * the same one every time). A server whose limit for a page is lower (code 11 on the first) is asked for smaller pages.
 */
export async function* searchPages<Reader extends EntryReader>(
  connection: DirectoryConnection,
  search: DirectorySearch,
  { size, supported }: PageSize,
  newReader: () => Reader,
): AsyncGenerator<ReadPage<Reader>, SearchEnd> {
  const none = new Uint8Array()
  if (!supported) {
    const entries = newReader()
    const end = await connection.readInto(entries, search, null)
    if (!end.ok) return yield* failedPage(entries, end.error, none)
    yield { entries, references: end.value.references }
    return { kind: 'whole' }
  }
  const first = await firstPage(connection, search, size, newReader)
  let { entries, end } = first
  let cookie: Uint8Array = none
  for (;;) {
    if (!end.ok) return yield* failedPage(entries, end.error, cookie)
    yield { entries, references: end.value.references }
    if (end.value.cookie === null) return { kind: 'failed', failure: WITHOUT_PAGING, cookie }
    if (end.value.cookie.length === 0) return { kind: 'whole' }
    // Copied: the page's own buffer holds the whole answer in memory.
    cookie = Uint8Array.from(end.value.cookie)
    entries = newReader()
    end = await connection.readInto(entries, search, { size: first.size, cookie })
  }
}

/** Entries that came before the server said no are a page of their own: what was seen counts. */
function* failedPage<Reader extends EntryReader>(
  entries: Reader,
  failure: DirectoryFailure,
  cookie: Uint8Array,
): Generator<ReadPage<Reader>, SearchEnd> {
  if (failure.kind === 'result' && entries.taken > 0) yield { entries, references: [] }
  return { kind: 'failed', failure, cookie }
}

const ADMIN_LIMIT = 11
const SMALLER_SIZES = [500, 100]

async function firstPage<Reader extends EntryReader>(
  connection: DirectoryConnection,
  search: DirectorySearch,
  asked: number,
  newReader: () => Reader,
): Promise<{ readonly size: number; readonly entries: Reader; readonly end: Result<PageEnd, DirectoryFailure> }> {
  for (const size of [asked, ...SMALLER_SIZES.filter((smaller) => smaller < asked)]) {
    const entries = newReader()
    const end = await connection.readInto(entries, search, { size, cookie: new Uint8Array() })
    const isTooLarge = !end.ok && end.error.kind === 'result' && end.error.code === ADMIN_LIMIT
    if (!isTooLarge || size <= SMALLEST) return { size, entries, end }
  }
  throw new Error('no page size was tried')
}

const SMALLEST = Math.min(...SMALLER_SIZES)

const WITHOUT_PAGING: DirectoryFailure = {
  kind: 'untrusted',
  says: 'the server lists the paging control and answers without it, so that nothing shows whether more would follow',
  cure: null,
}
