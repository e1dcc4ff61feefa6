import { type AtomSet, NO_ATOMS, difference, holds, intersection, union } from './atom-set.ts'
import type { CompiledFilter } from './compiled-filter.ts'
import type { Placed, Segment } from './compiled.ts'
import { type Decision, decided, fitting } from './decide.ts'
import type { Look } from './look.ts'
import { type End, type Packet, type Walk, doubtsOfEnd, noteDoubts } from './packet.ts'

/** What goes on: the packet with what places remember of it, and the callers that are left. */
export interface Passing {
  readonly packet: Packet
  readonly set: AtomSet
}

/** Leaves the segments around `packet.position` that are not around `to`, and enters those that are: out from the smallest, in to the smallest. */
export function crossed(walk: Walk, given: Packet, set: AtomSet, to: readonly Segment[]): Passing {
  const from = given.position.segments
  let passing: Passing = { packet: given, set }
  for (const segment of from) if (!to.includes(segment)) passing = border(walk, passing, segment, 'out')
  for (const segment of to) if (from.includes(segment)) passing = border(walk, passing, segment, 'within')
  for (const segment of to.toReversed()) if (!from.includes(segment)) passing = border(walk, passing, segment, 'in')
  return passing
}

/** The border of one segment; where it runs for sure nobody knows of a doubtful one, so that only the widest reading passes. */
export function border(walk: Walk, passing: Passing, segment: Segment, direction: 'in' | 'out' | 'within'): Passing {
  if (segment.doubts.length > 0) {
    noteDoubts(walk, passing.packet, segment.doubts, passing.set)
    return walk.reading === 'upper' ? passing : { packet: passing.packet, set: NO_ATOMS }
  }
  const filters = segment.border.filter(({ fact }) => (direction === 'within' ? fact.within : true))
  return through(walk, passing, `segment ${segment.fact.id}`, filters, direction)
}

/** The filters at the interfaces of an end, or of a node. */
export function interfaces(walk: Walk, passing: Passing, placed: readonly Placed[], direction: 'in' | 'out'): Passing {
  let left = passing
  for (const one of placed) {
    if (one.doubts.length > 0 && walk.reading === 'upper') continue
    const [united, others] = [one.filters.filter(({ fact }) => fact.combine === 'any-allow'), one.filters.filter(({ fact }) => fact.combine !== 'any-allow')] // prettier-ignore
    const place = `interface ${one.fact.id}`
    left = through(walk, left, place, others, direction)
    left = through(walk, left, place, united, direction, 'united')
  }
  return left
}

/** All filters of a place that look in this direction; `united`: one that allows is enough. */
export function through(
  walk: Walk,
  { packet: given, set }: Passing,
  place: string,
  filters: readonly CompiledFilter[],
  direction: 'in' | 'out' | 'within' | 'node',
  how: 'each' | 'united' = 'each',
): Passing {
  if (filters.length === 0 || set.length === 0) return { packet: given, set }
  const remembers = !given.isReply && filters.some(({ fact }) => fact.stateful) && !given.seen.includes(place)
  const packet = remembers ? { ...given, seen: [...given.seen, place] } : given
  const met = filters.filter(
    ({ fact }) => direction === 'within' || direction === 'node' || fact.direction === 'both' || fact.direction === direction,
  )
  if (how === 'united') return met.length === 0 ? { packet, set } : united(walk, packet, set, place, met)
  let passing: Passing = { packet, set }
  for (const filter of met) passing = one(walk, passing, place, filter)
  return passing
}

function united(walk: Walk, packet: Packet, set: AtomSet, place: string, filters: readonly CompiledFilter[]): Passing {
  const each = filters.map((filter) => one({ ...walk, stopped: () => {} }, { packet, set }, place, filter))
  const left = each.map((passing) => passing.set).reduce(union, NO_ATOMS)
  const shown = each.find((passing) => passing.set.length > 0)?.packet ?? each[0]?.packet ?? packet
  if (left.length === 0) walk.stopped(shown.trail)
  return { packet: shown, set: left }
}

function one(walk: Walk, { packet, set }: Passing, place: string, filter: CompiledFilter): Passing {
  if (set.length === 0) return { packet, set }
  if (packet.isReply && filter.fact.stateful) return reply(walk, packet, set, place, filter)
  const decision = decisionOf(walk, packet, filter)
  for (const { doubts, atoms } of decision.doubted) noteDoubts(walk, packet, doubts, intersection(atoms, set))
  const left = intersection(set, decision.allowed)
  const index = decision.by[(left.length > 0 ? left : set)[0] ?? 0] ?? -1
  const rule = filter.byIndex[index]?.fact.order ?? 'default'
  return stepped(walk, packet, left, { filter: filter.fact.id, rule })
}

/** A place with a memory lets the reply of what it saw pass; of what it never saw, nobody knows what it does with the reply. */
function reply(walk: Walk, packet: Packet, set: AtomSet, place: string, { fact }: CompiledFilter): Passing {
  if (packet.seen.includes(place)) return stepped(walk, packet, set, { filter: fact.id, rule: 'state' })
  noteDoubts(walk, packet, [{ code: 'asymmetric-path', says: fact.id }], set)
  return stepped(walk, packet, walk.reading === 'upper' ? set : NO_ATOMS, { filter: fact.id, rule: 'state' })
}

function stepped(walk: Walk, packet: Packet, set: AtomSet, step: { filter: string; rule: number | 'default' | 'state' }): Passing {
  const trail = [...packet.trail, { kind: 'filter' as const, ...step, passes: set.length > 0 }]
  if (set.length === 0) walk.stopped(trail)
  return { packet: { ...packet, trail }, set }
}

/** Filters between zones stand on the way from one to the other, in that direction only. */
export function betweenZones(walk: Walk, given: Packet, set: AtomSet): Passing {
  let passing: Passing = { packet: given.isReply ? given : { ...given, seen: [...given.seen, 'zones'] }, set }
  for (const { filter, from, to } of walk.network.pairs) {
    const [callers, services] = given.isReply ? [to, from] : [from, to]
    if (!holds(services, given.point)) continue
    const concerned = intersection(passing.set, callers)
    if (concerned.length === 0) continue
    const { packet, set: left } = one(walk, { packet: passing.packet, set: concerned }, 'zones', filter)
    passing = { packet, set: union(left, difference(passing.set, callers)) }
  }
  return passing
}

/** Not sure where it stands: only the widest reading lets it begin or end there. */
export function certainEnd(walk: Walk, packet: Packet, set: AtomSet, end: End): AtomSet {
  const doubts = doubtsOfEnd(end)
  noteDoubts(walk, packet, doubts, set)
  return doubts.length === 0 || walk.reading === 'upper' ? set : NO_ATOMS
}

function decisionOf(walk: Walk, { isReply, point, callerPort, servicePort }: Packet, filter: CompiledFilter): Decision {
  const look: Look = {
    setIs: isReply ? 'dst' : 'src',
    point,
    protocol: walk.protocol,
    sourcePort: isReply ? servicePort : callerPort,
    destinationPort: isReply ? callerPort : servicePort,
    icmp: walk.icmp,
    state: isReply ? 'established' : 'new',
  }
  const { source, destination } = filter.asksPorts
  const asked = [filter.fact.id, look.protocol, look.state, source ? look.sourcePort : '', destination ? look.destinationPort : '', look.icmp?.type, look.icmp?.code].join(' ') // prettier-ignore
  const key = `${asked} ${walk.reading} ${look.setIs} ${point}`
  const known = walk.decided.decisions.get(key)
  if (known !== undefined) return known
  const rules = walk.decided.rules.get(asked) ?? fitting(filter, look)
  walk.decided.rules.set(asked, rules)
  const fresh = decided(filter, rules, look, walk.reading, walk.network.universe)
  walk.decided.decisions.set(key, fresh)
  return fresh
}
