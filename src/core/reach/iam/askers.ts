import type { AccountHandle } from '../../model/handle.ts'
import { type IamIdentity, type IamSystem, type IamTargetFact, outsiderId } from '../../model/iam.ts'
import type { PolicyDocument, Principals } from '../../model/iam-document.ts'
import { accountOf, parseArn } from './arn.ts'
import { type Formula, TRUE, atom } from './formula.ts'
import { namedAs } from './principal.ts'
import { hasPublicStatement } from './public-statement.ts'
import type { Caller, Policies } from './request.ts'

/** Somebody who may ask AWS for something: an identity of the organization, or a holder outside that stands for whoever is there. */
export interface Asker {
  readonly caller: Caller
  readonly identity: IamIdentity | null
  /** The account of the snapshot that it is. */
  readonly handle: AccountHandle
  readonly policies: Pick<Policies, 'identity' | 'boundary' | 'scp'>
  /** What must hold for it to be that caller: the name of its session. */
  readonly calls: Formula
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
   * Identities of the owner's account, and whoever else the policy names; of a trust policy (`target` null) those alone whom it names. By
   * identity, then the owner's root user, then holders outside. O(identities × statements).
   */
  concernedBy(owner: string, policy: PolicyDocument | null, target: IamTargetFact | null): readonly Asker[] {
    const askers = new Map<string, Asker>()
    const add = (asker: Asker): void => void askers.set(`${asker.handle} ${JSON.stringify(asker.caller)}`, asker)
    const allows = allowsIn(policy)
    const isTrust = target === null
    for (const identity of this.#system.identities.values()) {
      if (identity.what === 'group' || identity.handle === null) continue
      const asker = this.#asker(identity, identity.handle)
      const isNamed = allows.some(({ principal }) => namedAs(principal, asker.caller).length > 0)
      // A trust policy must let them in; a resource of the own account may be reached without being named.
      if (isNamed || (identity.account === owner && !isTrust)) add(asker)
      for (const name of sessionsNamed(allows, identity.arn)) add(inSession(asker, name))
    }
    if (!isTrust) for (const asker of this.#root(owner)) add(asker)
    for (const { principal } of allows) for (const asker of this.#outsiders(principal, owner)) add(asker)
    const own = this.document(target?.policy ?? null)
    const isHeldOff = target?.holdsOffPublic === true && own !== null && hasPublicStatement(own)
    return [...askers.values()].filter(({ caller }) => !isHeldOff || staysInside(caller, owner))
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
    const asker: Asker = { caller, identity, handle, policies, calls: TRUE }
    this.#known.set(arn, asker)
    return asker
  }

  /** Empty where the source does not name the account's root user. */
  #root(account: string): readonly Asker[] {
    const handle = this.#system.outsider(outsiderId.root(account))
    const policies = { identity: [], boundary: null, scp: this.#scpOf(account) }
    return handle === null ? [] : [{ caller: { kind: 'root', account }, identity: null, handle, policies, calls: TRUE }]
  }

  /** Holders outside that a statement names: what their own accounts allow them nobody here can know, so all of it. */
  #outsiders(principal: Principals, owner: string): readonly Asker[] {
    const found: Asker[] = []
    const add = (id: string, caller: Caller): void => {
      const handle = this.#system.outsider(id)
      // INVARIANT: a source names an account for every holder outside that its policies let in; without one a holder would be lost.
      if (handle === null) throw new Error(`no account of ${this.#system.source} stands for ${id}`)
      const policies = { identity: [EVERYTHING], boundary: null, scp: null }
      found.push({ caller, identity: null, handle, policies, calls: TRUE })
    }
    for (const text of principal.byKind.AWS) {
      const account = accountOf(text)
      if (account === null || account === owner || this.#isRead(account)) continue
      add(outsiderId.account(account), callerNamed(text, account))
    }
    for (const name of principal.byKind.Service) add(outsiderId.service(name), { kind: 'service', name })
    for (const id of principal.byKind.CanonicalUser) {
      // Of a policy that names one its reader says so as a gap: who it is stands in no record.
      const canonical = outsiderId.canonical(id)
      if (this.#system.outsider(canonical) !== null) add(canonical, { kind: 'user', arn: canonical })
    }
    for (const provider of principal.byKind.Federated) add(outsiderId.provider(provider), { kind: 'federated', provider })
    if (principal.everybody) {
      add(outsiderId.anybody, { kind: 'anonymous' })
      add(outsiderId.anybody, { kind: 'user', arn: ANYBODY_SIGNED_IN })
    }
    return found
  }

  /** An account of ours whose identities were not read has one that stands for them. */
  #isRead(account: string): boolean {
    return this.#system.accounts.has(account) && this.#system.outsider(outsiderId.account(account)) === null
  }

  #scpOf(account: string): Policies['scp'] {
    const known = this.#system.accounts.get(account)
    return known === undefined || known.isManagement ? null : this.levels(known.scp)
  }
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

/** A session of which nobody said how it is called: no policy that names one session fits this. */
const SOME_SESSION = '(any session)'

/** Names of sessions of the role that statements name (`arn:aws:sts::111122223333:assumed-role/Role/name`): the path of the role is left out there. */
function sessionsNamed(allows: readonly { readonly principal: Principals }[], roleArn: string): readonly string[] {
  const role = parseArn(roleArn)
  if (role === null || !role.rest.startsWith('role/')) return []
  const prefix = `arn:${role.partition}:sts::${role.account}:assumed-role/${role.rest.split('/').at(-1)}/`
  return allows.flatMap(({ principal }) =>
    principal.byKind.AWS.flatMap((text) => (text.startsWith(prefix) ? [text.slice(prefix.length)] : [])),
  )
}

function inSession(asker: Asker, sessionName: string): Asker {
  const { caller } = asker
  if (caller.kind !== 'role-session') return asker
  return { ...asker, caller: { ...caller, sessionName }, calls: atom('sts:RoleSessionName', `the session is called \`${sessionName}\``) }
}

/** Whoever is signed in to some account that is none of ours. */
const ANYBODY_SIGNED_IN = 'arn:aws:iam::000000000000:user/anybody'

const EVERYTHING: PolicyDocument = {
  label: 'what their own account allows',
  variables: true,
  statements: [
    {
      sid: null,
      effect: 'Allow',
      actions: ['*'],
      notActions: null,
      resources: ['*'],
      notResources: null,
      principal: null,
      notPrincipal: null,
      condition: [],
    },
  ],
}

function callerNamed(text: string, account: string): Caller {
  const rest = parseArn(text)?.rest ?? 'root'
  if (rest.startsWith('user/')) return { kind: 'user', arn: text }
  if (rest.startsWith('role/')) return { kind: 'role-session', roleArn: text, sessionName: SOME_SESSION, serviceLinked: false }
  const session = /^assumed-role\/(.+)\/([^/]+)$/u.exec(rest)
  if (session !== null) {
    const [, role = '', sessionName = ''] = session
    return { kind: 'role-session', roleArn: `arn:aws:iam::${account}:role/${role}`, sessionName, serviceLinked: false }
  }
  return { kind: 'user', arn: `arn:aws:iam::${account}:user/(any)` }
}

/** Public statements are held off from whoever is neither of the account nor a service (rule 37). */
function staysInside(caller: Caller, owner: string): boolean {
  switch (caller.kind) {
    case 'service':
      return true
    case 'root':
      return caller.account === owner
    case 'user':
      return accountOf(caller.arn) === owner
    case 'role-session':
      return accountOf(caller.roleArn) === owner
    default:
      return false
  }
}
