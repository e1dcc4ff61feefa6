import { describe, expect, test } from 'vitest'
import { sortedBy } from '../../../src/core/base/order.ts'
import { BASE, factsOf } from './facts-of.ts'

const GUID = Buffer.from('00112233445566778899aabbccddeeff', 'hex').toString('base64')
const DOMAIN = 'S-1-5-21-1004336348-1177238915-682003330'

function sid(rid: number): string {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1_004_336_348, 1_177_238_915, 682_003_330, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes.toString('base64')
}

const AD_USER = `dn: CN=Aisha Khan,OU=Staff,${BASE}
objectClass: person
objectClass: user
cn: Aisha Khan
displayName: Aisha Khan
mail: aisha.khan@northmoor.example
employeeID: 100200
objectGUID:: ${GUID}
objectSid:: ${sid(1104)}
sIDHistory:: ${sid(99)}
sAMAccountName: akhan
userPrincipalName: Aisha.Khan@northmoor.example
userAccountControl: 512
msDS-User-Account-Control-Computed: 0
accountExpires: 9223372036854775807
whenCreated: 20240108090000.0Z
primaryGroupID: 513
uSNChanged: 77
memberOf: CN=Core,DC=elsewhere,DC=example
gatehouseRecency:: ${Buffer.from('31–90').toString('base64')}
`

describe('an account of Active Directory', () => {
  test('is read with its names, keys, state and primary group', async () => {
    const { accounts, memberships, gaps } = await factsOf({ users: AD_USER })
    expect(gaps).toEqual([])
    expect(accounts).toEqual([
      {
        account: {
          source: 'directory',
          id: '33221100-5544-7766-8899-aabbccddeeff',
          weakKey: false,
          label: 'akhan',
          displayName: 'Aisha Khan',
          isWorkload: false,
          state: 'enabled',
          endsAt: null,
          createdAt: '2024-01-08T09:00:00.000Z',
          recency: '31–90',
          attributes: {
            cn: ['Aisha Khan'],
            displayname: ['Aisha Khan'],
            employeeid: ['100200'],
            mail: ['aisha.khan@northmoor.example'],
            objectclass: ['person', 'user'],
            objectsid: [`${DOMAIN}-1104`],
            samaccountname: ['akhan'],
            sidhistory: [`${DOMAIN}-99`],
            userprincipalname: ['Aisha.Khan@northmoor.example'],
          },
          provenance: {
            source: 'directory',
            dataset: 'users',
            file: `${BASE}/users/1.ldif`,
            record: '33221100-5544-7766-8899-aabbccddeeff',
          },
        },
        names: [
          'id:33221100-5544-7766-8899-aabbccddeeff',
          `dn:cn=aisha khan,ou=staff,${BASE}`,
          `sid:${DOMAIN}-1104`,
          `sid:${DOMAIN}-99`,
          'name:aisha khan',
          'name:akhan',
          'name:aisha.khan@northmoor.example',
        ],
      },
    ])
    expect(memberships).toMatchObject([
      { group: `sid:${DOMAIN}-513`, members: ['id:33221100-5544-7766-8899-aabbccddeeff'], kind: 'primary' },
    ])
  })

  test.each([
    ['enabled', {}, 'enabled', null],
    ['disabled', { userAccountControl: '514' }, 'disabled', null],
    ['locked, which only the computed attribute says', { 'msDS-User-Account-Control-Computed': '16' }, 'locked', null],
    ['bit 0x10 of userAccountControl locks nobody', { userAccountControl: '528' }, 'enabled', null],
    ['an expired password may be renewed', { 'msDS-User-Account-Control-Computed': '8388608' }, 'enabled', null],
    ['accountExpires 0 is never', { accountExpires: '0' }, 'enabled', null],
    // beyond 2^53, and exact
    ['expired', { accountExpires: '134090208000000000' }, 'expired', endsAtOf('134090208000000000')],
    ['expired in this moment: half-open', {}, 'expired', '2026-11-26T02:00:00.000Z'],
    ['no readable control is unknown', { userAccountControl: null }, 'unknown', null],
    ['disabled and locked is disabled', { userAccountControl: '514', 'msDS-User-Account-Control-Computed': '16' }, 'disabled', null],
  ])('%s', async (title, changes, state, endsAt) => {
    const now = title.includes('moment')
    const { accounts } = await factsOf({ users: changed(AD_USER, now ? { accountExpires: fileTimeOf('2026-11-26T02:00:00Z') } : changes) })
    expect(accounts[0]?.account.state).toBe(state)
    expect(accounts[0]?.account.endsAt).toBe(endsAt)
  })

  test('an attribute that is never absent, and is: a gap on the account, or one for all', async () => {
    const other = changed(AD_USER, {
      objectGUID: null,
      objectSid: null,
      sIDHistory: null,
      primaryGroupID: null,
      accountExpires: '0',
    }).replace('CN=Aisha Khan', 'CN=Li Wei')
    const some = await factsOf({ users: `${AD_USER}\n${other}` })
    expect(some.gaps.map(({ record, reason }) => [record, reason])).toEqual([
      [`cn=li wei,ou=staff,${BASE}`, '`primaryGroupID` is not shown: its primary group is not known'],
      [`cn=li wei,ou=staff,${BASE}`, '`objectSid` is not shown: its primary group is not known'],
    ])
    expect(some.accounts.map(({ account }) => account.weakKey)).toEqual([false, true])
    const all = await factsOf({ users: changed(AD_USER, { accountExpires: null }) })
    expect(all.gaps).toMatchObject([{ record: null, reason: '`accountExpires` is shown on none of 1 accounts' }])
    expect(all.coverage.find(({ dataset }) => dataset === 'users')?.state).toBe('partial')
  })

  test('a computer is a workload, and has a primary group', async () => {
    const { accounts, memberships } = await factsOf({ workloads: changed(AD_USER, { primaryGroupID: '515' }) })
    expect(accounts[0]?.account.isWorkload).toBe(true)
    expect(memberships).toMatchObject([{ group: `sid:${DOMAIN}-515`, kind: 'primary' }])
  })
})

describe('an account of OpenLDAP', () => {
  const user = `dn: uid=li,ou=people,${BASE}\nobjectClass: inetOrgPerson\nuid: li\ncn: Li Wei\nentryUUID: 7A6E1C2E-0000-4000-8000-000000000001\n`

  test.each([
    ['without a word about its state', '', 'unknown', null],
    ['where the reader sees the lock of others', '# visible: pwdAccountLockedTime', 'enabled', null],
    ['active', 'voPersonStatus: active', 'enabled', null],
    ['suspended', 'voPersonStatus: suspended', 'disabled', null],
    ['a word that nobody knows', 'voPersonStatus: dormant', 'unknown', null],
    ['the SCHAC word', 'schacUserStatus: urn:schac:userStatus:uk:northmoor.example:expired', 'expired', null],
    ['locked for ever', 'pwdAccountLockedTime: 000001010000Z', 'disabled', null],
    ['locked an hour ago', 'pwdAccountLockedTime: 20261126010000Z', 'locked', null],
    ['locked long ago, by a policy that nobody shows', 'pwdAccountLockedTime: 20260101010000Z', 'unknown', null],
    ['ended', 'pwdEndTime: 20260101000000Z', 'expired', '2026-01-01T00:00:00.000Z'],
    ['not begun', 'pwdStartTime: 20270101000000Z', 'pending', null],
    ['shadow: never', 'shadowExpire: -1', 'enabled', null],
    ['shadow: a day to come', 'shadowExpire: 21915', 'enabled', '2030-01-01T00:00:00.000Z'],
    ['shadow: a day past', 'shadowExpire: 20454', 'expired', '2026-01-01T00:00:00.000Z'],
    ['an end that no server enforces', 'schacExpiryDate: 20260101000000Z', 'unknown', '2026-01-01T00:00:00.000Z'],
    ['the earlier end counts', 'shadowExpire: 21915\npwdEndTime: 20270101000000Z', 'enabled', '2027-01-01T00:00:00.000Z'],
  ])('%s', async (_, line, state, endsAt) => {
    const { accounts, gaps } = await factsOf({ users: line.startsWith('#') ? `${line}\n\n${user}` : `${user}${line}\n` })
    expect(gaps).toEqual([])
    expect(accounts[0]?.account).toMatchObject({ id: '7a6e1c2e-0000-4000-8000-000000000001', label: 'li', state, endsAt })
    expect(accounts[0]?.names).toContain('uid:li')
  })
})

describe('groups', () => {
  const group = `dn: cn=Core,ou=groups,${BASE}\nobjectClass: groupOfNames\ncn: Core\nentryUUID: 00000000-0000-4000-8000-000000000009\n`

  test('list members by normalised name, the placeholder too', async () => {
    const { groups, memberships, gaps } = await factsOf({
      groups: `${group}member: UID=Li,ou=People,${BASE}\nmember: cn=Core,ou=groups,${BASE}\nuniqueMember: cn=a,${BASE}#'01'B\n`,
    })
    expect(gaps).toEqual([])
    expect(groups[0]).toMatchObject({
      group: { label: 'Core', path: `cn=Core,ou=groups,${BASE}`, grantsAccess: true },
      names: expect.arrayContaining(['name:core']),
    })
    expect(memberships.flatMap(({ kind, members }) => members.map((member) => `${kind} ${member}`))).toEqual([
      `member dn:uid=li,ou=people,${BASE}`,
      `member dn:cn=core,ou=groups,${BASE}`,
      `member dn:cn=a,${BASE}`,
    ])
  })

  test('POSIX: logins are names, and a number on the account is a membership in each group that has it', async () => {
    const number = (name: string, last: number): string =>
      `dn: cn=${name},${BASE}\nobjectClass: posixGroup\ncn: ${name}\ngidNumber: 500\nentryUUID: 00000000-0000-4000-8000-00000000000${last}\nmemberUid: li\n`
    const { memberships, gaps } = await factsOf({
      groups: `${number('a', 1)}\n${number('b', 2)}`,
      users: `dn: uid=li,${BASE}\nobjectClass: posixAccount\nuid: li\ncn: Li\nvoPersonStatus: active\ngidNumber: 500\nentryUUID: 00000000-0000-4000-8000-000000000007\n\ndn: uid=ann,${BASE}\nobjectClass: posixAccount\nuid: ann\nvoPersonStatus: active\ngidNumber: 999\nentryUUID: 00000000-0000-4000-8000-000000000008\n`,
    })
    expect(gaps).toEqual([])
    expect(memberships.map(({ group: name, kind, members }) => `${name.slice(-1)} ${kind} ${members.join()}`)).toEqual([
      '1 posix uid:li',
      '2 posix uid:li',
      '1 primary id:00000000-0000-4000-8000-000000000007',
      '2 primary id:00000000-0000-4000-8000-000000000007',
    ])
  })

  test('a foreign security principal is a reference to its SID', async () => {
    const { memberships } = await factsOf({ groups: `${group}member: CN=S-1-5-11,CN=ForeignSecurityPrincipals,${BASE}\n` })
    expect(memberships).toMatchObject([{ kind: 'foreign', members: ['sid:S-1-5-11'] }])
  })

  test('a rule is a gap on its group, and what the server lists is kept', async () => {
    const { memberships, gaps } = await factsOf({ groups: `${group}memberURL: ldap:///${BASE}??sub?(ou=x)\nmember: uid=li,${BASE}\n` })
    expect(memberships).toMatchObject([{ kind: 'dynamic' }])
    expect(gaps).toMatchObject([
      { code: 'dataset-incomplete', record: '00000000-0000-4000-8000-000000000009', reason: expect.stringContaining('not expanded') },
    ])
  })

  test('a rule that the server expanded is none: the class allows no list of its own', async () => {
    const ruled = (member: string): string =>
      `dn: cn=x,${BASE}\nobjectClass: groupOfURLs\ncn: x\nentryUUID: 00000000-0000-4000-8000-000000000009\nmemberURL: ldap:///${BASE}??sub?(ou=x)\n${member}`
    const { groups, memberships, gaps } = await factsOf({ groups: ruled(`member: uid=li,${BASE}\n`) })
    expect(gaps).toEqual([])
    expect(groups[0]).toMatchObject({ group: { breadth: { kind: 'rule', rule: `ldap:///${BASE}??sub?(ou=x)` } } })
    expect(memberships).toMatchObject([{ kind: 'dynamic' }])
    const none = await factsOf({ groups: ruled('') })
    expect(none.gaps).toMatchObject([{ code: 'dataset-incomplete', reason: expect.stringContaining('not expanded') }])
  })

  test('a member that is no name is a gap on its group', async () => {
    const { memberships, gaps } = await factsOf({ groups: `${group}member: <GUID=1>;CN=a\nmember: uid=li,${BASE}\n` })
    expect(memberships.flatMap(({ members }) => members)).toEqual([`dn:uid=li,${BASE}`])
    expect(gaps).toMatchObject([{ code: 'record-malformed', record: '00000000-0000-4000-8000-000000000009' }])
  })

  test('a distribution list grants nothing', async () => {
    const { groups } = await factsOf({
      groups: `${group}groupType: 2\n\n${group.replace('00009', '00008').replaceAll('Core', 'Sec')}groupType: -2147483646\n`,
    })
    expect(groups.map(({ group: { grantsAccess } }) => grantsAccess)).toEqual([false, true])
  })
})

describe('what members say of themselves', () => {
  const group = (name: string, last: number, lines: string): string =>
    `dn: cn=${name},${BASE}\nobjectClass: group\ncn: ${name}\nentryUUID: 00000000-0000-4000-8000-00000000000${last}\n${lines}\n`
  const user = (last: number, lines: string): string =>
    `dn: uid=u${last},${BASE}\nobjectClass: inetOrgPerson\nuid: u${last}\nvoPersonStatus: active\nentryUUID: 00000000-0000-4000-8000-00000000001${last}\n${lines}\n\n`

  test('agrees, nested groups too: no gap', async () => {
    const { gaps } = await factsOf({
      groups: [
        group('a', 1, `member: uid=u1,${BASE}\nmember: cn=b,${BASE}`),
        group('b', 2, `memberOf: CN=A,${BASE}\nmember: uid=u2,${BASE}`),
      ],
      users: user(1, `memberOf: cn=a,${BASE}`) + user(2, `memberOf: cn=b,${BASE}`),
    })
    expect(gaps).toEqual([])
  })

  test('more than the group lists: the list is hidden, and the group has a gap', async () => {
    const { gaps } = await factsOf({
      groups: group('a', 1, `member: uid=u1,${BASE}`),
      users: user(1, `memberOf: cn=a,${BASE}`) + user(2, `memberOf: cn=a,${BASE}`),
    })
    expect(gaps).toMatchObject([
      {
        record: '00000000-0000-4000-8000-000000000001',
        reason: 'the group lists 1 members, and 2 records say that they are in it (`memberOf`)',
      },
    ])
  })

  test('a group that nobody described: a gap on the record that says so, unless the groups were not read whole', async () => {
    const users = user(1, `memberOf: cn=hidden,${BASE}\nmemberOf: cn=hidden2,${BASE}\nmemberOf: cn=other,dc=elsewhere`)
    const { gaps } = await factsOf({ users })
    expect(gaps).toMatchObject([
      {
        code: 'reference-dangling',
        record: '00000000-0000-4000-8000-000000000011',
        reason: `says that it is in \`cn=hidden,${BASE}\` and 1 more, and the reader is not shown that group`,
      },
    ])
    expect((await factsOf({ users }, { state: 'partial', reasons: ['cut'], records: 0 })).gaps).toEqual([])
  })

  test('a class that must have a member, and shows none: its list is hidden', async () => {
    const { gaps } = await factsOf({ groups: group('a', 1, '').replace('objectClass: group\n', 'objectClass: groupOfNames\n') })
    expect(gaps).toMatchObject([
      { record: '00000000-0000-4000-8000-000000000001', reason: `cn=a,${BASE}: no member is shown, and its class must have one` },
    ])
  })
})

describe('members in ranges', () => {
  const group = (line: string): string => `dn: CN=Big,${BASE}\nobjectClass: group\ncn: Big\nobjectGUID:: ${GUID}\n${line}\n`
  const part = (from: number, to: number, end: boolean): string =>
    Array.from({ length: to - from + 1 }, (_, index) => `member;range=${from}-${end ? '*' : to}: CN=u${from + index},${BASE}`).join('\n')
  const answer = (lines: string): string => `dn: cn=big,${BASE}\n${lines}\n`

  test.each([
    ['one after the other', [group(part(0, 2, false)), answer(part(3, 5, false)), answer(part(6, 6, true))], 7, null],
    ['in another order, in other pages', [answer(part(6, 6, true)), answer(part(3, 5, false)), group(part(0, 2, false))], 7, null],
    ['in other letters', [group(part(0, 2, false).replaceAll('member;range', 'Member;Range')), answer(part(3, 3, true))], 4, null],
    ['with a hole', [group(part(0, 2, false)), answer(part(6, 6, true))], 4, '`member` came in ranges, and those from 3 to 5 are missing'],
    [
      'without an end',
      [group(part(0, 2, false)), answer(part(3, 5, false))],
      6,
      '`member` came in ranges, and those from 6 on are missing',
    ],
    [
      'with fewer values than the range says',
      [group(part(0, 2, false).replace(/\n.*$/u, '')), answer(part(3, 3, true))],
      3,
      '`member` came in ranges, and that from 0 to 2 holds 2 values',
    ],
  ])('%s', async (_, pages, members, reason) => {
    const { memberships, gaps } = await factsOf({ groups: pages })
    expect(new Set(memberships.flatMap((fact) => fact.members)).size).toBe(members)
    expect(gaps).toEqual(
      reason === null
        ? []
        : [
            expect.objectContaining({
              code: 'record-malformed',
              record: '33221100-5544-7766-8899-aabbccddeeff',
              reason: `cn=big,${BASE}: ${reason}`,
            }),
          ],
    )
  })

  test('without the entry itself the whole dataset is touched', async () => {
    const { gaps, coverage } = await factsOf({ groups: answer(part(3, 3, true)) })
    expect(gaps).toMatchObject([{ record: null, reason: `cn=big,${BASE}: ranges of \`member\` without the entry` }])
    expect(coverage.find(({ dataset }) => dataset === 'groups')?.state).toBe('partial')
  })
})

describe('damage', () => {
  test('a damaged record with a key is a gap on it, and what is left of it counts', async () => {
    const { accounts, gaps, coverage } = await factsOf({ users: `${AD_USER}telephoneNumber:: %%\n` })
    expect(accounts).toHaveLength(1)
    expect(gaps).toMatchObject([{ code: 'record-malformed', record: '33221100-5544-7766-8899-aabbccddeeff', at: `${BASE}/users/1.ldif:1` }])
    expect(coverage.every(({ state }) => state === 'complete')).toBe(true)
  })

  test.each([
    ['a key of the wrong length', changed(AD_USER, { objectGUID: null }) + 'objectGUID:: AAAA\n'],
    ['a key that is lost to damage', changed(AD_USER, { objectGUID: null }) + 'objectGUID:: %%%\n'],
    ['a change record', `dn: cn=a,${BASE}\nchangetype: delete\n`],
    ['no name', 'cn: a\n'],
    ['a name that does not parse, and no key', 'dn: nobody\ncn: a\n'],
    ['a name that is not UTF-8', 'dn:: /w==\ncn: a\n'],
  ])('%s touches the whole dataset', async (_, text) => {
    const { accounts, gaps, coverage } = await factsOf({ users: text })
    expect(accounts).toEqual([])
    expect(gaps).toMatchObject([{ code: 'record-malformed', record: null, dataset: 'users' }])
    expect(coverage.find(({ dataset }) => dataset === 'users')?.state).toBe('partial')
  })

  test('a value that is not text is a gap on the account', async () => {
    const { gaps } = await factsOf({ users: `${AD_USER}department:: /w==\n` })
    expect(gaps).toMatchObject([
      { record: '33221100-5544-7766-8899-aabbccddeeff', reason: expect.stringContaining('a value of `department` is not UTF-8') },
    ])
  })

  test('dropped attributes that stand in evidence all the same reach no fact', async () => {
    const { accounts } = await factsOf({
      users: `${AD_USER}telephoneNumber: 1\nuserPassword: x\nschacCountryOfCitizenship: zz\nextensionAttribute5: kept\n`,
    })
    expect(Object.keys(accounts[0]?.account.attributes ?? {})).toContain('extensionattribute5')
    expect(JSON.stringify(accounts)).not.toMatch(/telephone|password|citizenship/iu)
  })

  test('a state that is not complete, and a dataset that is not listed, are said', async () => {
    const { coverage, gaps } = await factsOf({ workloads: null }, { state: 'partial', reasons: ['result 4'], records: 0 })
    expect(sortedBy(coverage, ({ dataset }) => dataset).map(({ dataset, state, reasons }) => [dataset, state, reasons.join()])).toEqual([
      ['groups', 'partial', 'result 4'],
      ['users', 'partial', 'result 4'],
      ['workloads', 'failed', 'the evidence does not list this dataset'],
    ])
    expect(gaps).toMatchObject([{ code: 'dataset-missing', dataset: 'workloads', record: null }])
  })
})

function changed(record: string, changes: Readonly<Record<string, string | null>>): string {
  let text = record
  for (const [name, value] of Object.entries(changes))
    text = text.replace(new RegExp(`^${name}::? .*\n`, 'mu'), value === null ? '' : `${name}: ${value}\n`)
  return text
}

function fileTimeOf(moment: string): string {
  return String((BigInt(Date.parse(moment)) + 11_644_473_600_000n) * 10_000n)
}

function endsAtOf(fileTime: string): string {
  return new Date(Number(BigInt(fileTime) / 10_000n - 11_644_473_600_000n)).toISOString()
}
