import type { Doubt } from './network-doubt.ts'
import type { NetworkFilter } from './network-filter.ts'
import type { Provenance } from './provenance.ts'

/**
 * What sources say of networks, in neutral words; `reach/network` evaluates it. Addresses are texts as `ipText` reads them. Ids are unique
 * in their kind. `network.md`, 2.
 */
export type NetworkFact =
  | NetworkSpace
  | NetworkSegment
  | NetworkFilter
  | NetworkRoutes
  | NetworkLink
  | NetworkPlacement
  | NetworkTranslation
  | NetworkAddressSet
  | NetworkUnread

interface Stated {
  readonly id: string
  readonly provenance: Provenance
  /** Why it is doubtful; empty = exact. */
  readonly unsure: readonly Doubt[]
}

/** A routing domain. INVARIANT: an address never stands alone, its key is (space, family, address). */
export interface NetworkSpace extends Stated {
  readonly kind: 'space'
  readonly what: 'vpc' | 'vnet' | 'vrf' | 'campus' | 'internet'
}

/** A set of addresses; one address belongs to every segment around it. */
export interface NetworkSegment extends Stated {
  readonly kind: 'segment'
  readonly space: string
  readonly what: 'vlan' | 'ssid' | 'subnet' | 'vpn-pool' | 'wall-ports' | 'internet'
  readonly cidrs: readonly string[]
  /** `any`: a device may take any address; `placed`: only known placements send. */
  readonly occupancy: 'any' | 'placed'
  /** A label, by which filters between zones find their segments; null = none. */
  readonly zone: string | null
}

/** A table of routes, and who looks its packets up there. */
export interface NetworkRoutes extends Stated {
  readonly kind: 'routes'
  readonly space: string
  readonly usedBy: readonly RouteUser[]
  readonly routes: readonly NetworkRoute[]
}

/** `every-segment`: segments of the table's space that have none of their own. `link`: what comes into the table's space by the link. */
export type RouteUser =
  | { readonly kind: 'segment'; readonly segment: string }
  | { readonly kind: 'every-segment' }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'link'; readonly link: string }

export interface NetworkRoute {
  /** A network, or the id of an address set (`list:ID`), whose lengths then count. */
  readonly dst: string
  readonly target: RouteTarget
  /** Lower wins at equal length; equal: the path is chosen per flow. */
  readonly preference: number
  readonly unsure: readonly Doubt[]
}

/** `local`: to the destination in the table's space. `drop`: also a blackhole, which stays in the match. `unknown`: nobody knows what lies beyond. */
export type RouteTarget =
  | { readonly kind: 'local' | 'internet' | 'drop' | 'unknown' }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'table'; readonly table: string }
  | { readonly kind: 'link'; readonly link: string }

/** Joins two spaces: a peering, a tunnel, an attachment. */
export interface NetworkLink extends Stated {
  readonly kind: 'link'
  /** May what comes from elsewhere pass, and go on elsewhere? A peering: no. */
  readonly transit: boolean
  readonly ends: readonly [LinkEnd, LinkEnd]
}

export interface LinkEnd {
  readonly space: string
  /** The segment in which it stands, whose border is then crossed; null = none. */
  readonly segment: string | null
}

/** Where a thing sits. */
export interface NetworkPlacement extends Stated {
  readonly kind: 'placement'
  /** Policy address of the resource. */
  readonly resource: string
  readonly segment: string
  readonly addresses: readonly string[]
  /** Ids of the filters at its interface. */
  readonly filters: readonly string[]
  /** Does it forward what is not meant for it? Then it is a node, by its id. */
  readonly forwards: boolean
}

/** That a node rewrites the source or the destination of what it forwards; the first that matches, by `order`, for each of both. */
export interface NetworkTranslation extends Stated {
  readonly kind: 'translation'
  readonly node: string
  readonly order: number
  readonly what: 'source' | 'destination'
  /** Where the addresses of `dst` lie. */
  readonly space: string
  /** Networks; empty = any. */
  readonly src: readonly string[]
  readonly dst: readonly string[]
  /** Of a destination: the port, null = every one. */
  readonly port: number | null
  readonly to: TranslatedTo
}

export interface TranslatedTo {
  readonly space: string
  readonly address: string
  /** Null = as it was. */
  readonly port: number | null
}

/** What a name in a rule stands for. One that no fact resolves is a gap. */
export interface NetworkAddressSet extends Stated {
  readonly kind: 'set'
  readonly cidrs: readonly string[]
}

/** Records of a kind that were not read, of one space or (null) of all. */
export interface NetworkUnread extends Stated {
  readonly kind: 'unread'
  readonly space: string | null
  readonly what: 'segments' | 'filters' | 'routes' | 'links' | 'placements'
}
