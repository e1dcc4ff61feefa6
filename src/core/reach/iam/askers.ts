import type { AccountHandle } from '../../model/handle.ts'
import { type IamIdentity, type IamSystem, type IamTargetFact, outsiderId } from '../../model/iam.ts'
import { type PolicyDocument, type Principals, allowsEverything } from '../../model/iam-document.ts'
import { accountOf, parseArn } from './arn.ts'
import { type Formula, TRUE, atom } from './formula.ts'
import { callerNamed, SOME_SESSION } from './caller-named.ts'
import { namedAs } from './principal.ts'
import { strangersIn } from './strangers.ts'
import type { Caller, Policies } from './request.ts'

/** Somebody who may ask AWS for something: an identity of the organization, or a holder outside that stands for whoever is there. */
export interface Asker {
  readonly caller: Caller
  readonly identity: IamIdentity | null
  /** The account of the snapshot that it is. */
  readonly handle: AccountHandle
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'scp'>
  /** What must hold for it to be that caller: the name of its session, the account of a stranger. */
  readonly calls: Formula
  /** The organization of a holder outside, where a policy tells it apart; null = as the records say. */
  readonly organization: string | null
}

/** A policy, and the account that owns what it guards. */
interface Guarding {
  readonly account: string
  readonly policy: PolicyDocument | null
}

/**
 * Finds who may be concerned by a resource's policy.
 *
 * State worth a class: what hangs on an identity is gathered once.
 */
export class Askers {
  readonly #system: IamSystem
  readonly #known = new Map<string, Asker>()

  constructor(system: IamSystem) {
    this.#system = system
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
  concernedByTarget(target: IamTargetFact, policy: PolicyDocument | null, key: Guarding | null): readonly Asker[] {
    const points = (target.accessPoints ?? []).map(({ arn, policy: own }) => ({
      account: accountOf(arn) ?? '',
      policy: this.document(own),
    }))
    const guarding: readonly Guarding[] = [{ account: target.account, policy }, ...points, ...(key === null ? [] : [key])]
    const found = guarding.flatMap((one) => this.concernedBy(one.account, one.policy, false))
    return [...new Map(found.map((asker) => [keyOf(asker), asker])).values()]
  }

  /**
   * Identities of the owner's account, and whoever else the policy names; of a trust policy those alone whom it names. By identity, then the
   * owner's root user, then holders outside. O(identities × statements).
   */
  concernedBy(owner: string, policy: PolicyDocument | null, isTrust: boolean): readonly Asker[] {
    const askers = new Map<string, Asker>()
    const add = (asker: Asker): void => void askers.set(keyOf(asker), asker)
    const allows = allowsIn(policy)
    for (const identity of this.#system.identities.values()) {
      if (identity.what === 'group' || identity.handle === null) continue
      const asker = this.#asker(identity, identity.handle)
      const isNamed = allows.some(({ principal }) => namedAs(principal, asker.caller).length > 0)
      // A trust policy must let them in; a resource of the own account may be reached without being named.
      if (isNamed || (identity.account === owner && !isTrust)) add(asker)
      for (const name of sessionsNamed(policy, identity.arn)) add(inSession(asker, name))
      if (!isTrust) for (const session of federatedSessionsNamed(allows, identity)) add(inFederation(asker, session))
    }
    if (!isTrust) for (const asker of this.#root(owner)) add(asker)
    for (const { principal } of allows) for (const asker of this.#outsiders(principal, owner)) add(asker)
    if (allows.some(({ principal }) => principal.everybody)) for (const asker of this.#strangers(owner, policy)) add(asker)
    return [...askers.values()]
  }

  /** Users and roles of an account, by ARN. */
  ownOf(account: string): readonly Asker[] {
    return [...this.#system.identities.values()].flatMap((identity) =>
      identity.what === 'group' || identity.handle === null || identity.account !== account ? [] : [this.#asker(identity, identity.handle)],
    )
  }

  #asker(identity: IamIdentity, handle: AccountHandle): Asker {
    const known = this.#known.get(identity.arn)
    if (known !== undefined) return known
    const { arn, what, account, serviceLinked } = identity
    const groups = identity.groups.flatMap((group) => this.#system.identities.get(group)?.policies ?? [])
    const caller: Caller =
      what === 'user' ? { kind: 'user', arn } : { kind: 'role-session', roleArn: arn, sessionName: SOME_SESSION, serviceLinked }
    const own = [...identity.policies, ...groups].flatMap((key) => this.document(key) ?? [])
    const policies = { identity: own, boundary: this.document(identity.boundary), scp: this.#scpOf(account) }
    const asker: Asker = { caller, identity, handle, policies, calls: TRUE, organization: null }
    this.#known.set(arn, asker)
    return asker
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
    const known = this.#system.accounts.get(account)
    return known === undefined || known.isManagement ? null : this.levels(known.scp)
  }
}

function keyOf({ handle, caller, organization }: Asker): string {
  return JSON.stringify([handle, caller, organization])
}

/** The principals of a policy's Allow statements. */
export function allowsIn(policy: PolicyDocument | null): readonly { readonly principal: Principals }[] {
  return (policy?.statements ?? []).flatMap(({ effect, principal, notPrincipal }) => {
    if (effect !== 'Allow') return []
    // Allow with NotPrincipal lets in everybody else (rule 8).
    return notPrincipal !== null ? [{ principal: EVERYBODY }] : principal === null ? [] : [{ principal }]
  })
}

const EVERYBODY: Principals = { everybody: true, byKind: { AWS: [], Service: [], Federated: [], CanonicalUser: [] } }

/**
 * Names of sessions of the role that statements name, to let them in or to spare them (`arn:aws:sts::111122223333:assumed-role/Role/name`): the
 * path of the role is left out there.
 */
function sessionsNamed(policy: PolicyDocument | null, roleArn: string): readonly string[] {
  const role = parseArn(roleArn)
  if (policy === null || role === null || !role.rest.startsWith('role/')) return []
  const prefix = `arn:${role.partition}:sts::${role.account}:assumed-role/${role.rest.split('/').at(-1)}/`
  const named = policy.statements.flatMap(({ principal, notPrincipal }) =>
    [principal?.byKind.AWS ?? [], notPrincipal?.byKind.AWS ?? []].flat(),
  )
  return [...new Set(named)].flatMap((text) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : []))
}

function inSession(asker: Asker, sessionName: string): Asker {
  const { caller } = asker
  if (caller.kind !== 'role-session') return asker
  return { ...asker, caller: { ...caller, sessionName }, calls: atom('sts:RoleSessionName', `the session is called \`${sessionName}\``) }
}

/** Sessions by GetFederationToken that statements name, of the user's account (`arn:aws:sts::111122223333:federated-user/name`): of which user, no record says. */
function federatedSessionsNamed(allows: readonly { readonly principal: Principals }[], { what, account }: IamIdentity): readonly string[] {
  if (what !== 'user') return []
  const isOne = (text: string): boolean => text.includes(`:sts::${account}:federated-user/`)
  return allows.flatMap(({ principal }) => principal.byKind.AWS.filter((text) => isOne(text)))
}

function inFederation(asker: Asker, arn: string): Asker {
  const { caller } = asker
  if (caller.kind !== 'user') return asker
  const calls = atom('aws:userid', `they take the session \`${arn.slice(arn.lastIndexOf('/') + 1)}\` by sts:GetFederationToken`)
  return { ...asker, caller: { kind: 'federated-session', userArn: caller.arn, arn }, calls }
}

/** Of somebody outside nobody here knows what their own account allows, so all of it. */
export const UNKNOWN_OWN: Asker['policies'] = { identity: [allowsEverything('what their own account allows')], boundary: null, scp: null }
