import type { Doubt } from '../../src/core/model/network-doubt.ts'
import type { NetworkFilter } from '../../src/core/model/network-filter.ts'
import type {
  NetworkFact,
  NetworkPlacement,
  NetworkRoute,
  NetworkRoutes,
  NetworkSegment,
  NetworkTranslation,
  RouteTarget,
} from '../../src/core/model/network.ts'
import { type Family, isIn, spanOf } from './network-address.ts'
import { type Reading, isCondition, passesFilter } from './network-filter.ts'

// Sends single packets through a network and looks what becomes of them, one hop after the other; written from the page, nothing shared with
// the engine.

interface At {
  readonly space: string
  readonly address: bigint
}

interface Packet {
  readonly from: At
  readonly to: At
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  readonly isReply: boolean
  /** Where it is: the segments around it. */
  readonly here: { readonly space: string; readonly segments: readonly NetworkSegment[] }
  readonly memory: readonly string[]
  readonly undo: readonly Undo[]
  readonly trace: readonly string[]
}

/** What to put back when the reply comes by. */
interface Undo {
  readonly node: string
  readonly what: 'source' | 'destination'
  readonly was: At
  readonly port: number | null
}

export interface Asked {
  readonly family: Family
  readonly protocol: number
  readonly goal: { readonly space: string; readonly addresses: readonly bigint[]; readonly port: number | null }
  /** Ports that a source translation may choose. */
  readonly translatedPorts: readonly number[]
}

type Sent = (from: At, sourcePort: number | null, to: At, destinationPort: number | null) => boolean

/** Tells whether a packet from an address and port, sent to an address and port, opens the connection. */
export function sentThrough(facts: readonly NetworkFact[], asked: Asked, reading: Reading): Sent {
  const { family, protocol, goal } = asked
  const all = <Kind extends NetworkFact['kind']>(kind: Kind) => facts.filter((fact): fact is Extract<NetworkFact, { kind: Kind }> => fact.kind === kind) // prettier-ignore
  const [segments, filters, placements, tables, links] = [all('segment'), all('filter'), all('placement'), all('routes'), all('link')]
  const internet = all('space')
    .filter(({ what }) => what === 'internet')
    .map(({ id }) => id)
  const gaps = (doubts: readonly Doubt[]) => doubts.filter((doubt) => !isCondition(doubt))
  const isAstray = ({ segment, addresses, forwards }: NetworkPlacement) => {
    const own = segments.find(({ id }) => id === segment)?.cidrs ?? []
    // What forwards has addresses in several segments.
    return (
      !forwards && addresses.some((text) => spanOf(text).family === family && !own.some((cidr) => isIn(cidr, family, spanOf(text).first)))
    )
  }
  const isHidden = (thing: NetworkPlacement) => gaps(thing.unsure).length > 0 || isAstray(thing)
  const sizeOf = ({ cidrs }: NetworkSegment) => cidrs.map(spanOf).filter((span) => span.family === family).reduce((sum, { first, last }) => sum + last - first + 1n, 0n) // prettier-ignore
  const around = atEach(({ space, address }: At) => segments.filter((segment) => segment.space === space && segment.cidrs.some((cidr) => isIn(cidr, family, address))).sort((a, b) => Number(sizeOf(a) - sizeOf(b)))) // prettier-ignore
  const spaceOf = (placement: NetworkPlacement) => segments.find(({ id }) => id === placement.segment)?.space ?? null
  const standing = atEach(({ space, address }: At) => placements.filter((one) => spaceOf(one) === space && one.addresses.some((text) => isIn(text, family, address)))) // prettier-ignore
  const isDoubtful = (segment: NetworkSegment) => gaps(segment.unsure).length > 0 || segment.cidrs.some((cidr) => segments.some((other) => other !== segment && other.space === segment.space && other.cidrs.includes(cidr))) // prettier-ignore
  const isUnsure = (end: At) => around(end).some(isDoubtful) || standing(end).length > 1 || standing(end).some(isHidden)

  return (from, sourcePort, to, destinationPort) => {
    const here = { space: from.space, segments: around(from) }
    if (isUnsure(from) && reading !== 'U') return false
    return leave({ from, to, sourcePort, destinationPort, isReply: false, here, memory: [], undo: [], trace: [] })
  }

  function leave(given: Packet): boolean {
    const own = standing(given.from)
    return atInterfaces(given, own, 'out', (packet) => {
      const common = around(packet.from).some((segment) => packet.from.space === packet.to.space && around(packet.to).includes(segment))
      if (common) return arrive(packet)
      return betweenZones(packet, () =>
        lookUp({ ...packet, memory: packet.isReply ? packet.memory : [...packet.memory, 'zones'] }, tableOfSegments(packet.from)),
      )
    })
  }

  function tableOfSegments({ space, address }: At): NetworkRoutes | null {
    for (const segment of around({ space, address })) {
      const own = tables.find(({ usedBy }) => usedBy.some((user) => user.kind === 'segment' && user.segment === segment.id))
      if (own !== undefined) return own
    }
    return tables.find((table) => table.space === space && table.usedBy.some(({ kind }) => kind === 'every-segment')) ?? null
  }

  function lookUp(packet: Packet, table: NetworkRoutes | null): boolean {
    if (table === null) return nobodyKnows(packet)
    const normal = () => best(packet, candidates(table, packet.to.address))
    if (table.unsure.length === 0) return normal()
    return isAllConditions(table.unsure) ? flow([() => nobodyKnows(packet), normal]) : unknown([() => nobodyKnows(packet), normal])
  }

  /** Routes that match, longest first, then the preferred; one of unknown length before all. */
  function candidates({ routes }: NetworkRoutes, address: bigint): readonly (NetworkRoute & { readonly length: number })[] {
    const found = routes.flatMap((route) => {
      const list = /^list:(.*)$/u.exec(route.dst)?.[1]
      if (list === undefined) return isIn(route.dst, family, address) ? [{ ...route, length: spanOf(route.dst).length }] : []
      const set = all('set').find(({ id }) => id === list)
      const known = (set?.cidrs ?? [])
        .filter((cidr) => isIn(cidr, family, address))
        .map((cidr) => ({ ...route, length: spanOf(cidr).length }))
      const open: Doubt = { code: 'list-unread', says: '' }
      return set !== undefined && set.unsure.length === 0 ? known : [...known, { ...route, length: 1_000, unsure: [...route.unsure, open] }]
    })
    return found.sort((a, b) => b.length - a.length || a.preference - b.preference)
  }

  function best(packet: Packet, routes: ReturnType<typeof candidates>): boolean {
    const [first] = routes
    if (first === undefined) return false
    const equal =
      first.length === 1_000 ? [first] : routes.filter((route) => route.length === first.length && route.preference === first.preference)
    const rest = routes.filter((route) => !equal.includes(route))
    const [sure, unsure] = [equal.filter((route) => route.unsure.length === 0), equal.filter((route) => route.unsure.length > 0)]
    const targets = new Map(sure.map((route) => [JSON.stringify(route.target), route]))
    const each = [...targets.values()].map(
      ({ target }) =>
        () =>
          go(packet, target),
    )
    const isUnknown = sure.some(({ dst }) => dst.startsWith('list:'))
    let result = sure.length === 0 ? () => best(packet, rest) : () => (isUnknown ? unknown(each) : flow(each))
    for (const route of [...unsure].reverse()) {
      const without = result
      const both = [() => go(packet, route.target), without]
      result = () => (isAllConditions(route.unsure) ? flow(both) : unknown(both))
    }
    return result()
  }

  function go(packet: Packet, target: RouteTarget): boolean {
    switch (target.kind) {
      case 'drop':
        return false
      case 'local':
        return packet.to.space === packet.here.space && arrive(packet)
      case 'unknown':
        return nobodyKnows(packet)
      case 'internet': {
        if (internet.includes(packet.to.space)) return arrive({ ...packet, here: { ...packet.here, space: packet.to.space } })
        const [space] = internet
        const table =
          space === undefined
            ? undefined
            : tables.find((one) => one.space === space && one.usedBy.some(({ kind }) => kind === 'every-segment'))
        if (space === undefined || table === undefined) return !isPrivate(packet.to.address) && nobodyKnows(packet)
        return once(packet, `internet ${space}`, (met) => cross(met, [], (out) => lookUp({ ...out, here: { space, segments: [] } }, table)))
      }
      case 'table':
        return once(packet, `table ${target.table}`, (met) => lookUp(met, tables.find(({ id }) => id === target.table) ?? null))
      case 'node': {
        const node = placements.find(({ id, forwards }) => id === target.node && forwards)
        return node === undefined ? nobodyKnows(packet) : forward(packet, node)
      }
      case 'link':
        return once(packet, `link ${target.link} ${packet.here.space}`, (met) => overLink(met, target.link))
    }
  }

  function overLink(packet: Packet, id: string): boolean {
    const link = links.find((one) => one.id === id)
    const [near, far] = link?.ends[0].space === packet.here.space ? link.ends : [link?.ends[1], link?.ends[0]]
    if (link === undefined || near?.space !== packet.here.space || far === undefined) return nobodyKnows(packet)
    if (!link.transit && (packet.from.space !== near.space || packet.to.space !== far.space)) return false
    if (gaps(link.unsure).length > 0 && reading !== 'U') return false
    if (link.unsure.length > 0 && reading === 'L') return false
    const at = (segment: string | null) => segments.filter(({ id: name }) => name === segment)
    const onward = (out: Packet) => {
      const there = { ...out, here: { space: far.space, segments: at(far.segment) } }
      if (!link.transit) return arrive(there)
      return lookUp(there, tables.find((table) => table.space === far.space && table.usedBy.some((user) => user.kind === 'link' && user.link === id)) ?? null) // prettier-ignore
    }
    const [own] = at(near.segment)
    const normal = () => {
      if (own !== undefined && packet.here.segments.includes(own))
        return border(packet, own, 'out', (out) => border(out, own, 'in', onward))
      return cross(packet, at(near.segment), onward)
    }
    return normal() || (gaps(link.unsure).length > 0 && nobodyKnows(packet))
  }

  function forward(given: Packet, node: NetworkPlacement): boolean {
    return once(given, `node ${node.id}`, (met) => {
      const normal = () => throughNode(met, node)
      return !isHidden(node) ? normal() : reading === 'U' && (nobodyKnows(met) || normal())
    })
  }

  function throughNode(met: Packet, node: NetworkPlacement): boolean {
    const space = spaceOf(node) ?? met.here.space
    const own = segments.filter((segment) => segment.space === space && node.addresses.some((text) => spanOf(text).family === family && segment.cidrs.some((cidr) => isIn(cidr, family, spanOf(text).first)))) // prettier-ignore
    const filtered = (packet: Packet, then: (packet: Packet) => boolean) =>
      passEach(
        packet,
        `node ${node.id}`,
        filters.filter(({ attach }) => attach.kind === 'node' && attach.node === node.id),
        then,
      )
    const onward = (packet: Packet) =>
      atInterfaces(packet, [node], 'out', (out) => lookUp({ ...out, here: { space, segments: own } }, tables.find(({ usedBy }) => usedBy.some((user) => user.kind === 'node' && user.node === node.id)) ?? null)) // prettier-ignore
    return cross(met, own, (inside) =>
      atInterfaces(inside, [node], 'in', (packet) => {
        if (packet.isReply) return filtered(putBack(packet, node, 'source'), (out) => onward(putBack(out, node, 'destination')))
        return rewritten(packet, node, 'destination', (aimed) => filtered(aimed, (out) => rewritten(out, node, 'source', onward)))
      }),
    )
  }

  function rewritten(packet: Packet, node: NetworkPlacement, what: 'source' | 'destination', then: (packet: Packet) => boolean): boolean {
    const rule = all('translation')
      .filter((one) => one.node === node.id && one.what === what && spanOf(one.to.address).family === family && meets(one, packet))
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))[0]
    if (rule === undefined) return then(packet)
    const to: At = { space: rule.to.space, address: spanOf(rule.to.address).first }
    if (what === 'destination') {
      const undo = [...packet.undo, { node: node.id, what, was: packet.to, port: packet.destinationPort }]
      return then({ ...packet, to, destinationPort: rule.to.port ?? packet.destinationPort, undo })
    }
    const undo = [...packet.undo, { node: node.id, what, was: packet.from, port: packet.sourcePort }]
    const ports = packet.sourcePort === null ? [null] : asked.translatedPorts
    return ports.some((port) => then({ ...packet, from: to, sourcePort: port, undo }))
  }

  function meets({ src, dst, port }: NetworkTranslation, packet: Packet): boolean {
    const fits = (cidrs: readonly string[], address: bigint) => cidrs.length === 0 || cidrs.some((cidr) => isIn(cidr, family, address))
    return fits(src, packet.from.address) && fits(dst, packet.to.address) && (port === null || port === packet.destinationPort)
  }

  function putBack(packet: Packet, node: NetworkPlacement, what: 'source' | 'destination'): Packet {
    const last = packet.undo.at(-1)
    if (last === undefined || last.node !== node.id || last.what !== what) return packet
    const undo = packet.undo.slice(0, -1)
    return what === 'source'
      ? { ...packet, undo, to: last.was, destinationPort: last.port }
      : { ...packet, undo, from: last.was, sourcePort: last.port }
  }

  /** At the address, from where it is in the space. */
  function arrive(packet: Packet): boolean {
    const node = standing(packet.to).find((one) => one.forwards && takesIn(one, packet))
    if (node !== undefined) return forward(packet, node)
    return cross(packet, around(packet.to), (inside) =>
      atInterfaces(inside, standing(packet.to), 'in', (there) => (!isUnsure(there.to) || reading === 'U') && end(there)),
    )
  }

  function takesIn(node: NetworkPlacement, packet: Packet): boolean {
    const last = packet.undo.at(-1)
    if (packet.isReply) return last?.what === 'source' && last.node === node.id
    return all('translation').some((one) => one.node === node.id && one.what === 'destination' && spanOf(one.to.address).family === family && meets({ ...one, src: [] }, packet)) // prettier-ignore
  }

  function end(packet: Packet): boolean {
    if (packet.isReply) return packet.undo.length === 0
    if (packet.to.space !== goal.space || !goal.addresses.includes(packet.to.address) || packet.destinationPort !== goal.port) return false
    if (protocol !== 6) return true
    return leave({ ...packet, from: packet.to, to: packet.from, sourcePort: packet.destinationPort, destinationPort: packet.sourcePort, isReply: true, here: { space: packet.to.space, segments: around(packet.to) }, trace: [] }) // prettier-ignore
  }

  function nobodyKnows(packet: Packet): boolean {
    if (reading !== 'U') return false
    if (packet.isReply && packet.undo.length > 0) return true
    const there = { ...packet, here: { space: packet.to.space, segments: [] } }
    return arrive(there) || (!packet.isReply && placements.some((node) => node.forwards && takesIn(node, packet) && forward(there, node)))
  }

  function cross(packet: Packet, to: readonly NetworkSegment[], then: (packet: Packet) => boolean): boolean {
    const { segments: old } = packet.here
    const steps = [
      ...old.filter((one) => !to.includes(one)).map((segment) => ({ segment, way: 'out' as const })),
      ...to.filter((one) => old.includes(one)).map((segment) => ({ segment, way: 'within' as const })),
      ...[...to]
        .reverse()
        .filter((one) => !old.includes(one))
        .map((segment) => ({ segment, way: 'in' as const })),
    ]
    const walk = (at: number, now: Packet): boolean => {
      const step = steps[at]
      return step === undefined ? then(now) : border(now, step.segment, step.way, (next) => walk(at + 1, next))
    }
    return walk(0, packet)
  }

  function border(packet: Packet, segment: NetworkSegment, way: 'in' | 'out' | 'within', then: (packet: Packet) => boolean): boolean {
    if (isDoubtful(segment)) return reading === 'U' && then(packet)
    const here = filters
      .filter(({ attach }) => attach.kind === 'segment' && attach.segment === segment.id)
      .filter(({ within }) => way !== 'within' || within)
    return passEach(packet, `segment ${segment.id}`, here, then, way)
  }

  function atInterfaces(
    packet: Packet,
    things: readonly NetworkPlacement[],
    way: 'in' | 'out',
    then: (packet: Packet) => boolean,
  ): boolean {
    const [thing, ...rest] = things
    if (thing === undefined) return then(packet)
    const next = (now: Packet) => atInterfaces(now, rest, way, then)
    const named = thing.filters.map((id) => filters.find((one) => one.id === id))
    if (isHidden(thing) || named.includes(undefined)) return reading === 'U' && next(packet)
    const here = named.filter((one) => one !== undefined)
    const place = `interface ${thing.id}`
    const united = here.filter(({ combine }) => combine === 'any-allow')
    return passEach(packet, place, here.filter((one) => !united.includes(one)), (now) => {
      const remembered = remember(now, place, united)
      const met = united.filter((one) => looks(one, way))
      return (met.length === 0 || met.some((one) => passes(remembered, place, one))) && next(remembered)
    }, way) // prettier-ignore
  }

  function passEach(
    packet: Packet,
    place: string,
    here: readonly NetworkFilter[],
    then: (packet: Packet) => boolean,
    way: 'in' | 'out' | 'within' | 'both' = 'both',
  ): boolean {
    // prettier-ignore
    const remembered = remember(packet, place, here)
    return here.filter((one) => looks(one, way)).every((one) => passes(remembered, place, one)) && then(remembered)
  }

  function looks({ direction }: NetworkFilter, way: string): boolean {
    return way === 'within' || way === 'both' || direction === 'both' || direction === way
  }

  function remember(packet: Packet, place: string, here: readonly NetworkFilter[]): Packet {
    return !packet.isReply && here.some(({ stateful }) => stateful) ? { ...packet, memory: [...packet.memory, place] } : packet
  }

  function passes(packet: Packet, place: string, filter: NetworkFilter): boolean {
    if (packet.isReply && filter.stateful) return packet.memory.includes(place) || reading === 'U'
    const { from: source, to: sink, sourcePort: out, destinationPort: into, isReply } = packet
    return passesFilter(
      filter,
      { family, src: source.address, dst: sink.address, protocol, sourcePort: out, destinationPort: into, isReply },
      reading,
      facts,
    )
  }

  function betweenZones(packet: Packet, then: () => boolean): boolean {
    const zone = (name: string, { address }: At) =>
      segments.some((one) => one.zone === name && one.cidrs.some((cidr) => isIn(cidr, family, address)))
    const remembered = packet.isReply ? packet : { ...packet, memory: [...packet.memory, 'zones'] }
    return filters.every((one) => one.attach.kind !== 'pair' || !zone(one.attach.from, packet.from) || !zone(one.attach.to, packet.to) || passes(remembered, 'zones', one)) && then() // prettier-ignore
  }

  function once(packet: Packet, place: string, then: (packet: Packet) => boolean): boolean {
    const key = `${place} ${packet.isReply ? packet.undo.length : packet.to.address}`
    return !packet.trace.includes(key) && then({ ...packet, trace: [...packet.trace, key] })
  }

  function flow(each: readonly (() => boolean)[]): boolean {
    return reading === 'L' ? each.every((one) => one()) : each.some((one) => one())
  }

  function unknown(each: readonly (() => boolean)[]): boolean {
    return reading === 'U' ? each.some((one) => one()) : each.every((one) => one())
  }
}

/** Remembered by address: the same is asked many times. */
function atEach<Value>(find: (at: At) => Value): (at: At) => Value {
  const known = new Map<string, Value>()
  return (at) => {
    const key = `${at.space} ${at.address}`
    const value = known.get(key) ?? find(at)
    known.set(key, value)
    return value
  }
}

function isAllConditions(doubts: readonly Doubt[]): boolean {
  return doubts.every(isCondition)
}

function isPrivate(address: bigint): boolean {
  return ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].some((cidr) => isIn(cidr, 4, address)) || isIn('fc00::/7', 6, address)
}
