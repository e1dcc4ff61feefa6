import type { AccessCondition } from './access-condition.ts'
import type { Account, Group, MembershipKind } from './account.ts'
import type { Controls } from './control.ts'
import type { DatasetCoverage, DatasetKey, Gap } from './coverage.ts'
import type { Credential } from './credential.ts'
import type { AccountHandle, GroupHandle, MembershipHandle } from './handle.ts'
import type { Iam } from './iam.ts'
import type { DoubtfulJoin, Person, SubjectKey } from './person.ts'
import type { Principal } from './principal.ts'
import type { Provenance } from './provenance.ts'
import type { ApprovalRow, ClearanceRow, RegisterName, TrainingRow } from './register.ts'
import type { ResourceKind } from './resource-kind.ts'
import type { Settings } from './setting.ts'

/**
 * All direct memberships, in typed columns behind this face.
 *
 * Each visit costs O(1) a membership and allocates nothing. Order: accounts by handle, then groups by handle.
 */
export interface Memberships {
  readonly count: number
  forEachAccountOf(group: GroupHandle, visit: (account: AccountHandle, membership: MembershipHandle) => void): void
  forEachGroupOf(group: GroupHandle, visit: (member: GroupHandle, membership: MembershipHandle) => void): void
  forEachGroupWithAccount(account: AccountHandle, visit: (group: GroupHandle, membership: MembershipHandle) => void): void
  forEachGroupWithGroup(member: GroupHandle, visit: (group: GroupHandle, membership: MembershipHandle) => void): void
  kind(membership: MembershipHandle): MembershipKind
  provenance(membership: MembershipHandle): Provenance
}

/** A grant whose principal was found. Grants to nobody that we know are gaps on the resource. */
export interface Grant {
  readonly principal: Principal
  readonly level: string
  readonly nativeRight: string | null
  readonly from: string | null
  readonly until: string | null
  /** What must hold when it is used; left out = nothing. */
  readonly when?: readonly AccessCondition[]
  readonly provenance: Provenance
}

/** A resource that some source observed, with every grant on it, sorted by principal, level and record. */
export interface ObservedResource {
  /** `<source>:<native id>`. */
  readonly address: string
  readonly source: string
  readonly kind: ResourceKind
  readonly label: string
  readonly provenance: Provenance
  readonly grants: readonly Grant[]
}

/** Register rows that conditions ask for, found by subject. A row about somebody whom no other record knows is kept too. */
export interface Registers {
  /** Which registers some configured source supplies, with the datasets that hold them. */
  readonly datasets: ReadonlyMap<RegisterName, readonly DatasetKey[]>
  readonly training: ReadonlyMap<SubjectKey, readonly TrainingRow[]>
  readonly clearances: ReadonlyMap<SubjectKey, readonly ClearanceRow[]>
  readonly approvals: ReadonlyMap<SubjectKey, readonly ApprovalRow[]>
}

/** What an address or a name leads to: one thing, none, or several (never guessed between). */
export type Found<Thing> =
  | { readonly found: 'one'; readonly thing: Thing }
  | { readonly found: 'none' }
  | { readonly found: 'several'; readonly things: readonly Thing[] }

/** Accounts and groups that a source does not keep itself: a cloud's copies of what a directory has. */
export interface SynchronisedCopies {
  /** Copy → the group elsewhere that keeps its members; without those whose original no source shows. */
  readonly groups: ReadonlyMap<GroupHandle, GroupHandle>
  /** Source with copies → the sources that say whose they are and who is in them; of unknown originals those that were not read whole. */
  readonly keptIn: ReadonlyMap<string, readonly string[]>
  /** Sources with a copy whose original no source shows: it may stand in one that left no evidence at all. */
  readonly unresolved: ReadonlySet<string>
}

/** One model of all sources; a value that nothing changes. Every list is sorted by code unit of its key. */
export interface Snapshot {
  readonly accounts: readonly Account[]
  readonly groups: readonly Group[]
  readonly memberships: Memberships
  readonly copies: SynchronisedCopies
  readonly resources: ReadonlyMap<string, ObservedResource>
  readonly controls: Controls
  readonly settings: Settings
  readonly credentials: readonly Credential[]
  readonly iam: Iam
  readonly people: readonly Person[]
  readonly registers: Registers
  readonly doubtfulJoins: readonly DoubtfulJoin[]
  /** As the manifests and readers state it; the audit may only lower it. Sorted by source, unit, dataset. */
  readonly coverage: readonly DatasetCoverage[]
  readonly gaps: readonly Gap[]

  /** The person who owns `account`, by a trusted join or as an unregistered person of its own. */
  personOf(account: AccountHandle): Person
  person(key: SubjectKey): Person | null
  /** The person whom a policy or a register names: mail, UPN or eppn, or `id:<employee number>`. O(1). */
  findPerson(reference: string): Found<Person>
  /** A group by policy address `<source>:<DN, name or native id>`. O(1). */
  findGroup(source: string, native: string): Found<GroupHandle>
  findAccount(source: string, native: string): Found<AccountHandle>
  /** Gaps that touch one record, by the record's source and native id. */
  gapsOf(source: string, record: string): readonly Gap[]
}
