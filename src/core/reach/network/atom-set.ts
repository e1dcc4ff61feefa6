/**
 * A set of atoms as its bounds: `[lo, hi, lo, hi, ...]`, half-open, ascending, never touching. One algebra serves both families, since an
 * atom is an ordinal of the universe and no address. Operations are linear in the bounds of both, where both are spread alike.
 */
export type AtomSet = readonly number[]

export const NO_ATOMS: AtomSet = []

export function union(a: AtomSet, b: AtomSet): AtomSet {
  if (a.length === 0) return b
  if (b.length === 0) return a
  return swept(a, b, (inA, inB) => inA || inB)
}

export function intersection(a: AtomSet, b: AtomSet): AtomSet {
  if (a.length === 0 || b.length === 0) return NO_ATOMS
  const place = placeOf(a, b)
  if (place !== 'across') return place === 'inside' ? a : NO_ATOMS
  const [x, y] = [within(a, b), within(b, a)]
  return swept(x, y, (inA, inB) => inA && inB)
}

export function difference(a: AtomSet, b: AtomSet): AtomSet {
  if (a.length === 0 || b.length === 0) return a
  const place = placeOf(a, b)
  if (place !== 'across') return place === 'inside' ? NO_ATOMS : a
  const near = within(b, a)
  return near.length === 0 ? a : swept(a, near, (inA, inB) => inA && !inB)
}

/** Of sets in any order and number. O(n log n) in all bounds. */
export function unionOf(sets: readonly AtomSet[]): AtomSet {
  const pieces: [number, number][] = []
  for (const set of sets) for (let at = 0; at + 1 < set.length; at += 2) pieces.push([set[at] ?? 0, set[at + 1] ?? 0])
  pieces.sort((a, b) => a[0] - b[0])
  const bounds: number[] = []
  for (const [lo, hi] of pieces) {
    const last = bounds.at(-1)
    if (last === undefined || lo > last) bounds.push(lo, hi)
    else if (hi > last) bounds[bounds.length - 1] = hi
  }
  return bounds
}

/** Is the atom in the set? O(log n). */
export function holds(set: AtomSet, atom: number): boolean {
  return boundsUpTo(set, atom) % 2 === 1
}

/** Each atom, ascending. */
export function* atomsIn(set: AtomSet): Generator<number> {
  for (let at = 0; at + 1 < set.length; at += 2) for (let atom = set[at] ?? 0; atom < (set[at + 1] ?? 0); atom++) yield atom
}

/** Where a set of one piece stands to another: in one of its pieces, outside all of them, or neither; of several pieces nothing is said. */
function placeOf(set: AtomSet, other: AtomSet): 'inside' | 'outside' | 'across' {
  const [lo, hi, more] = set
  if (lo === undefined || hi === undefined || more !== undefined) return 'across'
  const at = boundsUpTo(other, lo)
  if (hi > (other[at] ?? Infinity)) return 'across'
  return at % 2 === 1 ? 'inside' : 'outside'
}

/** Those pieces of `set` that may touch the hull of `other`: a small set meets a large one in O(log n). */
function within(set: AtomSet, other: AtomSet): AtomSet {
  const [lo, hi] = [other[0] ?? 0, other.at(-1) ?? 0]
  if (set.length < 8 || ((set[0] ?? 0) >= lo && (set.at(-1) ?? 0) <= hi)) return set
  const from = boundsUpTo(set, lo)
  const to = boundsUpTo(set, hi - 1)
  return set.slice(from - (from % 2), to + (to % 2))
}

/** How many bounds are no higher than the atom. */
function boundsUpTo(set: AtomSet, atom: number): number {
  let [lo, hi] = [0, set.length]
  while (lo < hi) {
    const middle = (lo + hi) >> 1
    if ((set[middle] ?? 0) <= atom) lo = middle + 1
    else hi = middle
  }
  return lo
}

function swept(a: AtomSet, b: AtomSet, isIn: (inA: boolean, inB: boolean) => boolean): AtomSet {
  const bounds: number[] = []
  let [i, j, was] = [0, 0, false]
  while (i < a.length || j < b.length) {
    const at = Math.min(a[i] ?? Infinity, b[j] ?? Infinity)
    if (a[i] === at) i++
    if (b[j] === at) j++
    const is = isIn(i % 2 === 1, j % 2 === 1)
    if (is !== was) bounds.push(at)
    was = is
  }
  return bounds
}
