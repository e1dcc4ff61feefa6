import * as fc from 'fast-check'
import type { MembershipKind } from '../../../src/core/model/account.ts'
import type { SmallEdge, SmallResource } from './small-snapshot.ts'

export const ACCOUNTS = ['ad:u1', 'ad:u2', 'ad:u3', 'id:u4'] as const
export const GROUPS = ['ad:g1', 'ad:g2', 'ad:g3', 'ad:g4', 'id:g5', 'id:g6'] as const

const KINDS: readonly MembershipKind[] = ['member', 'primary', 'posix', 'dynamic', 'foreign']

const someEdge: fc.Arbitrary<SmallEdge> = fc.record({
  member: fc.constantFrom(...ACCOUNTS, ...GROUPS),
  group: fc.constantFrom(...GROUPS),
  kind: fc.constantFrom<MembershipKind>('member', 'member', 'member', ...KINDS),
})

/** A ring of three groups or more: what a random edge rarely closes. */
const ring: fc.Arbitrary<SmallEdge[]> = fc
  .uniqueArray(fc.constantFrom(...GROUPS), { minLength: 3 })
  .map((groups) => groups.map((member, at) => ({ member, group: groups[(at + 1) % groups.length]!, kind: 'member' })))

const selfLoop: fc.Arbitrary<SmallEdge[]> = fc.constantFrom(...GROUPS).map((group) => [{ member: group, group, kind: 'member' }])

/** Random memberships, some in rings, some of a group in itself, some stated twice. */
export const someEdges: fc.Arbitrary<SmallEdge[]> = fc
  .tuple(
    fc.array(someEdge, { maxLength: 18 }),
    fc.array(fc.oneof(ring, selfLoop), { maxLength: 2 }),
    fc.array(fc.nat(17), { maxLength: 4 }),
  )
  .map(([edges, loops, twice]) => [...edges, ...loops.flat(), ...twice.flatMap((at) => edges.slice(at, at + 1))])

/** Rows of a register of grants, on three resources, one of them a group of the directory. */
export const someResources: fc.Arbitrary<SmallResource[]> = fc
  .tuple(
    ...(['site:data', 'site:empty', 'ad:g1'] as const).map((address) =>
      fc.record({
        address: fc.constant(address),
        kind: fc.constant(address === 'ad:g1' ? ('group' as const) : ('site' as const)),
        grants: fc.uniqueArray(
          fc.record(
            {
              to: fc.constantFrom(...ACCOUNTS, ...GROUPS),
              level: fc.constantFrom('read', 'write', 'use'),
              from: fc.constantFrom('2026-01-01', '2026-11-26', '2026-11-27'),
              until: fc.constantFrom('2026-11-25', '2026-11-26', '2027-01-01'),
              record: fc.constantFrom('line 2', 'line 3', 'line 4'),
            },
            { requiredKeys: ['to', 'level', 'record'] },
          ),
          { maxLength: 5, selector: (grant) => JSON.stringify(grant) },
        ),
      }),
    ),
  )
  .map((resources) => [...resources])
