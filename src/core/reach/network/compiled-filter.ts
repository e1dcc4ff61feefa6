import type { IpFamily } from '../../base/ip-range.ts'
import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { MatchItem, NetworkFilter, NetworkRule, RuleAction } from '../../model/network-filter.ts'
import { type AtomSet, difference, intersection, unionOf } from './atom-set.ts'
import { type NamedPlaces, isOfOtherFamily, rangesOfItem } from './named-ranges.ts'
import { type Universe, atomsOf } from './universe.ts'

/** Addresses that a side of a rule names, for sure and at most. */
export interface Side {
  readonly sure: AtomSet
  readonly widest: AtomSet
}

export interface CompiledRule {
  /** Unique in the filter: by it a decided atom names its rule. */
  readonly index: number
  readonly fact: NetworkRule
  readonly action: RuleAction
  readonly src: Side
  readonly dst: Side
  /** Does a condition decide besides? */
  readonly isConditional: boolean
  /** Is it doubtful what it matches, so that it may match nothing? */
  readonly isGap: boolean
  readonly doubts: readonly Doubt[]
}

export interface CompiledFilter {
  readonly fact: NetworkFilter
  readonly rules: readonly CompiledRule[]
  readonly chains: ReadonlyMap<string, readonly CompiledRule[]>
  /** By index. */
  readonly byIndex: readonly CompiledRule[]
  /** Does a rule look at this end's port? Where none does, all ports are one. */
  readonly asksPorts: { readonly source: boolean; readonly destination: boolean }
  /** Why it cannot be evaluated for this family; empty = it can. */
  readonly unread: readonly Doubt[]
  /** Conditions on the filter as a whole. */
  readonly conditions: readonly Doubt[]
}

/** The filter for one family. Jumps that lead nowhere or in a ring make it unread. */
export function compiledFilter(fact: NetworkFilter, universe: Universe, places: NamedPlaces): CompiledFilter {
  const byIndex: CompiledRule[] = []
  const compiled = (rule: NetworkRule): CompiledRule => {
    const one = compiledRule(rule, byIndex.length, universe, places)
    byIndex.push(one)
    return one
  }
  const rules = fact.rules.map(compiled)
  const chains = new Map(Object.entries(fact.chains).map(([name, list]) => [name, list.map(compiled)]))
  const gaps = fact.unsure.filter((doubt) => !isCondition(doubt))
  return {
    fact,
    rules,
    chains,
    byIndex,
    asksPorts: {
      source: byIndex.some((rule) => rule.fact.sourcePorts.length > 0),
      destination: byIndex.some((rule) => rule.fact.destinationPorts.length > 0),
    },
    unread: [...gaps, ...unreadFamily(fact, universe.family), ...brokenJumps(fact)],
    conditions: fact.unsure.filter(isCondition),
  }
}

function unreadFamily({ id, families }: NetworkFilter, family: IpFamily): readonly Doubt[] {
  return families.includes(family) ? [] : [{ code: 'family-unread', says: `IPv${family} of ${id}` }]
}

function brokenJumps({ id, rules, chains }: NetworkFilter): readonly Doubt[] {
  const done = new Set<string>()
  const isSound = (list: readonly NetworkRule[], above: readonly string[]): boolean =>
    list.every(({ action }) => {
      if (action.kind !== 'jump' || done.has(action.chain)) return true
      const chain = chains[action.chain]
      if (chain === undefined || above.includes(action.chain) || !isSound(chain, [...above, action.chain])) return false
      done.add(action.chain)
      return true
    })
  return isSound(rules, []) ? [] : [{ code: 'filter-unread', says: `jumps of ${id} lead nowhere or in a ring` }]
}

function compiledRule(fact: NetworkRule, index: number, universe: Universe, places: NamedPlaces): CompiledRule {
  const [src, dst] = [compiledSide(fact.src, universe, places), compiledSide(fact.dst, universe, places)]
  const doubts = [...fact.unsure, ...src.doubts, ...dst.doubts]
  return {
    index,
    fact,
    action: fact.action,
    src,
    dst,
    isConditional: doubts.some(isCondition),
    isGap: fact.unsure.some((doubt) => !isCondition(doubt)),
    doubts,
  }
}

/** Items that are not negated are alternatives; of those that are, none may hold. */
function compiledSide(items: readonly MatchItem[], universe: Universe, places: NamedPlaces): Side & { readonly doubts: readonly Doubt[] } {
  if (isOfOtherFamily(items, universe.family)) return { sure: [], widest: [], doubts: [] }
  const read = items.map((item) => ({ item, ...sideOfItem(item, universe, places) }))
  const [plain, negated] = [read.filter(({ item }) => !item.negated), read.filter(({ item }) => item.negated)]
  const all = plain.length === 0 ? [universe.all] : []
  return {
    sure: difference(unionOf([...all, ...plain.map(({ sure }) => sure)]), unionOf(negated.map(({ widest }) => widest))),
    widest: difference(unionOf([...all, ...plain.map(({ widest }) => widest)]), unionOf(negated.map(({ sure }) => sure))),
    doubts: read.flatMap(({ doubts }) => doubts),
  }
}

function sideOfItem(item: MatchItem, universe: Universe, places: NamedPlaces): Side & { readonly doubts: readonly Doubt[] } {
  const { sure, widest, doubts } = rangesOfItem(item, places)
  // Only a condition stands in the way: the rule matches every address of a person whom it names.
  if (doubts.length > 0 && doubts.every(isCondition)) return { sure: item.negated ? [] : universe.all, widest: item.negated ? [] : universe.all, doubts } // prettier-ignore
  const most = widest === 'all' ? universe.all : unionOf(widest.map((range) => atomsOf(universe, range)))
  return { sure: intersection(unionOf(sure.map((range) => atomsOf(universe, range))), most), widest: most, doubts }
}
