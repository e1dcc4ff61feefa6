import type { IamSystem, IamTargetFact } from '../../model/iam.ts'
import type { PolicyDocument } from '../../model/iam-document.ts'
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
import { distinctActions } from './actions.ts'
import { parseArn } from './arn.ts'
import type { Asker } from './asker.ts'
import { type Askers, UNKNOWN_OWN } from './askers.ts'
import { Weighing } from './decide.ts'
import { type Decided, given, joined, waysThatCount, wordsFor } from './decided.ts'
import { FALSE, type Formula, TRUE, all, any, atom, textOf } from './formula.ts'
import { withGrantedBeside } from './granted-beside.ts'
import { KeptRequests } from './kept-requests.ts'
import type { LevelAction, levelActions } from './levels.ts'
import { passesPublicBlock } from './public-block.ts'
import { isPublic } from './public-statement.ts'
import type { IamRequest, Policies } from './request.ts'
import type { AskedAbout } from './system-context.ts'

/**
 * What AWS decides of one asker's requests, over the records of one source.
 *
 * State worth a class: what the requests about one thing have in common is kept until `forget`.
 */
export class RequestDecisions {
  readonly #system: IamSystem
  readonly #askers: Askers
  readonly #policies = new Map<string, PolicyDocument | null>()
  #kept: KeptRequests

  constructor(system: IamSystem, askers: Askers) {
    this.#system = system
    this.#askers = askers
    this.#kept = new KeptRequests(system)
  }

  /** Call before another thing is asked about: what was kept costs memory, and changes no answer. */
  forget(): void {
    this.#kept = new KeptRequests(this.#system)
  }

  /** Levels that the asker holds on a resource, by level, then by way. */
  levelsOf(asker: Asker, guarded: Guarded, levels: ReturnType<typeof levelActions>): readonly (Decided & { readonly level: string })[] {
    const { target, policy } = guarded
    const ways = this.#waysOf(target, policy, asker)
    const { identity, boundary, scp } = asker.policies
    const documents = [...identity, boundary, policy, ...(scp ?? []).flat(), ...this.rcpDocumentsOf(target.account)]
    return levels.flatMap(([level, every]) => {
      // What goes through an access point differs by action.
      const actions = ways.length > 1 ? every : distinctActions(every, documents.flatMap((document) => document ?? [])) // prettier-ignore
      const byWay = ways.values().map((way) => {
        const found = joined(actions.values().map((asked) => this.#byWay(way, asker, asked, guarded)))
        return found === null ? null : this.#withKey(found, asker, level, target)
      })
      return waysThatCount(byWay).map((found) => ({ level, ...found }))
    })
  }

  /** The resource's own policy, with what was granted beside it; null where there is neither. */
  policyOf(target: IamTargetFact): PolicyDocument | null {
    const known = this.#policies.get(target.resource)
    if (known !== undefined) return known
    const made = withGrantedBeside(this.#askers.document(target.policy), target)
    this.#policies.set(target.resource, made)
    return made
  }

  /** Resource control policies that bind the account's resources, of every level. */
  rcpDocumentsOf(account: string): readonly PolicyDocument[] {
    return (this.#rcpOf(account) ?? []).flat()
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
    return this.decided(asker, action, { ...target, through }, policy, on)
  }

  /** Both the access point's own policy and the bucket's must let the request through (rule 39). */
  #byPoint({ point, account, through }: WayByPoint, asker: Asker, asked: LevelAction, guarded: Guarded): Decided | null {
    const { target } = guarded
    const { vpc, arn } = point
    const policy = this.#askers.document(point.policy)
    const about = { resource: arn, account, tags: null, through }
    const atPoint = this.decided(asker, asked.action, about, policy, asked.on === 'inside' ? 'point' : asked.on)
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

  /** What is asked of the asker for one action; null where that is never let through. */
  decided(
    asker: Asker,
    action: string,
    about: AskedAbout & Pick<IamTargetFact, 'resource'>,
    policy: PolicyDocument | null,
    on: LevelAction['on'] | 'point',
  ): Decided | null {
    const resource = `${about.resource}${BEGINS_INSIDE[on]}`
    const { context, kept } = this.#kept.of(asker, action, resource, about)
    const request: IamRequest = {
      caller: asker.caller,
      action,
      resource,
      inside: on !== 'itself',
      resourceAccount: about.account,
      context,
    }
    const rcp = this.#rcpOf(about.account)
    const weighing = new Weighing(request, { ...asker.policies, session: null, resource: policy, rcp, endpoint: null }, kept)
    if (weighing.residual.kind === 'false') return null
    // A session is called what its holder chooses: by a policy that names one, it is let through under that name.
    const residual = all(weighing.residual, asker.calls, this.#takesSession(asker))
    return residual.kind === 'false' ? null : { says: wordsFor(action, weighing.statements(), asker.identity === null), residual }
  }

  /** Null where nothing is encrypted, or the key was not read. */
  keyOf({ encryptedBy }: IamTargetFact): IamTargetFact | null {
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
    return this.decided(user, 'sts:GetFederationToken', about, null, 'itself')?.residual ?? FALSE
  }

  /** What is encrypted with a key is read only by whoever may decrypt with it (rule 36). */
  #withKey(found: Decided, asker: Asker, level: string, target: IamTargetFact): Decided {
    const key = level === 'read' ? this.keyOf(target) : null
    if (key === null) return found
    const decrypt = this.decided(asker, 'kms:Decrypt', { ...key, through: null }, this.policyOf(key), 'itself')
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
export const BEGINS_INSIDE: Readonly<Record<LevelAction['on'] | 'point', string>> = {
  itself: '',
  inside: '/',
  qualified: ':',
  point: '/object/',
}

/** The exact reading, or the weaker one if it suffices; where they are the same nothing is in dispute. */
function weaker(exact: Formula, weak: Formula, suffices: Formula): Formula {
  return exact.kind === 'true' || textOf(exact) === textOf(weak) ? exact : any(exact, all(weak, suffices))
}
