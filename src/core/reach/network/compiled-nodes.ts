import type { NetworkFact, NetworkTranslation } from '../../model/network.ts'
import { sortedBy } from '../../base/order.ts'
import { type AtomSet, atomsIn, unionOf } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { Tables } from './compiled-tables.ts'
import type { Node, Placed, Segment, Translation } from './compiled.ts'
import { rangesOfTexts } from './named-ranges.ts'
import type { SegmentIndex } from './segment-index.ts'
import { type Universe, atomsOf } from './universe.ts'

interface Parts {
  readonly filters: readonly CompiledFilter[]
  readonly placed: readonly Placed[]
  readonly index: SegmentIndex
  readonly tables: Tables
}

/** What forwards, by id. */
export function compiledNodes(
  facts: readonly NetworkFact[],
  universe: Universe,
  { filters, placed, index, tables }: Parts,
): ReadonlyMap<string, Node> {
  const given = facts.filter((fact): fact is NetworkTranslation => fact.kind === 'translation')
  const translations = Map.groupBy(
    sortedBy(given, ({ order, id }) => [order, id]),
    ({ node }) => node,
  )
  const atNode = Map.groupBy(filters, ({ fact: { attach } }) => (attach.kind === 'node' ? attach.node : ''))
  return new Map(
    placed
      .filter(({ fact }) => fact.forwards)
      .map((one) => {
        const { id } = one.fact
        const node: Node = {
          placed: one,
          segments: segmentsOf(one, index),
          filters: atNode.get(id) ?? [],
          table: tables.byNode.get(id) ?? null,
          translations: (translations.get(id) ?? []).flatMap((fact) => translation(fact, universe)),
        }
        return [id, node]
      }),
  )
}

function segmentsOf({ atoms, space }: Placed, index: SegmentIndex): readonly Segment[] {
  const found = new Set<Segment>()
  if (space !== null) for (const atom of atomsIn(atoms)) for (const segment of index.segmentsAt(space, atom)) found.add(segment)
  return [...found]
}

/** None where it is about the other family; one whose texts cannot be read may concern everything and lead anywhere. */
function translation(fact: NetworkTranslation, universe: Universe): readonly Translation[] {
  const to = rangesOfTexts([fact.to.address])
  const [target] = to.sure
  if (target !== undefined && target.family !== universe.family) return []
  const [src, dst] = [rangesOfTexts(fact.src), rangesOfTexts(fact.dst)]
  const setOf = (texts: readonly string[], { widest }: typeof src): AtomSet =>
    texts.length === 0 || widest === 'all' ? universe.all : unionOf(widest.map((range) => atomsOf(universe, range)))
  const doubts = [...fact.unsure, ...to.doubts, ...src.doubts, ...dst.doubts]
  const atom = target === undefined ? 0 : (atomsOf(universe, target)[0] ?? 0)
  return [{ fact, src: setOf(fact.src, src), dst: setOf(fact.dst, dst), to: atom, doubts }]
}
