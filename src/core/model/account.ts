import type { Instant } from '../base/instant.ts'
import type { Provenance } from './provenance.ts'

/** `unknown` where no attribute could be read: never taken for `enabled`. */
export type AccountState = 'enabled' | 'disabled' | 'expired' | 'locked' | 'pending' | 'unknown'

/** When an account was last used, as a bucket of days; exact times are never stored. */
export type Recency = '≤30' | '31–90' | '91–180' | '>180' | 'never' | 'unknown'

/** A login or badge in one system. */
export interface Account {
  readonly source: string
  /** The system's own stable identifier: objectGUID, entryUUID, … */
  readonly id: string
  /** Does `id` survive a rename? A DN that stands in for a missing identifier does not. */
  readonly weakKey: boolean
  /** What people call it: the login name. A label, never a key. */
  readonly label: string
  readonly displayName: string | null
  /** Program, device or service rather than a human, as far as the system says. */
  readonly isWorkload: boolean
  readonly state: AccountState
  /** The first moment at which the account no longer works; null = no end set. */
  readonly endsAt: Instant | null
  readonly createdAt: Instant | null
  readonly recency: Recency
  /** Attributes that join keys and affiliation rules may use, by the system's name in lower case, values in the system's order. */
  readonly attributes: Readonly<Record<string, readonly string[]>>
  readonly provenance: Provenance
}

/** A set of accounts and groups in one system. */
export interface Group {
  readonly source: string
  readonly id: string
  readonly weakKey: boolean
  readonly label: string
  /** The distinguished name or path that a person will look for. */
  readonly path: string
  /** False for a distribution list that grants nothing in its own system. */
  readonly grantsAccess: boolean
  /**
   * Does it take in whoever fits, rather than who was put in? `everybody`: every account of its system (Everyone, Authenticated Users);
   * `rule`: whoever matches a rule (memberURL, a dynamic group), printed in `rule`.
   */
  readonly breadth: { readonly kind: 'named' } | { readonly kind: 'everybody' } | { readonly kind: 'rule'; readonly rule: string }
  readonly provenance: Provenance
}

/** How a member came to be one; `directories.md`, section 1. */
export const MEMBERSHIP_KINDS = ['member', 'primary', 'posix', 'dynamic', 'foreign'] as const
export type MembershipKind = (typeof MEMBERSHIP_KINDS)[number]
