import { type IpFamily, type IpRange, ipText } from '../../base/ip-range.ts'
import type { Doubt } from '../../model/network-doubt.ts'
import type { MatchItem } from '../../model/network-filter.ts'
import type { NetworkAddressSet, NetworkFact, NetworkSegment } from '../../model/network.ts'

/** What a text or a name stands for, for sure and at most; `widest: 'all'` where nobody knows. */
export interface NamedRanges {
  readonly sure: readonly IpRange[]
  readonly widest: readonly IpRange[] | 'all'
  readonly doubts: readonly Doubt[]
}

/** Looks up what items of rules and routes name. */
export interface NamedPlaces {
  readonly sets: ReadonlyMap<string, NetworkAddressSet>
  readonly segments: ReadonlyMap<string, NetworkSegment>
}

export function namedPlaces(facts: readonly NetworkFact[]): NamedPlaces {
  const sets = new Map<string, NetworkAddressSet>()
  const segments = new Map<string, NetworkSegment>()
  for (const fact of facts) {
    if (fact.kind === 'set') sets.set(fact.id, fact)
    if (fact.kind === 'segment') segments.set(fact.id, fact)
  }
  return { sets, segments }
}

const UNRESOLVED = { members: 'members-unread', list: 'list-unread', tag: 'tag-unresolved', segment: 'match-not-understood' } as const

/**
 * What an item stands for, before negation. A name is resolved nowhere (who answers for it may change it), and of persons packets say
 * nothing: that is a condition, any address may fulfil it.
 */
export function rangesOfItem({ kind, value }: MatchItem, places: NamedPlaces): NamedRanges {
  switch (kind) {
    case 'cidr':
      return rangesOfTexts([value])
    case 'name':
      return { sure: [], widest: 'all', doubts: [{ code: 'name-unresolved', says: value }] }
    case 'principals':
      return { sure: [], widest: 'all', doubts: [{ code: 'user-identity', says: value }] }
    case 'segment':
    case 'members':
    case 'list':
    case 'tag': {
      const found = kind === 'segment' ? places.segments.get(value) : places.sets.get(value)
      if (found === undefined) return { sure: [], widest: 'all', doubts: [{ code: UNRESOLVED[kind], says: value }] }
      const ranges = rangesOfTexts(found.cidrs)
      return found.unsure.length === 0 ? ranges : { sure: ranges.sure, widest: 'all', doubts: [...ranges.doubts, ...found.unsure] }
    }
  }
}

/** A text that cannot be read may stand for anything; a network with host bits for its address or for the network. */
export function rangesOfTexts(texts: readonly string[]): NamedRanges {
  const sure: IpRange[] = []
  const widest: IpRange[] = []
  const doubts: Doubt[] = []
  let isUnread = false
  for (const text of texts) {
    const read = ipText(text)
    if (!read.ok) {
      isUnread = true
      doubts.push({ code: 'match-not-understood', says: `\`${text}\`: ${read.error}` })
      continue
    }
    sure.push(read.value.sure)
    widest.push(read.value.widest)
    if (read.value.sure !== read.value.widest) doubts.push({ code: 'match-not-understood', says: `\`${text}\` has host bits set` })
  }
  return { sure, widest: isUnread ? 'all' : widest, doubts }
}

/** Do texts of addresses stand here, and all of the other family? Then nothing of this family is meant, negated or not. */
export function isOfOtherFamily(items: readonly MatchItem[], family: IpFamily): boolean {
  if (items.length === 0) return false
  return items.every(({ kind, value }) => {
    if (kind !== 'cidr') return false
    const read = ipText(value)
    return read.ok && read.value.sure.family !== family
  })
}
