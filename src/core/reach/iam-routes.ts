import { compareKeys } from '../base/order.ts'
import type { AccessCondition, ControlRight, Proof } from '../model/access.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { IamIdentity, IamSystem, IamTargetFact } from '../model/iam.ts'
import type { Principal } from '../model/principal.ts'
import type { Provenance } from '../model/provenance.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { ObservedResource, Snapshot } from '../model/snapshot.ts'
import { levelActions } from './iam/levels.ts'
import { assumeRight, decidedRight } from './iam/rights.ts'
import { type IamEvaluation, type Start, conditionsOf, iamEvaluation } from './iam/starts.ts'
import type { Passage } from './answer.ts'
import type { Resource } from './resource.ts'
import { UNBOUND } from './restriction.ts'
import { type ControlHolding, type Route, appendTo } from './routes.ts'

/** Who holds what on a resource by what AWS decides, and whose records that rests on. */
export interface IamAnswer {
  readonly routes: readonly Route[]
  readonly concerns: readonly IamConcern[]
}

/** That a holder may run code as a role by handing it to a service. */
export interface IamPassing {
  readonly role: AccountHandle
  readonly hops: number
  readonly nativeRight: string
  readonly when: readonly AccessCondition[]
  readonly provenance: Provenance
}

/** What an answer about one resource of AWS rests on. */
export interface IamConcern {
  readonly source: string
  /** Numbers of the accounts whose identities were asked. */
  readonly accounts: ReadonlySet<string>
  /** ARNs of the roles through which ways lead to the resource. */
  readonly roles: ReadonlySet<string>
  /** Native ids of the resource, first, and of what guards it, as gaps may name them. */
  readonly natives: readonly string[]
  /** Why nobody can say who holds what: nothing here decides about the kind, or the resource was not read. Null where it is decided. */
  readonly undecided: string | null
}

/** A level on a resource, from the holder's side. */
export interface IamHeld {
  readonly observed: ObservedResource
  readonly level: string
  /** Steps behind the memberships of the holder. */
  readonly hops: number
  readonly when: readonly AccessCondition[]
}

const NO_ROLES: ReadonlySet<string> = new Set()

const NOTHING: IamAnswer = { routes: [], concerns: [] }

/**
 * Joins what AWS decides about a resource with those who can act as the roles that it lets through.
 *
 * State worth a class: decisions are made once for all questions of a night.
 */
export class IamRoutes {
  readonly #snapshot: Snapshot
  readonly #evaluations = new Map<string, IamEvaluation>()
  readonly #answers = new Map<string, IamAnswer>()
  #held: ReadonlyMap<string, readonly IamHeld[]> | null = null
  #passings: ReadonlyMap<string, readonly IamPassing[]> | null = null

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  /** Routes by level, number of steps and conditions. O(who is let through × who can act as them) the first time. */
  of({ address, group, observed }: Resource): IamAnswer {
    if (this.#snapshot.iam.size === 0) return NOTHING
    const known = this.#answers.get(address)
    if (known !== undefined) return known
    const answers = [...observed.map((one) => this.#ofObserved(one)), ...(group === null ? [] : this.#ofGroup(group))]
    const made = { routes: answers.flatMap(({ routes }) => routes), concerns: answers.flatMap(({ concerns }) => concerns) }
    this.#answers.set(address, made)
    return made
  }

  /** As `of`, by ways that lead through none of the roles of `passage`; worked out anew, since a sample of ways shows the shortest alone. */
  around({ observed }: Resource, { accounts }: Passage): readonly Route[] {
    if (this.#snapshot.iam.size === 0) return []
    return observed.flatMap((one) => {
      const roles = [...(this.#snapshot.iam.get(one.source)?.identities.values() ?? [])]
      const around = new Set(roles.flatMap(({ handle, arn }) => (handle !== null && accounts.has(handle) ? [arn] : [])))
      return this.#ofObserved(one, around).routes
    })
  }

  /** What the account, or the group, holds by itself; nothing about groups around it. O(all resources of AWS) at first, then O(1). */
  heldBy(holder: Principal): readonly IamHeld[] {
    if (this.#snapshot.iam.size === 0) return []
    this.#held ??= this.#byHolder()
    return this.#held.get(principalKey(holder)) ?? []
  }

  /** Roles that the account, or the group, may hand to a service, itself or as a role that it can act as. O(all roles) at first, then O(1). */
  passedBy(holder: Principal): readonly IamPassing[] {
    if (this.#snapshot.iam.size === 0) return []
    this.#passings ??= this.#allPassings()
    return this.#passings.get(principalKey(holder)) ?? []
  }

  #allPassings(): ReadonlyMap<string, readonly IamPassing[]> {
    const passings = new Map<string, IamPassing[]>()
    const add = (holder: Principal, passing: IamPassing): void => {
      const there = passings.get(principalKey(holder)) ?? []
      passings.set(principalKey(holder), [...there, passing])
    }
    for (const system of this.#snapshot.iam.values()) {
      const { decisions, starts } = this.#evaluationOf(system)
      for (const role of system.identities.values()) {
        if (role.what !== 'role' || role.handle === null) continue
        for (const { asker, says, residual } of decisions.passersOf(role)) {
          const own = { role: role.handle, nativeRight: says, provenance: role.provenance }
          const when = conditionsOf(residual)
          if (asker.identity?.what !== 'role') add({ kind: 'account', account: asker.handle }, { ...own, hops: 1, when })
          else
            for (const { at, hops } of starts.of(asker.identity).starts)
              add(at, { ...own, hops: hops.length + 1, when: distinctConditions([...hops.flatMap((hop) => hop.when), ...when]) })
        }
      }
    }
    return passings
  }

  #byHolder(): ReadonlyMap<string, readonly IamHeld[]> {
    const held = new Map<string, IamHeld[]>()
    for (const observed of this.#snapshot.resources.values()) {
      for (const { level, stepsBehind, rights, restriction } of this.#ofObserved(observed).routes) {
        for (const { right } of rights) {
          const key = principalKey(right.principal)
          const there = held.get(key) ?? []
          if (there.length === 0) held.set(key, there)
          there.push({ observed, level, hops: stepsBehind, when: restriction.when })
        }
      }
    }
    return held
  }

  /** Who is in a group of Identity Center was read; who may change that, nothing here decides. */
  #ofGroup(group: GroupHandle): readonly IamAnswer[] {
    const { source = '', id = '' } = this.#snapshot.groups[group] ?? {}
    if (!this.#snapshot.iam.has(source)) return []
    const undecided = 'this version decides nothing about who may change a group of Identity Center'
    return [{ routes: [], concerns: [{ source, accounts: new Set(), roles: NO_ROLES, natives: [id], undecided }] }]
  }

  #ofObserved({ source, address, kind }: ObservedResource, around: ReadonlySet<string> = NO_ROLES): IamAnswer {
    const system = this.#snapshot.iam.get(source)
    if (system === undefined) return NOTHING
    const native = address.slice(source.length + 1)
    const target = system.targets.get(native)
    const identity = system.identities.get(native)
    const role = identity?.what === 'role' ? identity : null
    const drafts = new Drafts()
    const asked = [native]
    const found: Concerned = { accounts: new Set(), roles: new Set() }
    const evaluation = this.#evaluationOf(system)
    if (target !== undefined) {
      this.#addTarget(target, kind, address, evaluation, around, drafts, found)
      asked.push(target.resource, ...(target.encryptedBy === null ? [] : [target.encryptedBy]))
    }
    if (role !== null && !around.has(role.arn)) addRole(role, evaluation, around, drafts, found)
    const undecided = whyUndecided(kind, target?.resource ?? native, target ?? null, role !== null)
    return { routes: drafts.routes(), concerns: [{ source, ...found, natives: [...new Set(asked)], undecided }] }
  }

  #addTarget(
    target: IamTargetFact,
    kind: ResourceKind,
    address: string,
    { decisions, starts }: IamEvaluation,
    around: ReadonlySet<string>,
    drafts: Drafts,
    { accounts, roles }: Concerned,
  ): void {
    for (const concerned of decisions.accountsOf(target)) accounts.add(concerned)
    for (const permitted of decisions.holdersOf(target, kind)) {
      const last = (principal: Principal): ControlRight => decidedRight(permitted, principal, address, target)
      const { identity, handle } = permitted.asker
      if (identity?.what !== 'role') {
        drafts.add({ at: { kind: 'account', account: handle }, hops: [] }, last)
        continue
      }
      if (around.has(identity.arn)) continue
      const from = starts.of(identity, around)
      for (const account of [identity.account, ...from.accounts]) accounts.add(account)
      for (const one of from.roles) roles.add(one)
      for (const start of from.starts) drafts.add(start, last)
    }
  }

  #evaluationOf(system: IamSystem): IamEvaluation {
    const known = this.#evaluations.get(system.source) ?? iamEvaluation(system)
    this.#evaluations.set(system.source, known)
    return known
  }
}

/** Whose records an answer rests on, as it is worked out. */
interface Concerned {
  readonly accounts: Set<string>
  readonly roles: Set<string>
}

function whyUndecided(kind: ResourceKind, native: string, target: IamTargetFact | null, isRole: boolean): string | null {
  if (levelActions(kind, native).length === 0) return `this version decides nothing about a ${kind} of AWS that is called \`${native}\``
  return target === null && !isRole ? 'what guards it was not read' : null
}

/** Who can act as a role holds `use` of it: the last hop is the access. */
function addRole(
  role: IamIdentity,
  { starts }: IamEvaluation,
  around: ReadonlySet<string>,
  drafts: Drafts,
  { accounts, roles }: Concerned,
): void {
  const from = starts.of(role, around)
  for (const account of [role.account, ...from.accounts]) accounts.add(account)
  for (const one of from.roles) roles.add(one)
  for (const { at, hops } of from.starts) {
    const last = hops.at(-1)
    // What runs as the role acts as nobody else, and nobody uses it.
    if (last !== undefined) drafts.add({ at, hops: hops.slice(0, -1) }, () => assumeRight(last))
  }
}

interface Draft {
  readonly level: string
  readonly steps: number
  readonly when: readonly AccessCondition[]
  readonly rights: ControlHolding[]
  readonly atAccounts: Map<AccountHandle, Proof[]>
  readonly atGroups: Map<GroupHandle, Proof[]>
}

/** Gathers ways of one level, length and condition into one route. */
class Drafts {
  readonly #drafts = new Map<string, Draft>()

  /** `last` gives the right that stands at the end, for whoever comes there. */
  add({ at, hops }: Start, last: (principal: Principal) => ControlRight): void {
    const role = hops.at(-1)?.role
    const end = last(role === undefined ? at : { kind: 'account', account: role })
    const proof: Proof = [...hops.map((hop) => ({ kind: 'control' as const, right: assumeRight(hop) })), { kind: 'control', right: end }]
    const when = distinctConditions(proof.flatMap((step) => (step.kind === 'control' ? step.right.when : [])))
    const key = JSON.stringify([end.level, proof.length, when.map(({ says }) => says)])
    const draft: Draft = this.#drafts.get(key) ?? {
      level: end.level,
      steps: proof.length,
      when,
      rights: [],
      atAccounts: new Map(),
      atGroups: new Map(),
    }
    this.#drafts.set(key, draft)
    draft.rights.push({ right: { ...end, principal: at, when }, holder: at })
    if (at.kind === 'account') appendTo(draft.atAccounts, at.account, proof)
    else appendTo(draft.atGroups, at.group, proof)
  }

  routes(): readonly Route[] {
    return [...this.#drafts.entries()]
      .sort(([a, { level, steps }], [b, other]) => compareKeys([level, steps, a], [other.level, other.steps, b]))
      .map(([, { level, steps, when, rights, atAccounts, atGroups }]) => ({
        level,
        stepsBehind: steps,
        grants: [],
        rights,
        groups: [...atGroups.keys()].sort((a, b) => a - b),
        atAccounts,
        atGroups,
        restriction: { ...UNBOUND, when },
        restsOn: [],
        isSample: true,
      }))
  }
}

function distinctConditions(all: readonly AccessCondition[]): readonly AccessCondition[] {
  const seen = new Set<string>()
  return all.filter(({ says }) => {
    const isNew = !seen.has(says)
    seen.add(says)
    return isNew
  })
}

function principalKey(principal: Principal): string {
  return principal.kind === 'account' ? `account ${principal.account}` : `group ${principal.group}`
}
