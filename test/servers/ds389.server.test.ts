import { existsSync, readdirSync } from 'node:fs'
import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testAuthority } from './authority.ts'
import { describeWithServers } from './describe-with-servers.ts'
import { DIRECTORY_MANAGER, DS_AUDITOR, DS_CUT_READER, DS_ROOT_ENTRIES } from './ds389-example.ts'
import { type Ds389, startDs389 } from './ds389.ts'
import { BASE_DN, GROUPS_DN, PEOPLE_DN, type Login } from './slapd-example.ts'

const PEOPLE = 5_200

describeWithServers(['ds389'], '389 Directory Server', () => {
  let server: Ds389

  beforeAll(async () => {
    const people = Array.from({ length: PEOPLE }, (_, index) => person(`p${index}`)).join('\n')
    server = await startDs389({ content: DS_ROOT_ENTRIES + people })
  })

  afterAll(() => server?.stop())

  test('answers a paged search over verified TLS with every entry', async () => {
    const entries = await namesUnder(server, DS_AUDITOR)
    expect(entries).toHaveLength(PEOPLE + 3)
    expect(entries).toContain(`uid=p${PEOPLE - 1},${PEOPLE_DN}`)
  })

  test('stops everybody else after 5,000 entries, by result code 11', async () => {
    await expect(namesUnder(server, DS_CUT_READER)).rejects.toMatchObject({ code: 11 })
  })

  test('is refused by a client that trusts another authority, refuses a wrong password, and shows no password', async () => {
    const { foreignCa } = await testAuthority()
    await expect(namesUnder({ url: server.url, ca: foreignCa }, DS_AUDITOR)).rejects.toThrow(/unable to verify|self-signed/)
    await expect(bound(server, { ...DS_AUDITOR, password: 'wrong' })).rejects.toMatchObject({ code: 49 })
    const client = await bound(server, DS_AUDITOR)
    const { searchEntries } = await client.search(`uid=p1,${PEOPLE_DN}`, { scope: 'base', attributes: ['userPassword', 'uid'] })
    await client.unbind()
    expect(searchEntries[0]).toMatchObject({ uid: 'p1', userPassword: [] })
  })

  test('takes entries and changes while it runs; the plug-in for memberOf sees them', async () => {
    await server.ldapadd(`dn: cn=inner,${GROUPS_DN}\nobjectClass: groupOfNames\ncn: inner\nmember: uid=p7,${PEOPLE_DN}\n`)
    await server.ldapmodify(`dn: cn=inner,${GROUPS_DN}\nchangetype: modify\nadd: member\nmember: uid=p8,${PEOPLE_DN}\n`)
    const client = await bound(server, DS_AUDITOR)
    const { searchEntries } = await client.search(`uid=p8,${PEOPLE_DN}`, { scope: 'base', attributes: ['memberOf', 'nsUniqueId'] })
    await client.unbind()
    expect(searchEntries[0]?.['memberOf']).toBe(`cn=inner,${GROUPS_DN}`)
    expect(searchEntries[0]?.['nsUniqueId']).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{8}){3}$/u)
  })

  test('a second one runs beside it; both listen on loopback alone, and neither left anything behind in the system', async () => {
    const second = await startDs389({ certificate: 'expired' })
    await expect(namesUnder(second, DS_AUDITOR)).rejects.toThrow(/expired/)
    await second.stop()
    expect(existsSync(second.folder)).toBe(false)
    expect(readdirSync('/etc/dirsrv').filter((name) => name.startsWith('slapd-'))).toEqual([])
    await expect(bound({ ...server, url: server.url.replace('127.0.0.1', '127.0.0.2') }, DIRECTORY_MANAGER)).rejects.toThrow(/ECONNREFUSED/)
  })
})

interface Reachable {
  readonly url: string
  readonly ca: string
}

async function bound({ url, ca }: Reachable, { dn, password }: Login): Promise<Client> {
  const client = new Client({ url, tlsOptions: { ca } })
  await client.bind(dn, password)
  return client
}

async function namesUnder(server: Reachable, login: Login): Promise<readonly string[]> {
  const client = await bound(server, login)
  try {
    const { searchEntries } = await client.search(BASE_DN, { scope: 'sub', attributes: ['1.1'], paged: { pageSize: 500 } })
    return searchEntries.map((entry) => entry.dn)
  } finally {
    await client.unbind()
  }
}

function person(uid: string): string {
  return `dn: uid=${uid},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nuserPassword: secret\n`
}
