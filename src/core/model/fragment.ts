import type { AccessCondition } from './access-condition.ts'
import type { ControlFact } from './access-control.ts'
import type { Account, Group, MembershipKind } from './account.ts'
import type { DatasetCoverage, Gap } from './coverage.ts'
import type { CredentialFact } from './credential.ts'
import type { IamFact } from './iam.ts'
import type { Name } from './name.ts'
import type { Provenance } from './provenance.ts'
import type { RegisterRows } from './register.ts'
import type { ResourceKind } from './resource-kind.ts'
import type { SettingFact } from './setting.ts'

export type { Name } from './name.ts'

/** An account as a source saw it, with every name by which another record, a grant or a policy may refer to it. */
export interface AccountFact {
  readonly account: Account
  readonly names: readonly Name[]
  /** The name by which another source knows the object that this one is a copy of (`sid:…`); left out = none. */
  readonly copyOf?: Name
}

export interface GroupFact {
  readonly group: Group
  readonly names: readonly Name[]
  /** As of accounts; the source that knows it keeps its members. */
  readonly copyOf?: Name
}

/** Direct members of one group, as one record states them. */
export interface MembershipFact {
  readonly source: string
  readonly group: Name
  readonly members: readonly Name[]
  readonly kind: MembershipKind
  readonly provenance: Provenance
}

/**
 * Direct memberships in bulk, all from one file: what `MembershipFact` says, with each name as a number, so that a million memberships
 * cost twelve bytes each and no text is hashed twice.
 *
 * `names` are those that this source's batches had not used before; numbers count them from 0 through all batches of the source, which
 * therefore come in their order.
 */
export interface MemberBatch {
  readonly source: string
  readonly dataset: string
  readonly file: string
  readonly names: readonly Name[]
  /** By membership: the number of the group's name, of the member's, and the position of the kind in `MEMBERSHIP_KINDS`. */
  readonly groups: Uint32Array
  readonly members: Uint32Array
  readonly kinds: Uint8Array
}

/** A resource that a source observed: that it exists is itself a fact. `native` + the source's name make its address. */
export interface ResourceFact {
  readonly source: string
  readonly native: string
  readonly kind: ResourceKind
  readonly label: string
  readonly provenance: Provenance
}

/** One system's statement that a principal has a level on a resource. */
export interface GrantFact {
  readonly source: string
  /** Native id of the resource in `source`. */
  readonly resource: string
  /** The principal: an address `<source>:<native id>` as the register writes it, or a name inside `source`. */
  readonly principal: { readonly address: string } | { readonly name: Name }
  readonly level: string
  /** The right in the system's own words; null where the export gives none. */
  readonly nativeRight: string | null
  /** ISO days, inclusive; null = open. */
  readonly from: string | null
  readonly until: string | null
  /** What must hold when it is used: that a role is activated; left out = nothing. */
  readonly when?: readonly AccessCondition[]
  readonly provenance: Provenance
}

/**
 * Where a source's reader hands over its facts, a batch at a time, so that ten million memberships never stand in one array.
 *
 * Batches may come in any order, those of `members` apart: nothing may depend on it. All values are plain data that survives `structuredClone`, since
 * sources are read in worker threads.
 */
export interface FragmentSink {
  accounts(batch: readonly AccountFact[]): void
  groups(batch: readonly GroupFact[]): void
  memberships(batch: readonly MembershipFact[]): void
  members(batch: MemberBatch): void
  resources(batch: readonly ResourceFact[]): void
  grants(batch: readonly GrantFact[]): void
  controls(batch: readonly ControlFact[]): void
  settings(batch: readonly SettingFact[]): void
  credentials(batch: readonly CredentialFact[]): void
  iam(batch: readonly IamFact[]): void
  rows(batch: RegisterRows): void
  gaps(batch: readonly Gap[]): void
  coverage(batch: readonly DatasetCoverage[]): void
}
