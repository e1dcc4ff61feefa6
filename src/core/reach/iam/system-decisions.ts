import type { IamIdentity, IamSystem, IamTargetFact } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import type { ResourceKind } from '../../model/resource-kind.ts'
import { accountOf } from './arn.ts'
import { type Asker, Askers, allowsIn } from './askers.ts'
import { type Decision, decide } from './decide.ts'
import { FALSE, type Formula, all, any, atom, textOf } from './formula.ts'
import { withGrantedBeside } from './granted-beside.ts'
import { type LevelAction, levelActions } from './levels.ts'
import type { Caller, IamRequest } from './request.ts'
import { systemContext } from './system-context.ts'

/** That an asker is let through, by which action and statement, and on what it depends. */
export interface Permitted {
  readonly asker: Asker
  readonly level: string
  /** In AWS's words: ``s3:GetObject by policy `LabRead`, statement 1``. */
  readonly says: string
  readonly residual: Exclude<Formula, { readonly kind: 'false' }>
}

/**
 * What AWS decides over the records of one source, asker by asker: each question costs the policies of those who may be concerned.
 *
 * State worth a class: what was decided before.
 */
export class SystemDecisions {
  readonly #system: IamSystem
  readonly #ofTarget = new Map<string, readonly Permitted[]>()
  readonly #ofRole = new Map<string, readonly Permitted[]>()
  readonly #askers: Askers

  constructor(system: IamSystem) {
    this.#system = system
    this.#askers = new Askers(system)
  }

  /** Who holds which level on a resource; by asker, then level. */
  holdersOf(target: IamTargetFact, kind: ResourceKind): readonly Permitted[] {
    const known = this.#ofTarget.get(target.resource)
    if (known !== undefined) return known
    const policy = this.policyOf(target)
    const askers = this.#askers.concernedBy(target.account, policy, target)
    const made = askers.flatMap((asker) =>
      levelActions(kind).flatMap(([level, actions]) => {
        const decided = actions.map(({ action, on }) => this.#decided(asker, action, target, policy, on))
        const best = bestOf(decided)
        return best === null ? [] : [{ asker, level, ...this.#withKey(best, asker, level, target) }]
      }),
    )
    this.#ofTarget.set(target.resource, made)
    return made
  }

  /** Who may take on a role, by its trust policy: identities, services, providers and accounts outside. */
  assumersOf(role: IamIdentity): readonly Permitted[] {
    const known = this.#ofRole.get(role.arn)
    if (known !== undefined) return known
    const trust = this.#askers.document(role.trust)
    const about = { resource: role.arn, account: role.account, tags: role.tags }
    const made =
      trust === null
        ? []
        : this.#askers.concernedBy(role.account, trust, null).flatMap((asker) => {
            if (asker.identity?.arn === role.arn) return []
            const action = assumeAction(asker.caller)
            const best = bestOf([this.#decided(asker, action, about, trust, 'itself')])
            return best === null ? [] : [{ asker, level: 'use', ...best }]
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
    const about = { resource: role.arn, account: role.account, tags: role.tags }
    return this.#askers.ownOf(role.account).flatMap((asker) => {
      const passed = this.#decided(asker, 'iam:PassRole', about, null, 'itself')
      return passed === null ? [] : [{ asker, level: 'use', ...passed }]
    })
  }

  /** The resource's own policy, with what was granted beside it; null where there is neither. */
  policyOf(target: IamTargetFact): PolicyDocument | null {
    return withGrantedBeside(this.#askers.document(target.policy), target)
  }

  trustOf(role: IamIdentity): PolicyDocument | null {
    return this.#askers.document(role.trust)
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
    return set === null
      ? []
      : this.#system.assignments.filter((assignment) => assignment.account === account && assignment.permissionSet === set)
  }

  #decided(
    asker: Asker,
    action: string,
    about: Pick<IamTargetFact, 'resource' | 'account' | 'tags'>,
    policy: PolicyDocument | null,
    on: LevelAction['on'],
  ): Pick<Permitted, 'says' | 'residual'> | null {
    const request: IamRequest = {
      caller: asker.caller,
      action,
      resource: `${about.resource}${BEGINS_INSIDE[on]}`,
      inside: on !== 'itself',
      resourceAccount: about.account,
      context: systemContext(this.#system, asker.caller, asker.identity, about),
    }
    const owner = this.#system.accounts.get(about.account)
    const rcp = owner === undefined || owner.isManagement ? null : this.#askers.levels(owner.rcp)
    const decision = decide(request, { ...asker.policies, session: null, resource: policy, rcp, endpoint: null })
    // A session is called what its holder chooses: by a policy that names one, it is let through under that name.
    const residual = all(decision.residual, asker.calls)
    return residual.kind === 'false' ? null : { says: wordsFor(action, decision, asker.identity === null), residual }
  }

  /** What is encrypted with a key is read only by whoever may decrypt with it (rule 36). */
  #withKey(
    found: Pick<Permitted, 'says' | 'residual'>,
    asker: Asker,
    level: string,
    { encryptedBy }: IamTargetFact,
  ): Pick<Permitted, 'says' | 'residual'> {
    const key = encryptedBy === null || level !== 'read' ? undefined : this.#system.targets.get(encryptedBy)
    if (key === undefined) return found
    const decrypt = this.#decided(asker, 'kms:Decrypt', key, this.policyOf(key), 'itself')
    const plain = atom(null, `it is not encrypted with \`${encryptedBy}\``)
    const residual = all(found.residual, decrypt === null ? plain : any(decrypt.residual, decrypt.residual.kind === 'true' ? FALSE : plain))
    return residual.kind === 'false' ? found : { ...found, residual }
  }
}

/** Where the names inside a resource begin. */
const BEGINS_INSIDE: Readonly<Record<LevelAction['on'], string>> = { itself: '', inside: '/', qualified: ':' }

/** The permission set behind a role of Identity Center; null for other roles. */
function permissionSetOf(arn: string): string | null {
  return /:role\/aws-reserved\/sso\.amazonaws\.com\/(?:[^/]+\/)?AWSReservedSSO_(.+)_[0-9a-f]{16}$/u.exec(arn)?.[1] ?? null
}

function assumeAction(caller: Caller): string {
  if (caller.kind !== 'federated') return 'sts:AssumeRole'
  return caller.provider.includes(':saml-provider/') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity'
}

/** What holds without more before what holds on condition; then the order of the actions. */
function bestOf(found: readonly (Pick<Permitted, 'says' | 'residual'> | null)[]): Pick<Permitted, 'says' | 'residual'> | null {
  const some = found.filter((one) => one !== null)
  return some.find(({ residual }) => residual.kind === 'true') ?? some[0] ?? null
}

/** Of somebody outside the own policies are not known: what the resource says lets them in. */
function wordsFor(action: string, { statements }: Decision, isOutside: boolean): string {
  const allowing = statements.filter(({ effect, family }) => effect === 'Allow' && (family === 'identity' || family === 'resource'))
  const deciding = isOutside ? (allowing.find(({ family }) => family === 'resource') ?? allowing[0]) : allowing[0]
  return deciding === undefined ? action : `${action} by ${deciding.document}, statement ${deciding.statement}`
}

/** The residual of a permission in words; empty where nothing is left. */
export function residualWords(residual: Formula): string {
  return residual.kind === 'true' ? '' : `if ${textOf(residual)}`
}
