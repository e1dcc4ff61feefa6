import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { HeldLevel, Proof, Step } from '../../../src/core/model/access.ts'
import { accountHandle, membershipHandle } from '../../../src/core/model/handle.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import type { Answer, Reach } from '../../../src/core/reach/answer.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { fewestMemberships, type OracleEdge } from '../../oracle/membership.ts'
import { accountIn, keyOf, smallSnapshot, type SmallEdge, type SmallResource, type SmallWorld } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS, someEdges, someResources } from './small-worlds.ts'

const TODAY = '2026-11-26' as Day
const LEVELS = ['manage', 'read', 'use', 'write']

describe('the three questions, on random institutions', () => {
  it('agree with one another and with the oracle, each access with a proof that replays and is shortest', () => {
    let compared = 0
    fc.assert(
      fc.property(someEdges, someResources, (edges, resources) => {
        const world = { accounts: ACCOUNTS, groups: GROUPS, in: edges, resources }
        const snapshot = smallSnapshot(world)
        const reach = reachOver(snapshot, TODAY)
        const addresses = [...new Set([...resources.map(({ address }) => address), ...GROUPS])]
        for (const key of ACCOUNTS) {
          const account = accountIn(snapshot, key)
          const what = new Map(reach.what(account).map(({ address, level, hops }) => [`${address} ${level}`, hops]))
          for (const address of addresses) {
            const who = value(reach.who(address)).filter((held) => held.account === account)
            for (const level of LEVELS) {
              const expected = oracleHops(world, key, address, level)
              expect(who.find((held) => held.level === level)?.hops ?? null).toBe(expected)
              expect(what.get(`${address} ${level}`) ?? null).toBe(expected)
              expect(value(reach.check(account, address, level)).kind).toBe(expected === null ? 'denied' : 'allowed')
              expect(isHeld(reach, account, address, level)).toBe(expected !== null)
              checkProofs(snapshot, reach, account, address, level, expected)
              compared++
            }
          }
          expect(what.size).toBe([...what].filter(([key]) => addresses.some((address) => key.startsWith(`${address} `))).length)
        }
      }),
      { numRuns: 300 },
    )
    console.log(`combinations of account, address and level on which the questions were compared: ${compared}`)
  })
})

describe('who', () => {
  it('reports each level for itself, by account and level, whatever the state of the account', () => {
    const { reach, snapshot } = engine({
      accounts: ['ad:anna', 'ad:ben'],
      groups: ['ad:readers', 'ad:staff'],
      in: [
        { member: 'ad:ben', group: 'ad:staff' },
        { member: 'ad:staff', group: 'ad:readers' },
      ],
      resources: [
        site([
          { to: 'ad:readers', level: 'read' },
          { to: 'ad:ben', level: 'write' },
          { to: 'ad:anna', level: 'read' },
        ]),
      ],
    })
    expect(described(snapshot, value(reach.who('site:data')))).toEqual(['ad:anna read 1', 'ad:ben read 3', 'ad:ben write 1'])
  })

  it.each([
    ['without days', {}, true],
    ['that begins today', { from: '2026-11-26' }, true],
    ['that begins tomorrow', { from: '2026-11-27' }, false],
    ['that ends today', { until: '2026-11-26' }, true],
    ['that ended yesterday', { until: '2026-11-25' }, false],
    ['with an end that is no day', { until: '26/11/2020' }, true],
  ])('takes a grant %s', (_, days, isAccess) => {
    const { reach } = engine({ accounts: ['ad:anna'], resources: [site([{ to: 'ad:anna', level: 'read', ...days }])] })
    expect(value(reach.who('site:data')).length).toBe(isAccess ? 1 : 0)
    expect(reach.what(accountHandle(0)).length).toBe(isAccess ? 1 : 0)
    expect(value(reach.check(accountHandle(0), 'site:data', 'read')).kind).toBe(isAccess ? 'allowed' : 'denied')
  })

  it('tells an address that nobody observed from a resource that nobody holds', () => {
    const { reach } = engine({ accounts: ['ad:anna'], resources: [site([])] })
    expect(reach.who('site:data')).toEqual({ kind: 'answered', value: [] })
    expect(reach.who('site:other')).toEqual({ kind: 'unobserved', address: 'site:other' })
    expect(reach.who('no address')).toEqual({ kind: 'unobserved', address: 'no address' })
    expect(reach.touchedBy('site:other')).toEqual({ kind: 'unobserved', address: 'site:other' })
  })

  it('never guesses between groups that share a name', () => {
    const { reach } = engine({ accounts: ['ad:anna'], groups: ['ad:g1', 'ad:g2'], aliases: { 'ad:core': ['ad:g1', 'ad:g2'] } })
    expect(reach.who('ad:core')).toEqual({ kind: 'ambiguous', address: 'ad:core', groups: [0, 1] })
    expect(reach.check(accountHandle(0), 'ad:core', 'use')).toEqual({ kind: 'ambiguous', address: 'ad:core', groups: [0, 1] })
  })

  it('does not guess either where grants on the shared name were read', () => {
    const { reach } = engine({
      accounts: ['ad:anna'],
      groups: ['ad:g1', 'ad:g2'],
      aliases: { 'ad:core': ['ad:g1', 'ad:g2'] },
      resources: [{ address: 'ad:core', kind: 'group', grants: [{ to: 'ad:anna', level: 'manage' }] }],
    })
    expect(reach.who('ad:core')).toEqual({ kind: 'ambiguous', address: 'ad:core', groups: [0, 1] })
  })

  it('answers for a group under each of its names with grants on any of them', () => {
    const { reach, snapshot } = engine({
      accounts: ['ad:anna', 'ad:ben'],
      groups: ['ad:g1'],
      in: [{ member: 'ad:anna', group: 'ad:g1' }],
      aliases: { 'ad:core': ['ad:g1'] },
      resources: [{ address: 'ad:core', kind: 'group', grants: [{ to: 'ad:ben', level: 'manage' }] }],
    })
    const expected = ['ad:anna use 1', 'ad:ben manage 1']
    expect(described(snapshot, value(reach.who('ad:core')))).toEqual(expected)
    expect(described(snapshot, value(reach.who('ad:g1')))).toEqual(expected)
    expect(reach.what(accountIn(snapshot, 'ad:ben')).map(({ address, level }) => `${address} ${level}`)).toEqual(['ad:g1 manage'])
  })

  it('does not guess between a site and a group of the same name, and answers for the group by its id', () => {
    const { reach, snapshot } = engine({
      accounts: ['ad:anna'],
      groups: ['ad:g1'],
      in: [{ member: 'ad:anna', group: 'ad:g1' }],
      aliases: { 'ad:core': ['ad:g1'] },
      resources: [{ address: 'ad:core', kind: 'site', grants: [] }],
    })
    expect(reach.who('ad:core')).toEqual({ kind: 'ambiguous', address: 'ad:core', groups: [0] })
    expect(described(snapshot, value(reach.who('ad:g1')))).toEqual(['ad:anna use 1'])
  })
})

describe('holdings', () => {
  it('say the same as who, and share one array between all resources granted to one group', () => {
    fc.assert(
      fc.property(someEdges, someResources, (edges, resources) => {
        const { reach } = engine({ accounts: ACCOUNTS, groups: GROUPS, in: edges, resources })
        for (const { address } of resources) {
          const pairs = value(reach.holdings(address)).flatMap(({ level, accounts }) =>
            Array.from(accounts, (account) => `${account} ${level}`),
          )
          expect([...new Set(pairs)].sort()).toEqual(value(reach.who(address)).map(({ account, level }) => `${account} ${level}`))
        }
      }),
    )
    const { reach } = engine({
      accounts: ['ad:anna'],
      groups: ['ad:g1'],
      resources: ['site:a', 'site:b'].map((address) => ({ address, kind: 'site', grants: [{ to: 'ad:g1', level: 'read' }] })),
    })
    const [a, b] = ['site:a', 'site:b'].map((address) => value(reach.holdings(address))[0]?.accounts)
    expect(a).toBe(b)
  })
})

describe('other paths', () => {
  const { reach, snapshot } = engine({
    accounts: ['ad:anna'],
    groups: ['ad:g1', 'ad:g2', 'ad:g3'],
    in: [
      { member: 'ad:anna', group: 'ad:g1' },
      { member: 'ad:anna', group: 'ad:g2' },
      { member: 'ad:g1', group: 'ad:g3' },
      { member: 'ad:g2', group: 'ad:g3' },
    ],
    resources: [
      site([
        { to: 'ad:g3', level: 'read', record: 'line 2' },
        { to: 'ad:g2', level: 'read', record: 'line 3' },
        { to: 'ad:anna', level: 'read', record: 'line 4' },
        { to: 'ad:anna', level: 'write', record: 'line 5' },
      ]),
    ],
  })
  const anna = accountIn(snapshot, 'ad:anna')

  it('are all paths but the proof, through every grant of the level, shortest first', () => {
    expect(written(snapshot, value(reach.proofOf(anna, 'site:data', 'read')))).toBe('line 4')
    const { paths, count } = value(reach.otherPathsOf(anna, 'site:data', 'read', 10))
    expect(paths.map((path) => written(snapshot, path))).toEqual(['ad:g2 line 3', 'ad:g1 ad:g3 line 2', 'ad:g2 ad:g3 line 2'])
    expect(count).toEqual({ kind: 'exactly', count: 3 })
  })

  it('are counted beyond what is listed', () => {
    const { paths, count } = value(reach.otherPathsOf(anna, 'site:data', 'read', 1))
    expect(paths.length).toBe(1)
    expect(count).toEqual({ kind: 'exactly', count: 3 })
  })

  it('through rings are counted beyond what is listed, and never given as all where counting stopped', () => {
    const ring = (size: number): SmallWorld => {
      const groups = Array.from({ length: size }, (_, at) => `ad:g${at}`)
      const pairs = groups.flatMap((member) => groups.map((group) => ({ member, group })))
      return { accounts: ['ad:anna'], groups, in: [...pairs, { member: 'ad:anna', group: 'ad:g0' }] }
    }
    // From g0 through any ordered choice of the groups between: 1 + 4 + 12 + 24 + 24, and 1 + 5 + 20 + 60 + 120 + 120.
    const count = (size: number): unknown =>
      value(engine(ring(size)).reach.otherPathsOf(accountHandle(0), `ad:g${size - 1}`, 'use', 0)).count
    expect(count(6)).toEqual({ kind: 'exactly', count: 64 })
    expect(count(7)).toEqual({ kind: 'at-least', count: 101 })
  })

  it('are none for a level that is not held', () => {
    expect(value(reach.otherPathsOf(anna, 'site:data', 'manage', 10))).toEqual({ paths: [], count: { kind: 'exactly', count: 0 } })
    expect(value(reach.proofOf(anna, 'site:data', 'manage'))).toBe(null)
  })
})

describe('a proof', () => {
  it('replays on its own snapshot only: not for another account, shortened, turned round, or after a hop was removed', () => {
    const world: SmallWorld = {
      accounts: ['ad:anna', 'ad:ben'],
      groups: ['ad:g1', 'ad:g2'],
      in: [
        { member: 'ad:anna', group: 'ad:g1' },
        { member: 'ad:g1', group: 'ad:g2' },
      ],
      resources: [site([{ to: 'ad:g2', level: 'read' }])],
    }
    const { reach, snapshot } = engine(world)
    const anna = accountIn(snapshot, 'ad:anna')
    const proof = value(reach.proofOf(anna, 'site:data', 'read')) ?? []
    expect(replays(proof, anna, snapshot)).toBe(true)
    expect(replays(proof, anna, smallSnapshot(world))).toBe(true)
    expect(replays(proof, accountIn(snapshot, 'ad:ben'), snapshot)).toBe(false)
    expect(replays(proof.slice(1), anna, snapshot)).toBe(false)
    expect(replays(proof.toReversed(), anna, snapshot)).toBe(false)
    expect(replays([...proof, ...proof], anna, snapshot)).toBe(false)
    expect(replays([], anna, snapshot)).toBe(false)
    const forged = proof.map((step) => (step.kind === 'membership' ? { ...step, membership: membershipHandle(step.membership + 1) } : step))
    expect(replays(forged, anna, snapshot)).toBe(false)
    expect(replays(proof, anna, smallSnapshot({ ...world, in: world.in?.slice(1) ?? [] }))).toBe(false)
    expect(replays(proof, anna, smallSnapshot({ ...world, resources: [site([{ to: 'ad:g2', level: 'write' }])] }))).toBe(false)
  })
})

it('a grant to one account proves nothing for another', () => {
  const { reach, snapshot } = engine({ accounts: ['ad:anna', 'ad:ben'], resources: [site([{ to: 'ad:anna', level: 'read' }])] })
  const proof = value(reach.proofOf(accountIn(snapshot, 'ad:anna'), 'site:data', 'read')) ?? []
  expect(replays(proof, accountIn(snapshot, 'ad:anna'), snapshot)).toBe(true)
  expect(replays(proof, accountIn(snapshot, 'ad:ben'), snapshot)).toBe(false)
})

function engine(world: SmallWorld): { reach: Reach; snapshot: Snapshot } {
  const snapshot = smallSnapshot(world)
  return { snapshot, reach: reachOver(snapshot, TODAY) }
}

function site(grants: SmallResource['grants']): SmallResource {
  return { address: 'site:data', kind: 'site', grants }
}

function value<Value>(answer: Answer<Value>): Value {
  if (answer.kind !== 'answered') throw new Error(`no answer: ${answer.kind}`)
  return answer.value
}

function described(snapshot: Snapshot, held: readonly HeldLevel[]): string[] {
  return held.map(({ account, level, hops }) => `${keyOf(snapshot.accounts[account]!)} ${level} ${hops}`)
}

function written(snapshot: Snapshot, proof: Proof | null): string {
  return (proof ?? []).map((step) => writtenStep(snapshot, step)).join(' ')
}

function writtenStep(snapshot: Snapshot, step: Step): string {
  if (step.kind === 'membership') return keyOf(snapshot.groups[step.group]!)
  return step.kind === 'grant' ? step.grant.provenance.record : step.right.nativeRight
}

function isHeld(reach: Reach, account: ReturnType<typeof accountHandle>, address: string, level: string): boolean {
  return value(reach.holdings(address)).some((holding) => holding.level === level && holding.accounts.includes(account))
}

function checkProofs(
  snapshot: Snapshot,
  reach: Reach,
  account: ReturnType<typeof accountHandle>,
  address: string,
  level: string,
  hops: number | null,
): void {
  const proof = value(reach.proofOf(account, address, level))
  expect(proof?.length ?? null).toBe(hops)
  if (proof === null) return
  const { paths, count } = value(reach.otherPathsOf(account, address, level, 1000))
  expect(count).toEqual({ kind: 'exactly', count: paths.length })
  const all = [proof, ...paths]
  expect(new Set(all.map((path) => JSON.stringify(path))).size).toBe(new Set(all).size)
  for (const [at, path] of all.entries()) {
    expect(replays(path, account, snapshot)).toBe(true)
    expect(path.length).toBeGreaterThanOrEqual(all[at - 1]?.length ?? 1)
  }
}

/** The length of the shortest proof, from the edges and the register rows alone. */
function oracleHops({ in: edges = [], resources = [] }: SmallWorld, account: string, address: string, level: string): number | null {
  const plain = edges.map(({ member, group, kind = 'member' }: SmallEdge): OracleEdge => ({ member, group, kind }))
  const ways: (number | null)[] = []
  if (level === 'use' && (GROUPS as readonly string[]).includes(address)) ways.push(fewestMemberships(plain, account, address))
  for (const grant of resources.find((resource) => resource.address === address)?.grants ?? []) {
    if (grant.level !== level || (grant.from ?? '') > TODAY || (grant.until ?? '9') < TODAY) continue
    const inward = grant.to === account ? 0 : fewestMemberships(plain, account, grant.to)
    ways.push(inward === null ? null : inward + 1)
  }
  const lengths = ways.filter((way) => way !== null)
  return lengths.length === 0 ? null : Math.min(...lengths)
}
