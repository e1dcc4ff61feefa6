import type { AccountFact, FragmentSink, GroupFact, MembershipFact } from '../../core/model/fragment.ts'

const FACTS_A_BATCH = 1_000

/** Gathers facts and hands them to the sink a thousand at a time; `flush` hands over the rest. */
export class FactBatches {
  readonly #sink: FragmentSink
  #accounts: AccountFact[] = []
  #groups: GroupFact[] = []
  #memberships: MembershipFact[] = []

  constructor(sink: FragmentSink) {
    this.#sink = sink
  }

  account(fact: AccountFact): void {
    this.#accounts.push(fact)
    if (this.#accounts.length >= FACTS_A_BATCH) this.#flushAccounts()
  }

  group(fact: GroupFact): void {
    this.#groups.push(fact)
    if (this.#groups.length >= FACTS_A_BATCH) this.#flushGroups()
  }

  memberships(facts: readonly MembershipFact[]): void {
    for (const fact of facts) this.#memberships.push(fact)
    if (this.#memberships.length >= FACTS_A_BATCH) this.#flushMemberships()
  }

  flush(): void {
    this.#flushAccounts()
    this.#flushGroups()
    this.#flushMemberships()
  }

  #flushAccounts(): void {
    if (this.#accounts.length > 0) this.#sink.accounts(this.#accounts)
    this.#accounts = []
  }

  #flushGroups(): void {
    if (this.#groups.length > 0) this.#sink.groups(this.#groups)
    this.#groups = []
  }

  #flushMemberships(): void {
    if (this.#memberships.length > 0) this.#sink.memberships(this.#memberships)
    this.#memberships = []
  }
}
