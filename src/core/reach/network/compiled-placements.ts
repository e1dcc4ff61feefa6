import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { NetworkFact, NetworkPlacement } from '../../model/network.ts'
import { unionOf } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { Placed } from './compiled.ts'
import { rangesOfTexts } from './named-ranges.ts'
import { type Universe, atomsOf } from './universe.ts'

/** Everything that sits somewhere. A filter that it names and nobody states was not read; an address that cannot be read is a doubt. */
export function placementsOf(facts: readonly NetworkFact[], universe: Universe, filters: readonly CompiledFilter[]): readonly Placed[] {
  const byId = new Map(filters.map((filter) => [filter.fact.id, filter]))
  const spaces = new Map(facts.flatMap((fact) => (fact.kind === 'segment' ? [[fact.id, fact.space] as const] : [])))
  return facts
    .filter((fact): fact is NetworkPlacement => fact.kind === 'placement')
    .map((fact) => {
      const { sure, doubts: unclear } = rangesOfTexts(fact.addresses)
      const missing: readonly Doubt[] = fact.filters.filter((id) => !byId.has(id)).map((says) => ({ code: 'filter-unread', says }))
      return {
        fact,
        space: spaces.get(fact.segment) ?? null,
        atoms: unionOf(sure.map((range) => atomsOf(universe, range))),
        filters: fact.filters.flatMap((id) => byId.get(id) ?? []),
        doubts: [...fact.unsure, ...unclear, ...missing].filter((doubt) => !isCondition(doubt)),
      }
    })
}
