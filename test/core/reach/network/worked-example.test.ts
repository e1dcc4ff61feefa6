import { describe, expect, test } from 'vitest'
import { ipText } from '../../../../src/core/base/ip-range.ts'
import { compiledNetwork } from '../../../../src/core/reach/network/compile.ts'
import { decided, fitting } from '../../../../src/core/reach/network/decide.ts'
import { networkReach } from '../../../../src/core/reach/network/found-callers.ts'
import { reachOf } from '../../../../src/core/reach/network/reach.ts'
import type { Reading } from '../../../../src/core/reach/network/reading.ts'
import { atomHolding, lowestAddress } from '../../../../src/core/reach/network/universe.ts'
import { witnessOf } from '../../../../src/core/reach/network/witness.ts'
import { factsOfText } from './network-text.ts'
import { embedded, workedExample } from './worked-example.ts'

const question = { to: { kind: 'placement', id: 'store1' }, protocol: 'tcp', port: 443, icmp: null } as const

describe.each([4, 6] as const)('the worked example in IPv%i', (family) => {
  const network = compiledNetwork(factsOfText(workedExample(family)), family)
  const counts = (allowed: bigint, conditional: bigint, cannotTell: bigint, isolated: bigint) => ({ allowed, conditional, 'cannot-tell': cannotTell, isolated }) // prettier-ignore

  test('gives every segment its verdict and its counts', () => {
    const reach = reachOf(networkReach(network), question) ?? []
    const of = (id: string) => reach.find(({ segment }) => segment === id)
    expect(of('lab')).toEqual({ segment: 'lab', verdict: 'allowed', doubts: [], notes: ['crafted-source-port'], counts: counts(64n, 0n, 0n, 0n) }) // prettier-ignore
    expect(of('staff')).toEqual({ segment: 'staff', verdict: 'allowed', doubts: [], notes: ['crafted-source-port', 'some-addresses'], counts: counts(192n, 0n, 64n, 0n) }) // prettier-ignore
    expect(of('visitor-wifi')).toEqual({ segment: 'visitor-wifi', verdict: 'conditional', doubts: [{ code: 'schedule', says: '' }], notes: ['crafted-source-port', 'some-addresses'], counts: counts(0n, 128n, 0n, 128n) }) // prettier-ignore
    expect(of('partner-vpn')).toEqual({ segment: 'partner-vpn', verdict: 'cannot-tell', doubts: [{ code: 'tag-unresolved', says: 'partner-hosts' }], notes: ['crafted-source-port'], counts: counts(0n, 0n, 128n, 0n) }) // prettier-ignore
  })

  test('shows the packet that opens it, and by which rules', () => {
    const { trail, ...packet } = witnessOf(networkReach(network), question, 'lab') ?? { trail: [] }
    const address = (v4: string): string => lowestAddress(network.universe, atomAt(v4))
    expect(packet).toEqual({ verdict: 'allowed', source: address('10.3.0.128'), sourcePort: 1025, destination: address('10.20.0.4'), destinationPort: 443 }) // prettier-ignore
    expect(trail.flatMap((step) => (step.kind === 'filter' ? [`${step.filter} ${step.rule}`] : [step.kind]))).toEqual([
      'route',
      'fw1 50',
      'route',
      'qsense-in 10',
      'reply',
      'route',
      'qsense-out 10',
      'fw1 state',
      'route',
    ])
  })

  test('names the deciding rule of every atom in every reading', () => {
    const atoms = ['10.0.255.255', '10.1.0.0', '10.1.0.128', '10.1.1.0', '10.2.0.0', '10.2.0.128', '10.3.0.0', '10.3.0.64', '10.3.0.128', '10.3.0.192', '10.3.1.0'] // prettier-ignore
    const filter = network.filters.find(({ fact }) => fact.id === 'fw1')
    if (filter === undefined) throw new Error('no fw1')
    const look = {
      setIs: 'src',
      point: atomAt('10.20.0.4'),
      protocol: 6,
      sourcePort: 1025,
      destinationPort: 443,
      icmp: null,
      state: 'new',
    } as const
    const deciders = (reading: Reading) =>
      atoms.map((address) => {
        const index = decided(filter, fitting(filter, look), look, reading, network.universe).by[atomAt(address)] ?? -1
        const rule = filter.byIndex[index]?.fact
        return rule === undefined ? 'd' : `${rule.order} ${rule.action.kind}`
      })
    expect(deciders('upper')).toEqual(['30 allow', '10 deny', '20 allow', '30 allow', '30 allow', '30 allow', '30 allow', '30 allow', '30 allow', '30 allow', '30 allow']) // prettier-ignore
    expect(deciders('possible')).toEqual(['d', '10 deny', '20 allow', 'd', 'd', 'd', '40 deny', '50 allow', '50 allow', '50 allow', 'd'])
    expect(deciders('sure')).toEqual(['d', '10 deny', 'd', 'd', 'd', 'd', '40 deny', '50 allow', '50 allow', '50 allow', 'd'])
  })

  function atomAt(v4: string): number {
    const read = ipText(family === 4 ? v4 : embedded(v4))
    if (!read.ok) throw new Error(read.error)
    return atomHolding(network.universe, read.value.sure.lo)
  }
})
