import type { AccessList, ControlFact } from '../model/access-control.ts'
import { type Account, type Group, MEMBERSHIP_KINDS } from '../model/account.ts'
import type { DatasetCoverage, Gap } from '../model/coverage.ts'
import type { CredentialFact } from '../model/credential.ts'
import type { FragmentSink, GrantFact, MemberBatch, MembershipFact, ResourceFact } from '../model/fragment.ts'
import type { IamFact } from '../model/iam.ts'
import type { Name } from '../model/name.ts'
import type { ApprovalRow, ClearanceRow, HrRow, PartnerRow, RegisterRows, TrainingRow, VisitorRow } from '../model/register.ts'
import type { SettingFact } from '../model/setting.ts'
import { assertNever } from '../base/assert-never.ts'
import { compareText, sortedBy } from '../base/order.ts'
import { BroadGroups } from './broad-groups.ts'
import { GrowableColumn } from './growable-column.ts'
import { NameTable } from './name-table.ts'
import type { PeopleRows } from './register-people.ts'
import type { NamedRecord } from './sort-records.ts'

/** Direct memberships as they came in: names as numbers of their source's table, one row a member. */
export interface PendingMemberships {
  readonly source: GrowableColumn
  readonly group: GrowableColumn
  readonly member: GrowableColumn
  readonly kind: GrowableColumn
  readonly origin: GrowableColumn
}

/** Where memberships were read: dataset and file; the record is the group's or the account's own. */
export interface Origin {
  readonly source: string
  readonly dataset: string
  readonly file: string
}

/** Everything that the sources hand over, kept compactly until all of it is there. Written through `sink` only. */
export class FragmentStore {
  readonly accounts: NamedRecord<Account>[] = []
  readonly groups: NamedRecord<Group>[] = []
  readonly resources: ResourceFact[] = []
  readonly grants: GrantFact[] = []
  readonly controls: ControlFact[] = []
  readonly settings: SettingFact[] = []
  readonly credentials: CredentialFact[] = []
  readonly iam: IamFact[] = []
  readonly gaps: Gap[] = []
  readonly coverage: DatasetCoverage[] = []
  readonly sources: string[] = []
  readonly origins: Origin[] = []
  pending: PendingMemberships = emptyPending()
  readonly training: TrainingRow[] = []
  readonly clearances: ClearanceRow[] = []
  readonly approvals: ApprovalRow[] = []
  readonly #hr: HrRow[] = []
  readonly #visitors: VisitorRow[] = []
  readonly #partners: PartnerRow[] = []
  readonly #tables = new Map<string, NameTable>()
  readonly #sourceNumbers = new Map<string, number>()
  readonly #originNumbers = new Map<string, number>()
  /** By source: the number in its name table of each name that its batches of members numbered. */
  readonly #dictionaries = new Map<string, GrowableColumn>()
  readonly #lists = new Map<string, AccessList>()
  readonly broad = new BroadGroups()

  readonly sink: FragmentSink = {
    accounts: (batch) => append(this.accounts, batch, ({ account, names, copyOf }) => named(account, names, copyOf)),
    groups: (batch) => append(this.groups, batch, ({ group, names, copyOf }) => named(group, names, copyOf)),
    memberships: (batch) => batch.forEach((fact) => this.#addMemberships(fact)),
    members: (batch) => this.#addMembers(batch),
    resources: (batch) => append(this.resources, batch, (fact) => fact),
    grants: (batch) => append(this.grants, batch, (fact) => this.#noted(fact)),
    controls: (batch) => append(this.controls, batch, (fact) => this.#sharing(fact)),
    settings: (batch) => append(this.settings, batch, (fact) => fact),
    credentials: (batch) => append(this.credentials, batch, (fact) => fact),
    iam: (batch) => append(this.iam, batch, (fact) => fact),
    rows: (batch) => this.#addRows(batch),
    gaps: (batch) => append(this.gaps, batch, (gap) => gap),
    coverage: (batch) => append(this.coverage, batch, (row) => row),
  }

  namesOf(source: string): NameTable {
    const there = this.#tables.get(source)
    if (there !== undefined) return there
    const table = new NameTable()
    this.#tables.set(source, table)
    return table
  }

  /** By source. */
  get tables(): ReadonlyMap<string, NameTable> {
    return this.#tables
  }

  /** Drops the records and references that the snapshot has taken over: at a million accounts they would double its memory. */
  release(): void {
    this.accounts.length = 0
    this.groups.length = 0
    this.#dictionaries.clear()
    this.#lists.clear()
    this.pending = emptyPending()
    for (const table of this.#tables.values()) table.seal()
  }

  /** Rows about people, in an order that does not depend on the order of batches. */
  peopleRows(): PeopleRows {
    return { hr: inOrder(this.#hr), visitors: inOrder(this.#visitors), partners: inOrder(this.#partners) }
  }

  #addMemberships({ source, group, members, kind, provenance }: MembershipFact): void {
    const table = this.namesOf(source)
    const sourceNumber = this.#sourceNumber(source)
    const origin = this.#originNumber({ source, dataset: provenance.dataset, file: provenance.file })
    const groupName = table.intern(group)
    const kindNumber = MEMBERSHIP_KINDS.indexOf(kind)
    for (const member of members) this.broad.noteName(source, member, provenance)
    for (const member of members) {
      this.pending.source.push(sourceNumber)
      this.pending.group.push(groupName)
      this.pending.member.push(table.intern(member))
      this.pending.kind.push(kindNumber)
      this.pending.origin.push(origin)
    }
  }

  #addMembers({ source, dataset, file, names, groups, members, kinds }: MemberBatch): void {
    const table = this.namesOf(source)
    const numbers = this.#dictionaries.get(source) ?? new GrowableColumn()
    this.#dictionaries.set(source, numbers)
    for (const name of names) {
      numbers.push(table.intern(name))
      this.broad.noteName(source, name, { dataset, file })
    }
    const ids = numbers.values()
    const sourceNumber = this.#sourceNumber(source)
    const origin = this.#originNumber({ source, dataset, file })
    for (let row = 0; row < groups.length; row++) {
      this.pending.source.push(sourceNumber)
      this.pending.group.push(ids[groups[row]!]!)
      this.pending.member.push(ids[members[row]!]!)
      this.pending.kind.push(kinds[row]!)
      this.pending.origin.push(origin)
    }
  }

  #sourceNumber(source: string): number {
    return this.#numberOf(this.#sourceNumbers, source, () => this.sources.push(source))
  }

  #originNumber(origin: Origin): number {
    const { source, dataset, file } = origin
    return this.#numberOf(this.#originNumbers, `${source}\n${dataset}\n${file}`, () => this.origins.push(origin))
  }

  #noted(fact: GrantFact): GrantFact {
    this.broad.noteGrant(fact)
    return fact
  }

  /** Most objects of a directory bear a list that others bear too: kept once. */
  #sharing(fact: ControlFact): ControlFact {
    this.broad.noteControl(fact)
    const lists = fact.lists.map((list) => {
      const key = JSON.stringify(list)
      const there = this.#lists.get(key)
      if (there === undefined) this.#lists.set(key, list)
      return there ?? list
    })
    return { ...fact, lists }
  }

  #numberOf(numbers: Map<string, number>, key: string, add: () => void): number {
    const there = numbers.get(key)
    if (there !== undefined) return there
    const number = numbers.size
    numbers.set(key, number)
    add()
    return number
  }

  #addRows(batch: RegisterRows): void {
    switch (batch.register) {
      case 'hr':
        return append(this.#hr, batch.rows, (row) => row)
      case 'visitors':
        return append(this.#visitors, batch.rows, (row) => row)
      case 'partners':
        return append(this.#partners, batch.rows, (row) => row)
      case 'training':
        return append(this.training, batch.rows, (row) => row)
      case 'clearances':
        return append(this.clearances, batch.rows, (row) => row)
      case 'approvals':
        return append(this.approvals, batch.rows, (row) => row)
      default:
        return assertNever(batch)
    }
  }
}

/** Without the key where it is no copy: a million records have one shape, and it is the smaller one. */
function named<Thing extends Account | Group>(thing: Thing, names: readonly Name[], copyOf: Name | undefined): NamedRecord<Thing> {
  return copyOf === undefined ? { thing, names } : { thing, names, copyOf }
}

function emptyPending(): PendingMemberships {
  return {
    source: new GrowableColumn(),
    group: new GrowableColumn(),
    member: new GrowableColumn(),
    kind: new GrowableColumn(),
    origin: new GrowableColumn(),
  }
}

function append<From, To>(list: To[], batch: readonly From[], each: (item: From) => To): void {
  // Not `push(...batch)`: a large batch would overflow the stack.
  for (const item of batch) list.push(each(item))
}

function inOrder<Row extends HrRow | VisitorRow | PartnerRow>(rows: readonly Row[]): readonly Row[] {
  const byRecord = sortedBy(rows, ({ provenance: { source, file, record } }) => [source, file, record.length, record])
  return byRecord.sort((a, b) => compareText(a.provenance.source, b.provenance.source))
}
