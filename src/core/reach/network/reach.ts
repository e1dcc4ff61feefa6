import { sortedBy } from '../../base/order.ts'
import { type Doubt, type NetworkNote, isCondition } from '../../model/network-doubt.ts'
import { type AtomSet, difference, intersection } from './atom-set.ts'
import type { Segment } from './compiled.ts'
import { type ConnectedUnread, connectedUnread } from './connected.ts'
import { type Found, type NetworkReach, foundCallers } from './found-callers.ts'
import { TCP } from './look.ts'
import { type Question, targetOf } from './question.ts'
import { addressCount } from './universe.ts'
import { READING_OF, type ReachVerdict, type VerdictSets, verdictSets } from './verdict-sets.ts'

/** How one segment stands to what was asked, in one family. */
export interface SegmentReach {
  readonly segment: string
  /** The strongest of its addresses. */
  readonly verdict: ReachVerdict
  /** The conditions, or the gaps, of that verdict; sorted. */
  readonly doubts: readonly Doubt[]
  readonly notes: readonly NetworkNote[]
  /** Addresses by verdict; together all from which something of the segment sends. */
  readonly counts: Readonly<Record<ReachVerdict, bigint>>
}

/** Every segment that has senders in this family, by id; null where nobody knows what was asked for. */
export function reachOf(reach: NetworkReach, question: Question): readonly SegmentReach[] | null {
  const { network } = reach
  const target = targetOf(network, question)
  if (target === null) return null
  const found = foundCallers(reach, target)
  const unread = connectedUnread(network, target.space)
  const senders = [...network.segments.values()].filter((segment) => segment.senders.length > 0)
  // They stand sorted by id.
  return senders.map((segment): SegmentReach => {
    const of = found.get(segment.fact.space)
    const { verdict, sets } = verdictSets(segment, of, unread)
    const count = (one: ReachVerdict): bigint =>
      sets[one] === segment.senders ? segment.senderCount : addressCount(network.universe, sets[one])
    return {
      segment: segment.fact.id,
      verdict,
      doubts: distinctDoubts(doubtsOf({ verdict, sets }, of, unread)),
      notes: notesOf(segment, { verdict, sets }, of, target.protocol),
      counts: {
        allowed: count('allowed'),
        conditional: count('conditional'),
        'cannot-tell': count('cannot-tell'),
        isolated: count('isolated'),
      },
    }
  })
}

function doubtsOf({ verdict, sets }: VerdictSets, found: Found | undefined, unread: ConnectedUnread): readonly Doubt[] {
  if (verdict === 'allowed' || verdict === 'isolated') return []
  const met = (found?.doubted ?? [])
    .filter(({ atoms }) => intersection(atoms, sets[verdict]).length > 0)
    .flatMap(({ doubts }) => doubts.filter((doubt) => isCondition(doubt) === (verdict === 'conditional')))
  return verdict === 'conditional' ? met : [...met, ...unread.widening, ...unread.narrowing]
}

function notesOf({ senders }: Segment, { verdict, sets }: VerdictSets, found: Found | undefined, protocol: number): readonly NetworkNote[] {
  if (found === undefined) return []
  const decisive = sets[verdict]
  const among = (set: AtomSet): boolean => intersection(decisive, set).length > 0
  if (verdict === 'isolated') return protocol === TCP && among(found.arrived) ? ['one-way'] : []
  const notes: NetworkNote[] = []
  if (among(found[READING_OF[verdict]]) && !among(found.uncrafted[READING_OF[verdict]])) notes.push('crafted-source-port')
  if (difference(senders, decisive).length > 0) notes.push('some-addresses')
  if (among(found.translated)) notes.push('source-translated')
  return notes
}

function distinctDoubts(doubts: readonly Doubt[]): readonly Doubt[] {
  const byText = new Map(doubts.map((doubt) => [`${doubt.code} ${doubt.says}`, doubt]))
  return sortedBy(byText.values(), ({ code, says }) => [code, says])
}
