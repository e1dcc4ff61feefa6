import { describe, expect, test } from 'vitest'
import type { GroupFact, MembershipFact } from '../../../src/core/model/fragment.ts'
import type { Name } from '../../../src/core/model/name.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'

const SID: Name = 'sid:S-1-5-21-9-9-9-1105'

function group(source: string, id: string, names: readonly Name[] = []): GroupFact {
  const provenance = { source, dataset: 'groups', file: `${source}.ldif`, record: id }
  return {
    group: { source, id, weakKey: false, label: id, path: id, grantsAccess: true, breadth: { kind: 'named' }, provenance },
    names: [`id:${id}`, ...names],
  }
}

function lists(source: string, id: string, member: Name): MembershipFact {
  const provenance = { source, dataset: 'groups', file: `${source}.ldif`, record: id }
  return { source, group: `id:${id}`, members: [member], kind: 'foreign', provenance }
}

function snapshotOf(groups: readonly GroupFact[], memberships: readonly MembershipFact[]): Snapshot {
  const building = assembler()
  building.sink.groups(groups)
  building.sink.memberships(memberships)
  return building.finish({ keys: [], overrules: [] })
}

const membersOf = (snapshot: Snapshot): readonly string[] =>
  snapshot.groups.flatMap((holder, position) => {
    const members: string[] = []
    const handle = position as Parameters<Snapshot['memberships']['forEachAccountOf']>[0]
    snapshot.memberships.forEachAccountOf(handle, (account) => members.push(`${holder.id} <- ${snapshot.accounts[account]?.label}`))
    snapshot.memberships.forEachGroupOf(handle, (inner) => members.push(`${holder.id} <- ${snapshot.groups[inner]?.id} (group)`))
    return members
  })

describe('a member of another domain whom no source shows', () => {
  test('is somebody, of whom nothing is known; and it stays a gap that it may be a group of many', () => {
    const snapshot = snapshotOf([group('ad', 'g')], [lists('ad', 'g', SID)])
    expect(membersOf(snapshot)).toEqual(['g <- S-1-5-21-9-9-9-1105'])
    expect(snapshot.accounts).toMatchObject([
      { source: 'ad', state: 'unknown', isWorkload: false, provenance: { record: 'S-1-5-21-9-9-9-1105' } },
    ])
    expect(snapshot.people).toMatchObject([{ label: 'account S-1-5-21-9-9-9-1105' }])
    expect(snapshot.gaps).toMatchObject([{ code: 'reference-elsewhere', record: 'g' }])
  })

  test('is one, however many sources list it', () => {
    const snapshot = snapshotOf([group('west', 'w'), group('east', 'e')], [lists('west', 'w', SID), lists('east', 'e', SID)])
    expect(snapshot.accounts.map(({ source }) => source)).toEqual(['east'])
    expect(membersOf(snapshot)).toEqual(['e <- S-1-5-21-9-9-9-1105', 'w <- S-1-5-21-9-9-9-1105'])
    expect(snapshot.gaps.map(({ source, code }) => `${source} ${code}`)).toEqual(['east reference-elsewhere', 'west reference-elsewhere'])
  })

  test('is whoever bears the SID, once a source shows it', () => {
    const snapshot = snapshotOf([group('ad', 'g'), group('forest', 'there', [SID])], [lists('ad', 'g', SID)])
    expect([snapshot.accounts, membersOf(snapshot), snapshot.gaps]).toEqual([[], ['g <- there (group)'], []])
  })

  test.each(['sid:S-1-5-11', 'sid:S-1-5-18', 'sid:S-1-5-21-0-0-0-496'] as const)('is not made of %s, which is of no domain', (name) => {
    expect(snapshotOf([group('ad', 'g')], [lists('ad', 'g', name)]).accounts).toEqual([])
  })
})
