import { expect, test } from 'vitest'
import type { Day } from '../../../src/core/base/instant.ts'
import type { Account, Group } from '../../../src/core/model/account.ts'
import type { Name } from '../../../src/core/model/name.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'

const RIGHTS = { rights: 0x1200a9, objectType: null, inheritOnly: false, inherits: true, conditional: false, effect: 'allow' } as const

/** Who reaches `\\fs1\q`, asked as `address`, where its list names `trustee` and `ad` stands behind the file server. */
function reached(trustee: Name, address = 'files:\\\\fs1\\q', trusteesOf: string | null = 'ad'): readonly string[] {
  const assembly = assembler()
  const { sink } = assembly
  const provenance = { source: 'ad', dataset: 'users', file: 'u.ldif', record: 'r' }
  const named = { source: 'ad', weakKey: false, provenance }
  const account: Account = {
    ...named,
    id: 'a1',
    label: 'alice',
    displayName: null,
    isWorkload: false,
    state: 'enabled',
    endsAt: null,
    createdAt: null,
    recency: 'unknown',
    attributes: {},
  }
  const group: Group = { ...named, id: 'g1', label: 'Administrators', path: 'g1', grantsAccess: true, breadth: { kind: 'named' } }
  sink.accounts([{ account, names: ['id:a1', 'name:alice'] }])
  sink.groups([{ group, names: ['id:g1', 'sid:S-1-5-32-544', 'name:administrators'] }])
  sink.memberships([{ source: 'ad', group: 'id:g1', members: ['id:a1'], kind: 'member', provenance }])
  const ofShare = { source: 'files', dataset: 'shares', file: 'fs1.ndjson', record: '\\\\fs1\\q' }
  sink.resources([{ source: 'files', native: '\\\\fs1\\q', kind: 'share', label: 'q', provenance: ofShare }])
  const lists = [{ form: 'windows' as const, place: 'folder' as const, owner: null, entries: [{ ...RIGHTS, trustee }] }]
  sink.controls([{ source: 'files', object: { resource: '\\\\fs1\\q' }, trusteesOf, lists, provenance: ofShare }])
  const snapshot = assembly.finish({ keys: [], overrules: [] })
  const answer = reachOver(snapshot, '2026-11-26' as Day).who(address)
  return answer.kind === 'answered' ? answer.value.map((held) => `${snapshot.accounts[held.account]?.label} ${held.level}`) : [answer.kind]
}

test('a login of a POSIX server is one of the directory behind it, also where that keeps no uid', () => {
  expect(reached('uid:Alice')).toEqual(['alice read', 'alice see'])
  expect(reached('uid:administrators')).toEqual([])
  expect(reached('uid:Alice', undefined, null)).toEqual([])
})

test('a built-in group that the file server does not keep is that of the directory behind it: the server is its controller', () => {
  expect(reached('sid:S-1-5-32-544')).toEqual(['alice read', 'alice see'])
  expect(reached('sid:S-1-5-32-544', undefined, null)).toEqual([])
})

test('letter case means nothing in the address of a share', () => {
  expect(reached('uid:alice', 'files:\\\\FS1\\Q')).toEqual(['alice read', 'alice see'])
  expect(reached('uid:alice', 'FILES:\\\\fs1\\q')).toEqual(['unobserved'])
})
