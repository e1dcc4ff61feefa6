import type { Day } from '../base/instant.ts'
import { compareText } from '../base/order.ts'
import type { Proof, Step } from '../model/access.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Grant } from '../model/snapshot.ts'
import { isInForce } from './grants-in-force.ts'
import { inGroup, type ProofEnds } from './membership/proofs.ts'
import type { Resource } from './resource.ts'

/** One way in which a level is held: through membership of the group that is the resource, or through grants. */
export interface Route {
  readonly level: string
  /** Steps behind the memberships: 1 for a grant, 0 where membership itself is the access. */
  readonly stepsBehind: 0 | 1
  /** In the order of the resource's grants. */
  readonly grants: readonly Grant[]
  /** Groups whose members hold the level, ascending. */
  readonly groups: readonly GroupHandle[]
  readonly atAccounts: ReadonlyMap<AccountHandle, readonly Proof[]>
  readonly atGroups: ReadonlyMap<GroupHandle, readonly Proof[]>
}

/** By level; membership before grants. O(grants on the resource). */
export function routesTo({ group, observed }: Resource, today: Day): readonly Route[] {
  const byLevel = new Map<string, GrantStep[]>()
  for (const resource of observed) {
    for (const grant of resource.grants) {
      if (!isInForce(grant, today)) continue
      const steps = byLevel.get(grant.level) ?? []
      if (steps.length === 0) byLevel.set(grant.level, steps)
      steps.push({ kind: 'grant', resource: resource.address, grant })
    }
  }
  const granted = [...byLevel].map(([level, steps]) => throughGrants(level, steps))
  const routes = group === null ? granted : [throughMembership(group), ...granted]
  return routes.sort((a, b) => compareText(a.level, b.level) || a.stepsBehind - b.stepsBehind)
}

/** The ends that `account` can reach on this route. */
export function endsFor({ atAccounts, atGroups }: Route, account: AccountHandle): ProofEnds {
  return { atAccount: atAccounts.get(account) ?? [], atGroups }
}

type GrantStep = Extract<Step, { kind: 'grant' }>

function throughMembership(group: GroupHandle): Route {
  return { level: 'use', stepsBehind: 0, grants: [], groups: [group], atAccounts: new Map(), atGroups: inGroup(group).atGroups }
}

function throughGrants(level: string, steps: readonly GrantStep[]): Route {
  const atAccounts = new Map<AccountHandle, Proof[]>()
  const atGroups = new Map<GroupHandle, Proof[]>()
  for (const step of steps) {
    const { principal } = step.grant
    if (principal.kind === 'account') append(atAccounts, principal.account, [step])
    else append(atGroups, principal.group, [step])
  }
  const groups = [...atGroups.keys()].sort((a, b) => a - b)
  return { level, stepsBehind: 1, grants: steps.map(({ grant }) => grant), groups, atAccounts, atGroups }
}

function append<Key>(lists: Map<Key, Proof[]>, key: Key, proof: Proof): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [proof])
  else list.push(proof)
}
