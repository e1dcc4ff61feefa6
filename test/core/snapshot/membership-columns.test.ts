import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MembershipKind } from '../../../src/core/model/account.ts'
import { accountHandle, groupHandle } from '../../../src/core/model/handle.ts'
import type { Memberships } from '../../../src/core/model/snapshot.ts'
import { MembershipColumns } from '../../../src/core/snapshot/membership-columns.ts'
import { asAccount, asGroup, smallSnapshot, type SmallEdge } from '../reach/small-snapshot.ts'

const ACCOUNTS = ['ad:anna', 'ad:ben', 'id:cleo', 'id:dora']
const GROUPS = ['ad:a', 'ad:b', 'id:c']
const KINDS: readonly MembershipKind[] = ['member', 'primary', 'posix', 'dynamic', 'foreign']

const edge: fc.Arbitrary<SmallEdge> = fc.record({
  member: fc.constantFrom(...ACCOUNTS, ...GROUPS),
  group: fc.constantFrom(...GROUPS),
  kind: fc.constantFrom(...KINDS),
  stated: fc.record({
    source: fc.constantFrom('ad', 'id'),
    dataset: fc.constantFrom('groups', 'members', 'users'),
    file: fc.constantFrom('page-1.ldif', 'page-2.ldif', 'page-10.ldif'),
    record: fc.constantFrom('a', 'b', 'c', 'anna', 'ben', 'cleo', 'line 12', 'line 7'),
  }),
})

describe('the columns of memberships', () => {
  it('give back every membership with its kind and record, in the order of plain sorted lists', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 60, size: 'max' }), (edges) => {
        const plain = smallSnapshot({ accounts: ACCOUNTS, groups: GROUPS, in: edges }).memberships
        const listed = everything(columnsOf(edges))
        expect(listed.map(withoutRecord)).toEqual(everything(plain).map(withoutRecord))
        expect([...listed].sort()).toEqual(everything(plain).sort())
        compared += listed.length
      }),
    )
    console.log(`memberships compared with plain lists: ${compared}`)
  })

  it('are the same for every order of arrival', () => {
    let compared = 0
    const twoOrders = fc
      .array(edge, { maxLength: 60, size: 'max' })
      .chain((edges) => fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length, maxLength: edges.length })))
    fc.assert(
      fc.property(twoOrders, ([edges, shuffled]) => {
        expect(everything(columnsOf(shuffled), true)).toEqual(everything(columnsOf(edges), true))
        compared += edges.length
      }),
    )
    console.log(`memberships compared between two orders of arrival: ${compared}`)
  })

  it('hold a membership that two records state twice', () => {
    const twice: SmallEdge = { member: 'ad:anna', group: 'ad:a' }
    expect(columnsOf([twice, twice]).count).toBe(2)
  })

  it('are empty for a snapshot without memberships', () => {
    const columns = new MembershipColumns([], []).build()
    expect(columns.count).toBe(0)
    expect(() => columns.kind(0 as never)).toThrow('no membership has the handle 0')
  })

  it('refuse a handle that is nobody', () => {
    const columns = new MembershipColumns(ACCOUNTS.map(asAccount), GROUPS.map(asGroup))
    const provenance = asGroup('ad:a').provenance
    expect(() => columns.addAccount(groupHandle(0), accountHandle(4), 'member', provenance)).toThrow('no account has the handle 4')
    expect(() => columns.addGroup(groupHandle(0), groupHandle(-1), 'member', provenance)).toThrow('no group has the handle -1')
    expect(() => columns.addAccount(groupHandle(3), accountHandle(0), 'member', provenance)).toThrow('no group has the handle 3')
  })
})

function columnsOf(edges: readonly SmallEdge[]): Memberships {
  const columns = new MembershipColumns(ACCOUNTS.map(asAccount), GROUPS.map(asGroup))
  for (const { member, group, kind = 'member', stated = asGroup(group).provenance } of edges) {
    const inGroup = groupHandle(GROUPS.indexOf(group))
    const account = ACCOUNTS.indexOf(member)
    if (account >= 0) columns.addAccount(inGroup, accountHandle(account), kind, stated)
    else columns.addGroup(inGroup, groupHandle(GROUPS.indexOf(member)), kind, stated)
  }
  return columns.build()
}

/** One line a visit, from both sides, in the order of the visits. */
function everything(memberships: Memberships, withHandles = false): string[] {
  const lines: string[] = []
  const line = (side: string, from: number, to: number, membership: number): void => {
    const { source, dataset, file, record } = memberships.provenance(membership as never)
    const where = [source, dataset, file, record].join(' ')
    lines.push(`${side} ${from} ${to} ${memberships.kind(membership as never)} @ ${where}${withHandles ? ` #${membership}` : ''}`)
  }
  for (const position of GROUPS.keys()) {
    const group = groupHandle(position)
    memberships.forEachAccountOf(group, (account, at) => line('account of', group, account, at))
    memberships.forEachGroupOf(group, (member, at) => line('group of', group, member, at))
    memberships.forEachGroupWithGroup(group, (outer, at) => line('group with group', group, outer, at))
  }
  for (const position of ACCOUNTS.keys()) {
    const account = accountHandle(position)
    memberships.forEachGroupWithAccount(account, (group, at) => line('group with account', account, group, at))
  }
  return lines
}

function withoutRecord(line: string): string {
  return line.replace(/ @.*/u, '')
}
