import { type AtomSet, atomsIn, difference, intersection, unionOf } from './atom-set.ts'
import type { Compiled, Segment } from './compiled.ts'
import type { End } from './packet.ts'

/** Callers whom nothing tells apart before their packets leave. */
export interface StartClass {
  readonly end: End
  readonly set: AtomSet
}

/** All addresses from which something sends, in every space. O(atoms of all segments). */
export function startClasses(network: Compiled): readonly StartClass[] {
  const spaces = Map.groupBy(network.segments.values(), ({ fact }) => fact.space)
  return [...spaces].flatMap(([space, segments]) => classesOfSpace(network, space, unionOf(segments.map(({ senders }) => senders))))
}

function classesOfSpace({ segmentsAt, placedAt, tableOf }: Compiled, space: string, senders: AtomSet): readonly StartClass[] {
  const classes = new Map<string, { readonly end: End; readonly bounds: number[] }>()
  for (const atom of atomsIn(senders)) {
    const around = segmentsAt(space, atom)
    const table = tableOf(space, around)
    const segments = around.filter(matters)
    const placed = placedAt(space, atom).filter(
      (one, _, all) => all.length > 1 || one.filters.length > 0 || one.doubts.length > 0 || one.fact.forwards,
    )
    const key = [table?.id, ...segments.map(({ fact }) => fact.id), '|', ...placed.map(({ fact }) => fact.id)].join(' ')
    const found = classes.get(key)
    if (found === undefined) classes.set(key, { end: { space, segments, placed, table }, bounds: [atom, atom + 1] })
    else if (found.bounds.at(-1) === atom) found.bounds[found.bounds.length - 1] = atom + 1
    else found.bounds.push(atom, atom + 1)
  }
  return [...classes.values()].map(({ end, bounds }) => ({ end, set: bounds }))
}

function matters({ border, doubts }: Segment): boolean {
  return border.length > 0 || doubts.length > 0
}

/** Cut by the segments of the other end, since inside one a packet goes straight. */
export function classesTowards(classes: readonly StartClass[], service: End): readonly StartClass[] {
  let cut = classes
  for (const segment of service.segments) {
    cut = cut.flatMap((one) => {
      if (one.end.space !== service.space || one.end.segments.includes(segment)) return [one]
      const [inside, outside] = [intersection(one.set, segment.atoms), difference(one.set, segment.atoms)]
      const segments = [...one.end.segments, segment].sort((a, b) => (a.size < b.size ? -1 : a.size > b.size ? 1 : 0))
      return [{ end: { ...one.end, segments }, set: inside }, { end: one.end, set: outside }].filter(({ set }) => set.length > 0) // prettier-ignore
    })
  }
  return cut
}
