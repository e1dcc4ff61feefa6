import type { ControlFact } from '../../core/model/access-control.ts'
import { type MembershipKind, MEMBERSHIP_KINDS } from '../../core/model/account.ts'
import type { AccountFact, FragmentSink, GroupFact, MembershipFact, Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'

const FACTS_A_BATCH = 1_000
const MEMBERS_A_BATCH = 16_384

/** Looks on while facts pass. */
export interface FactWatch {
  group(fact: GroupFact): void
  /** The names by their numbers. */
  member(group: number, member: number): void
}

/** Gathers facts and hands them to the sink in batches; `flush` hands over the rest. */
export class FactBatches {
  readonly #sink: FragmentSink
  #accounts: AccountFact[] = []
  #groups: GroupFact[] = []
  #controls: ControlFact[] = []
  #members: OpenMembers | null = null
  readonly #numbers = new Map<Name, number>()
  #newNames: Name[] = []

  /** Null where nobody looks on. */
  watch: FactWatch | null = null

  constructor(sink: FragmentSink) {
    this.#sink = sink
  }

  account(fact: AccountFact): void {
    this.#accounts.push(fact)
    if (this.#accounts.length >= FACTS_A_BATCH) this.#flushAccounts()
  }

  group(fact: GroupFact): void {
    this.watch?.group(fact)
    this.#groups.push(fact)
    if (this.#groups.length >= FACTS_A_BATCH) this.#flushGroups()
  }

  memberships(facts: readonly MembershipFact[]): void {
    for (const { group, members, kind, provenance } of facts) {
      const number = this.numberOf(group)
      for (const member of members) this.member(number, this.numberOf(member), kind, provenance)
    }
  }

  /** The number by which `member` knows a name. */
  numberOf(name: Name): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(name, number)
    this.#newNames.push(name)
    return number
  }

  /** The number of a name that was used; null for any other. */
  usedNumberOf(name: Name): number | null {
    return this.#numbers.get(name) ?? null
  }

  /** One membership; the names by their numbers. */
  member(group: number, member: number, kind: MembershipKind, { source, dataset, file }: Provenance): void {
    let open = this.#members
    if (open === null || open.length === MEMBERS_A_BATCH || open.file !== file || open.dataset !== dataset || open.source !== source) {
      this.#flushMembers()
      open = this.#members = openMembers(source, dataset, file)
    }
    open.groups[open.length] = group
    open.members[open.length] = member
    open.kinds[open.length] = MEMBERSHIP_KINDS.indexOf(kind)
    open.length += 1
    if (this.watch !== null) this.watch.member(group, member)
  }

  control(fact: ControlFact): void {
    this.#controls.push(fact)
    if (this.#controls.length >= FACTS_A_BATCH) this.#flushControls()
  }

  flush(): void {
    this.#flushAccounts()
    this.#flushGroups()
    this.#flushMembers()
    this.#flushControls()
  }

  #flushControls(): void {
    if (this.#controls.length > 0) this.#sink.controls(this.#controls)
    this.#controls = []
  }

  #flushAccounts(): void {
    if (this.#accounts.length > 0) this.#sink.accounts(this.#accounts)
    this.#accounts = []
  }

  #flushGroups(): void {
    if (this.#groups.length > 0) this.#sink.groups(this.#groups)
    this.#groups = []
  }

  #flushMembers(): void {
    const open = this.#members
    this.#members = null
    if (open === null) return
    const { source, dataset, file, length } = open
    const names = this.#newNames
    this.#newNames = []
    // Copies of their own: a batch may cross to another thread, and would take the whole column with it.
    this.#sink.members({
      source,
      dataset,
      file,
      names,
      groups: open.groups.slice(0, length),
      members: open.members.slice(0, length),
      kinds: open.kinds.slice(0, length),
    })
  }
}

interface OpenMembers {
  readonly source: string
  readonly dataset: string
  readonly file: string
  readonly groups: Uint32Array
  readonly members: Uint32Array
  readonly kinds: Uint8Array
  length: number
}

function openMembers(source: string, dataset: string, file: string): OpenMembers {
  return {
    source,
    dataset,
    file,
    groups: new Uint32Array(MEMBERS_A_BATCH),
    members: new Uint32Array(MEMBERS_A_BATCH),
    kinds: new Uint8Array(MEMBERS_A_BATCH),
    length: 0,
  }
}
