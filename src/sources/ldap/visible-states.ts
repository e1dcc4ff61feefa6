import { STATE_ATTRIBUTES } from './account-state.ts'
import type { DirectorySession } from './session.ts'
import { wireValues } from './wire.ts'

/**
 * Which attributes that carry a state the reader is shown on some entry. Only then does the absence of one on an account mean
 * anything: a server leaves out what a reader may not see, without a word.
 */
export async function visibleStates(session: DirectorySession, base: string): Promise<readonly string[]> {
  const seen: string[] = []
  for (const name of STATE_ATTRIBUTES) {
    const opened = await session.opened()
    if (!opened.ok) return seen
    const page = await opened.value.connection.page({ base, scope: 'sub', filter: `(${name}=*)`, attributes: [name] }, 1, new Uint8Array())
    if (page.ok && page.value.entries.some((entry) => wireValues(entry, name).length > 0)) seen.push(name)
    // Not to know is the safe side: the state is `unknown` then. The connection of a paged search that is left must not be used on.
    if (!page.ok ? page.error.kind !== 'result' : (page.value.cookie?.length ?? 0) > 0) await session.drop()
  }
  return seen
}
