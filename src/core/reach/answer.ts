import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { DatasetKey, Gap } from '../model/coverage.ts'
import type { ControlRight, HeldLevel, Proof, Verdict } from '../model/access.ts'
import type { Provenance } from '../model/provenance.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { Grant } from '../model/snapshot.ts'
import type { PathCount } from './membership/count-paths.ts'

/**
 * A question about an address has an answer only if the address leads to one thing that was observed: that nobody holds it is
 * another thing. `ambiguous` names the groups that bear the address; one alone shares it with a resource of another kind.
 */
export type Answer<Value> =
  | { readonly kind: 'answered'; readonly value: Value }
  | { readonly kind: 'unobserved'; readonly address: string }
  | { readonly kind: 'ambiguous'; readonly address: string; readonly groups: readonly GroupHandle[] }

/** A level that an account holds on a resource, seen from the account. */
export interface ReachedResource extends Omit<HeldLevel, 'account'> {
  /** `<source>:<native id>`. */
  readonly address: string
  readonly kind: ResourceKind
}

/**
 * Everybody who holds a level by one grant or one right (or by membership of a group that is itself the resource), as a set.
 *
 * `accounts` is sorted and shared by reference between all holdings of one principal: a group of 800,000 that is granted on 500
 * resources is one array, not 400 million rows.
 */
export interface Holding {
  readonly level: string
  readonly verdict: Verdict
  /** Null for membership of the group that is the resource, and for rights that rules of the object give. */
  readonly grant: Grant | null
  readonly right: ControlRight | null
  readonly accounts: Uint32Array
}

/** Groups and roles through which a path may lead; a role is the account that stands for it. */
export interface Passage {
  readonly groups: ReadonlySet<GroupHandle>
  readonly accounts: ReadonlySet<AccountHandle>
}

export interface OtherPaths {
  /** By length, at most as many as were asked for. */
  readonly paths: readonly Proof[]
  /** All paths but the shortest, shown or not. */
  readonly count: PathCount
}

/** Another account that an account controls: by resetting its password, by rewriting its rules, or by handing it to a service that runs code as it. */
export interface Lateral {
  readonly account: AccountHandle
  readonly verdict: Verdict
  /** Memberships that lead to whom the entry names, and the entry. */
  readonly hops: number
  readonly nativeRight: string
  readonly provenance: Provenance
}

/** What an answer rests on: it is as complete as these. */
export interface Touched {
  /** Sorted by source, unit, dataset. A dataset that no row of the ledger describes has the unit ``. */
  readonly datasets: readonly DatasetKey[]
  /** In the snapshot's order. */
  readonly gaps: readonly Gap[]
}

/** Three questions, one engine: `who` says that an account holds a level if and only if `what` and `check` do. */
export interface Reach {
  /** Each account with each level that it holds; by account, then level. O(memberships inside the granted groups) + its own length. */
  who(address: string): Answer<readonly HeldLevel[]>
  /** As `who`, as sets, by level; within a level the group itself first, then in the order of the grants, then of the rights. */
  holdings(address: string): Answer<readonly Holding[]>
  /** Every group that the account is in (level `use`) and every level that it holds on a resource; by address, then level. */
  what(account: AccountHandle): readonly ReachedResource[]
  /**
   * Accounts that `account` controls, as far as their rules were read; by account, then hops. Listed apart: whoever takes an account over may
   * do what it may, and no answer here follows that way.
   */
  lateral(account: AccountHandle): readonly Lateral[]
  check(account: AccountHandle, address: string, level: string): Answer<Verdict>
  /** The shortest proof; null if the account does not hold the level. */
  proofOf(account: AccountHandle, address: string, level: string): Answer<Proof | null>
  /**
   * All paths but the shortest, of which at most `limit` are listed.
   *
   * The count is exact unless groups form a ring on the way and there are more than both `limit` and 100.
   */
  otherPathsOf(account: AccountHandle, address: string, level: string, limit: number): Answer<OtherPaths>
  /**
   * As `who`, by paths that lead through none of `passage`: nobody's paths are listed. O(memberships inside the granted groups) + its own
   * length, and O(nestings) whenever another passage is asked about than the last time.
   */
  around(address: string, passage: Passage): Answer<readonly HeldLevel[]>
  /** As `proofOf`, among those paths. */
  proofAround(account: AccountHandle, address: string, level: string, passage: Passage): Answer<Proof | null>
  touchedBy(address: string): Answer<Touched>
  /** Is `inner` the same group as `outer`, or nested in it by any chain? */
  isWithin(inner: GroupHandle, outer: GroupHandle): boolean
  /** The group itself and every group nested in it by any chain, by handle. */
  groupsWithin(outer: GroupHandle): readonly GroupHandle[]
}
