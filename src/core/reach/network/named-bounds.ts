import { type IpRange, ipText } from '../../base/ip-range.ts'
import type { MatchItem, NetworkFilter } from '../../model/network-filter.ts'
import type { NetworkFact } from '../../model/network.ts'

/** Every range that a fact names, in both readings of a text: where a universe must be cut. */
export function* namedRanges(facts: readonly NetworkFact[]): Generator<IpRange> {
  for (const fact of facts) for (const text of textsOf(fact)) yield* rangesIn(text)
}

function* rangesIn(text: string): Generator<IpRange> {
  const read = ipText(text)
  if (read.ok) yield* [read.value.sure, read.value.widest]
}

function textsOf(fact: NetworkFact): readonly string[] {
  switch (fact.kind) {
    case 'segment':
    case 'set':
      return fact.cidrs
    case 'filter':
      return textsOfFilter(fact)
    case 'routes':
      return fact.routes.map(({ dst }) => dst)
    case 'placement':
      return fact.addresses
    case 'translation':
      return [...fact.src, ...fact.dst, fact.to.address]
    case 'space':
    case 'link':
    case 'unread':
      return []
  }
}

function textsOfFilter({ rules, chains }: NetworkFilter): readonly string[] {
  const texts = (items: readonly MatchItem[]) => items.flatMap(({ kind, value }) => (kind === 'cidr' ? [value] : []))
  return [rules, ...Object.values(chains)].flatMap((list) => list.flatMap(({ src, dst }) => [...texts(src), ...texts(dst)]))
}
