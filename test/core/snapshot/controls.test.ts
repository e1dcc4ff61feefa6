import { describe, expect, test } from 'vitest'
import type { AccessList, ControlFact, WindowsEntry } from '../../../src/core/model/access-control.ts'
import type { Trustee } from '../../../src/core/model/control.ts'
import { groupHandle } from '../../../src/core/model/handle.ts'
import type { Name } from '../../../src/core/model/name.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { namedInList } from '../../../src/core/model/named-in-list.ts'
import { account, coverage, factsOf, group, members, resource, ruled, snapshotOf, type Facts } from '../compare/institution.ts'

const DOMAIN = 'S-1-5-21-1-2-3'
const OTHER = 'S-1-5-21-7-8-9'

const said = ({ code, source, record, reason }: Snapshot['gaps'][number]) => `${code} ${source} ${record}: ${reason}`

function labels(snapshot: Snapshot, trustees: readonly Trustee[]): string[] {
  return trustees.map((trustee) => {
    if (trustee.kind === 'account') return snapshot.accounts[trustee.account]?.label ?? '?'
    if (trustee.kind === 'group') return snapshot.groups[trustee.group]?.label ?? '?'
    return trustee.kind
  })
}

function trusteesOn(snapshot: Snapshot, id: string): string[] {
  const found = snapshot.findGroup('ad', id)
  if (found.found !== 'one') return [found.found]
  const named = snapshot.controls.ofGroup(found.thing).flatMap(({ lists }) => lists.flatMap((list) => namedInList(list)))
  return labels(snapshot, named)
}

const allow = (trustee: Name, rights = 0x20): WindowsEntry => ({
  effect: 'allow',
  trustee,
  rights,
  objectType: null,
  inheritOnly: false,
  inherits: false,
  conditional: false,
})

function descriptor(
  object: ControlFact['object'],
  entries: readonly WindowsEntry[] | null,
  owner: Name | null = null,
  source = 'ad',
): ControlFact {
  const list: AccessList = { form: 'windows', place: 'object', owner, entries }
  const record = 'group' in object ? object.group.slice(3) : 'head'
  return { source, object, trusteesOf: null, lists: [list], provenance: { source, dataset: 'control', file: 'control.ldif', record } }
}

const sid = (of: string, rid: number): Name => `sid:${of}-${rid}`

describe('trustees', () => {
  test('meet their records by SID across the sources of a forest', () => {
    const told = {
      accounts: [account('ad', 'anna', { names: [sid(DOMAIN, 1001)] }), account('branch', 'ben', { names: [sid(OTHER, 1002)] })],
      groups: [group('ad', 'staff')],
      controls: [descriptor({ group: 'id:staff' }, [allow(sid(DOMAIN, 1001)), allow(sid(OTHER, 1002))])],
    }
    const snapshot = snapshotOf(factsOf(told))
    expect(trusteesOn(snapshot, 'staff')).toEqual(['anna', 'ben'])
    expect(snapshot.gaps).toEqual([])
  })

  test('whose SID two records bear are a gap, and nobody is meant', () => {
    const bearers = [account('ad', 'anna', { names: [sid(DOMAIN, 1001)] }), account('branch', 'ben', { names: [sid(DOMAIN, 1001)] })]
    const controls = [descriptor({ group: 'id:staff' }, [allow(sid(DOMAIN, 1001))])]
    const snapshot = snapshotOf(factsOf({ accounts: bearers, groups: [group('ad', 'staff')], controls }))
    expect(trusteesOn(snapshot, 'staff')).toEqual(['unread'])
    expect(snapshot.gaps.map(said)).toEqual([
      `reference-elsewhere ad ${DOMAIN}-1001: \`sid:${DOMAIN}-1001\` has rights on \`id:staff\`, and several records bear that name`,
    ])
  })

  test('whom no source shows are one gap, however many objects name them', () => {
    const groups = ['a', 'b', 'c'].map((id) => group('ad', id))
    const controls = ['a', 'b', 'c'].map((id) => descriptor({ group: `id:${id}` }, [allow(sid(DOMAIN, 9))]))
    const snapshot = snapshotOf(factsOf({ groups, controls }))
    expect(snapshot.gaps.map(said)).toEqual([
      `reference-elsewhere ad ${DOMAIN}-9: \`sid:${DOMAIN}-9\` has rights on \`id:a\` and 2 more, and no source shows who that is`,
    ])
  })

  test.each([
    ['may only read the group', [allow(sid(DOMAIN, 9), 0x20094)]],
    ['may write another property', [{ ...allow(sid(DOMAIN, 9)), objectType: 'bf967950-0de6-11d0-a285-00aa003049e2' }]],
    ['are held off', [{ ...allow(sid(DOMAIN, 9)), effect: 'deny' as const }]],
    ['hold it for what is made below', [{ ...allow(sid(DOMAIN, 9)), inheritOnly: true, inherits: true }]],
    ['are the system itself', [allow('sid:S-1-5-18', 0xf01ff), allow('sid:S-1-3-0', 0xf01ff), allow('sid:S-1-5-9', 0xf01ff)]],
  ])('who %s hide nobody', (_, entries) => {
    const snapshot = snapshotOf(factsOf({ groups: [group('ad', 'staff')], controls: [descriptor({ group: 'id:staff' }, entries)] }))
    expect(snapshot.gaps).toEqual([])
  })

  test('of a built-in group are those of its own machine', () => {
    const administrators = group('branch', 'administrators', ['sid:S-1-5-32-544'])
    const controls = [descriptor({ group: 'id:staff' }, [allow('sid:S-1-5-32-544')])]
    const snapshot = snapshotOf(factsOf({ groups: [group('ad', 'staff'), administrators], controls }))
    expect(trusteesOn(snapshot, 'staff')).toEqual(['unread'])
  })

  test('of a file server are found in the directory behind it, if it does not know them itself', () => {
    const list: AccessList = { form: 'posix', owner: 'uid:anna', group: 'name:lab', entries: [], mask: null }
    const provenance = { source: 'files', dataset: 'shares', file: 'acl.txt', record: 'data' }
    const told = {
      accounts: [account('ad', 'anna', { names: ['uid:anna'] })],
      groups: [group('ad', 'lab'), group('files', 'lab')],
      resources: [resource('files', 'data')],
      controls: [{ source: 'files', object: { resource: 'data' }, trusteesOf: 'ad', lists: [list], provenance }],
    }
    const snapshot = snapshotOf(factsOf(told))
    const [control] = snapshot.controls.ofResource('files:data')
    const [owner, its] = control?.lists.flatMap((one) => namedInList(one)) ?? []
    expect(owner).toMatchObject({ kind: 'account' })
    expect(its?.kind === 'group' ? snapshot.groups[its.group]?.source : null).toBe('files')
  })
})

describe('everybody', () => {
  const accounts = [account('ad', 'anna', { names: [sid(DOMAIN, 1)] }), account('ad', 'ben', { names: [sid(DOMAIN, 2)] })]

  test('is a broad group of all accounts, made where a group or a list means it and nowhere else', () => {
    const memberships = [members('ad', 'staff', ['sid:S-1-5-11'], 'foreign')]
    const snapshot = snapshotOf(factsOf({ accounts, groups: [group('ad', 'staff')], memberships }))
    expect(snapshot.groups.map(({ label, breadth }) => `${label} ${breadth.kind}`)).toEqual([
      'Authenticated Users everybody',
      'staff named',
    ])
    expect(insideOf(snapshot, 'staff')).toEqual(['anna', 'ben'])
    expect(snapshot.gaps).toEqual([])
    expect(snapshotOf(factsOf({ accounts, groups: [group('ad', 'staff')] })).groups).toHaveLength(1)
  })

  test('takes in the accounts of the other domains, and not the logins of a file server', () => {
    const others = [account('branch', 'cleo', { names: [sid(OTHER, 3)] }), account('files', 'local', { names: [sid('S-1-5-21-4-4-4', 1)] })]
    const share: ControlFact = {
      source: 'files',
      object: { resource: 'data' },
      trusteesOf: null,
      lists: [{ form: 'windows', place: 'folder', owner: null, entries: [allow('sid:S-1-1-0', 0x1f01ff)] }],
      provenance: { source: 'files', dataset: 'shares', file: 'shares.json', record: 'data' },
    }
    const memberships = [members('ad', 'staff', ['sid:S-1-1-0'], 'foreign')]
    const told = { accounts: [...accounts, ...others], groups: [group('ad', 'staff')], resources: [resource('files', 'data')], memberships }
    const snapshot = snapshotOf(factsOf({ ...told, controls: [ruled('ad', 'staff', []), share] }))
    expect(insideOf(snapshot, 'staff')).toEqual(['anna', 'ben', 'cleo'])
    expect(insideOf(snapshot, 'S-1-1-0', 'files')).toEqual(['anna', 'ben', 'cleo', 'local'])
  })

  test('is meant by a missing list, by the others of a folder, and by whoever can bind', () => {
    const bound = {
      ...ruled('ad', 'staff', []),
      lists: [
        {
          form: 'stated' as const,
          entries: [{ effect: 'allow' as const, who: { special: 'everyone' as const }, right: 'join' as const, says: 'by * selfwrite' }],
        },
      ],
    }
    const open = descriptor({ group: 'id:staff' }, null)
    for (const controls of [[bound], [open]]) {
      const snapshot = snapshotOf(factsOf({ accounts, groups: [group('ad', 'staff')], controls }))
      expect(snapshot.groups.filter(({ breadth }) => breadth.kind === 'everybody')).toHaveLength(1)
      expect(snapshot.controls.all[0]?.everybody).not.toBeNull()
    }
  })

  test('does not take in the system', () => {
    const memberships = [members('ad', 'staff', ['sid:S-1-5-9', 'sid:S-1-5-18'], 'foreign')]
    const snapshot = snapshotOf(factsOf({ accounts, groups: [group('ad', 'staff')], memberships }))
    expect([snapshot.groups.length, snapshot.gaps, insideOf(snapshot, 'staff')]).toEqual([1, [], []])
  })
})

describe('members of other domains', () => {
  const staff = { groups: [group('ad', 'staff')], memberships: [members('ad', 'staff', [sid(OTHER, 5)], 'foreign')] }

  test('are found by SID in the source that shows them', () => {
    const snapshot = snapshotOf(factsOf({ ...staff, accounts: [account('branch', 'cleo', { names: [sid(OTHER, 5)] })] }))
    expect([insideOf(snapshot, 'staff'), snapshot.gaps]).toEqual([['cleo'], []])
  })

  test('whom two sources show are a gap, and neither is a member', () => {
    const twins = ['east', 'west'].map((source) => account(source, 'cleo', { names: [sid(OTHER, 5)] }))
    const snapshot = snapshotOf(factsOf({ ...staff, accounts: twins }))
    expect(insideOf(snapshot, 'staff')).toEqual([])
    expect(snapshot.gaps.map(({ code, record }) => `${code} ${record}`)).toEqual(['reference-ambiguous staff'])
  })
})

describe('the head of a domain', () => {
  const head = descriptor({ domain: DOMAIN }, [])
  const admins = group('ad', 'admins', [sid(DOMAIN, 512)])

  test('is held by the groups that administer it, whatever its list says', () => {
    const snapshot = snapshotOf(factsOf({ groups: [admins], controls: [head, ruled('ad', 'admins', [])] }))
    const rules = snapshot.controls.ofDirectory('ad')
    expect(rules.flatMap(({ lists }) => lists.flatMap((list) => labels(snapshot, namedInList(list))))).toEqual(['admins'])
  })

  test('has protected groups, nested ones too, of which the holder of such rules speaks', () => {
    const groups = [admins, group('ad', 'inner'), group('ad', 'staff')]
    const held = descriptor({ protected: DOMAIN }, [allow(sid(DOMAIN, 512))])
    const memberships = [members('ad', 'admins', ['inner'])]
    const controls = [held, ...groups.map(({ group: { id } }) => ruled('ad', id, []))]
    const snapshot = snapshotOf(factsOf({ groups, memberships, controls }))
    expect(['admins', 'inner', 'staff'].map((id) => trusteesOn(snapshot, id))).toEqual([['admins'], ['admins'], []])
  })
})

describe('rules that were not read', () => {
  const told: Partial<Facts> = { groups: [group('ad', 'staff'), group('ad', 'guests')], controls: [ruled('ad', 'staff', [])] }

  test('are a gap on the group where the others were read', () => {
    expect(snapshotOf(factsOf(told)).gaps.map(said)).toEqual([
      'control-unread ad guests: who may change the group was not read: the reader was shown no rules of it',
    ])
  })

  test('are told by the dataset where it says itself that it is short', () => {
    expect(snapshotOf(factsOf(told, { 'ad/acl': 'partial' })).gaps.filter(({ code }) => code === 'control-unread')).toEqual([])
  })

  test('are a gap on the dataset that the evidence of a directory does not list', () => {
    const gaps = (names: readonly Name[]) =>
      snapshotOf(factsOf({ groups: [group('ad', 'staff', names)], controls: [] }, { 'ad/acl': 'unsourced' })).gaps.map(
        ({ dataset, record, code }) => `${code} ${dataset} ${record}`,
      )
    expect([gaps([]), gaps([sid(DOMAIN, 7)])]).toEqual([['control-unread acl null'], ['control-unread control null']])
  })

  test('of a source that is no directory are nobody\u2019s', () => {
    const facts = factsOf({ groups: [group('files', 'local')], controls: [] })
    expect(snapshotOf({ ...facts, coverage: [coverage({ source: 'files', unit: 'files', dataset: 'shares' })] }).gaps).toEqual([])
  })
})

/** Accounts in the group by any chain, by label. */
function insideOf(snapshot: Snapshot, id: string, source = 'ad'): string[] {
  const found = snapshot.findGroup(source, id)
  if (found.found !== 'one') return [found.found]
  const seen = new Set<number>()
  const inside = new Set<string>()
  const waiting: number[] = [found.thing]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (seen.has(at)) continue
    seen.add(at)
    snapshot.memberships.forEachAccountOf(groupHandle(at), (one) => inside.add(snapshot.accounts[one]?.label ?? '?'))
    snapshot.memberships.forEachGroupOf(groupHandle(at), (one) => waiting.push(one))
  }
  return [...inside].sort()
}
