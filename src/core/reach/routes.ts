import type { Day } from '../base/instant.ts'
import { compareText } from '../base/order.ts'
import type { ControlRight, Proof, Step } from '../model/access.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Grant } from '../model/snapshot.ts'
import { isInForce } from './grants-in-force.ts'
import { inGroup, type ProofEnds } from './membership/proofs.ts'
import type { KnownHolder } from './holder-sets.ts'
import type { Resource } from './resource.ts'
import { type Restriction, UNBOUND } from './restriction.ts'

/** One way in which a level is held: through membership of the group that is the resource, or through grants. */
export interface Route {
  readonly level: string
  /** Steps behind the memberships: 0 where membership itself is the access, 1 for a grant, more where a controlled group is nested. */
  readonly stepsBehind: number
  /** In the order of the resource's grants. */
  readonly grants: readonly Grant[]
  /** Rights that rules of the object give, nearest object first. */
  readonly rights: readonly ControlHolding[]
  /** Groups whose members hold the level, ascending. */
  readonly groups: readonly GroupHandle[]
  readonly atAccounts: ReadonlyMap<AccountHandle, readonly Proof[]>
  readonly atGroups: ReadonlyMap<GroupHandle, readonly Proof[]>
  /** Of those who come this way, whom it lets through. */
  readonly restriction: Restriction
  /** Groups whose members decide, beside or besides those of the chain. */
  readonly restsOn: readonly GroupHandle[]
  /** Are there perhaps further ways of the same holders, which nobody listed? */
  readonly isSample: boolean
}

export interface ControlHolding {
  readonly right: ControlRight
  readonly holder: KnownHolder
}

/** Memberships and grants, by level; membership before grants. O(grants on the resource). */
export function routesTo({ group, observed }: Resource, today: Day): readonly Route[] {
  const byLevel = new Map<string, GrantStep[]>()
  // A grant that holds on condition is a way of its own: it must not make another one look as if it did, nor the other way round.
  for (const resource of observed) {
    for (const grant of resource.grants) {
      if (!isInForce(grant, today)) continue
      const key = JSON.stringify([grant.level, grant.when ?? []])
      const steps = byLevel.get(key) ?? []
      if (steps.length === 0) byLevel.set(key, steps)
      steps.push({ kind: 'grant', resource: resource.address, grant })
    }
  }
  const granted = [...byLevel.values()].map(throughGrants)
  const routes = group === null ? granted : [throughMembership(group), ...granted]
  return routes.sort((a, b) => compareText(a.level, b.level) || a.stepsBehind - b.stepsBehind)
}

/** The ends that `account` can reach on this route. */
export function endsFor({ atAccounts, atGroups }: Route, account: AccountHandle): ProofEnds {
  return { atAccount: atAccounts.get(account) ?? [], atGroups }
}

type GrantStep = Extract<Step, { kind: 'grant' }>

function throughMembership(group: GroupHandle): Route {
  const plain = { grants: [], rights: [], restriction: UNBOUND, restsOn: [], isSample: false }
  return { ...plain, level: 'use', stepsBehind: 0, groups: [group], atAccounts: new Map(), atGroups: inGroup(group).atGroups }
}

function throughGrants(steps: readonly GrantStep[]): Route {
  const { level = '', when = [] } = steps[0]?.grant ?? {}
  const atAccounts = new Map<AccountHandle, Proof[]>()
  const atGroups = new Map<GroupHandle, Proof[]>()
  for (const step of steps) {
    const { principal } = step.grant
    if (principal.kind === 'account') appendTo(atAccounts, principal.account, [step])
    else appendTo(atGroups, principal.group, [step])
  }
  const groups = [...atGroups.keys()].sort((a, b) => a - b)
  const grants = steps.map(({ grant }) => grant)
  const restriction = when.length === 0 ? UNBOUND : { ...UNBOUND, when }
  return { level, stepsBehind: 1, grants, rights: [], groups, atAccounts, atGroups, restriction, restsOn: [], isSample: false }
}

export function appendTo<Key>(lists: Map<Key, Proof[]>, key: Key, proof: Proof): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [proof])
  else list.push(proof)
}
