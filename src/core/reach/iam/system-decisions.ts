import type { IamIdentity, IamSystem, IamTargetFact } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import type { ResourceKind } from '../../model/resource-kind.ts'
import { accountOf } from './arn.ts'
import type { Asker } from './asker.ts'
import { Askers } from './askers.ts'
import type { Decided } from './decided.ts'
import { decidedTogether } from './decided-together.ts'
import { type Formula, textOf } from './formula.ts'
import { allowsIn, identitiesOf } from './identities-concerned.ts'
import { type LevelAction, levelActions } from './levels.ts'
import type { Wanted } from './may-allow.ts'
import type { Caller } from './request.ts'
import { BEGINS_INSIDE, RequestDecisions } from './request-decisions.ts'

/** That an asker is let through, by which action and statement, and on what it depends. */
export interface Permitted extends Decided {
  readonly asker: Asker
  readonly level: string
}

/**
 * What AWS decides over the records of one source, for all who may be concerned at once: each question costs the policies of those whom something
 * tells apart.
 *
 * State worth a class: what was decided before.
 */
export class SystemDecisions {
  readonly #system: IamSystem
  readonly #ofTarget = new Map<string, readonly Permitted[]>()
  readonly #ofRole = new Map<string, readonly Permitted[]>()
  readonly #askers: Askers
  readonly #requests: RequestDecisions
  readonly #assignments: ReadonlyMap<string, IamSystem['assignments']>

  constructor(system: IamSystem) {
    this.#system = system
    this.#askers = new Askers(system)
    this.#requests = new RequestDecisions(system, this.#askers)
    this.#assignments = Map.groupBy(system.assignments, ({ account, permissionSet }) => `${account} ${permissionSet}`)
  }

  /** Who holds which level on a resource; by asker, then level. */
  holdersOf(target: IamTargetFact, kind: ResourceKind): readonly Permitted[] {
    const known = this.#ofTarget.get(target.resource)
    if (known !== undefined) return known
    const policy = this.#requests.policyOf(target)
    const levels = levelActions(kind, target.resource)
    const key = this.#requests.keyOf(target)
    const ofKey = key === null ? null : { account: key.account, policy: this.#requests.policyOf(key) }
    const services = [...new Set(levels.flatMap(([, actions]) => actions.map(({ action }) => action.split(':', 1)[0] ?? '')))]
    const wanted = { services, arns: [target.resource, ...(target.accessPoints ?? []).map(({ arn }) => arn)] }
    const places = new Set(levels.flatMap(([, actions]) => actions.map(({ on }) => on)).concat('itself'))
    const levelsOf = this.#togetherOn(target, wanted, places, (asker) => this.#requests.levelsOf(asker, { target, policy }, levels))
    const made = this.#askers
      .concernedByTarget(target, policy, ofKey, wanted)
      .flatMap((asker) => levelsOf(asker).map((held) => ({ asker, ...held })))
    this.#ofTarget.set(target.resource, made)
    return made
  }

  /** Who may take on a role, by its trust policy: identities, services, providers and accounts outside. */
  assumersOf(role: IamIdentity): readonly Permitted[] {
    const known = this.#ofRole.get(role.arn)
    if (known !== undefined) return known
    const trust = this.#askers.document(role.trust)
    const about = { resource: role.arn, account: role.account, tags: role.tags, through: null }
    const wanted = { services: ['sts'], arns: [role.arn] }
    const takenBy = this.#togetherOnRole(role, trust, (asker) =>
      this.#requests.decided(asker, assumeAction(asker.caller), about, trust, 'itself'),
    )
    const concerned = trust === null ? [] : this.#askers.concernedBy({ account: role.account, policy: trust }, wanted, true)
    const made = concerned.flatMap((asker) => {
      const taken = asker.identity?.arn === role.arn ? null : takenBy(asker)
      return taken === null ? [] : [{ asker, level: 'use', ...taken }]
    })
    this.#ofRole.set(role.arn, made)
    return made
  }

  /**
   * Who may hand the role to a service that its trust lets in, and so run code as the role: a way sideways, which no path follows ("Granting
   * a user permissions to pass a role to an AWS service"). Of a role that no service may take on nobody.
   */
  passersOf(role: IamIdentity): readonly Permitted[] {
    const isForServices = allowsIn(this.trustOf(role)).some(({ principal }) => principal.everybody || principal.byKind.Service.length > 0)
    if (!isForServices || role.serviceLinked) return []
    const about = { resource: role.arn, account: role.account, tags: role.tags, through: null }
    const wanted = { services: ['iam'], arns: [role.arn] }
    const passedBy = this.#togetherOnRole(role, null, (asker) => this.#requests.decided(asker, 'iam:PassRole', about, null, 'itself'))
    return identitiesOf(this.#askers.index, role.account, wanted).flatMap((asker) => {
      const passed = passedBy(asker)
      return passed === null ? [] : [{ asker, level: 'use', ...passed }]
    })
  }

  policyOf(target: IamTargetFact): PolicyDocument | null {
    return this.#requests.policyOf(target)
  }

  trustOf(role: IamIdentity): PolicyDocument | null {
    return this.#askers.document(role.trust)
  }

  /** Accounts whose own policies bear on who is let through to a resource: by its policy, by its access points, and by the key that encrypts it. */
  accountsOf(target: IamTargetFact): ReadonlySet<string> {
    const points = (target.accessPoints ?? []).map(({ arn, policy }) =>
      this.accountsConcerned(accountOf(arn) ?? '', this.#askers.document(policy)),
    )
    const key = this.#requests.keyOf(target)
    const ofKey = key === null ? [] : [this.accountsConcerned(key.account, this.#requests.policyOf(key))]
    return new Set(
      [this.accountsConcerned(target.account, this.#requests.policyOf(target)), ...points, ...ofKey].flatMap((some) => [...some]),
    )
  }

  /** Accounts whose own policies bear on who is let through by `policy`: the owner's, and those that it names. */
  accountsConcerned(owner: string, policy: PolicyDocument | null): ReadonlySet<string> {
    const named = new Set([owner])
    for (const { principal } of allowsIn(policy)) {
      for (const text of principal.byKind.AWS) {
        const account = accountOf(text)
        if (account !== null) named.add(account)
      }
      if (principal.everybody) for (const account of this.#system.accounts.keys()) named.add(account)
    }
    return named
  }

  /** By role: the assignments of the permission set that Identity Center keeps there (rule 18). */
  assignmentsOf({ account, arn }: IamIdentity): IamSystem['assignments'] {
    const set = permissionSetOf(arn)
    return set === null ? [] : (this.#assignments.get(`${account} ${set}`) ?? [])
  }

  /** Decides once for those alike, about a resource and the key that encrypts it; of a bucket with access points for each alone. */
  #togetherOn<Value>(
    target: IamTargetFact,
    { services, arns }: Wanted,
    places: ReadonlySet<LevelAction['on']>,
    decide: (asker: Asker) => Value,
  ): (asker: Asker) => Value {
    this.#requests.forget()
    if ((target.accessPoints ?? []).length > 0) return decide
    const key = this.#requests.keyOf(target)
    const subjects = [target, ...(key === null ? [] : [key])].map(({ resource, account, tags }) => ({
      about: { account, tags, through: null },
      names: [...places].map((on) => ({ resource: `${resource}${BEGINS_INSIDE[on]}`, inside: on !== 'itself' })),
    }))
    const owners = new Set(subjects.map(({ about }) => about.account))
    const guards = [
      this.#requests.policyOf(target),
      this.#askers.document(target.policy),
      key === null ? null : this.#requests.policyOf(key),
    ]
    const question = {
      subjects,
      wanted: key === null ? { services, arns } : { services: [...services, 'kms'], arns: [...arns, key.resource] },
      guards: [...guards.flatMap((guard) => guard ?? []), ...[...owners].flatMap((owner) => this.#requests.rcpDocumentsOf(owner))],
    }
    return decidedTogether(this.#askers.index, this.#system, question, decide)
  }

  /** Decides once for those alike, about taking on a role or handing it on. */
  #togetherOnRole<Value>(
    { arn, account, tags }: IamIdentity,
    trust: PolicyDocument | null,
    decide: (asker: Asker) => Value,
  ): (asker: Asker) => Value {
    this.#requests.forget()
    const question = {
      subjects: [{ about: { account, tags, through: null }, names: [{ resource: arn, inside: false }] }],
      wanted: { services: ['sts', 'iam'], arns: [arn] },
      guards: [...(trust === null ? [] : [trust]), ...this.#requests.rcpDocumentsOf(account)],
    }
    return decidedTogether(this.#askers.index, this.#system, question, decide)
  }
}

/** The permission set behind a role of Identity Center; null for other roles. */
function permissionSetOf(arn: string): string | null {
  return /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/u.exec(arn)?.[1] ?? null
}

function assumeAction(caller: Caller): string {
  if (caller.kind !== 'federated') return 'sts:AssumeRole'
  return caller.provider.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity'
}

/** The residual of a permission in words; empty where nothing is left. */
export function residualWords(residual: Formula): string {
  return residual.kind === 'true' ? '' : `if ${textOf(residual)}`
}
