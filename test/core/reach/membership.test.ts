import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Proof } from '../../../src/core/model/access.ts'
import { groupHandle } from '../../../src/core/model/handle.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { Expansion } from '../../../src/core/reach/membership/expansion.ts'
import { groupsOf } from '../../../src/core/reach/membership/outward.ts'
import { allProofs, countProofs, inGroup, shortestProof } from '../../../src/core/reach/membership/proofs.ts'
import { replays } from '../../../src/core/reach/replay.ts'
import { everySimplePath, fewestMemberships, warshallClosure, type OracleEdge } from '../../oracle/membership.ts'
import { accountIn, groupIn, keyOf, smallSnapshot, type SmallEdge } from './small-snapshot.ts'
import { ACCOUNTS, GROUPS, someEdges } from './small-worlds.ts'

const runs = { numRuns: 400 }

describe('membership, held against the oracle on random graphs with rings, self-loops and duplicates', () => {
  it('finds the accounts and groups inside a group that Warshall finds', () => {
    let compared = 0
    fc.assert(
      fc.property(someEdges, (edges) => {
        const snapshot = worldOf(edges)
        const engine = expansionOf(snapshot)
        const inside = warshallClosure([...ACCOUNTS, ...GROUPS], oracleEdges(edges))
        for (const group of GROUPS) {
          const handle = groupIn(snapshot, group)
          expect(accountKeys(snapshot, engine.membersOf(handle))).toEqual(
            ACCOUNTS.filter((account) => inside.get(account)?.has(group) === true),
          )
          expect(groupKeys(snapshot, engine.groupsInside(handle))).toEqual(
            GROUPS.filter((nested) => nested === group || inside.get(nested)?.has(group) === true),
          )
          for (const nested of GROUPS) {
            const isInside = nested === group || inside.get(nested)?.has(group) === true
            expect(engine.hasInside(handle, groupIn(snapshot, nested))).toBe(isInside)
          }
          compared += ACCOUNTS.length + GROUPS.length
        }
      }),
      runs,
    )
    console.log(`pairs compared with Warshall's closure: ${compared}`)
  })

  it('gives the groups of one ring one component, and no others', () => {
    fc.assert(
      fc.property(someEdges, (edges) => {
        const snapshot = worldOf(edges)
        const engine = expansionOf(snapshot)
        const inside = warshallClosure([...ACCOUNTS, ...GROUPS], oracleEdges(edges))
        const ringed = (a: string, b: string): boolean => a === b || (inside.get(a)?.has(b) === true && inside.get(b)?.has(a) === true)
        for (const a of GROUPS) {
          for (const b of GROUPS) {
            expect(engine.componentOf(groupIn(snapshot, a)) === engine.componentOf(groupIn(snapshot, b))).toBe(ringed(a, b))
          }
        }
      }),
      runs,
    )
  })

  it('counts hops as the oracle does, from both ends, and proves each in as many', () => {
    let compared = 0
    fc.assert(
      fc.property(someEdges, (edges) => {
        const snapshot = worldOf(edges)
        const engine = expansionOf(snapshot)
        for (const group of GROUPS) {
          const target = groupIn(snapshot, group)
          const { accounts, hops } = engine.byHops([target])
          for (const key of ACCOUNTS) {
            const account = accountIn(snapshot, key)
            const fewest = fewestMemberships(oracleEdges(edges), key, group)
            const proof = shortestProof(snapshot.memberships, account, inGroup(target))
            expect(hops[accounts.indexOf(account)] ?? null).toBe(fewest)
            expect(groupsOf(snapshot.memberships, account).get(target) ?? null).toBe(fewest)
            expect(proof?.length ?? null).toBe(fewest)
            if (proof !== null) expect(replays(proof, account, snapshot)).toBe(true)
            compared++
          }
        }
      }),
      runs,
    )
    console.log(`distances and proofs compared with the oracle: ${compared}`)
  })

  it('enumerates exactly the simple paths of the oracle, shortest first, and counts as many', () => {
    let compared = 0
    fc.assert(
      fc.property(someEdges, (edges) => {
        const snapshot = worldOf(edges)
        for (const group of GROUPS) {
          for (const key of ACCOUNTS) {
            const account = accountIn(snapshot, key)
            const ends = inGroup(groupIn(snapshot, group))
            const proofs = [...allProofs(snapshot.memberships, account, ends, 100_000)]
            const written = proofs.map((proof) => hopsOf(snapshot, proof))
            expect(written).toEqual(everySimplePath(oracleEdges(edges), key, group))
            expect(countProofs(snapshot.memberships, account, ends, 100_000)).toEqual({ kind: 'exactly', count: proofs.length })
            expect(proofs[0] ?? null).toEqual(shortestProof(snapshot.memberships, account, ends))
            for (const proof of proofs) expect(replays(proof, account, snapshot)).toBe(true)
            compared += proofs.length
          }
        }
      }),
      runs,
    )
    console.log(`paths compared with the oracle's enumeration: ${compared}`)
  })

  it('never loses an access when an edge is added', () => {
    let compared = 0
    fc.assert(
      fc.property(someEdges, someEdges, (edges, more) => {
        const before = worldOf(edges)
        const after = worldOf([...edges, ...more])
        for (const group of GROUPS) {
          const members = accountKeys(before, expansionOf(before).membersOf(groupIn(before, group)))
          const now = accountKeys(after, expansionOf(after).membersOf(groupIn(after, group)))
          expect(now).toEqual(expect.arrayContaining(members))
          compared += members.length
        }
      }),
      { numRuns: 200 },
    )
    console.log(`accesses still there after edges were added: ${compared}`)
  })

  it('gives one proof whatever the order of the edges and whatever was asked before', () => {
    const twoOrders = someEdges.chain((edges) =>
      fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length, maxLength: edges.length })),
    )
    fc.assert(
      fc.property(twoOrders, fc.shuffledSubarray([...GROUPS], { minLength: GROUPS.length }), ([edges, shuffled], asked) => {
        const one = worldOf(edges)
        const other = worldOf(shuffled)
        const [a, b] = [expansionOf(one), expansionOf(other)]
        for (const group of asked) b.membersOf(groupIn(other, group))
        for (const group of GROUPS) {
          const handle = groupIn(one, group)
          expect(b.membersOf(handle)).toEqual(a.membersOf(handle))
          for (const key of ACCOUNTS) {
            const account = accountIn(one, key)
            expect([...allProofs(other.memberships, account, inGroup(handle), 50)]).toEqual([
              ...allProofs(one.memberships, account, inGroup(handle), 50),
            ])
          }
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('paths', () => {
  const diamond: SmallEdge[] = [
    { member: 'ad:u1', group: 'ad:g2' },
    { member: 'ad:u1', group: 'ad:g1' },
    { member: 'ad:g1', group: 'ad:g3' },
    { member: 'ad:g2', group: 'ad:g3' },
  ]

  it('break a tie by the id of the first group that differs', () => {
    const snapshot = worldOf(diamond)
    const proof = shortestProof(snapshot.memberships, accountIn(snapshot, 'ad:u1'), inGroup(groupIn(snapshot, 'ad:g3')))
    expect(hopsOf(snapshot, proof ?? [])).toEqual(['ad:g1 member', 'ad:g3 member'])
  })

  it('that are cut at a limit say so, and never look like all of them', () => {
    const snapshot = worldOf(diamond)
    const ends = inGroup(groupIn(snapshot, 'ad:g3'))
    expect(drained(allProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 1))).toEqual([1, { kind: 'at-least', count: 2 }])
    expect(drained(allProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 2))).toEqual([2, { kind: 'exactly', count: 2 }])
  })

  it('through rings are counted up to the limit, then as at least so many', () => {
    const pairs = GROUPS.flatMap((member) => GROUPS.map((group): SmallEdge => ({ member, group })))
    const snapshot = worldOf([...pairs, { member: 'ad:u1', group: 'ad:g1' }])
    const ends = inGroup(groupIn(snapshot, 'id:g6'))
    // From g1 through any ordered choice of the four groups between: 1 + 4 + 12 + 24 + 24.
    expect(countProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 65)).toEqual({ kind: 'exactly', count: 65 })
    expect(countProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 64)).toEqual({ kind: 'at-least', count: 65 })
  })

  it('are counted exactly whatever the limit where the only ring is a group in itself', () => {
    const snapshot = worldOf([...diamond, { member: 'ad:g1', group: 'ad:g1' }])
    const ends = inGroup(groupIn(snapshot, 'ad:g3'))
    expect(countProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 1)).toEqual({ kind: 'exactly', count: 2 })
  })

  it('by a primary group and by a listed membership are two, and by two records of one membership one', () => {
    const edge = { member: 'ad:u1', group: 'ad:g1' }
    const snapshot = worldOf([edge, edge, { ...edge, kind: 'primary' }])
    const ends = inGroup(groupIn(snapshot, 'ad:g1'))
    expect(countProofs(snapshot.memberships, accountIn(snapshot, 'ad:u1'), ends, 10)).toEqual({ kind: 'exactly', count: 2 })
  })
})

function worldOf(edges: readonly SmallEdge[]): Snapshot {
  return smallSnapshot({ accounts: ACCOUNTS, groups: GROUPS, in: edges })
}

function expansionOf({ memberships, accounts, groups }: Snapshot): Expansion {
  return new Expansion(memberships, accounts.length, groups.length)
}

function oracleEdges(edges: readonly SmallEdge[]): OracleEdge[] {
  return edges.map(({ member, group, kind = 'member' }) => ({ member, group, kind }))
}

function accountKeys(snapshot: Snapshot, handles: Uint32Array): string[] {
  return Array.from(handles, (handle) => keyOf(snapshot.accounts[handle]!))
}

function groupKeys(snapshot: Snapshot, handles: Uint32Array): string[] {
  return Array.from(handles, (handle) => keyOf(snapshot.groups[groupHandle(handle)]!))
}

function hopsOf(snapshot: Snapshot, proof: Proof): string[] {
  return proof.map((step) =>
    step.kind === 'membership' ? `${keyOf(snapshot.groups[step.group]!)} ${snapshot.memberships.kind(step.membership)}` : step.kind,
  )
}

function drained<Item, Return>(items: Generator<Item, Return>): [number, Return] {
  for (let count = 0; ; count++) {
    const next = items.next()
    if (next.done === true) return [count, next.value]
  }
}
