import type { DirectorySearch } from './connection.ts'
import type { DirectorySession } from './session.ts'
import type { WireEntry } from './wire.ts'

/** How many entries a check looks at. */
export const SAMPLE = 20

/** The first entries of a search; the connection is given up where the server still holds the rest of it. */
export async function sampledEntries(session: DirectorySession, search: DirectorySearch, size = SAMPLE): Promise<readonly WireEntry[]> {
  const opened = await session.opened()
  if (!opened.ok) return []
  const page = await opened.value.connection.page(search, size, new Uint8Array())
  if (!page.ok ? page.error.kind !== 'result' : (page.value.cookie?.length ?? 0) > 0) await session.drop()
  return page.ok ? page.value.entries : page.error.kind === 'result' ? page.error.seen : []
}
