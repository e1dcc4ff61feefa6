import { describe, expect, it } from 'vitest'
import { accountHandle, groupHandle } from '../../../src/core/model/handle.ts'
import type { Memberships } from '../../../src/core/model/snapshot.ts'
import { Expansion } from '../../../src/core/reach/membership/expansion.ts'
import { allProofs, countProofs, inGroup, shortestProof } from '../../../src/core/reach/membership/proofs.ts'
import { MembershipColumns } from '../../../src/core/snapshot/membership-columns.ts'
import { asAccount, asGroup } from './small-snapshot.ts'

const DEEP = 100_000

describe('large groups', () => {
  it('a chain of a hundred thousand groups is walked without overflow, and proved hop by hop', () => {
    const { memberships, expansion } = chain({ closed: false })
    const top = groupHandle(DEEP - 1)
    expect([...expansion.membersOf(top)]).toEqual([0])
    expect(expansion.groupsInside(top).length).toBe(DEEP)
    expect([...expansion.byHops([top]).hops]).toEqual([DEEP])
    expect(shortestProof(memberships, accountHandle(0), inGroup(top))?.length).toBe(DEEP)
    expect(countProofs(memberships, accountHandle(0), inGroup(top), 10)).toEqual({ kind: 'exactly', count: 1 })
    expect([...allProofs(memberships, accountHandle(0), inGroup(top), 10)].length).toBe(1)
  })

  it('a ring of a hundred thousand groups is one component that shares its members', () => {
    const { expansion, memberships } = chain({ closed: true })
    expect(expansion.componentOf(groupHandle(0))).toBe(expansion.componentOf(groupHandle(DEEP - 1)))
    expect(expansion.membersOf(groupHandle(7))).toBe(expansion.membersOf(groupHandle(70_000)))
    expect([...allProofs(memberships, accountHandle(0), inGroup(groupHandle(DEEP - 1)), 10)].length).toBe(1)
  })

  it('a group of a hundred thousand accounts is one array, shared by the groups that add nobody', () => {
    const accounts = Array.from({ length: 100_000 }, (_, at) => asAccount(`ad:u${String(at).padStart(6, '0')}`))
    const groups = ['ad:a', 'ad:b'].map(asGroup)
    const columns = new MembershipColumns(accounts, groups)
    for (const at of accounts.keys()) columns.addAccount(groupHandle(0), accountHandle(at), 'member', groups[0]!.provenance)
    columns.addGroup(groupHandle(1), groupHandle(0), 'member', groups[1]!.provenance)
    const expansion = new Expansion(columns.build(), accounts.length, groups.length)
    expect(expansion.membersOf(groupHandle(0)).length).toBe(100_000)
    expect(expansion.membersOf(groupHandle(1))).toBe(expansion.membersOf(groupHandle(0)))
  })
})

/** One account in group 0, each group in the next, and if closed the last in group 0. */
function chain({ closed }: { closed: boolean }): { memberships: Memberships; expansion: Expansion } {
  const accounts = [asAccount('ad:u')]
  const groups = Array.from({ length: DEEP }, (_, at) => asGroup(`ad:g${String(at).padStart(6, '0')}`))
  const columns = new MembershipColumns(accounts, groups)
  columns.addAccount(groupHandle(0), accountHandle(0), 'member', groups[0]!.provenance)
  for (let at = 1; at < DEEP; at++) columns.addGroup(groupHandle(at), groupHandle(at - 1), 'member', groups[at]!.provenance)
  if (closed) columns.addGroup(groupHandle(0), groupHandle(DEEP - 1), 'member', groups[0]!.provenance)
  const memberships = columns.build()
  return { memberships, expansion: new Expansion(memberships, accounts.length, groups.length) }
}
