import { stateAttributes } from './account-state.ts'
import type { Flavour } from './flavour.ts'
import type { DirectorySession } from './session.ts'
import { type WireEntry, wireValues } from './wire.ts'

/**
 * Which attributes that carry a state the reader is shown on some entry. Only then does the absence of one on an account mean
 * anything: a server leaves out what a reader may not see, without a word.
 *
 * All are sought at once, since a search for what nobody has goes through the whole directory.
 */
export async function visibleStates(session: DirectorySession, flavour: Flavour, base: string): Promise<readonly string[]> {
  const sought = stateAttributes(flavour)
  const seen = new Set<string>()
  const unsought: (readonly string[])[] = sought.length === 0 ? [] : [sought]
  for (let names = unsought.pop(); names !== undefined; names = unsought.pop()) {
    const entry = await oneWith(session, base, names)
    if (entry === null) continue
    const shown = names.filter((name) => wireValues(entry, name).length > 0)
    for (const name of shown) seen.add(name)
    const left = names.filter((name) => !shown.includes(name))
    // It was found by a value that is not shown: others may stand behind it.
    if (shown.length === 0 && left.length > 1) unsought.push(...left.map((name) => [name]))
    else if (shown.length > 0 && left.length > 0) unsought.push(left)
  }
  return sought.filter((name) => seen.has(name))
}

async function oneWith(session: DirectorySession, base: string, names: readonly string[]): Promise<WireEntry | null> {
  const opened = await session.opened()
  if (!opened.ok) return null
  const filter = `(|${names.map((name) => `(${name}=*)`).join('')})`
  const page = await opened.value.connection.page({ base, scope: 'sub', filter, attributes: names }, 1, new Uint8Array())
  // Not to know is the safe side: the state is `unknown` then. The connection of a paged search that is left must not be used on.
  if (!page.ok ? page.error.kind !== 'result' : (page.value.cookie?.length ?? 0) > 0) await session.drop()
  return (page.ok ? page.value.entries[0] : undefined) ?? null
}
