import type { Proof, Step } from '../../model/access.ts'
import type { AccountHandle, GroupHandle } from '../../model/handle.ts'
import type { Memberships } from '../../model/snapshot.ts'
import { countGraphPaths, type PathCount } from './count-paths.ts'
import { pathGraph, type PathGraph } from './path-graph.ts'
import { simplePaths, type GraphPath } from './simple-paths.ts'

/**
 * How a path may close, once it is at the account itself or at a group: each element is the end of a proof, the steps that follow
 * the memberships. All of them must have the same number of steps.
 */
export interface ProofEnds {
  readonly atAccount: readonly Proof[]
  readonly atGroups: ReadonlyMap<GroupHandle, readonly Proof[]>
}

/** The ends of "is in `group`": nothing follows the memberships. */
export function inGroup(group: GroupHandle): ProofEnds {
  return { atAccount: [], atGroups: new Map([[group, [[]]]]) }
}

/** The shortest proof, ties by code unit of the groups' source and id, account outward; null if there is none. O(memberships outward). */
export function shortestProof(memberships: Memberships, account: AccountHandle, ends: ProofEnds): Proof | null {
  const graph = graphTo(memberships, account, ends)
  for (const path of simplePaths(graph)) return proofOf(graph, path, ends)
  return null
}

/**
 * All proofs without a repeated group, one at a time, shortest first, ties as in `shortestProof`.
 *
 * Stops after `limit`, and returns how many there are: exactly, if it gave them all; else at least one more than it gave.
 */
export function* allProofs(
  memberships: Memberships,
  account: AccountHandle,
  ends: ProofEnds,
  limit: number,
): Generator<Proof, PathCount, void> {
  const graph = graphTo(memberships, account, ends)
  let count = 0
  for (const path of simplePaths(graph)) {
    if (++count > limit) return { kind: 'at-least', count }
    yield proofOf(graph, path, ends)
  }
  return { kind: 'exactly', count }
}

/** The number of all proofs; exact and cheap without rings, see `countGraphPaths`. */
export function countProofs(memberships: Memberships, account: AccountHandle, ends: ProofEnds, limit: number): PathCount {
  return countGraphPaths(graphTo(memberships, account, ends), limit)
}

/** Adds what is known of two sets of paths. */
export function addedCounts(a: PathCount, b: PathCount): PathCount {
  const kind = a.kind === 'exactly' && b.kind === 'exactly' ? 'exactly' : 'at-least'
  return { kind, count: a.count + b.count }
}

/**
 * The graph that was made last for each set of ends: of one access the shortest proof, the number of others and the others themselves
 * are asked one after the other.
 */
const lastGraphs = new WeakMap<ProofEnds['atGroups'], LastGraph>()

interface LastGraph {
  readonly memberships: Memberships
  readonly account: AccountHandle
  readonly endsAtAccount: number
  readonly graph: PathGraph
}

function graphTo(memberships: Memberships, account: AccountHandle, { atAccount, atGroups }: ProofEnds): PathGraph {
  const last = lastGraphs.get(atGroups)
  if (last?.memberships === memberships && last.account === account && last.endsAtAccount === atAccount.length) return last.graph
  const ofGroups = new Map([...atGroups].map(([group, ends]) => [group, ends.length]))
  const graph = pathGraph(memberships, account, { ofAccount: atAccount.length, ofGroups })
  lastGraphs.set(atGroups, { memberships, account, endsAtAccount: atAccount.length, graph })
  return graph
}

function proofOf(graph: PathGraph, path: GraphPath, { atAccount, atGroups }: ProofEnds): Proof {
  const steps = path.ways.map((way, position): Step => {
    const group = groupAt(graph, path.nodes[position + 1])
    const membership = graph.ways[way]?.membership
    if (group === null || membership === undefined) throw new Error('a path leads through no group')
    return { kind: 'membership', group, membership }
  })
  const last = groupAt(graph, path.nodes.at(-1))
  const end = (last === null ? atAccount : atGroups.get(last))?.[path.end]
  if (end === undefined) throw new Error('a path closes where it has no end')
  return [...steps, ...end]
}

function groupAt(graph: PathGraph, node: number | undefined): GroupHandle | null {
  return node === undefined ? null : (graph.groups[node] ?? null)
}
