import type { IpFamily } from '../../base/ip-range.ts'
import type { NetworkFact, NetworkLink, NetworkSpace, NetworkUnread } from '../../model/network.ts'
import type { NetworkFilter } from '../../model/network-filter.ts'
import { sortedBy } from '../../base/order.ts'
import { unionOf } from './atom-set.ts'
import type { Compiled, PairFilter } from './compiled.ts'
import { compiledFilter } from './compiled-filter.ts'
import { compiledNodes } from './compiled-nodes.ts'
import { placementsOf } from './compiled-placements.ts'
import { segmentsOf } from './compiled-segments.ts'
import { tablesOf } from './compiled-tables.ts'
import { danglingFacts } from './dangling.ts'
import { segmentIndex } from './segment-index.ts'
import { namedRanges } from './named-bounds.ts'
import { namedPlaces, rangesOfTexts } from './named-ranges.ts'
import { atomsOf, universeOf } from './universe.ts'

/**
 * The network of one family, ready for questions. Facts may come in any order; a reference to nothing becomes a gap that keeps answers from
 * *isolated*. O(n log n) in the facts, and a table's routes when they are first asked for.
 */
export function compiledNetwork(given: readonly NetworkFact[], family: IpFamily): Compiled {
  const facts = sortedBy(given, ({ kind, id }) => [kind, id])
  const universe = universeOf(family, [...namedRanges(facts), ...PRIVATE])
  const places = namedPlaces(facts)
  const filters = facts
    .filter((fact): fact is NetworkFilter => fact.kind === 'filter')
    .map((fact) => compiledFilter(fact, universe, places))
  const segments = segmentsOf(facts, universe, filters)
  const placed = placementsOf(facts, universe, filters, segments)
  const tables = tablesOf(facts, universe, places)
  const unread = [...facts.filter((fact): fact is NetworkUnread => fact.kind === 'unread'), ...danglingFacts(facts)]
  const index = segmentIndex([...segments.values()], placed, universe)
  return {
    universe,
    segments,
    internet: new Set(facts.filter((fact): fact is NetworkSpace => fact.kind === 'space' && fact.what === 'internet').map(({ id }) => id)),
    privateAtoms: unionOf(PRIVATE.map((range) => atomsOf(universe, range))),
    placed,
    nodes: compiledNodes(facts, universe, { filters, placed, index, tables }),
    links: new Map(facts.filter((fact): fact is NetworkLink => fact.kind === 'link').map((link) => [link.id, link])),
    tables: tables.byId,
    pairs: pairsOf(filters, facts, segments),
    filters,
    unread,
    segmentsAt: index.segmentsAt,
    placedAt: index.placedAt,
    tableOf: (space, here) => {
      for (const { fact } of here) {
        const own = tables.bySegment.get(fact.id)
        if (own !== undefined) return own
      }
      return tables.bySpace.get(space) ?? null
    },
    tableBehind: (link, space) => tables.byLink.get(`${link} ${space}`) ?? null,
  }
}

/** RFC 1918, 6598, 3927, 1122, 4193, 4291: never routed between networks of strangers. */
const PRIVATE = rangesOfTexts([
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  '::1',
]).sure

function pairsOf(filters: Compiled['filters'], facts: readonly NetworkFact[], segments: Compiled['segments']): readonly PairFilter[] {
  const zone = (name: string) =>
    unionOf(facts.flatMap((fact) => (fact.kind === 'segment' && fact.zone === name ? [segments.get(fact.id)?.atoms ?? []] : [])))
  return filters.flatMap((filter) => {
    const { attach } = filter.fact
    return attach.kind === 'pair' ? [{ filter, from: zone(attach.from), to: zone(attach.to) }] : []
  })
}
