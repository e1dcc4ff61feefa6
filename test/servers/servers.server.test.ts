import { Attribute, Change, Client } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAuthority } from './authority.ts'
import { describeWithServers } from './describe-with-servers.ts'
import { DOMAIN_AUDITOR, DOMAIN_DN, domainGroup, domainUser, USERS_DN } from './samba-example.ts'
import { startSamba, type Samba } from './samba.ts'
import { startSlapd, type Slapd } from './slapd.ts'
import { AUDITOR, BASE_DN, CUT_READER, GROUPS_DN, LIMITED_READER, PEOPLE_DN, ROOT_ENTRIES, SEALED_DN, type Login } from './slapd-example.ts'

describeWithServers(['slapd'], 'slapd', () => {
  let slapd: Slapd

  beforeAll(async () => {
    const people = Array.from({ length: 2_000 }, (_, index) => person(`p${index}`)).join('\n')
    const sealed = `dn: ${SEALED_DN}\nobjectClass: organizationalUnit\nou: sealed\n`
    slapd = await startSlapd({ content: [ROOT_ENTRIES, sealed, people].join('\n') })
  })

  afterAll(() => slapd?.stop())

  test('answers a paged search over verified TLS with every entry', async () => {
    const entries = await namesUnder(BASE_DN, slapd, AUDITOR)
    expect(entries).toHaveLength(2_004)
    expect(entries).toContain(`uid=p1999,${PEOPLE_DN}`)
  })

  test('is refused by a client that trusts another authority, and by one that trusts none of ours', async () => {
    const { foreignCa } = await testAuthority()
    await expect(namesUnder(BASE_DN, { url: slapd.url, ca: foreignCa }, AUDITOR)).rejects.toThrow(/unable to verify|self-signed/)
    const trustsTheSystem = new Client({ url: slapd.url })
    await expect(trustsTheSystem.bind(AUDITOR.dn, AUDITOR.password)).rejects.toThrow(/unable to verify|self-signed/)
  })

  test('tells how many entries the database holds', async () => {
    const client = await boundClient(slapd, AUDITOR)
    const { searchEntries } = await client.search('cn=Databases,cn=Monitor', { attributes: ['namingContexts', 'olmMDBEntries'] })
    await client.unbind()
    const database = searchEntries.find((entry) => entry['namingContexts'] === BASE_DN)
    expect(database?.['olmMDBEntries']).toBe('2004')
  })

  test('cuts off the reader `cut` after 1,500 entries, and says so', async () => {
    await expect(namesUnder(BASE_DN, slapd, CUT_READER)).rejects.toMatchObject({ code: 4 })
  })

  test('hides the sealed branch from the reader `limited`, and says nothing', async () => {
    expect(await namesUnder(BASE_DN, slapd, AUDITOR)).toContain(SEALED_DN)
    const seen = await namesUnder(BASE_DN, slapd, LIMITED_READER)
    expect(seen).not.toContain(SEALED_DN)
    expect(seen).toHaveLength(2_003)
  })

  test('shows no password to a reader, and nothing to a stranger', async () => {
    const client = await boundClient(slapd, AUDITOR)
    const { searchEntries } = await client.search(AUDITOR.dn, { scope: 'base', attributes: ['cn', 'userPassword'] })
    await client.unbind()
    expect(searchEntries).toMatchObject([{ cn: 'auditor', userPassword: [] }])
    const stranger = new Client({ url: slapd.url, tlsOptions: { ca: slapd.ca } })
    await expect(stranger.search(BASE_DN)).rejects.toMatchObject({ code: 32 })
    await stranger.unbind()
  })

  test('keeps memberOf for entries that are added while it runs, and takes modifications', async () => {
    await slapd.ldapadd(`dn: cn=night,${GROUPS_DN}\nobjectClass: groupOfNames\ncn: night\nmember: uid=p7,${PEOPLE_DN}\n`)
    expect(await groupsOf('p7')).toEqual([`cn=night,${GROUPS_DN}`])
    await slapd.ldapmodify(`dn: cn=night,${GROUPS_DN}\nchangetype: modify\nadd: member\nmember: uid=p8,${PEOPLE_DN}\n`)
    expect(await groupsOf('p8')).toEqual([`cn=night,${GROUPS_DN}`])
  })

  test('says what was wrong with a change that it refused', async () => {
    await expect(slapd.ldapadd(`dn: cn=x,ou=nowhere,${BASE_DN}\nobjectClass: groupOfNames\ncn: x\nmember: cn=x\n`)).rejects.toThrow(
      /No such object/,
    )
  })

  async function groupsOf(uid: string): Promise<unknown> {
    const client = await boundClient(slapd, AUDITOR)
    const { searchEntries } = await client.search(`uid=${uid},${PEOPLE_DN}`, {
      scope: 'base',
      attributes: ['memberOf'],
      explicitBufferAttributes: [],
    })
    await client.unbind()
    return [searchEntries[0]?.['memberOf']].flat()
  }
})

describeWithServers(['slapd'], 'slapd with a bad certificate', () => {
  test.each([
    ['wrong-host', /does not match/],
    ['expired', /expired/],
    ['foreign', /unable to verify|self-signed/],
  ] as const)('%s: a client that verifies does not bind', async (certificate, reason) => {
    const slapd = await startSlapd({ certificate })
    const client = new Client({ url: slapd.url, tlsOptions: { ca: slapd.ca } })
    await expect(client.bind(AUDITOR.dn, AUDITOR.password)).rejects.toThrow(reason)
    await slapd.stop()
  })
})

describeWithServers(['samba'], 'samba', () => {
  let samba: Samba
  const user = (name: string): string => `CN=${name},${USERS_DN}`

  beforeAll(async () => {
    const people = Array.from({ length: 1_200 }, (_, index) => domainUser(`p${index}`)).join('')
    const groups = domainGroup('inner', [user('p7')]) + domainGroup('outer', [user('inner')])
    samba = await startSamba({ content: people + groups })
  })

  afterAll(() => samba?.stop())

  test('answers a paged search over verified TLS to the plain user `auditor`, with every entry', async () => {
    const names = await namesUnder(USERS_DN, samba, DOMAIN_AUDITOR)
    expect(names.filter((dn) => /^CN=p\d+,/.test(dn))).toHaveLength(1_200)
  })

  test('is refused by a client that trusts another authority', async () => {
    const { foreignCa } = await testAuthority()
    await expect(namesUnder(USERS_DN, { url: samba.url, ca: foreignCa }, DOMAIN_AUDITOR)).rejects.toThrow(/unable to verify|self-signed/)
  })

  test('refuses a wrong password', async () => {
    await expect(boundClient(samba, { dn: DOMAIN_AUDITOR.dn, password: 'wrong' })).rejects.toMatchObject({ code: 49 })
  })

  test('shows a group that is nested in another', async () => {
    expect(await membersOf('outer')).toEqual([user('inner')])
    expect(await membersOf('inner')).toEqual([user('p7')])
  })

  test('takes a change while it runs, and one while it is stopped', async () => {
    await samba.asAdministrator((client) => client.modify(user('inner'), addMember(user('p8'))))
    expect(await membersOf('inner')).toEqual([user('p7'), user('p8')])
    await expect(
      boundClient(samba, DOMAIN_AUDITOR).then((client) => client.modify(user('inner'), addMember(user('p9')))),
    ).rejects.toMatchObject({ code: 50 })

    await samba.whileStopped((database) =>
      database.ldbmodify(`dn: ${user('inner')}\nchangetype: modify\nadd: member\nmember: ${user('p9')}\n`),
    )
    expect(await membersOf('inner')).toEqual([user('p7'), user('p8'), user('p9')])
  })

  test('a second domain controller runs beside it, at another address', async () => {
    const second = await startSamba()
    expect(second.address).not.toBe(samba.address)
    expect(await namesUnder(DOMAIN_DN, second, DOMAIN_AUDITOR)).toContain(user('Administrator'))
    await second.stop()
  })

  async function membersOf(group: string): Promise<readonly string[]> {
    const client = await boundClient(samba, DOMAIN_AUDITOR)
    const { searchEntries } = await client.search(user(group), { scope: 'base', attributes: ['member'] })
    await client.unbind()
    return [searchEntries[0]?.['member'] ?? []].flat().map(String).sort()
  }
})

function addMember(dn: string): Change {
  return new Change({ operation: 'add', modification: new Attribute({ type: 'member', values: [dn] }) })
}

interface Reachable {
  readonly url: string
  readonly ca: string
}

async function boundClient({ url, ca }: Reachable, { dn, password }: Login): Promise<Client> {
  const client = new Client({ url, tlsOptions: { ca } })
  await client.bind(dn, password)
  return client
}

async function namesUnder(base: string, server: Reachable, login: Login): Promise<readonly string[]> {
  const client = await boundClient(server, login)
  try {
    const { searchEntries } = await client.search(base, { scope: 'sub', attributes: ['1.1'], paged: { pageSize: 500 } })
    return searchEntries.map((entry) => entry.dn)
  } finally {
    await client.unbind()
  }
}

function person(uid: string): string {
  return `dn: uid=${uid},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nobjectClass: eduPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\neduPersonAffiliation: staff\n`
}
