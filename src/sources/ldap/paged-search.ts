import { type Result, succeeded } from '../../core/base/result.ts'
import type { DirectoryConnection, DirectorySearch } from './connection.ts'
import type { DirectoryFailure } from './directory-failure.ts'
import type { Page } from './wire.ts'

/** How a paged search ended. */
export type SearchEnd =
  | { readonly kind: 'whole' }
  /** `cookie`: that of the last page that came. */
  | { readonly kind: 'failed'; readonly failure: DirectoryFailure; readonly cookie: Uint8Array }

export interface Paging {
  readonly size: number
  /** Does the server list the paging control? */
  readonly supported: boolean
}

/**
 * The pages of a search, until the server sends an empty cookie; returns how it ended.
 *
 * The cookie alone counts: a page without entries is no end (Active Directory), and a cookie that comes again is no loop (389 sends
 * the same one every time). A server whose limit for a page is lower (code 11 on the first) is asked for smaller pages.
 */
export async function* searchPages(
  connection: DirectoryConnection,
  search: DirectorySearch,
  { size, supported }: Paging,
): AsyncGenerator<Page, SearchEnd> {
  const none = new Uint8Array()
  if (!supported) {
    const page = await connection.read(search)
    if (!page.ok) return yield* failedPage(page.error, none)
    yield page.value
    return { kind: 'whole' }
  }
  const first = await firstPage(connection, search, size)
  let answer = first.answer
  let cookie: Uint8Array = none
  for (;;) {
    if (!answer.ok) return yield* failedPage(answer.error, cookie)
    yield answer.value
    if (answer.value.cookie === null) return { kind: 'failed', failure: WITHOUT_PAGING, cookie }
    if (answer.value.cookie.length === 0) return { kind: 'whole' }
    // Copied: the page's own buffer holds the whole answer in memory.
    cookie = Uint8Array.from(answer.value.cookie)
    answer = await connection.page(search, first.size, cookie)
  }
}

/** Entries that came before the failure are a page of their own: what was seen counts. */
function* failedPage(failure: DirectoryFailure, cookie: Uint8Array): Generator<Page, SearchEnd> {
  if (failure.kind === 'result' && failure.seen.length > 0) yield { entries: failure.seen, references: [], cookie }
  return { kind: 'failed', failure, cookie }
}

const ADMIN_LIMIT = 11
const SMALLER_SIZES = [500, 100]

async function firstPage(
  connection: DirectoryConnection,
  search: DirectorySearch,
  asked: number,
): Promise<{ readonly size: number; readonly answer: Result<Page, DirectoryFailure> }> {
  let size = asked
  let answer = await connection.page(search, size, new Uint8Array())
  for (const smaller of SMALLER_SIZES.filter((candidate) => candidate < asked)) {
    if (answer.ok || answer.error.kind !== 'result' || answer.error.code !== ADMIN_LIMIT) break
    size = smaller
    answer = await connection.page(search, size, new Uint8Array())
  }
  return { size, answer: answer.ok ? succeeded(answer.value) : answer }
}

const WITHOUT_PAGING: DirectoryFailure = {
  kind: 'untrusted',
  says: 'the server lists the paging control and answers without it, so that nothing shows whether more would follow',
  cure: null,
}
