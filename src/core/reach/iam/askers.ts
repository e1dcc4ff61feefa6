import type { AccountHandle } from '../../model/handle.ts'
import { type IamIdentity, type IamSystem, type IamTargetFact, outsiderId } from '../../model/iam.ts'
import { type PolicyDocument, type Principals, allowsEverything } from '../../model/iam-document.ts'
import { accountOf } from './arn.ts'
import { TRUE } from './formula.ts'
import { callerNamed, SOME_SESSION } from './caller-named.ts'
import { type Guarding, allowsIn, identitiesConcerned } from './identities-concerned.ts'
import type { Asker, IdentifiedAsker } from './asker.ts'
import { IdentityIndex } from './identity-index.ts'
import type { Wanted } from './may-allow.ts'
import { strangersIn } from './strangers.ts'
import type { Caller, Policies } from './request.ts'

/**
 * Finds who may be concerned by a resource's policy.
 *
 * State worth a class: what hangs on an identity is gathered once.
 */
export class Askers {
  readonly #system: IamSystem
  readonly #scp = new Map<string, Policies['scp']>()
  readonly index: IdentityIndex

  constructor(system: IamSystem) {
    this.#system = system
    const askers = [...system.identities.values()].flatMap((identity) =>
      identity.what === 'group' || identity.handle === null ? [] : [this.#asker(identity, identity.handle)],
    )
    this.index = new IdentityIndex(askers, system)
  }

  document(key: string | null): PolicyDocument | null {
    return key === null ? null : (this.#system.policies.get(key)?.document ?? null)
  }

  levels(levels: readonly (readonly string[])[] | null): Policies['scp'] {
    return levels?.map((keys) => keys.flatMap((key) => this.document(key) ?? [])) ?? null
  }

  /**
   * Whom the resource's policy concerns, those of its access points, and that of the key: whoever may decrypt may be one whom the others let in
   * as anybody. Each asker once, in the order of `concernedBy`.
   */
  concernedByTarget(target: IamTargetFact, policy: PolicyDocument | null, key: Guarding | null, wanted: Wanted): readonly Asker[] {
    const { accessPoints = [] } = target
    const points = accessPoints.map(({ arn, policy: own }) => ({ account: accountOf(arn) ?? '', policy: this.document(own) }))
    const guarding: readonly Guarding[] = [{ account: target.account, policy }, ...points, ...(key === null ? [] : [key])]
    const found = guarding.flatMap((one) => this.concernedBy(one, wanted, false))
    return guarding.length === 1 ? found : [...new Map(found.map((asker) => [keyOf(asker), asker])).values()]
  }

  /** Users and roles that may be let through, then the owner's root user, then holders outside; each once. */
  concernedBy(guarding: Guarding, wanted: Wanted, isTrust: boolean): readonly Asker[] {
    const { account: owner, policy } = guarding
    const allows = allowsIn(policy)
    const found = [
      ...identitiesConcerned(this.index, guarding, wanted, isTrust),
      ...(isTrust ? [] : this.#root(owner)),
      ...allows.flatMap(({ principal }) => this.#outsiders(principal, owner)),
      ...(allows.some(({ principal }) => principal.everybody) ? this.#strangers(owner, policy) : []),
    ]
    return [...new Map(found.map((asker) => [keyOf(asker), asker])).values()]
  }

  #asker(identity: IamIdentity, handle: AccountHandle): IdentifiedAsker {
    const { arn, what, account, serviceLinked } = identity
    const groups = identity.groups.flatMap((group) => this.#system.identities.get(group)?.policies ?? [])
    const caller: Caller =
      what === 'user' ? { kind: 'user', arn } : { kind: 'role-session', roleArn: arn, sessionName: SOME_SESSION, serviceLinked }
    const own = [...identity.policies, ...groups].flatMap((key) => this.document(key) ?? [])
    const policies = { identity: own, boundary: this.document(identity.boundary), scp: this.#scpOf(account) }
    return { caller, identity, handle, policies, calls: TRUE, organization: null }
  }

  /** Empty where the source does not name the account's root user. */
  #root(account: string): readonly Asker[] {
    const handle = this.#system.outsider(outsiderId.root(account))
    const policies = { identity: [], boundary: null, scp: this.#scpOf(account) }
    return handle === null ? [] : [{ caller: { kind: 'root', account }, identity: null, handle, policies, calls: TRUE, organization: null }]
  }

  /** Holders outside that a statement names. */
  #outsiders(principal: Principals, owner: string): readonly Asker[] {
    const found: Asker[] = []
    const add = (id: string, caller: Caller): void => {
      const handle = this.#system.outsider(id)
      // INVARIANT: a source names an account for every holder outside that its policies let in; without one a holder would be lost.
      if (handle === null) throw new Error(`no account of ${this.#system.source} stands for ${id}`)
      found.push({ caller, identity: null, handle, policies: UNKNOWN_OWN, calls: TRUE, organization: null })
    }
    for (const text of principal.byKind.AWS) {
      const account = accountOf(text)
      if (account === null || account === owner || this.isRead(account)) continue
      add(outsiderId.account(account), callerNamed(text, account))
    }
    for (const name of principal.byKind.Service) add(outsiderId.service(name), { kind: 'service', name })
    for (const id of principal.byKind.CanonicalUser) {
      // Of a policy that names one its reader says so as a gap: who it is stands in no record.
      const canonical = outsiderId.canonical(id)
      if (this.#system.outsider(canonical) !== null) add(canonical, { kind: 'user', arn: canonical })
    }
    for (const provider of principal.byKind.Federated) add(outsiderId.provider(provider), { kind: 'federated', provider })
    return found
  }

  /** Holders outside whom a policy for everybody lets in. Of an account that has a holder of its own it is that one, who needs no condition to be of it. */
  #strangers(owner: string, policy: PolicyDocument | null): readonly Asker[] {
    const rcp = this.levels(this.#system.accounts.get(owner)?.rcp ?? null) ?? []
    const documents = [...(policy === null ? [] : [policy]), ...rcp.flat()]
    const isOurs = (account: string): boolean => account === owner || this.isRead(account)
    const strangers = strangersIn(documents, this.#system, isOurs).map(({ caller, account, organization, calls }) => {
      const own = account === null ? null : this.#system.outsider(outsiderId.account(account))
      const handle = own ?? this.#system.outsider(outsiderId.anybody)
      if (handle === null) throw new Error(`no account of ${this.#system.source} stands for anybody`)
      return { caller, identity: null, handle, policies: UNKNOWN_OWN, calls: own === null ? calls : TRUE, organization }
    })
    const unread = [...this.#system.accounts.keys()].flatMap((account): readonly Asker[] => {
      const handle = account === owner ? null : this.#system.outsider(outsiderId.account(account))
      if (handle === null) return []
      return [{ caller: callerNamed(account, account), identity: null, handle, policies: UNKNOWN_OWN, calls: TRUE, organization: null }]
    })
    return [...strangers, ...unread]
  }

  /** An account of ours whose identities were not read has one that stands for them. */
  isRead(account: string): boolean {
    return this.#system.accounts.has(account) && this.#system.outsider(outsiderId.account(account)) === null
  }

  #scpOf(account: string): Policies['scp'] {
    const kept = this.#scp.get(account)
    if (kept !== undefined) return kept
    const known = this.#system.accounts.get(account)
    const made = known === undefined || known.isManagement ? null : this.levels(known.scp)
    this.#scp.set(account, made)
    return made
  }
}

function keyOf({ handle, identity, calls, caller, organization }: Asker): string {
  // Nearly all: the identity itself.
  if (identity !== null && calls === TRUE) return String(handle)
  return JSON.stringify([handle, caller, organization])
}

/** Of somebody outside nobody here knows what their own account allows, so all of it. */
export const UNKNOWN_OWN: Asker['policies'] = { identity: [allowsEverything('what their own account allows')], boundary: null, scp: null }
