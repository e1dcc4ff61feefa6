import { type IpFamily, type IpRange, IP_END, ipAddressText } from '../../base/ip-range.ts'
import type { AtomSet } from './atom-set.ts'

/** One family's addresses, cut at every bound that any fact names: within an atom no fact tells two addresses apart. */
export interface Universe {
  readonly family: IpFamily
  /** Atom `i` is `[bounds[i], bounds[i + 1])`. */
  readonly bounds: readonly bigint[]
  readonly ordinals: ReadonlyMap<bigint, number>
  readonly all: AtomSet
}

/** O(n log n) in the ranges; those of the other family are left out. */
export function universeOf(family: IpFamily, ranges: Iterable<IpRange>): Universe {
  const found = new Set<bigint>([0n, IP_END[family]])
  for (const range of ranges) if (range.family === family) found.add(range.lo).add(range.hi)
  const bounds = [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  return { family, bounds, ordinals: new Map(bounds.map((bound, at) => [bound, at])), all: [0, bounds.length - 1] }
}

/** The atoms of a range at whose bounds the universe was cut; none where it is of the other family. */
export function atomsOf(universe: Universe, range: IpRange): AtomSet {
  if (range.family !== universe.family) return []
  const [lo, hi] = [universe.ordinals.get(range.lo), universe.ordinals.get(range.hi)]
  if (lo === undefined || hi === undefined) throw new Error('the universe was not cut at the bounds of a range')
  return [lo, hi]
}

/** How many addresses the set holds. */
export function addressCount({ bounds }: Universe, set: AtomSet): bigint {
  let count = 0n
  for (let at = 0; at + 1 < set.length; at += 2) count += (bounds[set[at + 1] ?? 0] ?? 0n) - (bounds[set[at] ?? 0] ?? 0n)
  return count
}

/** The lowest address of an atom, as text. */
export function lowestAddress({ family, bounds }: Universe, atom: number): string {
  return ipAddressText(family, bounds[atom] ?? 0n)
}

/** The atom that holds an address of the family. O(log n). */
export function atomHolding({ bounds }: Universe, address: bigint): number {
  let [lo, hi] = [0, bounds.length - 1]
  while (hi - lo > 1) {
    const middle = (lo + hi) >> 1
    if ((bounds[middle] ?? 0n) <= address) lo = middle
    else hi = middle
  }
  return lo
}
