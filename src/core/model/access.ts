import type { AccessCondition } from './access-condition.ts'
import type { Controlled } from './control.ts'
import type { AccountHandle, GroupHandle, MembershipHandle } from './handle.ts'
import type { Principal } from './principal.ts'
import type { Provenance } from './provenance.ts'
import type { Grant } from './snapshot.ts'

export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'conditional'; readonly on: readonly AccessCondition[] }
  | { readonly kind: 'denied' }

export type { AccessCondition } from './access-condition.ts'

/** A right that rules of the object itself give to a principal: the last word of a proof. */
export interface ControlRight {
  readonly on: Controlled
  /** Whom the deciding entry names. */
  readonly principal: Principal
  readonly level: string
  /** The deciding entries in the system's words: `Allow WriteProperty member`. */
  readonly nativeRight: string
  /** What must hold besides; empty = nothing. */
  readonly when: readonly AccessCondition[]
  readonly provenance: Provenance
}

/** One hop of a proof. The person's join to the account stands before them all and is printed from the snapshot. */
export type Step =
  | { readonly kind: 'membership'; readonly group: GroupHandle; readonly membership: MembershipHandle }
  | { readonly kind: 'grant'; readonly resource: string; readonly grant: Grant }
  | { readonly kind: 'control'; readonly right: ControlRight }

/**
 * The chain from the account to the resource, account first: memberships inward to outward, then the grant or the right to control
 * (none where the resource is the last group). Where what is controlled is a group inside the one asked for, the memberships that lead
 * from it outward close the chain.
 */
export type Proof = readonly Step[]

/** That an account holds a level on a resource, as far as the snapshot shows. */
export interface HeldLevel {
  readonly account: AccountHandle
  readonly level: string
  readonly verdict: Verdict
  /** Hops of the shortest proof; ties by code unit of the groups' ids, so that the choice is always the same. */
  readonly hops: number
}
