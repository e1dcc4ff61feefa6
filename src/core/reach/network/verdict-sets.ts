import { type AtomSet, NO_ATOMS, difference, intersection } from './atom-set.ts'
import type { Segment } from './compiled.ts'
import type { ConnectedUnread } from './connected.ts'
import type { Found } from './found-callers.ts'
import type { Reading } from './reading.ts'

/** `cannot-tell`: not assessed. `isolated`: denied on complete evidence. */
export type ReachVerdict = 'allowed' | 'conditional' | 'cannot-tell' | 'isolated'

/** The reading in which a verdict's addresses pass; of the isolated none does. */
export const READING_OF: Readonly<Record<ReachVerdict, Reading>> = {
  allowed: 'sure',
  conditional: 'possible',
  'cannot-tell': 'upper',
  isolated: 'upper',
}

export interface VerdictSets {
  /** The strongest that an address of the segment has. */
  readonly verdict: ReachVerdict
  /** Together all senders of the segment. */
  readonly sets: Readonly<Record<ReachVerdict, AtomSet>>
}

/** What was not read keeps every address from *isolated*; filters that were not read keep it from *allowed* and *conditional* too. */
export function verdictSets({ senders }: Segment, found: Found | undefined, unread: ConnectedUnread): VerdictSets {
  if (unread.widening.length === 0 && intersection(senders, found?.upper ?? NO_ATOMS).length === 0) {
    return { verdict: 'isolated', sets: { allowed: NO_ATOMS, conditional: NO_ATOMS, 'cannot-tell': NO_ATOMS, isolated: senders } }
  }
  const isBlurred = unread.narrowing.length > 0
  const sure = isBlurred ? NO_ATOMS : intersection(senders, found?.sure ?? NO_ATOMS)
  const possible = isBlurred ? NO_ATOMS : intersection(senders, found?.possible ?? NO_ATOMS)
  const upper = unread.widening.length > 0 ? senders : intersection(senders, found?.upper ?? NO_ATOMS)
  const sets = {
    allowed: sure,
    conditional: difference(possible, sure),
    'cannot-tell': difference(upper, possible),
    isolated: difference(senders, upper),
  }
  return { verdict: ORDER.find((one) => sets[one].length > 0) ?? 'isolated', sets }
}

const ORDER: readonly ReachVerdict[] = ['allowed', 'conditional', 'cannot-tell', 'isolated']
