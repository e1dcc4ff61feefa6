import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { NetworkFact, NetworkSegment } from '../../model/network.ts'
import { type AtomSet, unionOf } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { Segment } from './compiled.ts'
import { rangesOfTexts } from './named-ranges.ts'
import { type Universe, addressCount, atomsOf } from './universe.ts'

/** The segments by id, those without addresses of the family too. A network that two of one space claim is doubtful in both. */
export function segmentsOf(
  facts: readonly NetworkFact[],
  universe: Universe,
  filters: readonly CompiledFilter[],
): ReadonlyMap<string, Segment> {
  const given = facts.filter((fact): fact is NetworkSegment => fact.kind === 'segment')
  const claims = new Map<string, number>()
  for (const { space, cidrs } of given)
    for (const cidr of new Set(cidrs)) claims.set(`${space} ${cidr}`, (claims.get(`${space} ${cidr}`) ?? 0) + 1)
  const borders = Map.groupBy(filters, ({ fact: { attach } }) => (attach.kind === 'segment' ? attach.segment : ''))
  const sending = new Map<string, string[]>()
  for (const fact of facts)
    if (fact.kind === 'placement') sending.set(fact.segment, [...(sending.get(fact.segment) ?? []), ...fact.addresses])
  return new Map(
    given.map((fact) => {
      const { widest, doubts: unclear } = rangesOfTexts(fact.cidrs)
      const readable = widest === 'all' ? fact.cidrs.flatMap((text) => known(rangesOfTexts([text]).widest)) : widest
      const atoms = unionOf(readable.map((range) => atomsOf(universe, range)))
      const ambiguous: readonly Doubt[] = fact.cidrs.flatMap((cidr) =>
        (claims.get(`${fact.space} ${cidr}`) ?? 0) > 1 ? [{ code: 'ambiguous-address' as const, says: cidr }] : [],
      )
      const doubts = [...fact.unsure, ...unclear, ...ambiguous].filter((doubt) => !isCondition(doubt))
      const senders = fact.occupancy === 'any' ? atoms : sendersOf(sending.get(fact.id) ?? [], universe)
      const senderCount = addressCount(universe, senders)
      return [
        fact.id,
        { fact, atoms, size: addressCount(universe, atoms), senders, senderCount, border: borders.get(fact.id) ?? [], doubts },
      ]
    }),
  )
}

function known<Range>(ranges: readonly Range[] | 'all'): readonly Range[] {
  return ranges === 'all' ? [] : ranges
}

function sendersOf(addresses: readonly string[], universe: Universe): AtomSet {
  const { sure } = rangesOfTexts(addresses)
  return unionOf(sure.map((range) => atomsOf(universe, range)))
}
