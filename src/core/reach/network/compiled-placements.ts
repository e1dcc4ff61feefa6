import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { NetworkFact, NetworkPlacement } from '../../model/network.ts'
import { difference, unionOf } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { Placed, Segment } from './compiled.ts'
import { rangesOfTexts } from './named-ranges.ts'
import { type Universe, atomsOf } from './universe.ts'

/** Everything that sits somewhere. A filter that it names and nobody states was not read; an address that cannot be read, or that lies outside the segment of what has but one, is a doubt. */
export function placementsOf(
  facts: readonly NetworkFact[],
  universe: Universe,
  filters: readonly CompiledFilter[],
  segments: ReadonlyMap<string, Segment>,
): readonly Placed[] {
  const byId = new Map(filters.map((filter) => [filter.fact.id, filter]))
  return facts
    .filter((fact): fact is NetworkPlacement => fact.kind === 'placement')
    .map((fact) => {
      const { sure, doubts: unclear } = rangesOfTexts(fact.addresses)
      const missing: readonly Doubt[] = fact.filters.filter((id) => !byId.has(id)).map((says) => ({ code: 'filter-unread', says }))
      const segment = segments.get(fact.segment)
      const atoms = unionOf(sure.map((range) => atomsOf(universe, range)))
      const outside: readonly Doubt[] =
        segment !== undefined && !fact.forwards && difference(atoms, segment.atoms).length > 0
          ? [{ code: 'ambiguous-address', says: `${fact.id} lies outside ${fact.segment}` }]
          : []
      return {
        fact,
        space: segment?.fact.space ?? null,
        atoms,
        filters: fact.filters.flatMap((id) => byId.get(id) ?? []),
        doubts: [...fact.unsure, ...unclear, ...missing, ...outside].filter((doubt) => !isCondition(doubt)),
      }
    })
}
