import { describe, expect, test } from 'vitest'
import { POSIX_HEADER, exportText, runFiles } from './files-run.ts'

const ACL = '# owner: 0\n# group: 2001\nuser::rwx\nuser:1001:rwx\ngroup::r-x\nmask::r-x\nother::---'
const DEEPER = '# owner: 1001\n# group: 2001\nuser::rwx\ngroup::r-x\nother::r-x'
const ROOT = { record: 'folder', path: '/srv/qsense', posix: ACL }
const FIELD = { record: 'folder', path: '/srv/qsense/field', posix: DEEPER }
const NAMES = [
  { record: 'account', uid: 0, gid: 0, name: 'root', local: true },
  { record: 'account', uid: 1001, gid: 100, name: 'NORTHMOOR\\Alice', local: false },
  { record: 'group', gid: 2001, name: 'qsense-core@northmoor.example', local: false, members: [] },
]
const EXPORT = { record: 'export', text: '/srv/qsense 10.0.0.0/8(rw,sec=krb5p)' }
const SHARE = { record: 'share', name: 'qsense', path: '/srv/qsense', sddl: 'D:(A;;FA;;;WD)', samba: { 'read only': 'No' } }
const NFS = 'fs2.northmoor.example:/srv/qsense'
const SMB = '\\\\fs2.northmoor.example\\qsense'

describe('a folder that NFS shows', () => {
  test('has the list of its folder, and for a deeper one a gate before it', async () => {
    const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [EXPORT, ROOT, FIELD, ...NAMES]) }, 'ad')
    expect(run.coverage).toMatchObject([{ state: 'complete' }])
    expect(run.controls.map(({ object, trusteesOf, lists }) => [object, trusteesOf, lists.map(({ form }) => form)])).toEqual([
      [{ resource: NFS }, 'ad', ['posix']],
      [{ resource: `${NFS}/field` }, 'ad', ['nfs4', 'posix']],
      [{ resource: NFS, part: `${NFS}/field` }, 'ad', ['nfs4', 'posix']],
    ])
    expect(run.controls[0]?.lists[0]).toMatchObject({
      owner: 'sid:S-1-5-18',
      group: 'name:qsense-core',
      mask: 5,
      entries: [{ tag: 'owner' }, { tag: 'user', who: 'uid:Alice', permissions: 7 }, { tag: 'group-owner' }, { tag: 'other' }],
    })
    // Search alone lets through; whoever is in a group that may not search is not one of the others.
    expect(run.controls[1]?.lists[0]).toMatchObject({
      entries: [
        { effect: 'allow', who: { special: 'owner' } },
        { effect: 'allow', who: { name: 'uid:Alice' } },
        { effect: 'allow', who: { special: 'group' } },
        { effect: 'deny', who: { special: 'group' } },
        { effect: 'deny', who: { special: 'everyone' } },
      ],
    })
  })

  test('is a gap where a client says itself who its users are', async () => {
    const weak = { record: 'export', text: '/srv/qsense 10.0.0.0/8(rw) h(ro,sec=krb5,no_root_squash,all_squash)' }
    const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [weak, ROOT, ...NAMES]) })
    const said = run.gaps.filter(({ record }) => record === NFS).map(({ reason }) => reason)
    for (const option of ['sec=sys', 'no_root_squash', 'all_squash']) expect(said).toContainEqual(expect.stringContaining(option))
  })

  test('a line that is no export, and a folder of which nothing was read', async () => {
    const run = await runFiles({
      'fs2.ndjson': exportText(POSIX_HEADER, [
        { record: 'export', text: 'qsense(rw' },
        EXPORT,
        ROOT,
        { record: 'error', about: 'folder', path: '/srv/qsense/closed', reason: 'Permission denied' },
        { record: 'error', about: 'folder', path: '/opt', reason: 'Permission denied' },
        ...NAMES,
      ]),
    })
    expect(run.gaps.map(({ record, reason }) => [record, reason])).toEqual(
      expect.arrayContaining([
        [null, expect.stringContaining('expected a folder')],
        [NFS, 'folder `/srv/qsense/closed` was not read: Permission denied'],
        [null, 'folder `/opt` was not read: Permission denied'],
      ]),
    )
  })

  test('NFSv4 lists keep their order, and need owner and group beside them', async () => {
    const nfs4 = 'D::1001:w\nA:g:2001:rwx\nA::OWNER@:rwaDxtTnNcCoy'
    const folder = { record: 'folder', path: '/srv/qsense', nfs4, owner: 0, group: 2001 }
    const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [EXPORT, folder, ...NAMES]) })
    expect(run.controls[0]?.lists[0]).toMatchObject({
      form: 'nfs4',
      owner: 'sid:S-1-5-18',
      entries: [
        { effect: 'deny', who: { name: 'uid:Alice' }, rights: 2 },
        { effect: 'allow', who: { name: 'name:qsense-core' }, rights: 0x23 },
        { effect: 'allow', who: { special: 'owner' } },
      ],
    })
    const without = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [EXPORT, { ...folder, owner: undefined }, ...NAMES]) })
    expect(without.gaps.map(({ reason }) => reason)).toContainEqual(expect.stringContaining('without the numbers of `owner` and `group`'))
  })
})

describe('a share of Samba', () => {
  test('asks the share, smb.conf and the folder', async () => {
    const share = { ...SHARE, samba: { 'read only': 'Yes', 'valid users': '@qsense-core, NORTHMOOR\\Alice' } }
    const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [share, ROOT, ...NAMES]) })
    expect(run.controls).toMatchObject([
      {
        object: { resource: SMB },
        lists: [
          { form: 'windows', entries: [{ trustee: 'sid:S-1-1-0', rights: 0x1f01ff }] },
          { form: 'windows', entries: [{ trustee: 'sid:S-1-1-0', rights: 0x1200a9 }] },
          { form: 'windows', entries: [{ trustee: 'name:qsense-core' }, { trustee: 'uid:Alice' }] },
          { form: 'posix' },
        ],
      },
    ])
  })

  test('with descriptors of Windows asks these, alone or beside the system', async () => {
    const kept = { ...ROOT, sddl: 'O:S-1-22-1-1001G:S-1-22-2-2001D:(A;;FR;;;S-1-22-2-2001)' }
    const forms = async (samba: Readonly<Record<string, string>>, folder: object): Promise<unknown> => {
      const text = exportText(POSIX_HEADER, [
        { ...SHARE, samba: { ...SHARE.samba, ...samba } },
        folder as Readonly<Record<string, unknown>>,
        ...NAMES,
      ])
      const run = await runFiles({ 'fs2.ndjson': text })
      const lists = run.controls[0]?.lists ?? []
      return [lists.map((list) => (list.form === 'windows' ? list.place : list.form)), run.gaps.map(({ reason }) => reason).join('; ')]
    }
    expect(await forms({ 'vfs objects': 'acl_xattr' }, kept)).toEqual([['share', 'folder', 'posix'], expect.any(String)])
    expect(await forms({ 'vfs objects': 'acl_xattr', 'acl_xattr:ignore system acls': 'yes' }, kept)).toEqual([
      ['share', 'folder'],
      expect.any(String),
    ])
    expect(await forms({ 'vfs objects': 'acl_xattr' }, ROOT)).toEqual([[], expect.stringContaining('keeps a descriptor')])
    expect(await forms({ 'vfs objects': 'nfs4acl_xattr' }, ROOT)).toEqual([expect.any(Array), expect.stringContaining('not read')])
  })

  test.each([
    ['admin users', 'bob'],
    ['force user', 'svc'],
    ['guest ok', 'Yes'],
    ['wide links', 'yes'],
    ['force group', 'x'],
  ])('`%s = %s` may let somebody further: a gap', async (key, value) => {
    const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [{ ...SHARE, samba: { [key]: value } }, ROOT, ...NAMES]) })
    expect(run.gaps.filter(({ record }) => record === SMB).map(({ reason }) => reason)).toContainEqual(
      expect.stringContaining(`\`${key} = ${value}\``),
    )
  })
})

test('groups of the server itself have the members that its file names', async () => {
  const lab = { record: 'group', gid: 2002, name: 'lab', local: true, members: [{ name: 'kiosk' }, { name: 'NORTHMOOR\\Alice' }] }
  const kiosk = { record: 'account', uid: 1500, gid: 2002, name: 'kiosk', local: true }
  const run = await runFiles({ 'fs2.ndjson': exportText(POSIX_HEADER, [...NAMES, lab, kiosk]) })
  expect(run.groups.map(({ group }) => group.id)).toEqual(['fs2.northmoor.example/gid:2002'])
  expect(run.memberships.map(({ group, members, kind }) => [group, members, kind])).toEqual([
    ['id:fs2.northmoor.example/gid:2002', ['id:fs2.northmoor.example/uid:1500'], 'primary'],
    ['id:fs2.northmoor.example/gid:2002', ['id:fs2.northmoor.example/uid:1500', 'uid:Alice'], 'member'],
  ])
  expect(run.accounts.map(({ account }) => [account.label, account.isWorkload])).toEqual([['fs2.northmoor.example\\kiosk', false]])
})
