import type { PathGraph } from './path-graph.ts'
import { simplePaths } from './simple-paths.ts'

/** How many paths there are; `at-least` where counting stopped, which is never taken for the whole. */
export type PathCount = { readonly kind: 'exactly'; readonly count: number } | { readonly kind: 'at-least'; readonly count: number }

/**
 * The number of paths that `simplePaths` gives.
 *
 * Exact, in O(graph), where no groups form a ring (and the number stays below 2^53); counting paths through rings has no short
 * way, so there it stops once it knows of more than `limit`.
 */
export function countGraphPaths(graph: PathGraph, limit: number): PathCount {
  if (graph.order !== null) return countWithoutRing(graph, graph.order)
  let count = 0
  for (const _ of simplePaths(graph)) {
    if (++count > limit) return { kind: 'at-least', count }
  }
  return { kind: 'exactly', count }
}

// Sums stop at 2^53, beyond which a number is not exact.
const TOO_MANY = Number.MAX_SAFE_INTEGER + 1

function countWithoutRing({ offsets, ways, ends }: PathGraph, order: readonly number[]): PathCount {
  const from = [...ends]
  for (const node of order.toReversed()) {
    for (let at = offsets[node]!; at < offsets[node + 1]!; at++) from[node] = Math.min(from[node]! + from[ways[at]!.to]!, TOO_MANY)
  }
  const count = from[0] ?? 0
  return count === TOO_MANY ? { kind: 'at-least', count } : { kind: 'exactly', count }
}
