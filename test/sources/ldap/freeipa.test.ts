import { describe, expect, test } from 'vitest'
import { flavourOf } from '../../../src/sources/ldap/flavour.ts'
import { keptEntry, allowedNames } from '../../../src/sources/ldap/kept-entry.ts'
import { attributesOf } from '../../../src/sources/ldap/attributes.ts'
import { BASE, NOW, factsOf } from './facts-of.ts'
import { mayChange } from './stated-control.ts'

// Entries as FreeIPA documents them; no live server was asked.
const ACCOUNTS = `cn=accounts,${BASE}`
const user = (uid: string, more = ''): string =>
  `dn: uid=${uid},cn=users,${ACCOUNTS}\nobjectClass: inetorgperson\nobjectClass: posixaccount\nobjectClass: krbprincipalaux\nuid: ${uid}\ncn: ${uid}\nnsUniqueId: 0000000${uid.length}-e96811f1-a348e9f4-${uid
    .padEnd(8, '0')
    .replaceAll(/[^0-9a-f]/gu, '1')
    .slice(0, 8)}\nipaUniqueID: ${uid}-0000-11ee-8000-000000000000\ngidNumber: 5000\nkrbPrincipalName: ${uid}@NORTHMOOR.EXAMPLE\n${more}\n`
const VISIBLE = '# visible: nsaccountlock\n\n'
const users =
  VISIBLE +
  user('ann', `memberOf: cn=lab,cn=groups,${ACCOUNTS}\n`) +
  user('bo', 'nsAccountLock: TRUE\n') +
  user('cy', 'krbPrincipalExpiration: 20200101000000Z\n') +
  user('di', 'krbPrincipalExpiration: 20991231235959Z\nnsAccountLock: FALSE\n') +
  user('ed', `nsRole: cn=nsManagedDisabledRole,${BASE}\n`)
const workloads = `dn: fqdn=hpc1.northmoor.example,cn=computers,${ACCOUNTS}\nobjectClass: ipahost\nobjectClass: krbprincipal\ncn: hpc1.northmoor.example\nipaUniqueID: h-0000\nkrbPrincipalName: host/hpc1.northmoor.example@NORTHMOOR.EXAMPLE\n
dn: krbprincipalname=HTTP/hpc1.northmoor.example@NORTHMOOR.EXAMPLE,cn=services,${ACCOUNTS}\nobjectClass: ipaservice\nipaUniqueID: s-0000\nkrbPrincipalName: HTTP/hpc1.northmoor.example@NORTHMOOR.EXAMPLE\n`
const groups = `dn: cn=lab,cn=groups,${ACCOUNTS}\nobjectClass: groupofnames\nobjectClass: ipausergroup\ncn: lab\nipaUniqueID: g-0001\nmember: uid=ann,cn=users,${ACCOUNTS}\nmemberManager: uid=di,cn=users,${ACCOUNTS}\nmemberManager: cn=desk,cn=groups,${ACCOUNTS}\n
dn: cn=desk,cn=groups,${ACCOUNTS}\nobjectClass: groupofnames\nobjectClass: ipausergroup\ncn: desk\nipaUniqueID: g-0002\nmember: uid=bo,cn=users,${ACCOUNTS}\n
dn: cn=outside,cn=groups,${ACCOUNTS}\nobjectClass: groupofnames\nobjectClass: ipausergroup\nobjectClass: ipaexternalgroup\ncn: outside\nipaUniqueID: g-0003\nipaExternalMember: S-1-5-21-1-2-3-1105\nipaExternalMember: nobody@ad.example\n
dn: cn=waiting,cn=groups,${ACCOUNTS}\nobjectClass: groupofnames\ncn: waiting\nipaUniqueID: autogenerate\nnsUniqueId: 00000009-e96811f1-a348e9f4-00000009\n`

describe('FreeIPA', () => {
  test('is told from 389 Directory Server by what it can do more', () => {
    const root = (extensions: readonly string[]) =>
      new Map([
        ['vendorname', ['389 Project']],
        ['supportedextension', extensions],
      ])
    expect(flavourOf(root(['2.16.840.1.113730.3.8.10.1']))).toBe('freeipa')
    expect(flavourOf(root(['2.16.840.1.113730.3.5.3']))).toBe('389-ds')
  })

  test('accounts have its own identifiers, states and ends; hosts and services are workloads', async () => {
    const { accounts } = await factsOf({ users, workloads, groups })
    expect(
      accounts.map(({ account: { label, id, state, endsAt, isWorkload } }) => [
        label,
        id.slice(0, 3),
        state,
        endsAt?.slice(0, 4) ?? null,
        isWorkload,
      ]),
    ).toEqual([
      ['ann', 'ann', 'enabled', null, false],
      ['bo', 'bo-', 'disabled', null, false],
      ['cy', 'cy-', 'expired', '2020', false],
      ['di', 'di-', 'enabled', '2099', false],
      ['ed', 'ed-', 'disabled', null, false],
      ['hpc1.northmoor.example', 'h-0', 'enabled', null, true].with(2, 'unknown'),
      ['HTTP/hpc1.northmoor.example@NORTHMOOR.EXAMPLE', 's-0', 'unknown', null, true],
    ])
    const blind = await factsOf({ users: users.replace(VISIBLE, ''), groups })
    expect(blind.accounts.find(({ account }) => account.label === 'ann')?.account.state).toBe('unknown')
  })

  test('members of a trusted Active Directory are foreign, by their SID; what is none is a gap', async () => {
    const { memberships, gaps, groups: read } = await factsOf({ users, workloads, groups })
    expect(memberships.filter(({ kind }) => kind === 'foreign')).toMatchObject([
      { group: 'id:g-0003', members: ['sid:S-1-5-21-1-2-3-1105'] },
    ])
    expect(gaps).toMatchObject([{ record: 'g-0003', reason: expect.stringContaining('expected a SID in `ipaExternalMember`') }])
    expect(read.at(-1)?.group.id).toBe('00000009-e96811f1-a348e9f4-00000009')
  })

  test('the managers that a group names may add members, through groups as well', async () => {
    const rule = `dn: cn=groups,${ACCOUNTS}\nobjectClass: nscontainer\naci: (targetattr = "member")(targetfilter = "(objectclass=ipaUserGroup)")(version 3.0; acl "managers"; allow (write) userattr = "memberManager#USERDN" or userattr = "memberManager#GROUPDN";)\n`
    for (const acl of [rule, '']) {
      const facts = await factsOf({ users, workloads, groups, acl: { byName: { 'aci.ldif': acl } } })
      expect(['ann', 'bo', 'di'].map((uid) => mayChange(facts, 'lab', uid).add)).toEqual([false, true, true])
      expect(facts.coverage.find(({ dataset }) => dataset === 'acl')?.state).toBe(acl === '' ? 'denied' : 'complete')
    }
  })

  test('an exact time of use becomes its bucket before it reaches the disk', () => {
    const { account } = attributesOf('freeipa', [])
    const value = (text: string) => Buffer.from(text, 'utf8')
    const kept = keptEntry(
      [
        { name: 'krbLastSuccessfulAuth', values: [value('20261120000000Z')] },
        { name: 'krbPrincipalKey', values: [value('secret')] },
      ],
      allowedNames(account),
      NOW,
    )
    expect(kept.attributes.map(({ name, values }) => `${name} ${values.map(String).join()}`)).toEqual(['gatehouseRecency ≤30'])
    expect(kept).toMatchObject({ dropped: 1, redacted: 1 })
  })
})
