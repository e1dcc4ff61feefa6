import type { IpFamily } from '../../base/ip-range.ts'
import { type AtomSet, atomsIn } from './atom-set.ts'
import type { Compiled } from './compiled.ts'
import { ICMP, TCP, UDP } from './look.ts'
import { type End, endAt } from './packet.ts'
import { servicePorts } from './port-classes.ts'

/** Who can open this? By a segment: any of its addresses; by a placement: any of its own. */
export interface Question {
  readonly to: { readonly kind: 'segment' | 'placement'; readonly id: string }
  readonly protocol: 'tcp' | 'udp' | 'icmp'
  /** Of TCP and UDP. */
  readonly port: number | null
  readonly icmp: { readonly type: number; readonly code: number } | null
}

/** What is asked, in atoms of one family. */
export interface Target {
  readonly space: string
  readonly atoms: AtomSet
  readonly port: number | null
  readonly protocol: number
  readonly icmp: Question['icmp']
}

/** An address and a port at which the service is called: its own, or one that is translated to it. */
export interface Front {
  readonly end: End
  readonly point: number
  readonly port: number | null
}

/** Null where the segment or the placement is not known. */
export function targetOf({ segments, placed, universe }: Compiled, { to, protocol, port, icmp }: Question): Target | null {
  const rest = { port, icmp, protocol: protocolNumber(protocol, universe.family) }
  if (to.kind === 'segment') {
    const found = segments.get(to.id)
    return found === undefined ? null : { ...rest, space: found.fact.space, atoms: found.senders }
  }
  const found = placed.find(({ fact }) => fact.id === to.id)
  return found?.space === null || found === undefined ? null : { ...rest, space: found.space, atoms: found.atoms }
}

/** The target's own addresses and those that translations lead to it, also by way of one another; each once, in a fixed order. */
export function frontsOf(network: Compiled, { space, atoms, port }: Target): readonly Front[] {
  const fronts = new Map<string, Front>()
  const add = (at: string, point: number, called: number | null): void => {
    const key = `${at} ${point} ${called}`
    if (fronts.has(key)) return
    fronts.set(key, { end: endAt(network, at, point), point, port: called })
    for (const node of network.nodes.values()) {
      for (const { fact, to, dst } of node.translations) {
        if (fact.what !== 'destination' || to !== point || fact.to.space !== at) continue
        // Without a port of its own the rule takes every port, and may lead them all to one.
        const outside = fact.port !== null ? [fact.port] : fact.to.port === null || called === null ? [called] : servicePorts(network)
        for (const one of outside) {
          if ((fact.to.port ?? one) === called) for (const front of atomsIn(dst)) add(fact.space, front, one)
        }
      }
    }
  }
  for (const atom of atomsIn(atoms)) add(space, atom, port)
  return [...fronts.values()]
}

function protocolNumber(protocol: Question['protocol'], family: IpFamily): number {
  return { tcp: TCP, udp: UDP, icmp: ICMP[family] }[protocol]
}
