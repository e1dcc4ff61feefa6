import type { Doubt } from '../../model/network-doubt.ts'
import type { Compiled } from './compiled.ts'

/** What was not read of the spaces from which another can be entered: what might open a way, and what might close one. */
export interface ConnectedUnread {
  readonly widening: readonly Doubt[]
  readonly narrowing: readonly Doubt[]
}

/**
 * The unread records of every space that links join to `space`, however far, and of the internet, which joins all. Unread filters take
 * *allowed* away as well: one of them might deny.
 */
export function connectedUnread({ links, internet, unread }: Compiled, space: string): ConnectedUnread {
  const reached = new Set([space, ...internet])
  for (let before = 0; before < reached.size;) {
    before = reached.size
    for (const { ends } of links.values()) if (ends.some((end) => reached.has(end.space))) for (const end of ends) reached.add(end.space)
  }
  const touching = unread.filter((one) => one.space === null || reached.has(one.space))
  const doubts = (facts: typeof touching): readonly Doubt[] => facts.flatMap(({ unsure, id }): readonly Doubt[] => (unsure.length > 0 ? unsure : [{ code: 'evidence-stale', says: id }])) // prettier-ignore
  return { widening: doubts(touching), narrowing: doubts(touching.filter(({ what }) => what === 'filters')) }
}
