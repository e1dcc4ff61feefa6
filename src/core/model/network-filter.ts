import type { IpFamily } from '../base/ip-range.ts'
import type { Doubt } from './network-doubt.ts'
import type { Provenance } from './provenance.ts'

/** A list of rules and where packets meet it. */
export interface NetworkFilter {
  readonly kind: 'filter'
  readonly id: string
  readonly provenance: Provenance
  /** Why it is doubtful as a whole; empty = exact. */
  readonly unsure: readonly Doubt[]
  readonly attach: FilterPlace
  /** Seen from what it is attached to. */
  readonly direction: 'in' | 'out' | 'both'
  /** Of a segment: does it also stand between two addresses of the segment? */
  readonly within: boolean
  /** Do replies of an accepted connection pass? */
  readonly stateful: boolean
  /** `any-allow`: one rule that allows is enough, and those of one interface are united. */
  readonly combine: 'first-match' | 'any-allow'
  readonly default: 'allow' | 'deny'
  /** Families of which the rules were read. */
  readonly families: readonly IpFamily[]
  /** INVARIANT: `order` rises strictly; otherwise the source states the filter as unread. */
  readonly rules: readonly NetworkRule[]
  /** Lists that rules jump to, by name. */
  readonly chains: Readonly<Record<string, readonly NetworkRule[]>>
}

/** `interface`: of the placements that name it. `pair`: between the segments of two zones, in this direction. */
export type FilterPlace =
  | { readonly kind: 'segment'; readonly segment: string }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'interface' }
  | { readonly kind: 'pair'; readonly from: string; readonly to: string }

export interface NetworkRule {
  readonly order: number
  readonly action: RuleAction
  /** IANA number. */
  readonly protocol: number | 'any'
  /** Empty = any. */
  readonly src: readonly MatchItem[]
  readonly dst: readonly MatchItem[]
  /** Inclusive; empty = any, protocols without ports included. */
  readonly sourcePorts: readonly PortRange[]
  readonly destinationPorts: readonly PortRange[]
  /** Null = any. */
  readonly icmp: { readonly type: number; readonly code: number | null } | null
  readonly state: 'new' | 'established' | 'any'
  readonly unsure: readonly Doubt[]
}

export type RuleAction = { readonly kind: 'allow' | 'deny' | 'return' } | { readonly kind: 'jump'; readonly chain: string }

export type PortRange = readonly [first: number, last: number]

/** `members`, `list` and `tag` name an address set; `principals` is decided per person. */
export interface MatchItem {
  readonly kind: 'cidr' | 'members' | 'list' | 'tag' | 'segment' | 'name' | 'principals'
  readonly value: string
  readonly negated: boolean
}
