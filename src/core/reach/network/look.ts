import type { PortRange } from '../../model/network-filter.ts'
import { holds, NO_ATOMS } from './atom-set.ts'
import type { CompiledRule, Side } from './compiled-filter.ts'

export const TCP = 6
export const UDP = 17
/** IANA: ICMP and ICMPv6. */
export const ICMP = { 4: 1, 6: 58 } as const

/** A set of packets that differ in one end's address only, as a filter sees them. */
export interface Look {
  /** Which end the set is about; the other end is `point`. */
  readonly setIs: 'src' | 'dst'
  readonly point: number
  readonly protocol: number
  /** Null for protocols without ports. */
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  readonly icmp: { readonly type: number; readonly code: number } | null
  readonly state: 'new' | 'established'
}

/** Does the rule match what the packets say besides their addresses? */
export function fits({ fact }: CompiledRule, look: Look): boolean {
  if (fact.protocol !== 'any' && fact.protocol !== look.protocol) return false
  if (fact.state !== 'any' && fact.state !== look.state) return false
  if (!hasPort(fact.sourcePorts, look.sourcePort) || !hasPort(fact.destinationPorts, look.destinationPort)) return false
  return fact.icmp === null || (look.icmp?.type === fact.icmp.type && (fact.icmp.code ?? look.icmp.code) === look.icmp.code)
}

/** The addresses of the set that a rule which fits matches, for sure and at most. */
export function matched(rule: CompiledRule, look: Look): Side {
  const [set, other] = look.setIs === 'src' ? [rule.src, rule.dst] : [rule.dst, rule.src]
  if (!holds(other.widest, look.point)) return NOTHING
  return { sure: !rule.isGap && holds(other.sure, look.point) ? set.sure : NO_ATOMS, widest: set.widest }
}

const NOTHING: Side = { sure: NO_ATOMS, widest: NO_ATOMS }

function hasPort(ranges: readonly PortRange[], port: number | null): boolean {
  return ranges.length === 0 || (port !== null && ranges.some(([first, last]) => port >= first && port <= last))
}
