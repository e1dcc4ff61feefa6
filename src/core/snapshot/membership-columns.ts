import type { Account, Group, MembershipKind } from '../model/account.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Provenance } from '../model/provenance.ts'
import type { Memberships } from '../model/snapshot.ts'
import { orderByColumns, runOffsets } from './counting-sort.ts'
import { GrowableColumn } from './growable-column.ts'
import { MEMBERSHIP_KINDS, SortedMemberships } from './sorted-memberships.ts'
import { MembershipOrigins } from './membership-origins.ts'

/**
 * Takes direct memberships one at a time, in any order, and hands them out as columns.
 *
 * `accounts` and `groups` are the snapshot's, sorted, so that a handle is a position in them. Each membership costs 20 bytes and
 * no object; a provenance is looked up, not kept.
 * The order of the calls never shows in what `build` returns. A handle outside the lists throws: it is a broken promise of ours.
 */
export class MembershipColumns {
  readonly #accounts: number
  readonly #groups: number
  readonly #origins: MembershipOrigins
  readonly #group = new GrowableColumn()
  readonly #member = new GrowableColumn()
  readonly #kind = new GrowableColumn()
  readonly #origin = new GrowableColumn()
  readonly #record = new GrowableColumn()

  constructor(accounts: readonly Account[], groups: readonly Group[]) {
    this.#accounts = accounts.length
    this.#groups = groups.length
    this.#origins = new MembershipOrigins(accounts, groups)
  }

  addAccount(group: GroupHandle, account: AccountHandle, kind: MembershipKind, provenance: Provenance): void {
    if (!(account >= 0 && account < this.#accounts)) throw new Error(`no account has the handle ${account}`)
    this.#add(group, account, kind, provenance)
  }

  addGroup(group: GroupHandle, member: GroupHandle, kind: MembershipKind, provenance: Provenance): void {
    if (!(member >= 0 && member < this.#groups)) throw new Error(`no group has the handle ${member}`)
    this.#add(group, this.#accounts + member, kind, provenance)
  }

  /** Duplicates are kept: two records may state one membership. O(memberships + accounts + groups + evidence files). */
  build(): Memberships {
    const { origins, renumbered } = this.#origins.sorted(this.#origin.values(), this.#record.values())
    const members = this.#accounts + this.#groups
    const order = orderByColumns(
      [
        { values: this.#group.values(), bound: this.#groups },
        { values: this.#member.values(), bound: members },
        { values: this.#kind.values(), bound: MEMBERSHIP_KINDS.length },
        { values: renumbered.origin, bound: origins.files },
        { values: renumbered.record, bound: origins.records },
      ],
      this.#group.length,
    )
    const group = picked(this.#group.values(), order)
    const member = picked(this.#member.values(), order)
    return new SortedMemberships({
      accounts: this.#accounts,
      group,
      member,
      kind: Uint8Array.from(picked(this.#kind.values(), order)),
      origin: picked(renumbered.origin, order),
      record: picked(renumbered.record, order),
      origins,
      ofGroup: runOffsets(group, this.#groups),
      ofMember: runOffsets(member, members),
      byMember: orderByColumns([{ values: member, bound: members }], member.length),
    })
  }

  #add(group: GroupHandle, member: number, kind: MembershipKind, provenance: Provenance): void {
    if (!(group >= 0 && group < this.#groups)) throw new Error(`no group has the handle ${group}`)
    this.#group.push(group)
    this.#member.push(member)
    this.#kind.push(MEMBERSHIP_KINDS.indexOf(kind))
    this.#origin.push(this.#origins.fileOf(provenance))
    this.#record.push(this.#origins.recordOf(provenance, group, member))
  }
}

function picked(values: Uint32Array, order: Uint32Array): Uint32Array {
  return order.map((row) => values[row]!)
}
