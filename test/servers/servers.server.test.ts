import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAuthority } from './authority.ts'
import { describeWithServers } from './requirement.ts'
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
