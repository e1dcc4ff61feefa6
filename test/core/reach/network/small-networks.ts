import fc from 'fast-check'
import type { Doubt } from '../../../../src/core/model/network-doubt.ts'
import type { FilterPlace, MatchItem, NetworkFilter, NetworkRule, RuleAction } from '../../../../src/core/model/network-filter.ts'
import type {
  NetworkFact,
  NetworkPlacement,
  NetworkRoute,
  NetworkRoutes,
  RouteTarget,
  RouteUser,
} from '../../../../src/core/model/network.ts'

// Small random networks: 6-bit addresses, sixteen classes of ports, up to four spaces, filters with jumps, translations, links; of either family.

const SPACES = ['one', 'two', 'hub', 'internet'] as const
const NODES = ['n1', 'n2']
const FILTERS = ['f1', 'f2', 'f3']
export const PORT_CLASS = 4_096

/** A network of 6-bit addresses as text: `length` of 6 = one address. */
export function net(family: 4 | 6, at: number, length: number): string {
  const base = at - (at % 2 ** (6 - length))
  return family === 4 ? `10.0.0.${base}/${26 + length}` : `2001:db8::${base.toString(16)}/${122 + length}`
}

export function one(family: 4 | 6, at: number): string {
  return family === 4 ? `10.0.0.${at}` : `2001:db8::${at.toString(16)}`
}

/** How often something is in doubt. */
export type Doubtful = 'never' | 'often'

const stated = (id: string) => ({ id, provenance: { source: 'small', dataset: 'network', file: 'none', record: id } })

export function networks(family: 4 | 6, doubtful: Doubtful): fc.Arbitrary<readonly NetworkFact[]> {
  const doubts = (...codes: Doubt['code'][]): fc.Arbitrary<readonly Doubt[]> =>
    doubtful === 'never' ? fc.constant([]) : fc.oneof({ weight: 12, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constantFrom(...codes.map((code) => [{ code, says: '' }])) }) // prettier-ignore
  const prefix = (most: number) => fc.tuple(fc.nat(63), fc.integer({ min: 0, max: most })).map(([at, length]) => net(family, at, length))
  const address = fc.nat(63).map((at) => one(family, at))
  const space = fc.constantFrom(...SPACES.slice(0, 2), 'one', 'internet')

  const item: fc.Arbitrary<MatchItem> = fc
    .tuple(
      fc.oneof(
        { weight: 8, arbitrary: prefix(4).map((value) => ({ kind: 'cidr' as const, value })) },
        { weight: 1, arbitrary: fc.constantFrom({ kind: 'list' as const, value: 'l1' }, { kind: 'segment' as const, value: 's1' }) },
        ...(doubtful === 'never' ? [] : [{ weight: 1, arbitrary: fc.constantFrom({ kind: 'tag' as const, value: 'unknown' }, { kind: 'principals' as const, value: 'staff' }, { kind: 'list' as const, value: 'l2' }) }]), // prettier-ignore
      ),
      fc.nat(6).map((roll) => roll === 0),
    )
    .map(([named, negated]) => ({ ...named, negated }))
  const ports = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.tuple(fc.nat(15), fc.nat(15)).map(([a, b]): [number, number][] => [[Math.min(a, b) * PORT_CLASS, (Math.max(a, b) + 1) * PORT_CLASS - 1]]) }) // prettier-ignore
  const ruleDoubts = doubtful === 'never' ? doubts() : fc.constantFrom<readonly Doubt[]>([], [], [], [], [{ code: 'schedule', says: '' }], [{ code: 'rate-limit', says: '' }], [{ code: 'match-not-understood', says: '' }], [{ code: 'schedule', says: '' }, { code: 'match-not-understood', says: '' }]) // prettier-ignore
  const rules = (actions: readonly RuleAction[]): fc.Arbitrary<readonly NetworkRule[]> =>
    fc
      .array(
        fc.record({
          action: fc.constantFrom(...actions),
          protocol: fc.constantFrom('any', 'any', 6, 17),
          src: fc.array(item, { maxLength: 2 }),
          dst: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(item, { maxLength: 2 }) }),
          sourcePorts: ports,
          destinationPorts: ports,
          state: fc.constantFrom('any', 'any', 'new', 'established'),
          unsure: ruleDoubts,
        }),
        { maxLength: 5 },
      )
      .map((list) => list.map((rule, at) => ({ ...rule, order: at, icmp: null }) as NetworkRule))
  const allow: RuleAction = { kind: 'allow' }
  const deny: RuleAction = { kind: 'deny' }
  const places = fc.oneof<fc.Arbitrary<FilterPlace>[]>(
    fc.constantFrom('s1', 's2', 's4').map((segment) => ({ kind: 'segment', segment })),
    fc.constantFrom(...NODES).map((node) => ({ kind: 'node', node })),
    fc.constantFrom<FilterPlace>({ kind: 'interface' }, { kind: 'interface' }, { kind: 'pair', from: 'red', to: 'blue' }),
  )
  const filter = (id: string): fc.Arbitrary<NetworkFilter> =>
    fc
      .record({
        attach: places,
        direction: fc.constantFrom('in', 'out', 'both'),
        within: fc.boolean(),
        stateful: fc.boolean(),
        combine: fc.constantFrom('first-match', 'first-match', 'any-allow'),
        default: fc.constantFrom('allow', 'allow', 'deny'),
        families: doubtful === 'often' ? fc.constantFrom([4, 6], [4, 6], [4, 6], [4, 6], [4]) : fc.constant([4, 6]),
        rules: rules([allow, allow, deny, { kind: 'return' }, { kind: 'jump', chain: 'c1' }, { kind: 'jump', chain: 'c2' }]),
        c1: rules([allow, deny, { kind: 'return' }, { kind: 'jump', chain: 'c2' }]),
        c2: rules([allow, deny, { kind: 'return' }]),
        unsure: doubts('filter-unread', 'schedule'),
      })
      .map(({ c1, c2, ...rest }) => ({ ...stated(id), kind: 'filter', ...rest, chains: { c1, c2 } }))

  const target = fc.oneof<{ weight: number; arbitrary: fc.Arbitrary<RouteTarget> }[]>(
    { weight: 4, arbitrary: fc.constant({ kind: 'local' }) },
    { weight: 4, arbitrary: fc.constantFrom(...NODES).map((node) => ({ kind: 'node', node })) },
    { weight: 3, arbitrary: fc.constantFrom('k1', 'k2', 'k3').map((link) => ({ kind: 'link', link })) },
    { weight: 1, arbitrary: fc.constantFrom<RouteTarget>({ kind: 'internet' }, { kind: 'drop' }, { kind: 'table', table: 't3' }) },
    ...(doubtful === 'often' ? [{ weight: 1, arbitrary: fc.constant<RouteTarget>({ kind: 'unknown' }) }] : []),
  )
  const usual = (...targets: RouteTarget[]): fc.Arbitrary<RouteTarget> =>
    fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...targets) }, { weight: 1, arbitrary: target })
  const route = (first: fc.Arbitrary<RouteTarget> | null): fc.Arbitrary<NetworkRoute> =>
    fc.record({
      dst: first !== null ? fc.constant(net(family, 0, 0)) : fc.oneof({ weight: 6, arbitrary: prefix(3) }, { weight: 1, arbitrary: fc.constantFrom('list:l1', ...(doubtful === 'often' ? ['list:l2'] : [])) }), // prettier-ignore
      target: first ?? target,
      preference: fc.nat(1),
      unsure: doubts('route-unread', 'schedule'),
    })
  const table = (
    id: string,
    users: readonly RouteUser[],
    at: fc.Arbitrary<string>,
    first: fc.Arbitrary<RouteTarget>,
  ): fc.Arbitrary<NetworkRoutes> =>
    fc
      .record({ space: at, first: route(first), more: fc.array(route(null), { maxLength: 2 }), unsure: doubts('route-unread') })
      .map(({ space: where, first: whole, more, unsure }) => ({
        ...stated(id),
        kind: 'routes',
        space: where,
        usedBy: users,
        routes: [whole, ...more],
        unsure,
      }))

  const here: RouteTarget = { kind: 'local' }
  const toN1: RouteTarget = { kind: 'node', node: 'n1' }
  const toN2: RouteTarget = { kind: 'node', node: 'n2' }
  const segment = (id: string, least: number): fc.Arbitrary<NetworkFact> =>
    fc
      .record({
        space,
        cidrs: fc.uniqueArray(
          fc.tuple(fc.nat(63), fc.integer({ min: least, max: 5 })).map(([at, length]) => net(family, at, length)),
          { minLength: 1, maxLength: 2 },
        ),
        occupancy: fc.constantFrom('any', 'any', 'placed'),
        zone: fc.constantFrom('red', 'blue', null),
        unsure: doubts('ambiguous-address'),
      }) // prettier-ignore
      .map((fact) => ({ ...stated(id), kind: 'segment', what: 'vlan', ...fact }))
  const placement = (id: string, forwards: boolean): fc.Arbitrary<NetworkFact> =>
    fc
      .record({ segment: fc.constantFrom('s1', 's2', 's3', 's4'), address, filters: fc.uniqueArray(fc.constantFrom(...FILTERS), { maxLength: 2 }), unsure: doubts('middlebox-unknown') }) // prettier-ignore
      .map(({ address: at, ...fact }) => ({ ...stated(id), kind: 'placement', resource: `small:${id}`, addresses: [at], forwards, ...fact })) // prettier-ignore
  const link = (id: string): fc.Arbitrary<NetworkFact> =>
    fc
      .record({ ends: fc.constantFrom(['one', 'two'], ['one', 'hub'], ['two', 'hub'], ['one', 'internet']), near: fc.constantFrom(null, null, 's1'), transit: fc.boolean(), unsure: doubts('peer-unseen', 'schedule') }) // prettier-ignore
      .map(({ ends, near, ...fact }) => ({ ...stated(id), kind: 'link', ends: [{ space: ends[0], segment: near }, { space: ends[1], segment: null }], ...fact })) // prettier-ignore
  const translation = (id: string): fc.Arbitrary<NetworkFact> =>
    fc
      .record({ node: fc.constantFrom(...NODES), order: fc.nat(1), what: fc.constantFrom('source', 'destination'), space, src: fc.oneof(fc.constant([]), prefix(2).map((cidr) => [cidr])), dst: prefix(5).map((cidr) => [cidr]), port: fc.constantFrom(null, PORT_CLASS), at: address, into: fc.constantFrom(null, 2 * PORT_CLASS) }) // prettier-ignore
      .map(({ at, into, ...fact }) => ({ ...stated(id), kind: 'translation', ...fact, dst: fact.what === 'source' ? [] : fact.dst, port: fact.what === 'source' ? null : fact.port, to: { space: fact.space, address: at, port: fact.what === 'source' ? null : into }, unsure: [] })) // prettier-ignore

  return fc
    .tuple(
      fc.tuple(segment('s1', 3), segment('s2', 3), segment('s3', 2), segment('s4', 2)),
      fc.tuple(placement('p1', false), placement('p2', false), placement('n1', true), placement('n2', true)),
      fc.tuple(...FILTERS.map(filter)),
      fc.tuple(
        table('t1', [{ kind: 'every-segment' }], fc.constant('one'), usual(toN1, toN1, toN2, { kind: 'link', link: 'k1' })),
        table(
          't2',
          [{ kind: 'every-segment' }, { kind: 'link', link: 'k1' }],
          fc.constant('two'),
          usual(here, toN2, { kind: 'link', link: 'k1' }, { kind: 'link', link: 'k3' }),
        ),
        table(
          't3',
          [
            { kind: 'link', link: 'k2' },
            { kind: 'link', link: 'k3' },
          ],
          fc.constantFrom('hub', 'one'),
          usual({ kind: 'link', link: 'k2' }, { kind: 'link', link: 'k3' }),
        ),
        table(
          't4',
          [
            { kind: 'node', node: 'n1' },
            { kind: 'segment', segment: 's4' },
          ],
          space,
          usual(here, here, toN2),
        ),
        table('t5', [{ kind: 'node', node: 'n2' }], space, usual(here, here, toN1, { kind: 'link', link: 'k1' })),
        table('t6', [{ kind: 'every-segment' }], fc.constant('internet'), usual(here, toN1, { kind: 'link', link: 'k3' })),
      ),
      fc.tuple(link('k1'), link('k2'), link('k3')),
      fc.array(fc.constantFrom('x1', 'x2').chain(translation), { maxLength: 2 }),
      fc.uniqueArray(prefix(3), { maxLength: 2 }),
    )
    .map(([segments, placements, filters, tables, links, translations, listed]): readonly NetworkFact[] => [
      ...SPACES.map((id): NetworkFact => ({ ...stated(id), kind: 'space', what: id === 'internet' ? 'internet' : 'campus', unsure: [] })),
      ...segments,
      ...placements.map((thing) => (thing.kind === 'placement' ? settled(thing, segments, family) : thing)),
      ...filters,
      ...tables,
      ...links,
      ...new Map(translations.map((fact) => [fact.id, fact])).values(),
      { ...stated('l1'), kind: 'set', cidrs: listed, unsure: [] },
      { ...stated('l2'), kind: 'set', cidrs: listed.slice(0, 1), unsure: [{ code: 'list-unread', says: '' }] },
    ])
}

/** Three in four of the placements at an address of their segment; the others lie outside, which is a doubt. */
function settled(thing: NetworkPlacement, segments: readonly NetworkFact[], family: 4 | 6): NetworkFact {
  const own = segments.find((fact) => fact.kind === 'segment' && fact.id === thing.segment)
  const [address = ''] = thing.addresses
  if (own?.kind !== 'segment' || last(address, family) % 4 === 0) return thing
  const [network = '', length = ''] = (own.cidrs[0] ?? '').split('/')
  const size = 2 ** ((family === 4 ? 32 : 128) - Number(length))
  return { ...thing, addresses: [one(family, last(network, family) + (last(address, family) % size))] }
}

function last(address: string, family: 4 | 6): number {
  return family === 4 ? Number(address.split('.')[3]) : Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)
}
