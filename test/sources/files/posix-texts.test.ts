import { describe, expect, test } from 'vitest'
import { parseExportsLine } from '../../../src/sources/files/posix/exports-line.ts'
import { parseGetfacl } from '../../../src/sources/files/posix/getfacl-text.ts'
import { parseNfs4Acl } from '../../../src/sources/files/posix/nfs4-acl-text.ts'

const HEAD = '# file: /srv/qsense\n# owner: 1001\n# group: 2001\n'

describe('what getfacl prints', () => {
  test('the plain mode', () => {
    expect(parseGetfacl(`${HEAD}# flags: -s-\nuser::rwx\ngroup::r-x\nother::---\n\n`)).toEqual({
      ok: true,
      value: {
        owner: 1001,
        group: 2001,
        mask: null,
        entries: [
          { tag: 'owner', id: null, permissions: 7 },
          { tag: 'group-owner', id: null, permissions: 5 },
          { tag: 'other', id: null, permissions: 0 },
        ],
      },
    })
  })

  test('named users and groups under a mask; default entries are for later', () => {
    const text = `${HEAD}user::rwx\nuser:1002:rwx\t\t#effective:r-x\ngroup::r-x\ngroup:2002:-w-\nmask::r-x\nother::r--\ndefault:user::rwx\ndefault:group:2009:rwx\n`
    const parsed = parseGetfacl(text)
    expect(parsed.ok && parsed.value).toMatchObject({ mask: 5 })
    expect(parsed.ok && parsed.value.entries.filter(({ id }) => id !== null)).toEqual([
      { tag: 'user', id: 1002, permissions: 7 },
      { tag: 'group', id: 2002, permissions: 2 },
    ])
  })

  test.each([
    ['names instead of numbers', '# owner: alice\n# group: staff\nuser::rwx\ngroup::r-x\nother::---', 'expected a number'],
    ['no owner', 'user::rwx\ngroup::r-x\nother::---', 'are missing'],
    ['a class is missing', `${HEAD}user::rwx\nother::---`, 'one entry for the group owner'],
    ['a class stands twice', `${HEAD}user::rwx\nuser::r--\ngroup::r-x\nother::---`, 'one entry for the owner'],
    ['named entries without a mask', `${HEAD}user::rwx\nuser:5:rwx\ngroup::r-x\nother::---`, 'no mask'],
    ['something else', `${HEAD}user::rwx\nrole:5:rwx\ngroup::r-x\nother::---`, '`role:5:rwx` is no entry'],
  ])('is refused where %s', (_, text, reason) => {
    const parsed = parseGetfacl(text)
    expect(parsed.ok ? 'understood' : parsed.error).toContain(reason)
  })
})

describe('what nfs4_getfacl prints', () => {
  test('entries in their order, with aliases and flags', () => {
    const text = '# file: /srv/qsense\nD::alice@northmoor.example:wax\nA:fdi:OWNER@:R\nA:g:2001:rxtncy\nA::EVERYONE@:tcy\nU:S:EVERYONE@:r\n'
    expect(parseNfs4Acl(text)).toEqual({
      ok: true,
      value: [
        { effect: 'deny', who: { of: 'user', name: 'alice@northmoor.example' }, rights: 0x26, inheritOnly: false, inherits: false },
        { effect: 'allow', who: { special: 'owner' }, rights: 0x120089, inheritOnly: true, inherits: true },
        { effect: 'allow', who: { of: 'group', name: '2001' }, rights: 0x1200a9, inheritOnly: false, inherits: false },
        { effect: 'allow', who: { special: 'everyone' }, rights: 0x120080, inheritOnly: false, inherits: false },
      ],
    })
  })

  test.each([
    ['A::alice:rz', 'are not known'],
    ['Q::alice:r', 'no entry'],
    ['', 'no entry'],
    ['A:z:alice:r', 'no entry'],
  ])('`%s` is refused', (text, reason) => {
    const parsed = parseNfs4Acl(text)
    expect(parsed.ok ? 'understood' : parsed.error).toContain(reason)
  })
})

describe('lines of /etc/exports', () => {
  test('clients with their options', () => {
    expect(parseExportsLine('/srv/qsense 10.1.0.0/16(rw,sec=krb5p:krb5i) @labs(ro,no_root_squash) ws1')).toEqual({
      ok: true,
      value: {
        path: '/srv/qsense',
        clients: [
          { name: '10.1.0.0/16', mayWrite: true, provesUsers: true, keepsRoot: false, squashesAll: false },
          { name: '@labs', mayWrite: false, provesUsers: false, keepsRoot: true, squashesAll: false },
          { name: 'ws1', mayWrite: false, provesUsers: false, keepsRoot: false, squashesAll: false },
        ],
      },
    })
  })

  test('quotes, octal blanks, options for all that follow, and no client at all', () => {
    expect(parseExportsLine('"/srv/a b" *(rw)')).toMatchObject({ value: { path: '/srv/a b', clients: [{ name: '*', mayWrite: true }] } })
    expect(parseExportsLine('/srv/a\\040b -rw,all_squash h1 h2(ro)')).toMatchObject({
      value: {
        path: '/srv/a b',
        clients: [
          { mayWrite: true, squashesAll: true },
          { mayWrite: false, squashesAll: true },
        ],
      },
    })
    expect(parseExportsLine('/srv')).toMatchObject({ value: { clients: [{ name: '*', mayWrite: false, provesUsers: false }] } })
    // The best known mistake: a blank before the parenthesis shows the folder to every host.
    expect(parseExportsLine('/srv host (rw)')).toMatchObject({
      value: {
        clients: [
          { name: 'host', mayWrite: false },
          { name: '*', mayWrite: true },
        ],
      },
    })
  })

  test('what is none is refused', () => {
    expect(parseExportsLine('srv *(rw)')).toMatchObject({ ok: false })
    expect(parseExportsLine('/srv h(rw')).toMatchObject({ ok: false })
  })
})
