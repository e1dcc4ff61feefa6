import type { AccountHandle, GroupHandle, MembershipHandle } from './handle.ts'
import type { Grant } from './snapshot.ts'

/** Something that must hold when the access is used, and that no record decides: `if the role is activated`. */
export interface AccessCondition {
  readonly code: string
  readonly says: string
}

export type Verdict =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'conditional'; readonly on: readonly AccessCondition[] }
  | { readonly kind: 'denied' }

/** One hop of a proof. The person's join to the account stands before them all and is printed from the snapshot. */
export type Step =
  | { readonly kind: 'membership'; readonly group: GroupHandle; readonly membership: MembershipHandle }
  | { readonly kind: 'grant'; readonly resource: string; readonly grant: Grant }

/** The chain from the account to the resource, account first: memberships inward to outward, then the grant (none where the resource is the last group). */
export type Proof = readonly Step[]

/** That an account holds a level on a resource, as far as the snapshot shows. */
export interface HeldLevel {
  readonly account: AccountHandle
  readonly level: string
  readonly verdict: Verdict
  /** Hops of the shortest proof; ties by code unit of the groups' ids, so that the choice is always the same. */
  readonly hops: number
}
