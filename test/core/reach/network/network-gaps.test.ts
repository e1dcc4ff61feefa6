import { describe, expect, test } from 'vitest'
import type { NetworkFact } from '../../../../src/core/model/network.ts'
import { compiledNetwork } from '../../../../src/core/reach/network/compile.ts'
import { networkReach } from '../../../../src/core/reach/network/found-callers.ts'
import { reachOf } from '../../../../src/core/reach/network/reach.ts'
import { type NetworkText, factsOfText } from './network-text.ts'

const CLOSED: NetworkText = {
  spaces: { campus: 'campus' },
  segments: { lan: 'campus 10.1.0.0/24', data: 'campus 10.2.0.0/24 placed', core: 'campus 10.9.0.0/24 placed' },
  placements: { store: 'data 10.2.0.5', fw: 'core 10.9.0.1 forwards' },
  routes: {
    lans: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> node fw'] },
    fw: { in: 'campus', for: 'node fw', routes: ['0.0.0.0/0 -> local'] },
  },
  filters: { fw: { at: 'node fw', is: 'both stateful first-match else=deny', rules: ['10 deny tcp from any to any port 443'] } },
}
const OPEN: NetworkText = { ...CLOSED, filters: { fw: { at: 'node fw', is: 'both stateful first-match else=allow' } } }

function answer(facts: readonly NetworkFact[]): string {
  const reach = networkReach(compiledNetwork(facts, 4))
  const found = reachOf(reach, { to: { kind: 'placement', id: 'store' }, protocol: 'tcp', port: 443, icmp: null })
  const lan = found?.find(({ segment }) => segment === 'lan')
  return lan === undefined ? 'not known' : [lan.verdict, ...new Set(lan.doubts.map(({ code }) => code))].join(' ')
}
const says = (text: NetworkText) => answer(factsOfText(text))

test('a firewall that denies isolates, one that allows does not', () => {
  expect([says(CLOSED), says(OPEN)]).toEqual(['isolated', 'allowed'])
})

describe('nothing that is missing or unclear isolates', () => {
  const fw = (...rules: string[]) => ({ filters: { fw: { at: 'node fw', is: 'both stateful first-match else=deny', rules } } })
  test.each<[string, Partial<NetworkText>, string]>([
    ['unread routes', { unread: ['routes of campus'] }, 'cannot-tell evidence-stale'],
    ['unread links of all spaces', { unread: ['links'] }, 'cannot-tell evidence-stale'],
    ['a segment without a table', { routes: { fw: CLOSED.routes!['fw']! } }, 'cannot-tell route-unread'],
    ['a node without a table', { ...OPEN, routes: { lans: CLOSED.routes!['lans']! } }, 'cannot-tell route-unread'],
    ['a route to an unknown place', { routes: { lans: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> unknown'] } } }, 'cannot-tell route-unread'], // prettier-ignore
    ['a route to a node that nobody states', { routes: { ...CLOSED.routes, lans: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> node gone'] } } }, 'cannot-tell middlebox-unknown'], // prettier-ignore
    ['a route to a link that nobody states', { routes: { ...CLOSED.routes, lans: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> link gone'] } } }, 'cannot-tell peer-unseen'], // prettier-ignore
    ['a link into a space that nobody states', { links: { vpn: 'campus elsewhere' } }, 'cannot-tell peer-unseen'],
    ['a table that is not whole', { routes: { ...CLOSED.routes, lans: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> drop'], unsure: 'route-unread' } } }, 'cannot-tell route-unread'], // prettier-ignore
    ['a filter that is not whole', { filters: { fw: { at: 'node fw', is: 'both stateful first-match else=deny unsure=filter-unread' } } }, 'cannot-tell filter-unread'], // prettier-ignore
    ['a jump to no chain', fw('10 jump:gone'), 'cannot-tell filter-unread'],
    ['an allow of a network with host bits set', fw('10 allow tcp from 10.1.0.7/24'), 'allowed'],
    ['an allow of a network that nobody can read', fw('10 allow tcp from 10.1.0.0/255.255.255.0'), 'cannot-tell match-not-understood'],
    ['an allow of a name', fw('10 allow tcp from name:desk.northmoor.example'), 'cannot-tell name-unresolved'],
    ['an allow of persons', fw('10 allow tcp from principals:staff'), 'conditional user-identity'],
    ['a segment whose network cannot be read', { segments: { ...CLOSED.segments, odd: 'campus 010.7.0.0/24' } }, 'cannot-tell ambiguous-address'], // prettier-ignore
    ['a network that two segments claim', { segments: { ...CLOSED.segments, twin: 'campus 10.1.0.0/24' } }, 'isolated'],
    ['a firewall of which nobody knows the rules', { placements: { ...CLOSED.placements, fw: 'core 10.9.0.1 forwards unsure=middlebox-unknown' } }, 'cannot-tell asymmetric-path middlebox-unknown'], // prettier-ignore
    ['a placement in no segment', { placements: { ...CLOSED.placements, lost: 'nowhere 10.7.0.1' } }, 'cannot-tell ambiguous-address'],
  ])('%s', (_, change, expected) => expect(says({ ...CLOSED, ...change })).toBe(expected))

  test('a fact that another of the same id hides', () => {
    const facts = factsOfText(CLOSED)
    const twin = factsOfText(OPEN).filter(({ kind, id }) => kind === 'filter' && id === 'fw')
    expect(answer([...facts, ...twin])).toBe('cannot-tell filter-unread')
    expect(answer([...twin, ...facts])).toBe('cannot-tell filter-unread')
  })
})

describe('nothing that is missing or unclear allows', () => {
  test.each<[string, Partial<NetworkText>, string]>([
    ['unread filters', { unread: ['filters of campus'] }, 'cannot-tell evidence-stale'],
    ['a filter at the interface that nobody states', { placements: { ...OPEN.placements, store: 'data 10.2.0.5 filters=gone' } }, 'cannot-tell filter-unread'], // prettier-ignore
    ['a network that two segments claim', { segments: { ...OPEN.segments, twin: 'campus 10.1.0.0/24' } }, 'cannot-tell ambiguous-address'],
    ['two things at one address', { placements: { ...OPEN.placements, twin: 'data 10.2.0.5' } }, 'cannot-tell ambiguous-address'],
    ['a thing outside its segment', { placements: { ...OPEN.placements, store: 'data 10.3.0.5' } }, 'cannot-tell ambiguous-address'],
    ['two tables for one user', { routes: { ...OPEN.routes, more: { in: 'campus', for: 'every segment', routes: ['0.0.0.0/0 -> drop'] } } }, 'cannot-tell asymmetric-path route-unread'], // prettier-ignore
  ])('%s', (_, change, expected) => expect(says({ ...OPEN, ...change })).toBe(expected))
})

test('a loop denies, too many hops do not', () => {
  const hop = (at: number) => `n${String(at).padStart(3, '0')}`
  const chain = (nodes: number, ends: string): NetworkText => {
    const each = Array.from({ length: nodes }, (_, at) => at)
    return {
      ...OPEN,
      filters: {},
      placements: { store: 'data 10.2.0.5', ...Object.fromEntries(each.map((at) => [hop(at), `core 10.9.0.${at + 1} forwards`])) },
      routes: {
        data: { in: 'campus', for: 'segment data', routes: ['0.0.0.0/0 -> local'] },
        lan: { in: 'campus', for: 'segment lan', routes: [`0.0.0.0/0 -> node ${hop(0)}`] },
        ...Object.fromEntries(each.map((at) => [hop(at), { in: 'campus', for: `node ${hop(at)}`, routes: [`0.0.0.0/0 -> ${at + 1 < nodes ? `node ${hop(at + 1)}` : ends}`] }])), // prettier-ignore
      },
    }
  }
  expect(says(chain(64, 'local'))).toBe('allowed')
  expect(says(chain(65, 'local'))).toBe('cannot-tell limit-hit')
  expect(says(chain(5, 'node n000'))).toBe('isolated')
})

test('more ways than can be walked end in a limit, not in a no', () => {
  const layers = Array.from({ length: 24 }, (_, at) => at)
  const names = (at: number) => [`a${at}`, `b${at}`]
  const onward = (at: number) => (at < layers.length ? names(at).map((name) => `0.0.0.0/0 -> node ${name}`) : ['0.0.0.0/0 -> local'])
  const fabric: NetworkText = {
    ...OPEN,
    filters: {},
    placements: { store: 'data 10.2.0.5', ...Object.fromEntries(layers.flatMap((at) => names(at).map((name, one) => [name, `core 10.9.0.${2 * at + one + 1} forwards`]))) }, // prettier-ignore
    routes: {
      data: { in: 'campus', for: 'segment data', routes: ['0.0.0.0/0 -> local'] },
      lan: { in: 'campus', for: 'segment lan', routes: onward(0) },
      ...Object.fromEntries(
        layers.flatMap((at) => names(at).map((name) => [name, { in: 'campus', for: `node ${name}`, routes: onward(at + 1) }])),
      ),
    },
  }
  expect(says(fabric)).toMatch(/^(?:allowed|conditional path-choice|cannot-tell .*limit-hit)/u)
})
