import { MEMBERSHIP_KINDS, type MembershipKind } from '../../core/model/account.ts'
import type { CredentialFact } from '../../core/model/credential.ts'
import type { AccountFact, FragmentSink, GrantFact, GroupFact, Name, ResourceFact } from '../../core/model/fragment.ts'

const FACTS_A_BATCH = 1_000
const MEMBERS_A_BATCH = 16_384

/** Where memberships stand in the evidence. */
interface Place {
  readonly dataset: string
  readonly file: string
}

/** Gathers facts and hands them to the sink in batches; `flush` hands over the rest. */
export class FactBatches {
  readonly #sink: FragmentSink
  readonly #source: string
  #accounts: AccountFact[] = []
  #groups: GroupFact[] = []
  #resources: ResourceFact[] = []
  #grants: GrantFact[] = []
  #credentials: CredentialFact[] = []
  readonly #numbers = new Map<Name, number>()
  #newNames: Name[] = []
  #place: Place | null = null
  #rows: { readonly group: number; readonly member: number; readonly kind: number }[] = []

  constructor(sink: FragmentSink, source: string) {
    this.#sink = sink
    this.#source = source
  }

  account(fact: AccountFact): void {
    this.#accounts.push(fact)
    if (this.#accounts.length >= FACTS_A_BATCH) this.#flushAccounts()
  }

  group(fact: GroupFact): void {
    this.#groups.push(fact)
    if (this.#groups.length >= FACTS_A_BATCH) this.#flushGroups()
  }

  resource(fact: ResourceFact): void {
    this.#resources.push(fact)
    if (this.#resources.length >= FACTS_A_BATCH) this.#flushResources()
  }

  credential(fact: CredentialFact): void {
    this.#credentials.push(fact)
    if (this.#credentials.length >= FACTS_A_BATCH) this.#flushCredentials()
  }

  grant(fact: GrantFact): void {
    this.#grants.push(fact)
    if (this.#grants.length >= FACTS_A_BATCH) this.#flushGrants()
  }

  member(group: Name, member: Name, kind: MembershipKind, { dataset, file }: Place): void {
    if (this.#place?.file !== file || this.#place.dataset !== dataset || this.#rows.length === MEMBERS_A_BATCH) {
      this.#flushMembers()
      this.#place = { dataset, file }
    }
    this.#rows.push({ group: this.#numberOf(group), member: this.#numberOf(member), kind: MEMBERSHIP_KINDS.indexOf(kind) })
  }

  flush(): void {
    this.#flushAccounts()
    this.#flushGroups()
    this.#flushResources()
    this.#flushGrants()
    this.#flushCredentials()
    this.#flushMembers()
  }

  #numberOf(name: Name): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    const number = this.#numbers.size
    this.#numbers.set(name, number)
    this.#newNames.push(name)
    return number
  }

  #flushAccounts(): void {
    if (this.#accounts.length > 0) this.#sink.accounts(this.#accounts)
    this.#accounts = []
  }

  #flushGroups(): void {
    if (this.#groups.length > 0) this.#sink.groups(this.#groups)
    this.#groups = []
  }

  #flushResources(): void {
    if (this.#resources.length > 0) this.#sink.resources(this.#resources)
    this.#resources = []
  }

  #flushGrants(): void {
    if (this.#grants.length > 0) this.#sink.grants(this.#grants)
    this.#grants = []
  }

  #flushCredentials(): void {
    if (this.#credentials.length > 0) this.#sink.credentials(this.#credentials)
    this.#credentials = []
  }

  #flushMembers(): void {
    const [rows, place, names] = [this.#rows, this.#place, this.#newNames]
    this.#rows = []
    if (rows.length === 0 || place === null) return
    this.#newNames = []
    this.#sink.members({
      source: this.#source,
      ...place,
      names,
      groups: Uint32Array.from(rows, ({ group }) => group),
      members: Uint32Array.from(rows, ({ member }) => member),
      kinds: Uint8Array.from(rows, ({ kind }) => kind),
    })
  }
}
