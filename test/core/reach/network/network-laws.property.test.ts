import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NetworkFilter, NetworkRule } from '../../../../src/core/model/network-filter.ts'
import type { NetworkFact } from '../../../../src/core/model/network.ts'
import { compiledNetwork } from '../../../../src/core/reach/network/compile.ts'
import type { Question } from '../../../../src/core/reach/network/question.ts'
import { networkReach } from '../../../../src/core/reach/network/found-callers.ts'
import { reachOf } from '../../../../src/core/reach/network/reach.ts'
import { witnessOf } from '../../../../src/core/reach/network/witness.ts'
import { spanOf } from '../../../oracle/network-address.ts'
import { sentThrough } from '../../../oracle/network.ts'
import { type Sets, engineSays, goalOf, questions } from './small-answers.ts'
import { PORT_CLASS, net, networks } from './small-networks.ts'

const RUNS = process.env['GATEHOUSE_NIGHTLY'] === '1' ? 5_000 : Number(process.env['GATEHOUSE_NETWORK_RUNS'] ?? 40)
const RUN = { numRuns: RUNS, seed: 5, endOnFailure: process.env['GATEHOUSE_SHRINK'] !== '1' }
const slow = { timeout: 3_600_000 }
const READINGS = ['U', 'C', 'L'] as const

type Answers = ReadonlyMap<string, Sets>

/** Every sender of `less` is at most what it is in `more`. */
function expectWithin(less: Answers, more: Answers): void {
  const grown = [...less].flatMap(([sender, sets]) =>
    READINGS.filter((one) => sets[one] && more.get(sender)?.[one] !== true).map((one) => `${sender} in ${one}`),
  )
  expect(grown).toEqual([])
}

function withFilter(facts: readonly NetworkFact[], id: string, change: (filter: NetworkFilter) => NetworkFilter): readonly NetworkFact[] {
  return facts.map((fact) => (fact.kind === 'filter' && fact.id === id ? change(fact) : fact))
}

/** A rule more, at a place in the list. */
function inserted(rules: readonly NetworkRule[], rule: Omit<NetworkRule, 'order'>, at: number): readonly NetworkRule[] {
  const place = at % (rules.length + 1)
  return [...rules.slice(0, place), { ...rule, order: 0 }, ...rules.slice(place)].map((one, order) => ({ ...one, order }))
}

const filterId = fc.constantFrom('f1', 'f2', 'f3')
const source = fc.tuple(fc.nat(63), fc.nat(3)).map(([at, length]) => [{ kind: 'cidr' as const, value: net(4, at, length), negated: false }])
const extra = { protocol: 'any', dst: [], sourcePorts: [], destinationPorts: [], icmp: null, state: 'any', unsure: [] } as const

function law(says: string, holds: (facts: readonly NetworkFact[], question: Question, rolls: Rolls) => boolean | void): void {
  test(says, slow, () => {
    let compared = 0
    fc.assert(
      fc.property(
        networks(4, 'often'),
        questions,
        fc.record({ filterId, source, at: fc.nat(7), bits: fc.array(fc.boolean(), { minLength: 64, maxLength: 64 }) }),
        (facts, question, rolls) => {
          // prettier-ignore
          if (holds(facts, question, rolls) !== false) compared += 1
        },
      ),
      RUN,
    )
    console.log(`${says}: ${compared} networks compared`)
    expect(compared).toBeGreaterThan(RUNS / 8)
  })
}

interface Rolls {
  readonly filterId: string
  readonly source: NetworkRule['src']
  readonly at: number
  readonly bits: readonly boolean[]
}

describe('laws', () => {
  law('sure lies within possible, possible within upper', (facts, question) => {
    for (const { U, C, L } of engineSays(facts, 4, question).values()) expect([!L || C, !C || U]).toEqual([true, true])
  })

  law('adding an allow never shrinks', (facts, question, { filterId: id, source: src, at }) => {
    const more = withFilter(facts, id, (filter) => ({
      ...filter,
      rules: inserted(filter.rules, { ...extra, src, action: { kind: 'allow' } }, at),
    }))
    expectWithin(engineSays(facts, 4, question), engineSays(more, 4, question))
  })

  law('adding a deny never grows', (facts, question, { filterId: id, source: src, at }) => {
    const less = withFilter(facts, id, (filter) => ({
      ...filter,
      rules: inserted(filter.rules, { ...extra, src, action: { kind: 'deny' } }, at),
    }))
    expectWithin(engineSays(less, 4, question), engineSays(facts, 4, question))
  })

  law('what resolves a gap stays between sure and upper', (facts, question, { bits }) => {
    let at = 0
    const roll = () => bits[at++ % bits.length] === true
    const settled = (rules: readonly NetworkRule[]) =>
      rules
        .flatMap((rule) => (rule.unsure.length === 0 || roll() ? [{ ...rule, unsure: [] }] : []))
        .map((rule, order) => ({ ...rule, order }))
    const resolved = facts.map((fact): NetworkFact => {
      if (fact.kind === 'filter') return { ...fact, rules: settled(fact.rules), chains: Object.fromEntries(Object.entries(fact.chains).map(([name, rules]) => [name, settled(rules)])) } // prettier-ignore
      if (fact.kind === 'routes') return { ...fact, routes: fact.routes.flatMap((route) => (route.unsure.length === 0 || roll() ? [{ ...route, unsure: [] }] : [])) } // prettier-ignore
      return fact
    })
    const found: NetworkFact = { kind: 'set', id: 'unknown', provenance: facts[0]!.provenance, unsure: [], cidrs: [net(4, at, 2)] }
    const [before, after] = [engineSays(facts, 4, question), engineSays([...resolved, found], 4, question)]
    for (const [sender, { U, L }] of before) {
      const { U: nowU, L: nowL } = after.get(sender) ?? { U: false, L: false }
      expect({ sender, stays: (!L || nowL) && (!nowU || U) }).toEqual({ sender, stays: true })
    }
  })

  law('splitting a network or a range of ports changes nothing', (facts, question) => {
    const split = facts.map((fact): NetworkFact => {
      if (fact.kind !== 'filter') return fact
      const each = (rules: readonly NetworkRule[]) => rules.map((rule) => ({ ...rule, src: halves(rule.src), dst: halves(rule.dst), destinationPorts: rule.destinationPorts.flatMap(([first, last]) => [[first, first], ...(first < last ? [[first + 1, last] as const] : [])] as [number, number][]) })) // prettier-ignore
      return {
        ...fact,
        rules: each(fact.rules),
        chains: Object.fromEntries(Object.entries(fact.chains).map(([name, rules]) => [name, each(rules)])),
      }
    })
    expect(engineSays(split, 4, question)).toEqual(engineSays(facts, 4, question))
  })

  law('rules that do not overlap may change places', (facts, question, { filterId: id, at, bits }) => {
    const half = (low: boolean) => [{ kind: 'cidr' as const, value: net(4, low ? 0 : 32, 1), negated: false }]
    const pair = [true, false].map((low, one) => ({
      ...extra,
      src: half(low),
      action: { kind: bits[one] === true ? ('allow' as const) : ('deny' as const) },
    }))
    const [first, second] = pair
    if (first === undefined || second === undefined) throw new Error('no pair')
    const both = (one: typeof first, other: typeof first) =>
      withFilter(facts, id, (filter) => ({ ...filter, rules: inserted(inserted(filter.rules, one, at % (filter.rules.length + 1)), other, (at % (filter.rules.length + 1)) + 1) })) // prettier-ignore
    expect(engineSays(both(second, first), 4, question)).toEqual(engineSays(both(first, second), 4, question))
  })

  law('facts in another order give the same answer', (facts, question, { at }) => {
    const turned = [...facts.slice(at), ...facts.slice(0, at)].reverse()
    const answer = (given: readonly NetworkFact[]) => reachOf(networkReach(compiledNetwork(given, 4)), question)
    expect(answer(turned)).toEqual(answer(facts))
  })

  law('IPv4 written as IPv6 keeps every verdict', (facts, question) => {
    const six = JSON.parse(JSON.stringify(facts).replaceAll(/10\.0\.0\.(\d+)(?:\/(\d+))?/gu, (_, at: string, length?: string) => `2001:db8::${Number(at).toString(16)}${length === undefined ? '' : `/${96 + Number(length)}`}`).replaceAll('"families":[4]', '"families":[6]')) as NetworkFact[] // prettier-ignore
    // Only IPv4 is private: the internet of both must have a table.
    expect(engineSays(six, 6, question)).toEqual(engineSays(facts, 4, question))
  })

  law('every witness opens the connection, sent as a single packet', (facts, question) => {
    const reach = networkReach(compiledNetwork(facts, 4))
    const goal = goalOf(facts, question.to)
    let shown = 0
    for (const { segment, verdict } of reachOf(reach, question) ?? []) {
      const witness = witnessOf(reach, question, segment)
      const fact = facts.find((one) => one.kind === 'segment' && one.id === segment)
      if (witness === null || fact?.kind !== 'segment') continue
      expect(witness.verdict).toBe(verdict)
      if (verdict === 'isolated' || reach.network.unread.length > 0) continue
      const asked = { family: 4, protocol: question.protocol === 'tcp' ? 6 : 17, goal: { ...goal, port: question.port }, translatedPorts: Array.from({ length: 16 }, (_, at) => Math.max(1_024, at * PORT_CLASS)) } as const // prettier-ignore
      const sent = sentThrough(facts, asked, verdict === 'allowed' ? 'L' : verdict === 'conditional' ? 'C' : 'U')
      const at = (text: string) => spanOf(text).first
      const spaces = ['one', 'two', 'internet'].filter((space) => sent({ space: fact.space, address: at(witness.source) }, witness.sourcePort, { space, address: at(witness.destination) }, witness.destinationPort)) // prettier-ignore
      expect({ segment, witness, opens: spaces.length > 0 }).toEqual({ segment, witness, opens: true })
      shown += 1
    }
    return shown > 0
  })
})

/** The two halves of each network that can be halved. */
function halves(items: NetworkRule['src']): NetworkRule['src'] {
  return items.flatMap((item) => {
    const [address = '', length = ''] = item.value.split('/')
    if (item.kind !== 'cidr' || length === '32') return [item]
    const low = Number(address.split('.')[3])
    const half = Number(length) - 26 + 1
    return [low, low + 2 ** (6 - half)].map((at) => ({ ...item, value: net(4, at, half) }))
  })
}
