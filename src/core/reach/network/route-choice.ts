import { ipText } from '../../base/ip-range.ts'
import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { NetworkRoute, NetworkRoutes, RouteTarget } from '../../model/network.ts'
import { type AtomSet, NO_ATOMS, difference, intersection, unionOf } from './atom-set.ts'
import { canvasOf, paint, undecidedIn } from './canvas.ts'
import { type NamedPlaces, rangesOfTexts } from './named-ranges.ts'
import { type Universe, atomsOf } from './universe.ts'

/** Where a packet goes on; `either` by the flow (or another condition), or nobody knows by what. */
export type RouteChoice =
  | { readonly kind: 'one'; readonly target: RouteTarget }
  | { readonly kind: 'either'; readonly how: 'flow' | 'unknown'; readonly of: readonly RouteChoice[]; readonly doubts: readonly Doubt[] }

/** Destinations that a table treats alike. */
export interface RoutePiece {
  readonly set: AtomSet
  readonly choice: RouteChoice
}

interface Entry {
  readonly set: AtomSet
  /** Infinity where the length is not known, so that it may win over everything. */
  readonly length: number
  readonly preference: number
  readonly target: RouteTarget
  readonly doubts: readonly Doubt[]
  readonly isOfList: boolean
}

const NOWHERE: RouteChoice = { kind: 'one', target: { kind: 'drop' } }
const BEYOND: RouteChoice = { kind: 'one', target: { kind: 'unknown' } }

/** The whole family cut by what the table says: the longest prefix wins, then the lower preference; no route drops. O(routes + atoms). */
export function routePieces({ routes, unsure, id }: NetworkRoutes, universe: Universe, places: NamedPlaces): readonly RoutePiece[] {
  const entries = routes.flatMap((route) => entriesOf(route, universe, places))
  entries.sort((a, b) => (a.length === b.length ? 0 : b.length - a.length) || a.preference - b.preference)
  const groups = grouped(entries)
  const canvas = canvasOf(universe.bounds.length - 1, universe.all)
  const wraps: { readonly set: AtomSet; readonly entry: Entry }[] = []
  for (const [at, group] of groups.entries()) {
    for (const entry of group) if (entry.doubts.length > 0) wraps.push({ set: undecidedIn(canvas, entry.set), entry })
    const sure = group.filter(({ doubts }) => doubts.length === 0)
    if (sure[0] !== undefined) paint(canvas, sure[0].set, at)
  }
  let pieces = mergedPieces([...piecesBy(canvas.by, groups)])
  for (const { set, entry } of wraps.reverse()) pieces = wrapped(pieces, set, entry)
  if (unsure.length === 0) return pieces
  const doubts = unsure.map((doubt) => ({ ...doubt, says: doubt.says === '' ? id : doubt.says }))
  return pieces.map(({ set, choice }) => ({ set, choice: { kind: 'either', how: howOf(doubts), of: [BEYOND, choice], doubts } }))
}

function entriesOf(route: NetworkRoute, universe: Universe, { sets }: NamedPlaces): Entry[] {
  const { preference, target, unsure: doubts } = route
  const list = /^list:(.*)$/u.exec(route.dst)?.[1]
  if (list === undefined) return [entryOf(route.dst, { preference, target, doubts, isOfList: false }, universe)]
  const found = sets.get(list)
  const known = (found?.cidrs ?? []).map((text) => entryOf(text, { preference, target, doubts, isOfList: true }, universe))
  if (found?.unsure.length === 0) return known
  const unread: readonly Doubt[] = found?.unsure ?? [{ code: 'list-unread', says: list }]
  return [...known, { set: universe.all, length: Infinity, preference, target, doubts: [...doubts, ...unread], isOfList: true }]
}

function entryOf(text: string, rest: Omit<Entry, 'set' | 'length'>, universe: Universe): Entry {
  const read = ipText(text)
  const { widest, doubts } = rangesOfTexts([text])
  const all = [...rest.doubts, ...doubts]
  if (!read.ok || widest === 'all' || text.includes('-')) {
    return { ...rest, set: universe.all, length: Infinity, doubts: all.length > 0 ? all : [{ code: 'match-not-understood', says: text }] }
  }
  const { family, lo, hi } = read.value.widest
  const set = family === universe.family ? atomsOf(universe, read.value.widest) : NO_ATOMS
  return { ...rest, set, length: 128 - (hi - lo).toString(2).length, doubts: all }
}

/** Of one length and preference, and of one prefix: among these nothing decides but the flow. */
function grouped(entries: readonly Entry[]): Entry[][] {
  const groups = new Map<string, Entry[]>()
  for (const [at, entry] of entries.entries()) {
    if (entry.set.length === 0) continue
    const key = entry.length === Infinity ? `unknown ${at}` : `${entry.length} ${entry.preference} ${entry.set.join(' ')}`
    groups.set(key, [...(groups.get(key) ?? []), entry])
  }
  return [...groups.values()]
}

function* piecesBy(by: Int32Array, groups: readonly (readonly Entry[])[]): Generator<RoutePiece> {
  for (let from = 0, to = 0; from < by.length; from = to) {
    while (to < by.length && by[to] === by[from]) to++
    yield { set: [from, to], choice: amongSure((groups[by[from] ?? -1] ?? []).filter(({ doubts }) => doubts.length === 0)) }
  }
}

function amongSure(entries: readonly Entry[]): RouteChoice {
  const targets = new Map(entries.map(({ target }) => [JSON.stringify(target), target]))
  const of = [...targets.keys()].sort().flatMap((key) => targets.get(key) ?? [])
  if (of.length === 0) return NOWHERE
  const [only, ...more] = of.map((target): RouteChoice => ({ kind: 'one', target }))
  if (only === undefined || more.length === 0) return only ?? NOWHERE
  const isUnknown = entries.some(({ isOfList }) => isOfList)
  const doubt: Doubt = isUnknown ? { code: 'route-unread', says: 'lists overlap' } : { code: 'path-choice', says: '' }
  return { kind: 'either', how: isUnknown ? 'unknown' : 'flow', of: [only, ...more], doubts: [doubt] }
}

/** A route that may not be there, or may not match: it, or what the table says without it. */
function wrapped(pieces: readonly RoutePiece[], set: AtomSet, { target, doubts }: Entry): RoutePiece[] {
  return pieces.flatMap((piece) => {
    const [inside, outside] = [intersection(piece.set, set), difference(piece.set, set)]
    const choice: RouteChoice = { kind: 'either', how: howOf(doubts), of: [{ kind: 'one', target }, piece.choice], doubts }
    return [{ set: inside, choice }, { set: outside, choice: piece.choice }].filter((one) => one.set.length > 0) // prettier-ignore
  })
}

function howOf(doubts: readonly Doubt[]): 'flow' | 'unknown' {
  return doubts.every(isCondition) ? 'flow' : 'unknown'
}

function mergedPieces(pieces: readonly RoutePiece[]): readonly RoutePiece[] {
  const byChoice = new Map<string, { bounds: number[]; choice: RouteChoice }>()
  for (const { set, choice } of pieces) {
    const key = JSON.stringify(choice)
    const found = byChoice.get(key)
    if (found === undefined) byChoice.set(key, { bounds: [...set], choice })
    else found.bounds.push(...set)
  }
  return [...byChoice.values()].map(({ bounds, choice }) => ({ set: unionOf([bounds]), choice }))
}
