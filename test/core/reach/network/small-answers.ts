import fc from 'fast-check'
import type { NetworkFact } from '../../../../src/core/model/network.ts'
import { holds } from '../../../../src/core/reach/network/atom-set.ts'
import { compiledNetwork } from '../../../../src/core/reach/network/compile.ts'
import { foundCallers, networkReach } from '../../../../src/core/reach/network/found-callers.ts'
import { type Question, targetOf } from '../../../../src/core/reach/network/question.ts'
import { atomHolding } from '../../../../src/core/reach/network/universe.ts'
import { spanOf } from '../../../oracle/network-address.ts'
import { type Asked, sentThrough } from '../../../oracle/network.ts'
import { PORT_CLASS, one } from './small-networks.ts'

export type Sets = Readonly<Record<'U' | 'C' | 'L', boolean>>

export const questions = fc.record({
  to: fc.constantFrom({ kind: 'segment', id: 's1' }, { kind: 'segment', id: 's2' }, { kind: 'placement', id: 'p1' }),
  protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
  port: fc.constantFrom(0, PORT_CLASS, 2 * PORT_CLASS),
  icmp: fc.constant(null),
}) as fc.Arbitrary<Question>

/** What the engine says of each sender, as `SPACE ADDRESS`. */
export function engineSays(facts: readonly NetworkFact[], family: 4 | 6, question: Question): ReadonlyMap<string, Sets> {
  const network = compiledNetwork(facts, family)
  const target = targetOf(network, question)
  if (target === null) throw new Error('nothing to reach')
  const found = foundCallers(networkReach(network), target)
  const answers = new Map<string, Sets>()
  for (const { fact, senders } of network.segments.values()) {
    for (let at = 0; at < 64; at++) {
      const atom = atomHolding(network.universe, spanOf(one(family, at)).first)
      if (!holds(senders, atom)) continue
      const sets = found.get(fact.space)
      answers.set(`${fact.space} ${at}`, {
        U: holds(sets?.upper ?? [], atom),
        C: holds(sets?.possible ?? [], atom),
        L: holds(sets?.sure ?? [], atom),
      })
    }
  }
  return answers
}

/** What single packets from `SPACE ADDRESS` do: any port of its own, to any address and port that may lead there. */
export function oracleOf(facts: readonly NetworkFact[], family: 4 | 6, { to, protocol, port }: Question): (sender: string) => Sets {
  const goal = goalOf(facts, to)
  const ports = [...Array.from({ length: 16 }, (_, at) => at * PORT_CLASS), 1_024]
  const asked: Asked = {
    family,
    protocol: protocol === 'tcp' ? 6 : 17,
    goal: { ...goal, port },
    translatedPorts: ports.filter((one) => one >= 1_024),
  }
  const fronts = new Map(goal.addresses.map((address) => [`${goal.space} ${address} ${port}`, { space: goal.space, address, port }]))
  for (const fact of facts) {
    if (fact.kind !== 'translation' || fact.what !== 'destination') continue
    for (const text of fact.dst) {
      const { first, last } = spanOf(text)
      const called = fact.port !== null ? [fact.port] : fact.to.port === null ? [port, 2 * PORT_CLASS, PORT_CLASS] : ports
      for (let address = first; address <= last; address++) for (const one of called) fronts.set(`${fact.space} ${address} ${one}`, { space: fact.space, address, port: one }) // prettier-ignore
    }
  }
  const sent = { U: sentThrough(facts, asked, 'U'), C: sentThrough(facts, asked, 'C'), L: sentThrough(facts, asked, 'L') }
  return (sender) => {
    const [space = '', at = ''] = sender.split(' ')
    const from = { space, address: spanOf(one(family, Number(at))).first }
    const inReading = (reading: 'U' | 'C' | 'L') => [...fronts.values()].some((front) => ports.some((own) => sent[reading](from, own, front, front.port))) // prettier-ignore
    return { U: inReading('U'), C: inReading('C'), L: inReading('L') }
  }
}

export function goalOf(facts: readonly NetworkFact[], { kind, id }: Question['to']) {
  const placements = facts.filter((fact) => fact.kind === 'placement')
  const segments = facts.filter((fact) => fact.kind === 'segment')
  const placement = placements.find((fact) => fact.id === id)
  const segment = segments.find((fact) => fact.id === (kind === 'segment' ? id : placement?.segment))
  if (segment === undefined) throw new Error('no segment')
  const texts = kind === 'placement' ? (placement?.addresses ?? []) : segment.occupancy === 'any' ? segment.cidrs : placements.filter((fact) => fact.segment === id).flatMap(({ addresses }) => addresses) // prettier-ignore
  const addresses = texts
    .map(spanOf)
    .flatMap(({ first, last }) => Array.from({ length: Number(last - first) + 1 }, (_, at) => first + BigInt(at)))
  return { space: segment.space, addresses: [...new Set(addresses)] }
}
