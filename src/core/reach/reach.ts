import type { Day } from '../base/instant.ts'
import { compareText } from '../base/order.ts'
import type { HeldLevel, Proof, Verdict } from '../model/access.ts'
import { type AccountHandle, type GroupHandle, groupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Answer, Holding, OtherPaths, Reach, ReachedResource, Touched } from './answer.ts'
import { grantsByHolder, type GrantsByHolder } from './grants-in-force.ts'
import { BoundedCache } from './membership/bounded-cache.ts'
import type { PathCount } from './membership/count-paths.ts'
import { Expansion } from './membership/expansion.ts'
import { groupsOf } from './membership/outward.ts'
import { addedCounts, allProofs, countProofs, shortestProof } from './membership/proofs.ts'
import { ResourceIndex, type Resource } from './resource.ts'
import { endsFor, routesTo, type Route } from './routes.ts'
import { Footprint } from './touched.ts'

/**
 * The engine over one snapshot, for accesses in force on `today` (a day in the institution's zone).
 *
 * What is shared is worked out once and kept: ask all questions of one night of one engine. An account's state takes nothing away:
 * a disabled account keeps its memberships, and its access is latent.
 */
export function reachOver(snapshot: Snapshot, today: Day): Reach {
  return new MembershipReach(snapshot, today)
}

const ALLOWED: Verdict = { kind: 'allowed' }
const DENIED: Verdict = { kind: 'denied' }

/** Groups kept for the accounts asked about last. */
const OUTWARD_BUDGET = 1_000_000

/** Paths through rings that are counted even if fewer are listed: enough for "how many other ways", cheap enough for every finding. */
const COUNTED_THROUGH_RINGS = 100

class MembershipReach implements Reach {
  readonly #snapshot: Snapshot
  readonly #today: Day
  readonly #resources: ResourceIndex
  readonly #expansion: Expansion
  readonly #footprint: Footprint
  readonly #routes = new Map<string, readonly Route[]>()
  readonly #outward = new BoundedCache<AccountHandle, ReadonlyMap<GroupHandle, number>>(OUTWARD_BUDGET, (groups) => groups.size + 1)
  #granted: GrantsByHolder | null = null

  constructor(snapshot: Snapshot, today: Day) {
    this.#snapshot = snapshot
    this.#today = today
    this.#resources = new ResourceIndex(snapshot)
    this.#expansion = new Expansion(snapshot.memberships, snapshot.accounts.length, snapshot.groups.length)
    this.#footprint = new Footprint(snapshot, this.#expansion)
  }

  who(address: string): Answer<readonly HeldLevel[]> {
    return this.#answer(address, (resource) => {
      const held: HeldLevel[] = []
      for (const [level, routes] of byLevel(this.#routesTo(resource))) {
        for (const [account, hops] of this.#fewestHops(routes)) held.push({ account, level, verdict: ALLOWED, hops })
      }
      return held.sort((a, b) => a.account - b.account || compareText(a.level, b.level))
    })
  }

  holdings(address: string): Answer<readonly Holding[]> {
    return this.#answer(address, (resource) => this.#routesTo(resource).flatMap((route) => this.#holdingsOf(route)))
  }

  what(account: AccountHandle): readonly ReachedResource[] {
    const reached = new Map<string, ReachedResource>()
    const add = ({ address, kind }: Resource, level: string, hops: number): void => {
      const key = `${level}\n${address}`
      const known = reached.get(key)
      if (known === undefined || hops < known.hops) reached.set(key, { address, kind, level, verdict: ALLOWED, hops })
    }
    this.#granted ??= grantsByHolder(this.#snapshot, this.#today)
    const { ofAccount, ofGroup } = this.#granted
    for (const { resource, grant } of ofAccount.get(account) ?? []) add(this.#resources.ofObserved(resource), grant.level, 1)
    for (const [group, hops] of this.#groupsOf(account)) {
      add(this.#resources.ofGroup(group), 'use', hops)
      for (const { resource, grant } of ofGroup.get(group) ?? []) add(this.#resources.ofObserved(resource), grant.level, hops + 1)
    }
    return [...reached.values()].sort((a, b) => compareText(a.address, b.address) || compareText(a.level, b.level))
  }

  check(account: AccountHandle, address: string, level: string): Answer<Verdict> {
    return this.#answer(address, (resource) => {
      const groups = this.#groupsOf(account)
      const holds = (route: Route): boolean => route.atAccounts.has(account) || route.groups.some((group) => groups.has(group))
      return this.#routesTo(resource, level).some(holds) ? ALLOWED : DENIED
    })
  }

  proofOf(account: AccountHandle, address: string, level: string): Answer<Proof | null> {
    return this.#answer(address, (resource) => {
      const proofs = this.#routesTo(resource, level).map((route) =>
        shortestProof(this.#snapshot.memberships, account, endsFor(route, account)),
      )
      return proofs.reduce((best, proof) => (best === null || (proof !== null && proof.length < best.length) ? proof : best), null)
    })
  }

  otherPathsOf(account: AccountHandle, address: string, level: string, limit: number): Answer<OtherPaths> {
    return this.#answer(address, (resource) => {
      const routes = this.#routesTo(resource, level)
      const { memberships } = this.#snapshot
      const counts = routes.map((route) =>
        countProofs(memberships, account, endsFor(route, account), Math.max(limit, COUNTED_THROUGH_RINGS) + 1),
      )
      const listed = routes.flatMap((route) => [...allProofs(memberships, account, endsFor(route, account), limit + 1)])
      // Stable: the routes' own order stays within one length.
      const [, ...others] = listed.sort((a, b) => a.length - b.length)
      return { paths: others.slice(0, limit), count: withoutOne(counts.reduce(addedCounts, { kind: 'exactly', count: 0 })) }
    })
  }

  touchedBy(address: string): Answer<Touched> {
    return this.#answer(address, (resource) => this.#footprint.of(resource, this.#routesTo(resource)))
  }

  isWithin(inner: GroupHandle, outer: GroupHandle): boolean {
    return this.#expansion.hasInside(outer, inner)
  }

  groupsWithin(outer: GroupHandle): readonly GroupHandle[] {
    return Array.from(this.#expansion.groupsInside(outer), groupHandle)
  }

  #answer<Value>(address: string, of: (resource: Resource) => Value): Answer<Value> {
    const found = this.#resources.at(address)
    return found.kind === 'answered' ? { kind: 'answered', value: of(found.value) } : found
  }

  #routesTo(resource: Resource, level: string | null = null): readonly Route[] {
    let routes = this.#routes.get(resource.address)
    if (routes === undefined) {
      routes = routesTo(resource, this.#today)
      this.#routes.set(resource.address, routes)
    }
    return level === null ? routes : routes.filter((route) => route.level === level)
  }

  #groupsOf(account: AccountHandle): ReadonlyMap<GroupHandle, number> {
    return this.#outward.get(account) ?? this.#outward.keep(account, groupsOf(this.#snapshot.memberships, account))
  }

  /** Each account with the length of its shortest proof on any of the routes. */
  #fewestHops(routes: readonly Route[]): ReadonlyMap<AccountHandle, number> {
    const fewest = new Map<AccountHandle, number>()
    const add = (account: AccountHandle, hops: number): void => {
      const known = fewest.get(account)
      if (known === undefined || hops < known) fewest.set(account, hops)
    }
    for (const { groups, atAccounts, stepsBehind } of routes) {
      for (const account of atAccounts.keys()) add(account, stepsBehind)
      this.#expansion.forEachByHops(groups, (account, hops) => add(account, hops + stepsBehind))
    }
    return fewest
  }

  #holdingsOf({ level, stepsBehind, grants, groups }: Route): Holding[] {
    const holding = (grant: Holding['grant'], accounts: Uint32Array): Holding => ({ level, verdict: ALLOWED, grant, accounts })
    if (stepsBehind === 0) return groups.map((group) => holding(null, this.#expansion.membersOf(group)))
    return grants.map((grant) =>
      holding(
        grant,
        grant.principal.kind === 'account' ? Uint32Array.of(grant.principal.account) : this.#expansion.membersOf(grant.principal.group),
      ),
    )
  }
}

function byLevel(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(routes, ({ level }) => level)
}

function withoutOne({ kind, count }: PathCount): PathCount {
  return { kind, count: Math.max(0, count - 1) }
}
