import type { AtomSet } from './atom-set.ts'

/** Atoms that rules decide one after the other: what is decided stays. */
export interface Canvas {
  /** Index of the rule that decided the atom; -1 = none yet. */
  readonly by: Int32Array
  /** First undecided atom at or after each one: union-find with path halving. */
  readonly next: Int32Array
}

const OUTSIDE = -2

/** With `active` undecided and everything else out of reach. O(atoms). */
export function canvasOf(atoms: number, active: AtomSet): Canvas {
  const canvas = { by: new Int32Array(atoms).fill(-1), next: new Int32Array(atoms + 1) }
  for (let atom = 0; atom <= atoms; atom++) canvas.next[atom] = atom
  let from = 0
  for (let at = 0; at + 1 < active.length; at += 2) {
    paint(canvas, [from, active[at] ?? 0], OUTSIDE)
    from = active[at + 1] ?? 0
  }
  paint(canvas, [from, atoms], OUTSIDE)
  return canvas
}

/** Decides those atoms of the set that nothing decided before. */
export function paint({ by, next }: Canvas, set: AtomSet, index: number): void {
  for (let at = 0; at + 1 < set.length; at += 2) {
    const hi = set[at + 1] ?? 0
    for (let atom = firstFrom(next, set[at] ?? 0); atom < hi; atom = firstFrom(next, atom)) {
      by[atom] = index
      next[atom] = atom + 1
    }
  }
}

/** The atoms of the set that nothing has decided yet. */
export function undecidedIn({ next }: Canvas, set: AtomSet): AtomSet {
  const bounds: number[] = []
  for (let at = 0; at + 1 < set.length; at += 2) {
    const hi = set[at + 1] ?? 0
    for (let atom = firstFrom(next, set[at] ?? 0); atom < hi; atom = firstFrom(next, atom + 1)) {
      if (bounds.at(-1) === atom) bounds[bounds.length - 1] = atom + 1
      else bounds.push(atom, atom + 1)
    }
  }
  return bounds
}

function firstFrom(next: Int32Array, from: number): number {
  let atom = from
  while (next[atom] !== atom) {
    const over = next[atom] ?? 0
    next[atom] = next[over] ?? 0
    atom = next[atom] ?? 0
  }
  return atom
}
