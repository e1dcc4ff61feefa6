import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkLdap } from '../../../src/sources/ldap/check.ts'
import type { LdapSource } from '../../../src/sources/ldap/ldap-source.ts'
import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCuttingProxy } from '../../servers/cutting-proxy.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { ADMINISTRATOR, DOMAIN_AUDITOR, DOMAIN_DN, DOMAIN_SID } from '../../servers/samba-example.ts'
import type { Login } from '../../servers/slapd-example.ts'
import { startSamba, type Samba } from '../../servers/samba.ts'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import { compareText } from '../../../src/core/base/order.ts'
import { importLdif } from '../../../src/sources/ldap/import.ts'
import { ldapsearch } from '../../servers/ldapsearch.ts'
import { collected, namedEdges, type Collected } from './collected.ts'
import { factsIn, inTemporaryFolder } from './facts-of.ts'

const USERS = 2_500
const LEAVES = 50
const STAFF = `OU=Staff,${DOMAIN_DN}`

/** Values that must never reach the disk. */
const PLANTED = {
  telephoneNumber: '+44 20 7946 0991',
  streetAddress: 'planted street 993',
  l: 'planted-town-994',
  st: 'planted-county-995',
  co: 'planted-country-996',
  description: 'planted remark 997',
  info: 'planted info 998',
  comment: 'planted comment 999',
} as const

function fileTime(days: number): string {
  return String((BigInt(Date.now() + days * 86_400_000) + 11_644_473_600_000n) * 10_000n)
}

function user(index: number): string {
  const name = `p${index}`
  const special: Readonly<Record<number, readonly string[]>> = {
    1: ['userAccountControl: 514'],
    2: [`accountExpires: ${fileTime(-30)}`, 'userAccountControl: 544'],
    3: [`accountExpires: ${fileTime(30)}`, 'userAccountControl: 544'],
    5: ['userAccountControl: 544', ...Object.entries(PLANTED).map(([key, value]) => `${key}: ${value}`)],
  }
  return [
    `dn: CN=Zoë Müller ${index},${STAFF}`,
    'objectClass: user',
    `sAMAccountName: ${name}`,
    `userPrincipalName: ${name}@ad.northmoor.test`,
    `employeeID: ${100_000 + index}`,
    `mail: ${name}@northmoor.example`,
    ...(special[index] ?? ['userAccountControl: 544']),
    '',
    '',
  ].join('\n')
}

const userDn = (index: number): string => `CN=Zoë Müller ${index},${STAFF}`

const loaded: { readonly name: string; readonly members: readonly string[]; readonly shown: readonly string[] }[] = [
  ...Array.from({ length: LEAVES }, (_, index) => {
    const positions = Array.from({ length: USERS / LEAVES }, (_user, position) => index * (USERS / LEAVES) + position)
    return { name: `leaf${index}`, members: positions.map(userDn), shown: positions.map((position) => `p${position}`) }
  }),
  ...Array.from({ length: 5 }, (_, index) => {
    const names = Array.from({ length: 10 }, (_leaf, position) => `leaf${index * 10 + position}`)
    return { name: `branch${index}`, members: names.map((name) => `CN=${name},${STAFF}`), shown: names }
  }),
  {
    name: 'root',
    members: [0, 1, 2, 3, 4].map((index) => `CN=branch${index},${STAFF}`),
    shown: [0, 1, 2, 3, 4].map((index) => `branch${index}`),
  },
]

function group({ name, members }: (typeof loaded)[number]): string {
  return [
    `dn: CN=${name},${STAFF}`,
    'objectClass: group',
    `sAMAccountName: ${name}`,
    'groupType: -2147483646',
    ...members.map((member) => `member: ${member}`),
    '',
    '',
  ].join('\n')
}

describeWithServers(['samba'], 'Active Directory', () => {
  let samba: Samba
  let read: Collected

  beforeAll(async () => {
    samba = await startSamba({
      async content(database) {
        await database.ldbadd(`dn: ${STAFF}\nobjectClass: organizationalUnit\nou: Staff\n\n`)
        await database.ldbadd(Array.from({ length: USERS }, (_, index) => user(index)).join(''))
        await database.ldbadd(loaded.map(group).join(''))
        await database.ldbadd(`dn: CN=list,${STAFF}\nobjectClass: group\nsAMAccountName: list\ngroupType: 2\n\n`)
        await database.ldbadd(
          `dn: CN=everybody,${STAFF}\nobjectClass: group\nsAMAccountName: everybody\ngroupType: -2147483644\nmember: CN=S-1-5-11,CN=ForeignSecurityPrincipals,${DOMAIN_DN}\n\n`,
        )
        // A domain that locks nobody shows no lock, whatever the account says.
        await database.ldbmodify(
          `dn: ${DOMAIN_DN}\nchangetype: modify\nreplace: lockoutDuration\nlockoutDuration: -18000000000\n-\nreplace: lockoutThreshold\nlockoutThreshold: 5\n\n`,
        )
        await database.ldbmodify(`dn: ${userDn(4)}\nchangetype: modify\nreplace: lockoutTime\nlockoutTime: ${fileTime(0)}\n\n`)
      },
    })
    await samba.asAdministrator(async (client) => {
      // The primary group can be changed to one of which the account is a member; the directory then takes it out of the list.
      const [found] = (
        await client.search(`CN=leaf0,${STAFF}`, { scope: 'base', attributes: ['objectSid'], explicitBufferAttributes: ['objectSid'] })
      ).searchEntries
      const sid = found?.['objectSid']
      if (!Buffer.isBuffer(sid)) throw new Error('leaf0 has no SID')
      const rid = String(sid.readUInt32LE(24))
      await client.modify(
        userDn(6),
        new Change({ operation: 'replace', modification: new Attribute({ type: 'primaryGroupID', values: [rid] }) }),
      )
    })
    read = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN, canary: { group: 'root', members: 5 } })
  })

  afterAll(() => samba?.stop())

  const account = (label: string): Collected['accounts'][number]['account'] | undefined =>
    read.accounts.find((fact) => fact.account.label === label)?.account

  test('is read as it was loaded: every user, every group, every edge under our branch', () => {
    expect(read.coverage.map(({ dataset, state, reasons }) => [dataset, state, reasons])).toEqual([
      ['control', 'complete', []],
      ['counts', 'complete', []],
      ['foreign', 'complete', []],
      ['groups', 'complete', []],
      ['trusts', 'complete', []],
      ['users', 'complete', []],
      ['workloads', 'complete', []],
    ])
    expect(read.gaps).toEqual([])
    const ours = read.accounts.filter(({ account: one }) => /^p\d+$/u.test(one.label))
    expect(ours.map(({ account: one }) => one.label).sort()).toEqual(Array.from({ length: USERS }, (_, index) => `p${index}`).sort())
    expect(ours.every(({ account: one }) => !one.weakKey && !one.isWorkload && /^[0-9a-f]{8}-/u.test(one.id))).toBe(true)
    expect(account('p7')).toMatchObject({
      displayName: 'Zoë Müller 7',
      attributes: { employeeid: ['100007'], mail: ['p7@northmoor.example'] },
    })

    const names = new Set(loaded.map(({ name }) => name))
    const edges = namedEdges(read).filter((edge) => names.has(edge.split(' <- ')[0] ?? ''))
    // p6 has leaf0 as its primary group, and so stands in no list of it
    const expected = loaded.flatMap(({ name, shown }) =>
      shown.map((member) => (name === 'leaf0' && member === 'p6' ? 'leaf0 <- p6 (primary)' : `${name} <- ${member} (member)`)),
    )
    expect(edges).toEqual(expected.sort())
    console.log(
      `Active Directory: ${ours.length} users, ${names.size} groups, ${edges.length} edges compared; reader ${read.manifest.reader}`,
    )
  })

  test('the primary group, which is in no list, holds everybody else; computers have theirs', () => {
    const edges = namedEdges(read).filter((edge) => edge.endsWith('(primary)'))
    const users = edges.filter((edge) => /^Domain Users <- p\d+ /u.test(edge))
    expect(users).toHaveLength(USERS - 1)
    expect(edges).toContain('Domain Controllers <- DC1$ (primary)')
    // the directory makes the member of another primary group an ordinary one of the old
    expect(namedEdges(read)).toContain('Domain Users <- p6 (member)')
    expect(account('DC1$')?.isWorkload).toBe(true)
    console.log(`primary groups: ${edges.length} edges, ${users.length} of Domain Users`)
  })

  test('the nested closure of the root holds every user', () => {
    const edges = namedEdges(read).map((edge) => /^(.*) <- (.*) \(/u.exec(edge)?.slice(1) ?? [])
    const reached = new Set<string>(['root'])
    for (let before = 0; before < reached.size;) {
      before = reached.size
      for (const [holder, member] of edges) if (reached.has(holder ?? '')) reached.add(member ?? '')
    }
    expect([...reached].filter((name) => /^p\d+$/u.test(name))).toHaveLength(USERS)
  })

  test('states and end dates', () => {
    expect(account('p0')).toMatchObject({ state: 'enabled', endsAt: null })
    expect(account('p1')).toMatchObject({ state: 'disabled', endsAt: null })
    expect(account('p2')?.state).toBe('expired')
    expect(account('p3')).toMatchObject({ state: 'enabled' })
    expect(Date.parse(account('p3')?.endsAt ?? '')).toBeGreaterThan(Date.now() + 29 * 86_400_000)
    expect(account('p4')).toMatchObject({ state: 'locked' })
    expect(account('krbtgt')?.state).toBe('disabled')
    expect(account('p0')?.createdAt).toMatch(/^20/u)
  })

  test('a distribution list grants nothing, and a foreign principal stays a reference to its SID', () => {
    expect(read.groups.find(({ group: one }) => one.label === 'list')?.group.grantsAccess).toBe(false)
    expect(read.groups.find(({ group: one }) => one.label === 'root')?.group.grantsAccess).toBe(true)
    expect(namedEdges(read)).toContain('everybody <- sid:S-1-5-11 (foreign)')
    expect(read.groups.find(({ group: one }) => one.label === 'Domain Users')?.names).toContain(`sid:${DOMAIN_SID}-513`)
  })

  test('planted values of dropped attributes stand in no evidence file', () => {
    const text = [...read.files.values()].join('\n')
    for (const value of Object.values(PLANTED)) {
      expect(text).not.toContain(value)
      expect(text).not.toContain(Buffer.from(value).toString('base64').replaceAll('=', ''))
    }
    expect(text).not.toMatch(/^(?:lastLogonTimestamp|lastLogon|logonCount|pwdLastSet|unicodePwd|telephoneNumber|co)::? /imu)
    expect(text).toContain('employeeID: 100005')
  })

  test('the doctor says what is well, and that an administrator could change groups', async () => {
    const source = (login: Login): LdapSource => ({
      name: 'directory',
      config: { url: samba.url, ca: samba.caFile, base: DOMAIN_DN, bind: { dn: login.dn }, canary: { group: 'root', members: 5 } },
      password: login.password,
    })
    const verdicts = async (of: LdapSource): Promise<readonly string[]> =>
      (await checkLdap(of)).map(({ what, verdict }) => `${what} ${verdict}`)
    expect(await verdicts(source(DOMAIN_AUDITOR))).toEqual([
      'connection good',
      'bind good',
      'base good',
      'canary good',
      'accounts good',
      'rights good',
      'control good',
      'tokens good',
      'limits good',
    ])
    expect(await verdicts(source(ADMINISTRATOR))).toContain('rights doubtful')
  })

  test('a wrong password is denied, in the words of the server', async () => {
    const denied = await collected(samba, { ...DOMAIN_AUDITOR, password: 'wrong' }, { base: DOMAIN_DN })
    expect([denied.state('users'), denied.reasons('users')]).toEqual([
      'denied',
      expect.stringMatching(/^result 49 \(invalidCredentials\): .*wrong password$/u),
    ])
  })

  test('an export by hand gives the same facts as the live read', async () => {
    const { stdout } = await ldapsearch(samba, DOMAIN_AUDITOR, {
      base: DOMAIN_DN,
      filter: '(|(objectClass=user)(objectClass=group)(objectClass=domainDNS)(cn=AdminSDHolder))',
      pageSize: 1_000,
      // Owner and DACL: without it no descriptor is shown.
      options: ['-LLL', '-E', '!1.2.840.113556.1.4.801=::MAMCAQU='],
      attributes: ['*', 'msDS-User-Account-Control-Computed', 'nTSecurityDescriptor'],
    })
    expect(stdout).toContain('# refldap')
    await inTemporaryFolder(async (folder) => {
      const [exports, evidence] = [join(folder, 'exports'), join(folder, 'evidence')]
      await mkdir(exports)
      await writeFile(join(exports, 'domain.ldif'), stdout)
      await importLdif({ name: 'directory', base: DOMAIN_DN, attributes: [] }, exports, evidence, {
        toolVersion: '0',
        clock: () => instantFromEpochMs(Date.now()),
      })
      const facts = await factsIn(evidence)
      expect(facts.coverage.map(({ dataset, state, reasons }) => [dataset, state, reasons])).toEqual([
        ['control', 'complete', []],
        ['groups', 'complete', []],
        ['users', 'complete', []],
        ['workloads', 'complete', []],
      ])
      expect(namedEdges(facts)).toEqual(namedEdges(read))
      expect(facts.accounts.map(({ account: one }) => `${one.id} ${one.state} ${one.isWorkload}`).sort(compareText)).toEqual(
        read.accounts.map(({ account: one }) => `${one.id} ${one.state} ${one.isWorkload}`).sort(compareText),
      )
      const lists = ({ controls }: Pick<Collected, 'controls'>): readonly string[] =>
        controls.map(({ object, lists: its }) => JSON.stringify([object, its])).sort(compareText)
      expect(lists(facts)).toEqual(lists(read))
      console.log(`descriptors of the export: ${facts.controls.length} equal the live read`)
      console.log(`export of the domain: ${facts.accounts.length} accounts and ${namedEdges(facts).length} edges equal the live read`)
    })
  })

  test('a connection that is cut gives partial or failed, never a complete dataset of fewer entries', async () => {
    const proxy = await startCuttingProxy(`ldaps://${samba.address}:636`)
    await collected({ ...samba, url: proxy.url }, DOMAIN_AUDITOR, { base: DOMAIN_DN })
    const whole = proxy.bytesToClient()
    const outcomes: string[] = []
    for (const part of [0.001, 0.2, 0.5, 0.75, 0.9]) {
      proxy.setFault({ kind: 'cut', afterBytes: Math.floor(whole * part) })
      const cut = await collected({ ...samba, url: proxy.url }, DOMAIN_AUDITOR, { base: DOMAIN_DN })
      for (const dataset of ['users', 'groups'])
        if (cut.state(dataset) === 'complete')
          expect(cut.manifest.datasets.find((row) => row.dataset === dataset)?.records).toBe(
            read.manifest.datasets.find((row) => row.dataset === dataset)?.records,
          )
      outcomes.push(`${part}: ${cut.state('users')}/${cut.state('groups')}`)
    }
    await proxy.stop()
    expect(outcomes.some((outcome) => /partial|failed/u.test(outcome))).toBe(true)
    console.log(`cut: whole ${whole} bytes; users/groups ${outcomes.join(', ')}`)
  })
})
