import type { CredentialFact } from '../../core/model/credential.ts'
import type { AccountFact, FragmentSink, GroupFact, MembershipFact, ResourceFact } from '../../core/model/fragment.ts'
import type { IamFact } from '../../core/model/iam.ts'

const FACTS_A_BATCH = 1_000

/** Gathers facts and hands them to the sink in batches; `flush` hands over the rest. */
export class AwsFacts {
  readonly #flushes: (() => void)[] = []
  readonly account: (fact: AccountFact) => void
  readonly group: (fact: GroupFact) => void
  readonly membership: (fact: MembershipFact) => void
  readonly resource: (fact: ResourceFact) => void
  readonly credential: (fact: CredentialFact) => void
  readonly iam: (fact: IamFact) => void

  constructor(sink: FragmentSink) {
    this.account = this.#batched((batch) => sink.accounts(batch))
    this.group = this.#batched((batch) => sink.groups(batch))
    this.membership = this.#batched((batch) => sink.memberships(batch))
    this.resource = this.#batched((batch) => sink.resources(batch))
    this.credential = this.#batched((batch) => sink.credentials(batch))
    this.iam = this.#batched((batch) => sink.iam(batch))
  }

  flush(): void {
    for (const flush of this.#flushes) flush()
  }

  #batched<Fact>(hand: (batch: readonly Fact[]) => void): (fact: Fact) => void {
    let batch: Fact[] = []
    const flush = (): void => {
      if (batch.length > 0) hand(batch)
      batch = []
    }
    this.#flushes.push(flush)
    return (fact) => {
      batch.push(fact)
      if (batch.length >= FACTS_A_BATCH) flush()
    }
  }
}
