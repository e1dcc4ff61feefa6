import { type Doubt, isCondition } from '../../model/network-doubt.ts'
import type { RouteTarget } from '../../model/network.ts'
import { type AtomSet, NO_ATOMS, difference, holds, intersection, union, unionOf } from './atom-set.ts'
import type { Node, Segment, Table } from './compiled.ts'
import { TCP } from './look.ts'
import { type End, type Packet, type Walk, callersBehind, noteDoubts } from './packet.ts'
import { type Passing, betweenZones, border, certainEnd, crossed, interfaces, through } from './passing.ts'
import type { RouteChoice } from './route-choice.ts'
import { destinationParts, sourceParts } from './translate.ts'

const MOST_HOPS = 64
/** Ways may part at every hop; together they may be more than can be walked. */
const MOST_STEPS = 5_000

/** Those of `set` that open the connection in the walk's reading: their packet arrives and, with TCP, its reply returns. */
export function opened(walk: Walk, packet: Packet, set: AtomSet): AtomSet {
  return departed(walk, packet, certainEnd(walk, packet, set, packet.caller))
}

const fromOf = (packet: Packet): End => (packet.isReply ? packet.service : packet.caller)
const toOf = (packet: Packet): End => (packet.isReply ? packet.caller : packet.service)

/** From its end: inside a segment straight to the other end, else by the table of the segment. */
function departed(walk: Walk, given: Packet, all: AtomSet): AtomSet {
  const [from, to] = [fromOf(given), toOf(given)]
  const { packet, set } = interfaces(walk, { packet: given, set: all }, from.placed, 'out')
  if (set.length === 0) return NO_ATOMS
  if (from.space === to.space && from.segments.some((segment) => to.segments.includes(segment))) return delivered(walk, packet, set)
  const zoned = betweenZones(walk, packet, set)
  return lookedUp(walk, zoned.packet, zoned.set, from.table)
}

function lookedUp(walk: Walk, packet: Packet, set: AtomSet, table: Table | null): AtomSet {
  if (set.length === 0) return NO_ATOMS
  if (table === null) return beyond(walk, packet, set, [{ code: 'route-unread', says: '' }])
  const results: AtomSet[] = []
  for (const piece of table.pieces()) {
    const part = packet.isReply ? intersection(set, piece.set) : holds(piece.set, packet.point) ? set : NO_ATOMS
    if (part.length > 0) results.push(followed(walk, packet, part, piece.choice, table))
  }
  return unionOf(results)
}

function followed(walk: Walk, packet: Packet, set: AtomSet, choice: RouteChoice, table: Table): AtomSet {
  if (choice.kind === 'one') {
    const { target } = choice
    const trail = [...packet.trail, { kind: 'route' as const, table: table.id, target }]
    return gone(walk, { ...packet, trail }, set, target)
  }
  noteDoubts(walk, packet, choice.doubts, set)
  const isWide = walk.reading === 'upper' || (walk.reading === 'possible' && choice.how === 'flow')
  const each = choice.of.map((one) => followed(walk, packet, set, one, table))
  return isWide ? unionOf(each) : each.reduce(intersection)
}

function gone(walk: Walk, packet: Packet, set: AtomSet, target: RouteTarget): AtomSet {
  switch (target.kind) {
    case 'local':
      return toOf(packet).space === packet.position.space ? delivered(walk, packet, set) : stopped(walk, packet)
    case 'drop':
      return stopped(walk, packet)
    case 'unknown':
      return beyond(walk, packet, set, [{ code: 'route-unread', says: '' }])
    case 'internet':
      return intoInternet(walk, packet, set)
    case 'node': {
      const node = walk.network.nodes.get(target.node)
      return node === undefined
        ? beyond(walk, packet, set, [{ code: 'middlebox-unknown', says: target.node }])
        : entered(walk, packet, set, node)
    }
    case 'table':
      return metOnce(walk, packet, set, `table ${target.table}`, (met) =>
        lookedUp(walk, met, set, walk.network.tables.get(target.table) ?? null),
      )
    case 'link':
      return metOnce(walk, packet, set, `link ${target.link} ${packet.position.space}`, (met) => linked(walk, met, set, target.link))
  }
}

/** Nobody knows what lies there: in the widest reading the packet arrives all the same, past everything but the other end's own filters. */
function beyond(walk: Walk, packet: Packet, set: AtomSet, doubts: readonly Doubt[]): AtomSet {
  noteDoubts(walk, packet, doubts, set)
  if (walk.reading !== 'upper') return NO_ATOMS
  const to = toOf(packet)
  const there = { ...packet, position: { space: to.space, segments: [] } }
  if (packet.isReply && packet.changes.length > 0) return ended(walk, packet, set)
  const fronts = packet.isReply ? [] : [...walk.network.nodes.values()].filter((node) => translates(node, packet))
  return unionOf([delivered(walk, there, set), ...fronts.map((node) => entered(walk, there, set, node))])
}

/** Into the internet: to who is there, or on by its own table. It carries no private addresses; where its table is unknown, nobody knows. */
function intoInternet(walk: Walk, packet: Packet, set: AtomSet): AtomSet {
  const to = toOf(packet)
  const { internet, privateAtoms, tableOf } = walk.network
  if (internet.has(to.space)) return delivered(walk, { ...packet, position: { ...packet.position, space: to.space } }, set)
  const [space] = internet
  const table = space === undefined ? null : tableOf(space, [])
  if (space !== undefined && table !== null) {
    const { packet: out, set: left } = crossed(walk, packet, set, [])
    const there = { ...out, position: { space, segments: [] } }
    return metOnce(walk, there, left, `internet ${space}`, (met) => lookedUp(walk, met, left, table))
  }
  const open = packet.isReply ? difference(set, privateAtoms) : holds(privateAtoms, packet.point) ? NO_ATOMS : set
  return open.length === 0 ? stopped(walk, packet) : beyond(walk, packet, open, [{ code: 'route-unread', says: 'the internet’s' }])
}

/** A node: in at its interface, destination, filters, source, and on by its own table. */
function entered(walk: Walk, given: Packet, all: AtomSet, node: Node): AtomSet {
  const { placed, segments } = node
  return metOnce(walk, given, all, `node ${placed.fact.id}`, (met) => {
    if (placed.doubts.length > 0) {
      const past = beyond(walk, met, all, placed.doubts)
      return walk.reading === 'upper' ? union(past, forwarded(met)) : NO_ATOMS
    }
    return forwarded(met)
  })

  function forwarded(met: Packet): AtomSet {
    const inside = interfaces(walk, crossed(walk, met, all, segments), [placed], 'in')
    const position = { space: placed.space ?? met.position.space, segments }
    const results: AtomSet[] = []
    for (const before of destinationParts(walk, node, inside)) {
      const filtered = through(walk, before, `node ${placed.fact.id}`, node.filters, 'node')
      for (const after of sourceParts(walk, node, filtered)) {
        const out = interfaces(walk, after, [placed], 'out')
        results.push(lookedUp(walk, { ...out.packet, position }, out.set, node.table))
      }
    }
    return unionOf(results)
  }
}

/** A link without transit serves only what begins in the near space and ends in the far one. */
function linked(walk: Walk, packet: Packet, set: AtomSet, id: string): AtomSet {
  const link = walk.network.links.get(id)
  const near = link?.ends.find(({ space }) => space === packet.position.space)
  const far = link?.ends.find((end) => end !== near)
  if (link === undefined || near === undefined || far === undefined) return beyond(walk, packet, set, [{ code: 'peer-unseen', says: id }])
  if (!link.transit && !(fromOf(packet).space === near.space && toOf(packet).space === far.space)) return stopped(walk, packet)
  noteDoubts(walk, packet, link.unsure, set)
  const isGap = link.unsure.some((doubt) => !isCondition(doubt))
  if (link.unsure.length > 0 && (walk.reading === 'sure' || (isGap && walk.reading === 'possible'))) return NO_ATOMS
  const out = leftBy(walk, packet, set, segmentOf(walk, near.segment))
  const segment = segmentOf(walk, far.segment)
  const there = { ...out.packet, position: { space: far.space, segments: segment === null ? [] : [segment] } }
  const past = isGap ? beyond(walk, packet, set, link.unsure) : NO_ATOMS
  if (!link.transit) return union(past, delivered(walk, there, out.set))
  return union(past, lookedUp(walk, there, out.set, walk.network.tableBehind(id, far.space)))
}

function segmentOf({ network }: Walk, id: string | null): Segment | null {
  return id === null ? null : (network.segments.get(id) ?? null)
}

/** To an attachment in the packet's own segment it goes out of the segment and in again (`network.md`, 4.1, NACL and TGW). */
function leftBy(walk: Walk, packet: Packet, set: AtomSet, at: Segment | null): Passing {
  if (at === null) return crossed(walk, packet, set, [])
  if (!packet.position.segments.includes(at)) return crossed(walk, packet, set, [at])
  return border(walk, border(walk, { packet, set }, at, 'out'), at, 'in')
}

/** To the other end in the space where the packet is; a node that stands at the address and rewrites it takes it in. */
function delivered(walk: Walk, packet: Packet, set: AtomSet): AtomSet {
  if (set.length === 0) return NO_ATOMS
  const to = toOf(packet)
  const node = to.placed.map(({ fact }) => walk.network.nodes.get(fact.id)).find((one) => one !== undefined && translates(one, packet))
  if (node !== undefined) return entered(walk, packet, set, node)
  const { packet: inside, set: left } = interfaces(walk, crossed(walk, packet, set, to.segments), to.placed, 'in')
  const there = { ...inside, position: { space: to.space, segments: to.segments } }
  return concluded(walk, there, certainEnd(walk, there, left, to))
}

/** Does the node rewrite the packet's destination: on the way there by a translation, on the way back by undoing one? */
function translates({ placed, translations }: Node, { isReply, point, servicePort, changes }: Packet): boolean {
  const last = changes.at(-1)
  if (isReply) return last?.kind === 'source' && last.node === placed.fact.id
  return translations.some(
    ({ fact, dst }) => fact.what === 'destination' && holds(dst, point) && (fact.port ?? servicePort) === servicePort,
  )
}

function concluded(walk: Walk, packet: Packet, set: AtomSet): AtomSet {
  if (set.length === 0) return NO_ATOMS
  const { space, atoms, port } = walk.goal
  if (packet.isReply) {
    // Somebody rewrote the packet on its way there and did not see the reply: it comes from a stranger.
    return packet.changes.length > 0 ? stopped(walk, packet) : ended(walk, packet, set)
  }
  if (packet.service.space !== space || !holds(atoms, packet.point) || packet.servicePort !== port) return stopped(walk, packet)
  walk.arrived.push(callersBehind(set, packet.changes))
  if (walk.protocol !== TCP) return ended(walk, packet, set)
  const trail = [...packet.trail, { kind: 'reply' as const }]
  return departed(walk, { ...packet, isReply: true, met: [], trail }, set)
}

function ended(walk: Walk, { changes, trail }: Packet, set: AtomSet): AtomSet {
  const callers = callersBehind(set, changes)
  walk.passed(callers, trail)
  return callers
}

/** The same place twice with the same packet is a loop, which denies; too many places are a limit, which does not. */
function metOnce(walk: Walk, packet: Packet, set: AtomSet, place: string, go: (met: Packet) => AtomSet): AtomSet {
  const key = `${place} ${packet.isReply ? packet.changes.length : packet.point}`
  if (packet.met.includes(key)) return stopped(walk, packet)
  if (packet.met.length >= MOST_HOPS) return beyond(walk, packet, set, [{ code: 'limit-hit', says: `${MOST_HOPS} hops` }])
  if (walk.spent.steps >= MOST_STEPS) return beyond(walk, packet, set, [{ code: 'limit-hit', says: `${MOST_STEPS} steps` }])
  walk.spent.steps += 1
  return go({ ...packet, met: [...packet.met, key] })
}

function stopped(walk: Walk, { trail }: Packet): AtomSet {
  walk.stopped(trail)
  return NO_ATOMS
}
