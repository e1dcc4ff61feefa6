import type { Doubt } from '../../src/core/model/network-doubt.ts'
import type { MatchItem, NetworkFilter, NetworkRule } from '../../src/core/model/network-filter.ts'
import type { NetworkFact } from '../../src/core/model/network.ts'
import { type Family, isIn, spanOf } from './network-address.ts'

export type Reading = 'U' | 'C' | 'L'

/** One packet as a filter sees it. */
export interface Seen {
  readonly family: Family
  readonly src: bigint
  readonly dst: bigint
  readonly protocol: number
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  readonly isReply: boolean
}

const CONDITIONS = ['schedule', 'application', 'user-identity', 'rate-limit', 'path-choice', 'mac-known', 'shared-secret']
export const isCondition = ({ code }: Doubt): boolean => CONDITIONS.includes(code)

/** A doubtful fact holds or does not. Which outcomes count: of a condition some one in U and C, of a gap some one in U; else every one. */
function eitherWay(reading: Reading, what: { gap: boolean; condition: boolean }, holds: () => boolean, fails: () => boolean): boolean {
  if (reading === 'U') return holds() || fails()
  if (reading === 'L') return holds() && fails()
  // C: some outcome of the condition, whatever the gap hides; without the condition the fact does not hold at all.
  if (what.condition) return fails() || (!what.gap && holds())
  return holds() && fails()
}

/** Does the filter let the packet pass, rule by rule? */
export function passesFilter(filter: NetworkFilter, packet: Seen, reading: Reading, facts: readonly NetworkFact[]): boolean {
  const gaps = filter.unsure.filter((doubt) => !isCondition(doubt))
  if (gaps.length > 0 || !filter.families.includes(packet.family)) return reading === 'U'
  if (filter.unsure.length > 0 && reading !== 'L') return true
  if (filter.combine === 'any-allow') {
    const states = filter.rules.filter(({ action }) => action.kind === 'allow').map((rule) => matchOf(rule, packet, facts))
    return filter.default === 'allow' || states.some((state) => state !== null && (reading === 'U' || (!state.gap && (reading === 'C' || !state.condition)))) // prettier-ignore
  }
  return from(filter.rules, () => filter.default === 'allow')

  function from(rules: readonly NetworkRule[], otherwise: () => boolean): boolean {
    const [rule, ...rest] = rules
    if (rule === undefined) return otherwise()
    const next = () => from(rest, otherwise)
    const state = matchOf(rule, packet, facts)
    if (state === null) return next()
    const { action } = rule
    const taken = () => {
      if (action.kind === 'jump') return from(filter.chains[action.chain] ?? [], next)
      return action.kind === 'return' ? otherwise() : action.kind === 'allow'
    }
    return state.gap || state.condition ? eitherWay(reading, state, taken, next) : taken()
  }
}

/** Null = it does not match; else what it depends on. */
function matchOf(rule: NetworkRule, packet: Seen, facts: readonly NetworkFact[]): { gap: boolean; condition: boolean } | null {
  if (rule.protocol !== 'any' && rule.protocol !== packet.protocol) return null
  if (rule.state === 'new' && packet.isReply) return null
  if (rule.state === 'established' && !packet.isReply) return null
  for (const [ranges, port] of [
    [rule.sourcePorts, packet.sourcePort],
    [rule.destinationPorts, packet.destinationPort],
  ] as const) {
    if (ranges.length > 0 && !ranges.some(([first, last]) => port !== null && first <= port && port <= last)) return null
  }
  const sides = [sideMatches(rule.src, packet.family, packet.src, facts), sideMatches(rule.dst, packet.family, packet.dst, facts)]
  if (sides.includes('no')) return null
  const principals = [...rule.src, ...rule.dst].some(({ kind }) => kind === 'principals')
  return {
    gap: sides.includes('maybe') || rule.unsure.some((doubt) => !isCondition(doubt)),
    condition: principals || rule.unsure.some(isCondition),
  }
}

type Match = 'yes' | 'maybe' | 'no'

function sideMatches(items: readonly MatchItem[], family: Family, address: bigint, facts: readonly NetworkFact[]): Match {
  if (items.length > 0 && items.every(({ kind, value }) => kind === 'cidr' && spanOf(value).family !== family)) return 'no'
  const plain = items.filter(({ negated }) => !negated).map((item) => itemMatches(item, family, address, facts))
  // Whether somebody is one of those persons is a condition, negated or not: the address says nothing.
  const negated = items
    .filter((item) => item.negated && item.kind !== 'principals')
    .map((item) => itemMatches(item, family, address, facts))
  const among: Match = plain.length === 0 || plain.includes('yes') ? 'yes' : plain.includes('maybe') ? 'maybe' : 'no'
  if (among === 'no' || negated.includes('yes')) return 'no'
  return among === 'maybe' || negated.includes('maybe') ? 'maybe' : 'yes'
}

function itemMatches({ kind, value }: MatchItem, family: Family, address: bigint, facts: readonly NetworkFact[]): Match {
  if (kind === 'cidr') return isIn(value, family, address) ? 'yes' : 'no'
  if (kind === 'principals') return 'yes'
  const found = facts.find((fact) => fact.kind === (kind === 'segment' ? 'segment' : 'set') && fact.id === value)
  if (found?.kind !== 'set' && found?.kind !== 'segment') return 'maybe'
  if (found.cidrs.some((cidr) => isIn(cidr, family, address))) return 'yes'
  return found.unsure.length > 0 ? 'maybe' : 'no'
}
