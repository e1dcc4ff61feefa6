// A second opinion on nested membership, written from the definition alone: plain lists, no sharing, nothing of the engine.

/** `member` is directly in `group`; nodes are named as the caller likes. */
export interface OracleEdge {
  readonly member: string
  readonly group: string
  readonly kind: string
}

/** Warshall's transitive closure: `inside.get(a)` holds b if and only if a is in b, directly or nested. O(nodes³). */
export function warshallClosure(nodes: readonly string[], edges: readonly OracleEdge[]): ReadonlyMap<string, ReadonlySet<string>> {
  const inside = new Map(nodes.map((node) => [node, new Set<string>()]))
  for (const { member, group } of edges) inside.get(member)?.add(group)
  for (const through of nodes) {
    for (const from of nodes) {
      if (inside.get(from)?.has(through) !== true) continue
      for (const to of nodes) if (inside.get(through)?.has(to) === true) inside.get(from)?.add(to)
    }
  }
  return inside
}

/** Fewest memberships from `member` to `group`, at least one; null if there is no way. Relaxes every edge until nothing changes. */
export function fewestMemberships(edges: readonly OracleEdge[], member: string, group: string): number | null {
  const hops = new Map<string, number>([[member, 0]])
  let best: number | null = null
  for (let round = 1; round <= edges.length + 1; round++) {
    const reached = new Set(edges.filter((edge) => hops.get(edge.member) === round - 1).map((edge) => edge.group))
    if (reached.has(group)) {
      best = round
      break
    }
    for (const node of reached) if (!hops.has(node)) hops.set(node, round)
  }
  return best
}

/** Every path that meets no group twice, as the groups and kinds that it passes, shortest first, then by text. */
export function everySimplePath(edges: readonly OracleEdge[], member: string, group: string): readonly string[][] {
  const paths: string[][] = []
  follow(member, [], new Set([member]))
  return paths.sort((a, b) => a.length - b.length || (a.join('|') < b.join('|') ? -1 : 1))

  function follow(at: string, hops: readonly string[], met: ReadonlySet<string>): void {
    const ways = new Map(edges.filter((edge) => edge.member === at).map((edge) => [`${edge.group} ${edge.kind}`, edge.group]))
    for (const [way, to] of ways) {
      if (met.has(to)) continue
      if (to === group) paths.push([...hops, way])
      else follow(to, [...hops, way], new Set([...met, to]))
    }
  }
}
