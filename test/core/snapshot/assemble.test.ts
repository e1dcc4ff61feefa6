import { describe, expect, test } from 'vitest'
import type { Gap } from '../../../src/core/model/coverage.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { account, badRow, coverage, day, factsOf, grant, group, members, resource, snapshotOf, type Facts } from '../compare/institution.ts'

const said = ({ code, source, unit, dataset, record, reason }: Gap) => `${code} ${source}/${unit}/${dataset} ${record}: ${reason}`

function gapsOf(told: Partial<Facts>): string[] {
  return snapshotOf(factsOf(told)).gaps.map(said)
}

/** Ids of the direct members of a group, accounts first. */
function membersOf(snapshot: Snapshot, id: string): string[] {
  const found = snapshot.findGroup('ad', id)
  if (found.found !== 'one') return [found.found]
  const ids: string[] = []
  snapshot.memberships.forEachAccountOf(found.thing, (one) => ids.push(snapshot.accounts[one]?.id ?? '?'))
  snapshot.memberships.forEachGroupOf(found.thing, (one) => ids.push(snapshot.groups[one]?.id ?? '?'))
  return ids
}

describe('memberships', () => {
  const anna = account('ad', 'anna', { names: ['dn:cn=anna'] })
  const ben = account('ad', 'ben')

  test('members are found by any of their names', () => {
    const told = { accounts: [anna, ben], groups: [group('ad', 'staff'), group('ad', 'inner')] }
    const snapshot = snapshotOf(factsOf({ ...told, memberships: [members('ad', 'staff', ['dn:cn=anna', 'name:ben', 'inner'])] }))
    expect(membersOf(snapshot, 'staff')).toEqual(['anna', 'ben', 'inner'])
    expect(snapshot.gaps).toEqual([])
  })

  test('a member whom no record describes is a gap on the group', () => {
    const memberships = [members('ad', 'staff', ['anna', 'dn:cn=gone', 'dn:cn=away'])]
    expect(gapsOf({ accounts: [anna], groups: [group('ad', 'staff')], memberships })).toEqual([
      'reference-dangling ad/DC=northmoor/members staff: 2 members whom no record describes: `dn:cn=away`, `dn:cn=gone`',
    ])
  })

  test('more than five missing members are counted whole and shown in part', () => {
    const names = Array.from({ length: 7 }, (_, at) => `dn:cn=gone-${at}`)
    const [gap] = gapsOf({ groups: [group('ad', 'staff')], memberships: [members('ad', 'staff', names)] })
    expect(gap).toBe(
      'reference-dangling ad/DC=northmoor/members staff: 7 members whom no record describes: `dn:cn=gone-0`, `dn:cn=gone-1`, `dn:cn=gone-2`, `dn:cn=gone-3`, `dn:cn=gone-4` and 2 more',
    )
  })

  test('a member name that two records bear is a gap on the group, and nobody is a member by it', () => {
    const twins = ['a', 'b'].map((id) => account('ad', id, { names: ['name:anna'] }))
    const told = { accounts: twins, groups: [group('ad', 'staff')], memberships: [members('ad', 'staff', ['name:anna'])] }
    expect(gapsOf(told)).toEqual(['reference-ambiguous ad/DC=northmoor/members staff: a member name borne by several records: `name:anna`'])
    expect(membersOf(snapshotOf(factsOf(told)), 'staff')).toEqual([])
  })

  test('a group that no record describes makes the dataset incomplete', () => {
    expect(gapsOf({ accounts: [anna], memberships: [members('ad', 'dn:cn=lost', ['anna'])] })).toEqual([
      'reference-dangling ad/DC=northmoor/members null: memberships of a group that no record describes: `dn:cn=lost`',
    ])
  })

  test('a group name that two groups bear makes the dataset incomplete, and lends neither a member', () => {
    const twins = ['g1', 'g2'].map((id) => group('ad', id, ['name:staff']))
    const told = { accounts: [anna], groups: twins, memberships: [members('ad', 'name:staff', ['anna'])] }
    expect(gapsOf(told)).toMatchObject([expect.stringContaining('ad/DC=northmoor/members null')])
    expect([membersOf(snapshotOf(factsOf(told)), 'g1'), membersOf(snapshotOf(factsOf(told)), 'g2')]).toEqual([[], []])
  })

  test('members stated of an account that is no group make the dataset incomplete', () => {
    expect(gapsOf({ accounts: [anna, ben], memberships: [members('ad', 'ben', ['anna'])] })).toMatchObject([
      expect.stringContaining('ad/DC=northmoor/members null'),
    ])
  })

  test('a group that is its own member is kept: directories allow it', () => {
    const told = { groups: [group('ad', 'staff')], memberships: [members('ad', 'staff', ['staff'])] }
    expect(membersOf(snapshotOf(factsOf(told)), 'staff')).toEqual(['staff'])
    expect(gapsOf(told)).toEqual([])
  })

  test('names of one source mean nothing in another', () => {
    const told = { accounts: [account('doors', 'anna')], groups: [group('ad', 'staff')], memberships: [members('ad', 'staff', ['anna'])] }
    expect(gapsOf(told)).toMatchObject([expect.stringContaining('reference-dangling')])
  })
})

describe('records', () => {
  test('a record repeated word for word is one record', () => {
    const anna = account('ad', 'anna')
    const snapshot = snapshotOf(factsOf({ accounts: [anna, structuredClone(anna)] }))
    expect(snapshot.accounts).toHaveLength(1)
    expect(snapshot.gaps).toEqual([])
  })

  test('a record repeated on another page is one record, read from the first file by code unit', () => {
    const on = (file: string) => account('ad', 'anna', { provenance: { source: 'ad', dataset: 'users', file, record: 'anna' } })
    const snapshot = snapshotOf(factsOf({ accounts: [on('page-2.ldif'), on('page-1.ldif')] }))
    expect(snapshot.accounts.map(({ provenance }) => provenance.file)).toEqual(['page-1.ldif'])
    expect(snapshot.gaps).toEqual([])
  })

  test('two different records under one id are a gap, and both sets of names are kept', () => {
    const told = {
      accounts: [account('ad', 'anna', { names: ['dn:cn=a'] }), account('ad', 'anna', { label: 'other', names: ['dn:cn=b'] })],
      groups: [group('ad', 'staff')],
      memberships: [members('ad', 'staff', ['dn:cn=a', 'dn:cn=b'])],
    }
    expect(gapsOf(told)).toEqual(['reference-ambiguous ad/DC=northmoor/users anna: 2 different records share the id `anna`'])
    expect(new Set(membersOf(snapshotOf(factsOf(told)), 'staff'))).toEqual(new Set(['anna']))
  })

  test('a group and an account of one name: an address that asks for a group finds the group', () => {
    const snapshot = snapshotOf(
      factsOf({ accounts: [account('ad', 'a1', { names: ['name:staff'] })], groups: [group('ad', 'g1', ['name:staff'])] }),
    )
    expect(snapshot.findGroup('ad', 'staff').found).toBe('one')
    expect(snapshot.findAccount('ad', 'Staff').found).toBe('one')
    expect(snapshot.findGroup('ad', 'nobody')).toEqual({ found: 'none' })
    expect(snapshot.findGroup('unknown', 'staff')).toEqual({ found: 'none' })
  })

  test('a native id beats a name that another bears', () => {
    const snapshot = snapshotOf(factsOf({ groups: [group('ad', 'g1'), group('ad', 'g2', ['name:g1'])] }))
    const found = snapshot.findGroup('ad', 'g1')
    expect(found.found === 'one' && snapshot.groups[found.thing]?.id).toBe('g1')
  })

  test('names that several bear are never guessed between', () => {
    const snapshot = snapshotOf(factsOf({ groups: [group('ad', 'g1', ['name:staff']), group('ad', 'g2', ['name:staff'])] }))
    expect(snapshot.findGroup('ad', 'STAFF').found).toBe('several')
  })
})

describe('grants', () => {
  const told = { accounts: [account('ad', 'anna')], groups: [group('ad', 'staff')], resources: [resource('grants', 'data')] }
  const dataOf = (facts: Partial<Facts>) => snapshotOf(factsOf({ ...told, ...facts })).resources.get('grants:data')?.grants

  test('a grant finds an account or a group of another source', () => {
    const grants = [grant('grants', 'data', 'ad:staff', 'read'), grant('grants', 'data', 'ad:anna', 'write', { line: 3 })]
    expect(dataOf({ grants })?.map(({ principal, level }) => `${principal.kind} ${level}`)).toEqual(['account write', 'group read'])
  })

  test.each([
    ['ad:nobody', 'reference-dangling', '`ad:nobody` holds `read` and no source knows it'],
    ['elsewhere:anna', 'reference-dangling', '`elsewhere:anna` holds `read` and no source knows it'],
    ['no address', 'reference-dangling', '`no address` holds `read` and no source knows it'],
    ['ad:twin', 'reference-ambiguous', '`ad:twin` names 2 accounts or groups'],
  ])('a grant to %s is a gap on the resource', (principal, code, reason) => {
    const facts = {
      accounts: [...told.accounts, account('ad', 'a1', { names: ['name:twin'] })],
      groups: [...told.groups, group('ad', 'g1', ['name:twin'])],
      grants: [grant('grants', 'data', principal, 'read')],
    }
    expect(gapsOf({ ...told, ...facts })).toEqual([`${code} grants/grants.csv/grants data: ${reason}`])
    expect(dataOf(facts)).toEqual([])
  })

  test('a grant on a resource that no record describes is a gap on that resource', () => {
    expect(gapsOf({ ...told, grants: [grant('grants', 'lost', 'ad:anna', 'read')] })).toEqual([
      'reference-ambiguous grants/grants.csv/grants lost: a grant names `grants:lost`, which no record describes',
    ])
  })

  test('two kinds of one resource are a gap on it', () => {
    const resources = [resource('grants', 'data', 'share'), resource('grants', 'data', 'database')]
    expect(gapsOf({ ...told, resources })).toEqual([
      'reference-ambiguous grants/grants.csv/grants data: two records give `grants:data` different kinds: database, share',
    ])
  })

  test('one resource of one kind, stated twice, is one', () => {
    expect(gapsOf({ ...told, resources: [resource('grants', 'data'), resource('grants', 'data')] })).toEqual([])
  })
})

describe('gaps and coverage', () => {
  test('an overrule of an account that no source shows is a gap', () => {
    const on = day('2026-11-01')
    const overrules = ['ad:gone', 'nonsense'].map((named) => ({ account: named, person: null, reason: 'r', by: 'b', on }))
    const twins = ['a', 'b'].map((id) => account('ad', id, { names: ['name:twin'] }))
    const several = { account: 'ad:twin', person: null, reason: 'r', by: 'b', on }
    const snapshot = snapshotOf(factsOf({ accounts: twins }), { overrules: [...overrules, several] })
    expect(snapshot.gaps.map(({ code, dataset, record }) => `${code} ${dataset} ${record}`).sort()).toEqual([
      'reference-ambiguous joins ad:twin',
      'reference-dangling joins ad:gone',
      'reference-dangling joins nonsense',
    ])
  })

  test('gaps that readers state are kept, and found by source and record', () => {
    const snapshot = snapshotOf(factsOf({ gaps: [badRow('hr', 'E1'), badRow('hr', null)] }))
    expect(snapshot.gaps).toHaveLength(2)
    expect(snapshot.gapsOf('hr', 'E1').map(({ code }) => code)).toEqual(['record-malformed'])
    expect([snapshot.gapsOf('hr', 'E2'), snapshot.gapsOf('training', 'E1')]).toEqual([[], []])
  })

  test('coverage is sorted by source, unit and dataset', () => {
    const rows = [
      coverage({ source: 'b', unit: 'u', dataset: 'x' }),
      coverage({ source: 'a', unit: 'u2', dataset: 'x' }),
      coverage({ source: 'a', unit: 'u1', dataset: 'y' }),
      coverage({ source: 'a', unit: 'u1', dataset: 'x' }),
    ]
    const snapshot = snapshotOf({ ...factsOf({}), coverage: rows })
    expect(snapshot.coverage.map(({ source, unit, dataset }) => `${source}/${unit}/${dataset}`)).toEqual([
      'a/u1/x',
      'a/u1/y',
      'a/u2/x',
      'b/u/x',
    ])
  })

  test('a gap of a dataset that is read in several units lowers every one of them', () => {
    const units = ['DC=one', 'DC=two'].map((unit) => coverage({ source: 'ad', unit, dataset: 'members' }))
    const facts = {
      ...factsOf({ accounts: [account('ad', 'anna')], memberships: [members('ad', 'dn:cn=lost', ['anna'])] }),
      coverage: units,
    }
    const lowered = snapshotOf(facts).gaps.map(({ unit }) => unit)
    expect(lowered).toEqual(['DC=one', 'DC=two'])
  })
})
