import { atomsIn } from './atom-set.ts'
import type { Placed, Segment } from './compiled.ts'
import type { Universe } from './universe.ts'

export interface SegmentIndex {
  readonly segmentsAt: (space: string, atom: number) => readonly Segment[]
  readonly placedAt: (space: string, atom: number) => readonly Placed[]
}

/** Finds what stands at an address of a space. O(atoms of all segments). */
export function segmentIndex(segments: readonly Segment[], placed: readonly Placed[], { bounds }: Universe): SegmentIndex {
  const atoms = bounds.length
  const spaces = new Map<string, Segment[][]>()
  const smallest = [...segments].sort((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
  for (const segment of smallest) {
    const lists = spaces.get(segment.fact.space) ?? Array.from<Segment[]>({ length: atoms })
    spaces.set(segment.fact.space, lists)
    for (const atom of atomsIn(segment.atoms)) (lists[atom] ??= []).push(segment)
  }
  const things = new Map<string, Placed[]>()
  for (const one of placed) {
    for (const atom of atomsIn(one.atoms)) things.set(`${one.space} ${atom}`, [...(things.get(`${one.space} ${atom}`) ?? []), one])
  }
  return {
    segmentsAt: (space, atom) => spaces.get(space)?.[atom] ?? [],
    placedAt: (space, atom) => things.get(`${space} ${atom}`) ?? [],
  }
}
