import type { IamIdentity, IamSystem, IamTargetFact } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
import type { ResourceKind } from '../../model/resource-kind.ts'
import {
  SOME_OTHER,
  type Through,
  type Way,
  allowsPointOf,
  asksForPoint,
  goesByPoint,
  pointName,
  unseenWays,
  waysInto,
} from './access-points.ts'
import { accountOf, parseArn } from './arn.ts'
import { type Asker, Askers, UNKNOWN_OWN, allowsIn } from './askers.ts'
import { decide } from './decide.ts'
import { type Decided, given, joined, waysThatCount, wordsFor } from './decided.ts'
import { FALSE, type Formula, TRUE, all, any, atom, textOf } from './formula.ts'
import { withGrantedBeside } from './granted-beside.ts'
import { type LevelAction, levelActions } from './levels.ts'
import { passesPublicBlock } from './public-block.ts'
import { isPublic } from './public-statement.ts'
import type { Caller, IamRequest, Policies } from './request.ts'
import { type AskedAbout, systemContext } from './system-context.ts'

/** That an asker is let through, by which action and statement, and on what it depends. */
export interface Permitted extends Decided {
  readonly asker: Asker
  readonly level: string
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
    const levels = levelActions(kind, target.resource)
    const key = this.#keyOf(target)
    const ofKey = key === null ? null : { account: key.account, policy: this.policyOf(key) }
    const made = this.#askers.concernedByTarget(target, policy, ofKey).flatMap((asker) => {
      const ways = this.#waysOf(target, policy, asker)
      return levels.flatMap(([level, actions]) => {
        const byWay = ways.values().map((way) => {
          const found = joined(actions.values().map((asked) => this.#byWay(way, asker, asked, { target, policy })))
          return found === null ? null : this.#withKey(found, asker, level, target)
        })
        return waysThatCount(byWay).map((found) => ({ asker, level, ...found }))
      })
    })
    this.#ofTarget.set(target.resource, made)
    return made
  }

  /** Who may take on a role, by its trust policy: identities, services, providers and accounts outside. */
  assumersOf(role: IamIdentity): readonly Permitted[] {
    const known = this.#ofRole.get(role.arn)
    if (known !== undefined) return known
    const trust = this.#askers.document(role.trust)
    const about = { resource: role.arn, account: role.account, tags: role.tags, through: null }
    const made =
      trust === null
        ? []
        : this.#askers.concernedBy(role.account, trust, true).flatMap((asker) => {
            if (asker.identity?.arn === role.arn) return []
            const action = assumeAction(asker.caller)
            const taken = this.#decided(asker, action, about, trust, 'itself')
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

  /** Accounts whose own policies bear on who is let through to a resource: by its policy, by its access points, and by the key that encrypts it. */
  accountsOf(target: IamTargetFact): ReadonlySet<string> {
    const points = (target.accessPoints ?? []).map(({ arn, policy }) =>
      this.accountsConcerned(accountOf(arn) ?? '', this.#askers.document(policy)),
    )
    const key = this.#keyOf(target)
    const ofKey = key === null ? [] : [this.accountsConcerned(key.account, this.policyOf(key))]
    return new Set([this.accountsConcerned(target.account, this.policyOf(target)), ...points, ...ofKey].flatMap((some) => [...some]))
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

  /** Straight first, then by access points: by those of other accounts only where a policy that bears on the asker tells points apart. */
  #waysOf(target: IamTargetFact, policy: PolicyDocument | null, { policies }: Asker): readonly Way[] {
    const ways = waysInto(target)
    if (parseArn(target.resource)?.service !== 's3') return ways
    const guardrails = [...(policies.scp ?? []), ...(this.#rcpOf(target.account) ?? [])].flat()
    const maybe = [policy, policies.boundary].filter((one) => one !== null)
    const documents = [...maybe, ...policies.identity, ...guardrails]
    if (!asksForPoint(documents)) return ways
    return [...ways, ...unseenWays(documents, (account) => this.#isOurs(account, target))]
  }

  /** Were the account's access points read? */
  #isOurs(account: string, { account: owner }: IamTargetFact): boolean {
    return account === owner || this.#askers.isRead(account)
  }

  #byWay(way: Way, asker: Asker, asked: LevelAction, guarded: Guarded): Decided | null {
    switch (way.kind) {
      case 'straight':
        return given(this.#atBucket(asker, asked, guarded, null), this.#passes(asker, guarded.target, null))
      case 'point':
        return goesByPoint(asked) ? this.#byPoint(way, asker, asked, guarded) : null
      case 'unseen':
        return goesByPoint(asked) ? this.#byUnseen(way.through, asker, asked, guarded) : null
    }
  }

  #atBucket(asker: Asker, { action, on }: LevelAction, { target, policy }: Guarded, through: Through | null): Decided | null {
    return this.#decided(asker, action, { ...target, through }, policy, on)
  }

  /** Both the access point's own policy and the bucket's must let the request through (rule 39). */
  #byPoint({ point, account, through }: WayByPoint, asker: Asker, asked: LevelAction, guarded: Guarded): Decided | null {
    const { target } = guarded
    const { vpc, arn } = point
    const policy = this.#askers.document(point.policy)
    const about = { resource: arn, account, tags: null, through }
    const atPoint = this.#decided(asker, asked.action, about, policy, asked.on === 'inside' ? 'point' : asked.on)
    if (atPoint === null) return null
    const atBucket = this.#atBucket(asker, asked, guarded, through)
    // What somebody's own policies say of an access point they may say of it alone: the pages do not tell whether the bucket asks for more.
    const isSure = atBucket?.residual.kind === 'true'
    const asNamed = isSure ? atBucket : this.#atBucket({ ...asker, policies: UNKNOWN_OWN }, asked, guarded, through)
    const suffices = atom(null, 'own policies that allow the access point need not allow the bucket (disputed)')
    const onBucket = weaker(atBucket?.residual ?? FALSE, asNamed?.residual ?? FALSE, suffices)
    // One of a network is never public.
    const isHeldOff = (point.holdsOffPublic || target.holdsOffPublic) && vpc === null && policy !== null
    const passesPoint = passesPublicBlock(asker.caller, isHeldOff ? isPublic(policy, 'access-point') : 'no', account, null)
    const byNetwork = vpc === null ? TRUE : atom('aws:SourceVpc', `through the network ${vpc}`)
    const more = all(onBucket, byNetwork, this.#passes(asker, target, account), passesPoint)
    return given(atPoint, more, `the access point ${pointName(point)}`)
  }

  /** What holds as well without any point is told by the straight way. */
  #byUnseen(through: Through, asker: Asker, asked: LevelAction, guarded: Guarded): Decided | null {
    const { target } = guarded
    const atBucket = this.#atBucket(asker, asked, guarded, through)
    const straight = this.#atBucket(asker, asked, guarded, null)
    if (atBucket !== null && straight !== null && textOf(atBucket.residual) === textOf(straight.residual)) return null
    const isAllowed = allowsPointOf(through, asker.policies.identity, asked.action, (account) => this.#isOurs(account, target))
    const found = atBucket ?? (isAllowed ? this.#atBucket({ ...asker, policies: UNKNOWN_OWN }, asked, guarded, through) : null)
    const whose = through.account === SOME_OTHER ? 'another account' : through.account
    const shown = atom(null, `an access point of ${whose}, which no record shows, lets them in`)
    return given(found, all(this.#passes(asker, target, null), shown), 'an access point that no record shows')
  }

  /** What RestrictPublicBuckets asks of who comes to the bucket, straight or by a point of `pointOwner` (rule 37). */
  #passes({ caller }: Asker, { account, policy, holdsOffPublic }: IamTargetFact, pointOwner: string | null): Formula {
    const own = this.#askers.document(policy)
    return passesPublicBlock(caller, holdsOffPublic && own !== null ? isPublic(own, 'bucket') : 'no', account, pointOwner)
  }

  #decided(
    asker: Asker,
    action: string,
    about: AskedAbout & Pick<IamTargetFact, 'resource'>,
    policy: PolicyDocument | null,
    on: LevelAction['on'] | 'point',
  ): Decided | null {
    const request: IamRequest = {
      caller: asker.caller,
      action,
      resource: `${about.resource}${BEGINS_INSIDE[on]}`,
      inside: on !== 'itself',
      resourceAccount: about.account,
      context: systemContext(this.#system, asker, about),
    }
    const rcp = this.#rcpOf(about.account)
    const decision = decide(request, { ...asker.policies, session: null, resource: policy, rcp, endpoint: null })
    // A session is called what its holder chooses: by a policy that names one, it is let through under that name.
    const residual = all(decision.residual, asker.calls, this.#takesSession(asker))
    return residual.kind === 'false' ? null : { says: wordsFor(action, decision, asker.identity === null), residual }
  }

  /** Null where nothing is encrypted, or the key was not read. */
  #keyOf({ encryptedBy }: IamTargetFact): IamTargetFact | null {
    return encryptedBy === null ? null : (this.#system.targets.get(encryptedBy) ?? null)
  }

  #rcpOf(account: string): Policies['rcp'] {
    const owner = this.#system.accounts.get(account)
    return owner === undefined || owner.isManagement ? null : this.#askers.levels(owner.rcp)
  }

  /** Whose session a user asks for by its name, that user must be allowed to take ("GetFederationToken"). */
  #takesSession({ caller, identity, handle, policies }: Asker): Formula {
    if (caller.kind !== 'federated-session' || identity === null) return TRUE
    const user: Asker = { caller: { kind: 'user', arn: caller.userArn }, identity, handle, policies, calls: TRUE, organization: null }
    const about = { resource: caller.arn, account: identity.account, tags: null, through: null }
    return this.#decided(user, 'sts:GetFederationToken', about, null, 'itself')?.residual ?? FALSE
  }

  /** What is encrypted with a key is read only by whoever may decrypt with it (rule 36). */
  #withKey(found: Decided, asker: Asker, level: string, target: IamTargetFact): Decided {
    const key = level === 'read' ? this.#keyOf(target) : null
    if (key === null) return found
    const decrypt = this.#decided(asker, 'kms:Decrypt', { ...key, through: null }, this.policyOf(key), 'itself')
    const plain = atom(null, `it is not encrypted with \`${target.encryptedBy}\``)
    const residual = all(found.residual, decrypt === null ? plain : any(decrypt.residual, decrypt.residual.kind === 'true' ? FALSE : plain))
    return residual.kind === 'false' ? found : { ...found, residual }
  }
}

type WayByPoint = Extract<Way, { readonly kind: 'point' }>

/** A resource, and its policy with what was granted beside it. */
interface Guarded {
  readonly target: IamTargetFact
  readonly policy: PolicyDocument | null
}

/** Where the names inside a resource begin. */
const BEGINS_INSIDE: Readonly<Record<LevelAction['on'] | 'point', string>> = { itself: '', inside: '/', qualified: ':', point: '/object/' }

/** The exact reading, or the weaker one if it suffices; where they are the same nothing is in dispute. */
function weaker(exact: Formula, weak: Formula, suffices: Formula): Formula {
  return exact.kind === 'true' || textOf(exact) === textOf(weak) ? exact : any(exact, all(weak, suffices))
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
