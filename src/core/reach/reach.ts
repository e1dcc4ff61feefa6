import type { Day } from '../base/instant.ts'
import { compareText } from '../base/order.ts'
import type { AccessCondition, HeldLevel, Proof, Verdict } from '../model/access.ts'
import { type AccountHandle, type GroupHandle, groupHandle } from '../model/handle.ts'
import type { Principal } from '../model/principal.ts'
import type { Memberships, Snapshot } from '../model/snapshot.ts'
import type { Answer, Holding, Lateral, OtherPaths, Passage, Reach, ReachedResource, Touched } from './answer.ts'
import { type BearingControl, controlRoutes, controlsBearingOn } from './control-routes.ts'
import { HolderSets } from './holder-sets.ts'
import { type IamHeld, IamRoutes } from './iam-routes.ts'
import { ObjectRules } from './object-rules.ts'
import { type ReachedByControl, reachedByControl } from './reached-by-control.ts'
import { type WorldAround, routesAround, worldAround } from './passage.ts'
import { letThrough, lets } from './restriction.ts'
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
  readonly #rules: ObjectRules
  readonly #sets: HolderSets
  readonly #iam: IamRoutes
  readonly #routes = new Map<string, readonly Route[]>()
  readonly #outward = new BoundedCache<AccountHandle, ReadonlyMap<GroupHandle, number>>(OUTWARD_BUDGET, (groups) => groups.size + 1)
  #granted: GrantsByHolder | null = null
  #lastAround: WorldAround | null = null

  constructor(snapshot: Snapshot, today: Day) {
    this.#snapshot = snapshot
    this.#today = today
    this.#resources = new ResourceIndex(snapshot)
    this.#expansion = new Expansion(snapshot.memberships, snapshot.accounts.length, snapshot.groups.length)
    this.#footprint = new Footprint(snapshot, this.#expansion)
    this.#rules = new ObjectRules(snapshot)
    this.#iam = new IamRoutes(snapshot)
    this.#sets = new HolderSets(snapshot, this.#expansion, (group) => this.#footprint.mayHideMember(group))
  }

  who(address: string): Answer<readonly HeldLevel[]> {
    return this.#answer(address, (resource) => this.#heldBy(this.#routesTo(resource), this.#expansion))
  }

  around(address: string, passage: Passage): Answer<readonly HeldLevel[]> {
    return this.#answer(address, (resource) => this.#heldBy(this.#routesAround(resource, passage), this.#worldAround(passage).expansion))
  }

  holdings(address: string): Answer<readonly Holding[]> {
    return this.#answer(address, (resource) => this.#routesTo(resource).flatMap((route) => this.#holdingsOf(route)))
  }

  what(account: AccountHandle): readonly ReachedResource[] {
    const reached = new Map<string, ReachedResource>()
    const add = ({ address, kind }: Resource, level: string, hops: number, when: readonly AccessCondition[] = []): void => {
      const key = `${level}\n${address}`
      const known = reached.get(key)
      const verdict = verdictOf(when)
      if (known === undefined || isBetter({ verdict, hops }, known)) reached.set(key, { address, kind, level, verdict, hops })
    }
    this.#granted ??= grantsByHolder(this.#snapshot, this.#today)
    const { ofAccount, ofGroup } = this.#granted
    for (const { resource, grant } of ofAccount.get(account) ?? []) add(this.#resources.ofObserved(resource), grant.level, 1, grant.when)
    for (const [group, hops] of this.#groupsOf(account)) {
      add(this.#resources.ofGroup(group), 'use', hops)
      for (const { resource, grant } of ofGroup.get(group) ?? [])
        add(this.#resources.ofObserved(resource), grant.level, hops + 1, grant.when)
    }
    for (const { observed, level, hops, when } of this.#decidedFor(account)) add(this.#resources.ofObserved(observed), level, hops, when)
    for (const { on, level, hops, when } of this.#byControl(account).things) {
      if (on.kind === 'group') add(this.#resources.ofGroup(on.group), level, hops, when)
      else {
        const observed = this.#snapshot.resources.get(on.address)
        if (observed !== undefined) add(this.#resources.ofObserved(observed), level, hops, when)
      }
    }
    return [...reached.values()].sort((a, b) => compareText(a.address, b.address) || compareText(a.level, b.level))
  }

  lateral(account: AccountHandle): readonly Lateral[] {
    return [...this.#byControl(account).lateral, ...this.#passedBy(account)].toSorted(
      (a, b) => a.account - b.account || a.hops - b.hops || compareText(a.nativeRight, b.nativeRight),
    )
  }

  check(account: AccountHandle, address: string, level: string): Answer<Verdict> {
    return this.#answer(address, (resource) => {
      const groups = this.#groupsOf(account)
      const holds = (route: Route): boolean =>
        lets(route.restriction, account) && (route.atAccounts.has(account) || route.groups.some((group) => groups.has(group)))
      return this.#fewestHops(this.#routesTo(resource, level).filter(holds)).get(account)?.verdict ?? DENIED
    })
  }

  proofOf(account: AccountHandle, address: string, level: string): Answer<Proof | null> {
    return this.#answer(address, (resource) => this.#shortest(this.#openTo(account, resource, level), account, this.#snapshot.memberships))
  }

  proofAround(account: AccountHandle, address: string, level: string, passage: Passage): Answer<Proof | null> {
    return this.#answer(address, (resource) => {
      const routes = this.#routesAround(resource, passage).filter((route) => route.level === level && lets(route.restriction, account))
      return this.#shortest(routes, account, this.#worldAround(passage).memberships)
    })
  }

  otherPathsOf(account: AccountHandle, address: string, level: string, limit: number): Answer<OtherPaths> {
    return this.#answer(address, (resource) => {
      const routes = this.#openTo(account, resource, level)
      const { memberships } = this.#snapshot
      const counts = routes.map((route) =>
        countProofs(memberships, account, endsFor(route, account), Math.max(limit, COUNTED_THROUGH_RINGS) + 1),
      )
      const listed = routes.flatMap((route) => [...allProofs(memberships, account, endsFor(route, account), limit + 1)])
      // Stable: the routes' own order stays within one length.
      const [, ...others] = listed.sort((a, b) => a.length - b.length)
      const none: PathCount = { kind: routes.some(({ isSample }) => isSample) ? 'at-least' : 'exactly', count: 0 }
      return { paths: others.slice(0, limit), count: withoutOne(counts.reduce(addedCounts, none)) }
    })
  }

  touchedBy(address: string): Answer<Touched> {
    return this.#answer(address, (resource) => {
      const bearing = { controls: this.#bearingOn(resource), concerns: this.#iam.of(resource).concerns }
      return this.#footprint.of(resource, this.#routesTo(resource), bearing)
    })
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
      const byControl = controlRoutes(this.#bearingOn(resource), this.#rules, this.#sets)
      routes = [...routesTo(resource, this.#today), ...byControl, ...this.#iam.of(resource).routes]
      this.#routes.set(resource.address, routes)
    }
    return level === null ? routes : routes.filter((route) => route.level === level)
  }

  #groupsOf(account: AccountHandle): ReadonlyMap<GroupHandle, number> {
    return this.#outward.get(account) ?? this.#outward.keep(account, groupsOf(this.#snapshot.memberships, account))
  }

  /** Routes that let the account through, if it comes their way. */
  #openTo(account: AccountHandle, resource: Resource, level: string): readonly Route[] {
    return this.#routesTo(resource, level).filter(({ restriction }) => lets(restriction, account))
  }

  #routesAround(resource: Resource, passage: Passage): readonly Route[] {
    // Of what AWS decides, the sample may show the ways through the passage alone.
    const others = this.#routesTo(resource).filter(({ isSample }) => !isSample)
    return routesAround([...others, ...this.#iam.around(resource, passage)], passage)
  }

  /** Kept for the passage that was asked about last: its questions come one after the other. */
  #worldAround(passage: Passage): WorldAround {
    if (this.#lastAround?.passage !== passage) this.#lastAround = worldAround(passage, this.#snapshot)
    return this.#lastAround
  }

  /** What holds without more is shown before what holds on condition. */
  #shortest(routes: readonly Route[], account: AccountHandle, memberships: Memberships): Proof | null {
    const [free, bound] = partition(routes, ({ restriction }) => restriction.when.length === 0)
    return shortestBy(free, account, memberships) ?? shortestBy(bound, account, memberships)
  }

  #heldBy(routes: readonly Route[], expansion: Expansion): readonly HeldLevel[] {
    const held: HeldLevel[] = []
    for (const [level, some] of byLevel(routes)) {
      for (const [account, { verdict, hops }] of this.#fewestHops(some, expansion)) held.push({ account, level, verdict, hops })
    }
    return held.sort((a, b) => a.account - b.account || compareText(a.level, b.level))
  }

  *#passedBy(account: AccountHandle): Generator<Lateral> {
    const holders: readonly (readonly [Principal, number])[] = [
      [{ kind: 'account', account }, 0],
      ...[...this.#groupsOf(account)].map(([group, inside]) => [{ kind: 'group', group }, inside] as const),
    ]
    for (const [holder, inside] of holders)
      for (const { role, hops, when, nativeRight, provenance } of this.#iam.passedBy(holder))
        yield { account: role, hops: hops + inside, verdict: verdictOf(when), nativeRight, provenance }
  }

  *#decidedFor(account: AccountHandle): Generator<IamHeld> {
    yield* this.#iam.heldBy({ kind: 'account', account })
    for (const [group, inside] of this.#groupsOf(account)) {
      for (const held of this.#iam.heldBy({ kind: 'group', group })) yield { ...held, hops: held.hops + inside }
    }
  }

  #byControl(account: AccountHandle): ReachedByControl {
    return reachedByControl(account, this.#groupsOf(account), this.#rules, this.#sets, this.#snapshot)
  }

  #bearingOn(resource: Resource): readonly BearingControl[] {
    return controlsBearingOn(resource, this.#snapshot)
  }

  /** Each account with its verdict, and the length of the proof that shows it, over all of the routes. */
  #fewestHops(
    routes: readonly Route[],
    expansion: Expansion = this.#expansion,
  ): ReadonlyMap<AccountHandle, { readonly verdict: Verdict; readonly hops: number }> {
    const fewest = new Map<AccountHandle, { readonly verdict: Verdict; readonly hops: number }>()
    for (const { groups, atAccounts, stepsBehind, restriction } of routes) {
      const verdict = verdictOf(restriction.when)
      const add = (account: AccountHandle, hops: number): void => {
        if (!lets(restriction, account)) return
        const known = fewest.get(account)
        if (known === undefined || isBetter({ verdict, hops }, known)) fewest.set(account, { verdict, hops })
      }
      for (const account of atAccounts.keys()) add(account, stepsBehind)
      expansion.forEachByHops(groups, (account, hops) => add(account, hops + stepsBehind))
    }
    return fewest
  }

  #holdingsOf({ level, stepsBehind, grants, rights, groups, restriction }: Route): Holding[] {
    const verdict = verdictOf(restriction.when)
    const holding = (from: Pick<Holding, 'grant' | 'right'>, accounts: Uint32Array): Holding => ({ level, verdict, ...from, accounts })
    if (stepsBehind === 0) return groups.map((group) => holding({ grant: null, right: null }, this.#expansion.membersOf(group)))
    return [
      ...grants.map((grant) => holding({ grant, right: null }, this.#sets.accountsOf(grant.principal))),
      ...rights.map(({ right, holder }) => holding({ grant: null, right }, letThrough(restriction, this.#sets.accountsOf(holder)))),
    ]
  }
}

function verdictOf(when: readonly AccessCondition[]): Verdict {
  return when.length === 0 ? ALLOWED : { kind: 'conditional', on: when }
}

/** What holds without more goes before what holds on condition; then the shorter way. */
function isBetter(a: Pick<HeldLevel, 'verdict' | 'hops'>, b: Pick<HeldLevel, 'verdict' | 'hops'>): boolean {
  if (a.verdict.kind !== b.verdict.kind) return a.verdict.kind === 'allowed'
  return a.hops < b.hops
}

function shortestBy(routes: readonly Route[], account: AccountHandle, memberships: Memberships): Proof | null {
  const proofs = routes.map((route) => shortestProof(memberships, account, endsFor(route, account)))
  return proofs.reduce((best, proof) => (best === null || (proof !== null && proof.length < best.length) ? proof : best), null)
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [readonly Item[], readonly Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))]
}

function byLevel(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(routes, ({ level }) => level)
}

function withoutOne({ kind, count }: PathCount): PathCount {
  return { kind, count: Math.max(0, count - 1) }
}
