import { type AtomSet, difference, holds, intersection } from './atom-set.ts'
import type { Node } from './compiled.ts'
import { type Packet, type Walk, endAt, noteDoubts } from './packet.ts'
import type { Passing } from './passing.ts'

/** What becomes of packets at a node: each part goes on alone; `isSure` = no doubt stands in the way of this part. */
export type Part = Passing

/** Destination translation, before the node's filters: the first that matches decides, and the rest goes on as it was. */
export function destinationParts(walk: Walk, node: Node, { packet, set }: Passing): readonly Part[] {
  if (packet.isReply) return [undone(packet, set, node, 'source')]
  const { parts, left } = translated(walk, node, { packet, set }, 'destination', (part, at) => [
    { set: part, packet: redirected(walk, node, packet, at) },
  ])
  return [...parts, { packet, set: left }]
}

/** Source translation, after the node's filters. Which port is taken nobody chooses; one of each class is tried. */
export function sourceParts(walk: Walk, node: Node, { packet, set }: Passing): readonly Part[] {
  if (packet.isReply) return [undone(packet, set, node, 'destination')]
  const { parts, left } = translated(walk, node, { packet, set }, 'source', (part, at) => hidden(walk, node, packet, part, at))
  return [...parts, { packet, set: left }]
}

function translated(
  walk: Walk,
  node: Node,
  { packet, set }: Passing,
  what: 'source' | 'destination',
  becomes: (part: AtomSet, at: Node['translations'][number]) => readonly Part[],
): { readonly parts: readonly Part[]; readonly left: AtomSet } {
  const parts: Part[] = []
  let left = set
  for (const one of node.translations) {
    if (one.fact.what !== what || !holds(one.dst, packet.point)) continue
    if (one.fact.port !== null && one.fact.port !== packet.servicePort) continue
    const part = intersection(left, one.src)
    if (part.length === 0) continue
    noteDoubts(walk, packet, one.doubts, part)
    const isSure = one.doubts.length === 0
    if (isSure || walk.reading === 'upper') parts.push(...becomes(part, one))
    // Doubtful: at most both ways, and neither for sure.
    if (isSure || walk.reading !== 'upper') left = difference(left, part)
  }
  return { parts, left }
}

function redirected({ network }: Walk, node: Node, packet: Packet, { fact, to }: Node['translations'][number]): Packet {
  const { point, service, servicePort } = packet
  return {
    ...packet,
    point: to,
    service: endAt(network, fact.to.space, to),
    servicePort: fact.to.port ?? servicePort,
    changes: [...packet.changes, { kind: 'destination', node: node.placed.fact.id, point, service, servicePort }],
    trail: [...packet.trail, { kind: 'translation', translation: fact.id }],
  }
}

function hidden(walk: Walk, node: Node, packet: Packet, set: AtomSet, { fact, to }: Node['translations'][number]): readonly Part[] {
  const { caller, callerPort } = packet
  const ports = callerPort === null ? [null] : walk.translatedPorts
  return ports.map((port) => ({
    set: [to, to + 1],
    packet: {
      ...packet,
      caller: endAt(walk.network, fact.to.space, to),
      callerPort: port,
      changes: [...packet.changes, { kind: 'source', node: node.placed.fact.id, set, caller, callerPort }],
      trail: [...packet.trail, { kind: 'translation', translation: fact.id }],
    },
  }))
}

/** On the way back a node undoes what it did last, if it is the one that did it. */
function undone(packet: Packet, set: AtomSet, node: Node, kind: 'source' | 'destination'): Part {
  const last = packet.changes.at(-1)
  if (set.length === 0 || last?.kind !== kind || last.node !== node.placed.fact.id) return { packet, set }
  const changes = packet.changes.slice(0, -1)
  if (last.kind === 'source') return { set: last.set, packet: { ...packet, changes, caller: last.caller, callerPort: last.callerPort } }
  const { point, service, servicePort } = last
  return { set, packet: { ...packet, changes, point, service, servicePort } }
}
