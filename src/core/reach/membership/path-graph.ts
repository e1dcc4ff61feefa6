import type { AccountHandle, GroupHandle, MembershipHandle } from '../../model/handle.ts'
import type { Memberships } from '../../model/snapshot.ts'

/** Where paths from one account may end: how many ways out the account itself and each group have (a group asked for has one, a granted group one a grant). */
export interface PathEnds {
  readonly ofAccount: number
  readonly ofGroups: ReadonlyMap<GroupHandle, number>
}

/**
 * The part of the membership graph that paths from one account to the ends can use.
 *
 * Node 0 is the account, the others are groups. Memberships of one kind between the same two are one way, however many records
 * state it; another kind is another way, since it must be removed for itself. A way to itself leads nowhere and is left out.
 */
export interface PathGraph {
  /** The group of each node from 1; node 0 has none. */
  readonly groups: readonly (GroupHandle | null)[]
  /** Ways out of node n: `ways[offsets[n]]` … `ways[offsets[n + 1]]`, by group, then kind. All lead to a node of the graph. */
  readonly offsets: readonly number[]
  readonly ways: readonly Way[]
  /** Ends at each node. */
  readonly ends: readonly number[]
  /** Fewest ways from each node to an end; 0 where it has one, `UNREACHABLE` where none is reached (only the account can be so). */
  readonly distance: readonly number[]
  /** Nodes so that every way leads to a later one; null where some groups form a ring. */
  readonly order: readonly number[] | null
}

export interface Way {
  readonly to: number
  readonly membership: MembershipHandle
}

export const UNREACHABLE = Infinity

/** O(memberships that lead outward from the account). */
export function pathGraph(memberships: Memberships, account: AccountHandle, ends: PathEnds): PathGraph {
  const outward = everythingOutward(memberships, account)
  const endsAt = outward.groups.map((group) => (group === null ? ends.ofAccount : (ends.ofGroups.get(group) ?? 0)))
  const distance = distances(outward, endsAt, () => true)
  // Keep what reaches an end, the account in any case.
  const kept = outward.groups.map((_, node) => node).filter((node) => node === 0 || distance[node] !== UNREACHABLE)
  const renumbered = new Map(kept.map((node, position) => [node, position]))
  const offsets = [0]
  const ways: Way[] = []
  for (const node of kept) {
    for (const { to, membership } of waysOf(outward, node)) {
      const target = renumbered.get(to)
      if (target !== undefined) ways.push({ to: target, membership })
    }
    offsets.push(ways.length)
  }
  const graph = { offsets, ways }
  return {
    groups: kept.map((node) => outward.groups[node] ?? null),
    offsets,
    ways,
    ends: kept.map((node) => endsAt[node] ?? 0),
    distance: kept.map((node) => distance[node] ?? UNREACHABLE),
    order: topologicalOrder(graph),
  }
}

type Ways = Pick<PathGraph, 'offsets' | 'ways'>

function waysOf({ offsets, ways }: Ways, node: number): readonly Way[] {
  return ways.slice(offsets[node], offsets[node + 1])
}

/** Fewest ways from each node to an end, through nodes that `isOpen` only. O(nodes + ways). */
export function distances(graph: Ways, ends: readonly number[], isOpen: (node: number) => boolean): number[] {
  const inward = inwardWays(graph, ends.length)
  const distance = ends.map(() => UNREACHABLE)
  let layer = ends.flatMap((count, node) => (count > 0 && isOpen(node) ? [node] : []))
  for (const node of layer) distance[node] = 0
  for (let hops = 1; layer.length > 0; hops++) {
    const next: number[] = []
    for (const node of layer) {
      for (const from of inward[node] ?? []) {
        if (distance[from] !== UNREACHABLE || !isOpen(from)) continue
        distance[from] = hops
        next.push(from)
      }
    }
    layer = next
  }
  return distance
}

function everythingOutward(memberships: Memberships, account: AccountHandle): Ways & Pick<PathGraph, 'groups'> {
  const groups: (GroupHandle | null)[] = [null]
  const nodes = new Map<GroupHandle, number>()
  const offsets = [0]
  const ways: Way[] = []
  for (let node = 0; node < groups.length; node++) {
    let last: { readonly group: GroupHandle; readonly kind: string } | null = null
    const add = (group: GroupHandle, membership: MembershipHandle): void => {
      const kind = memberships.kind(membership)
      if (group === groups[node] || (last !== null && last.group === group && last.kind === kind)) return
      last = { group, kind }
      const to = nodes.get(group) ?? groups.length
      if (to === groups.length) {
        nodes.set(group, to)
        groups.push(group)
      }
      ways.push({ to, membership })
    }
    const group = groups[node] ?? null
    if (group === null) memberships.forEachGroupWithAccount(account, add)
    else memberships.forEachGroupWithGroup(group, add)
    offsets.push(ways.length)
  }
  return { groups, offsets, ways }
}

function inwardWays({ offsets, ways }: Ways, nodes: number): number[][] {
  const inward: number[][] = Array.from({ length: nodes }, () => [])
  for (let node = 0; node < nodes; node++) {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at++) inward[ways[at]!.to]!.push(node)
  }
  return inward
}

/** Kahn's order, or null if there is a ring. */
function topologicalOrder({ offsets, ways }: Ways): readonly number[] | null {
  const nodes = offsets.length - 1
  const pending = Array.from({ length: nodes }, () => 0)
  for (const { to } of ways) pending[to]!++
  const order = pending.flatMap((count, node) => (count === 0 ? [node] : []))
  for (let at = 0; at < order.length; at++) {
    for (let way = offsets[order[at]!]!; way < offsets[order[at]! + 1]!; way++) {
      const to = ways[way]!.to
      if (--pending[to]! === 0) order.push(to)
    }
  }
  return order.length === nodes ? order : null
}
