import type { MembershipKind } from '../model/account.ts'
import {
  accountHandle,
  groupHandle,
  membershipHandle,
  type AccountHandle,
  type GroupHandle,
  type MembershipHandle,
} from '../model/handle.ts'
import type { Provenance } from '../model/provenance.ts'
import type { Memberships } from '../model/snapshot.ts'
import type { SortedOrigins } from './membership-origins.ts'

/** By code unit, so that a kind's number sorts as its name does. */
export const MEMBERSHIP_KINDS: readonly MembershipKind[] = ['dynamic', 'foreign', 'member', 'posix', 'primary']

/** One row a membership, sorted by group, member, kind, file and record. A member is an account's position, or a group's behind all accounts. */
export interface MembershipTable {
  readonly accounts: number
  readonly group: Uint32Array
  readonly member: Uint32Array
  readonly kind: Uint8Array
  readonly origin: Uint32Array
  readonly record: Uint32Array
  readonly origins: SortedOrigins
  /** Rows `ofGroup[g]` … `ofGroup[g + 1]` are the members of group g. */
  readonly ofGroup: Uint32Array
  /** Entries `ofMember[m]` … `ofMember[m + 1]` of `byMember` are the rows in which m is the member. */
  readonly ofMember: Uint32Array
  readonly byMember: Uint32Array
}

/** The readonly face over the columns: see `Memberships` for order and cost. */
export class SortedMemberships implements Memberships {
  readonly #table: MembershipTable

  constructor(table: MembershipTable) {
    this.#table = table
  }

  get count(): number {
    return this.#table.group.length
  }

  forEachAccountOf(group: GroupHandle, visit: (account: AccountHandle, membership: MembershipHandle) => void): void {
    const { member, ofGroup, accounts } = this.#table
    const end = ofGroup[group + 1]!
    for (let row = ofGroup[group]!; row < end && member[row]! < accounts; row++) visit(accountHandle(member[row]!), membershipHandle(row))
  }

  forEachGroupOf(group: GroupHandle, visit: (member: GroupHandle, membership: MembershipHandle) => void): void {
    const { member, ofGroup, accounts } = this.#table
    const end = ofGroup[group + 1]!
    for (let row = firstGroupRow(this.#table, group); row < end; row++) visit(groupHandle(member[row]! - accounts), membershipHandle(row))
  }

  forEachGroupWithAccount(account: AccountHandle, visit: (group: GroupHandle, membership: MembershipHandle) => void): void {
    visitGroupsWith(this.#table, account, visit)
  }

  forEachGroupWithGroup(member: GroupHandle, visit: (group: GroupHandle, membership: MembershipHandle) => void): void {
    visitGroupsWith(this.#table, this.#table.accounts + member, visit)
  }

  kind(membership: MembershipHandle): MembershipKind {
    const kind = MEMBERSHIP_KINDS[this.#table.kind[membership] ?? -1]
    if (kind === undefined) throw new Error(`no membership has the handle ${membership}`)
    return kind
  }

  /** Made on each call: ask for those that are shown, not for all. */
  provenance(membership: MembershipHandle): Provenance {
    const { origins, origin, record, group, member } = this.#table
    if (!(membership < group.length)) throw new Error(`no membership has the handle ${membership}`)
    return origins.provenance(origin[membership]!, record[membership]!, group[membership]!, member[membership]!)
  }
}

/** Accounts stand before groups: the first row of `group` whose member is a group, or the end of its rows. O(log members). */
function firstGroupRow({ member, ofGroup, accounts }: MembershipTable, group: GroupHandle): number {
  let low = ofGroup[group]!
  let high = ofGroup[group + 1]!
  while (low < high) {
    const middle = (low + high) >>> 1
    if (member[middle]! < accounts) low = middle + 1
    else high = middle
  }
  return low
}

function visitGroupsWith(
  { group, ofMember, byMember }: MembershipTable,
  member: number,
  visit: (group: GroupHandle, membership: MembershipHandle) => void,
): void {
  const end = ofMember[member + 1]!
  for (let at = ofMember[member]!; at < end; at++) visit(groupHandle(group[byMember[at]!]!), membershipHandle(byMember[at]!))
}
