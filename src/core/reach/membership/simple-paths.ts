import { UNREACHABLE, distances, type PathGraph } from './path-graph.ts'

/** One path through a `PathGraph`: ways by their position in `graph.ways`, then which end of the last node it takes. */
export interface GraphPath {
  readonly nodes: readonly number[]
  readonly ways: readonly number[]
  readonly end: number
}

/**
 * Every path from the account to an end that meets no group twice, one at a time: shortest first, ties by the groups outward from
 * the account (by handle, which is by code unit of source and id), then kind, then end.
 *
 * Lawler's form of Yen's algorithm: the set of paths is cut into parts by where they leave the paths already given, and of each
 * part the best one is known; so no path comes twice, and the next costs at most O(its length × the graph), less where there is no ring.
 */
export function* simplePaths(graph: PathGraph): Generator<GraphPath, void, void> {
  const candidates: Candidate[] = []
  offer(candidates, bestOf(graph, { nodes: [0], ways: [], end: 0 }, 0, NOTHING_BARRED))
  for (let best = candidates.pop(); best !== undefined; best = candidates.pop()) {
    yield best.path
    for (let kept = best.kept; kept < best.path.nodes.length; kept++) {
      const before = kept === best.kept ? best.barred : NOTHING_BARRED
      offer(candidates, bestOf(graph, best.path, kept, barredAlso(before, best.path, kept)))
    }
  }
}

/** What may not follow the kept beginning: ways by position, and the ends below a number. */
interface Barred {
  readonly ways: ReadonlySet<number>
  readonly endsBelow: number
}

const NOTHING_BARRED: Barred = { ways: new Set(), endsBelow: 0 }

/** The best path of one part: all paths that keep its first `kept` ways and do not go on with what is barred. */
interface Candidate {
  readonly path: GraphPath
  readonly kept: number
  readonly barred: Barred
}

function barredAlso(barred: Barred, path: GraphPath, kept: number): Barred {
  const way = path.ways[kept]
  // Ends of one node are taken in their order, so that those taken are those below the next.
  return way === undefined ? { ...barred, endsBelow: path.end + 1 } : { ...barred, ways: new Set([...barred.ways, way]) }
}

/** The best path that keeps the first `kept` ways of `path` and goes on with nothing barred; null if there is none. */
function bestOf(graph: PathGraph, path: GraphPath, kept: number, barred: Barred): Candidate | null {
  const spur = path.nodes[kept]!
  const first = graph.offsets[spur]!
  const after = graph.offsets[spur + 1]!
  const endIsOpen = barred.endsBelow < graph.ends[spur]!
  if (!endIsOpen && barred.ways.size === after - first) return null
  const nodes = path.nodes.slice(0, kept + 1)
  const ways = path.ways.slice(0, kept)
  if (endIsOpen) return { path: { nodes, ways, end: barred.endsBelow }, kept, barred }

  const distance = distanceBeyond(graph, nodes)
  let way = -1
  let shortest = UNREACHABLE
  for (let at = first; at < after; at++) {
    const beyond = distance[graph.ways[at]!.to]!
    if (beyond < shortest && !barred.ways.has(at)) [way, shortest] = [at, beyond]
  }
  if (way < 0) return null

  for (let left = shortest; ; left--) {
    const node = graph.ways[way]!.to
    ways.push(way)
    nodes.push(node)
    if (left === 0) return { path: { nodes, ways, end: 0 }, kept, barred }
    way = graph.offsets[node]!
    while (distance[graph.ways[way]!.to] !== left - 1) way++
  }
}

/** Distances that avoid the nodes already met. Without a ring no way leads back to them, and the graph's own distances hold. */
function distanceBeyond(graph: PathGraph, met: readonly number[]): readonly number[] {
  if (graph.order !== null) return graph.distance
  const closed = new Set(met)
  return distances(graph, graph.ends, (node) => !closed.has(node))
}

/** Keeps `candidates` sorted with the best last. */
function offer(candidates: Candidate[], candidate: Candidate | null): void {
  if (candidate === null) return
  let low = 0
  let high = candidates.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (comparePaths(candidates[middle]!.path, candidate.path) > 0) low = middle + 1
    else high = middle
  }
  candidates.splice(low, 0, candidate)
}

/** By length, then by the ways taken: those of one node stand by group, then kind, and up to the first difference two paths pass the same nodes. */
function comparePaths(a: GraphPath, b: GraphPath): number {
  if (a.ways.length !== b.ways.length) return a.ways.length - b.ways.length
  for (const [position, way] of a.ways.entries()) {
    const other = b.ways[position]!
    if (way !== other) return way - other
  }
  return a.end - b.end
}
