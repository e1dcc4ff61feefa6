/** Understood, but not decided by what a packet says of itself: time, application, person. `network.md`, 3.1. */
const CONDITIONS = ['schedule', 'application', 'user-identity', 'rate-limit', 'path-choice', 'mac-known', 'shared-secret'] as const

/** Not read, or not understood. */
const GAPS = [
  'filter-unread',
  'route-unread',
  'match-not-understood',
  'tag-unresolved',
  'list-unread',
  'name-unresolved',
  'members-unread',
  'middlebox-unknown',
  'peer-unseen',
  'on-premises-unseen',
  'interface-unknown',
  'family-unread',
  'set-content-unknown',
  'space-unjoined',
  'ambiguous-address',
  'asymmetric-path',
  'limit-hit',
  'evidence-stale',
] as const

export type NetworkConditionCode = (typeof CONDITIONS)[number]
export type NetworkGapCode = (typeof GAPS)[number]

/** What changes no verdict, and is said beside it. */
export type NetworkNote = 'crafted-source-port' | 'some-addresses' | 'one-way' | 'source-translated'

/** Why a fact of the network is doubtful. */
export interface Doubt {
  readonly code: NetworkConditionCode | NetworkGapCode
  /** One line; empty where the code says all. */
  readonly says: string
}

/** Is it a condition, rather than a gap? */
export function isCondition({ code }: Doubt): boolean {
  return (CONDITIONS as readonly string[]).includes(code)
}
