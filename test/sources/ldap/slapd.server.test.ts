import { checkLdap } from '../../../src/sources/ldap/check.ts'
import type { LdapSource } from '../../../src/sources/ldap/ldap-source.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCuttingProxy } from '../../servers/cutting-proxy.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import {
  ADMIN,
  AUDITOR,
  BASE_DN,
  CUT_READER,
  GROUPS_DN,
  LIMITED_READER,
  PEOPLE_DN,
  ROOT_ENTRIES,
  SEALED_DN,
  type Login,
} from '../../servers/slapd-example.ts'
import { startSlapd, type Slapd } from '../../servers/slapd.ts'
import { collected, namedEdges } from './collected.ts'

const USERS = 2_500
const LEAVES = 50
/** Under cn=config: those of the frontend, of cn=config itself, two with entries, and cn=Monitor. */
const DATABASES = 5

/** Values that must never reach the disk, each of them unmistakable. */
const PLANTED = {
  userPassword: 'planted-secret-1',
  telephoneNumber: '+44 20 7946 0991',
  mobile: '+44 7700 900992',
  postalAddress: 'planted street 993',
  l: 'planted-town-994',
  st: 'planted-county-995',
  description: 'planted remark 996',
  preferredLanguage: 'x-planted-997',
  schacGender: '9980',
  schacDateOfBirth: '19990909',
  schacCountryOfCitizenship: 'zq',
  title: 'planted-title-999',
} as const

function user(index: number): string {
  const planted = index % 500 === 0 ? Object.entries(PLANTED).map(([name, value]) => `${name}: ${value}\n`) : []
  return [
    `dn: uid=p${index},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nobjectClass: eduPerson\nobjectClass: schacPersonalCharacteristics\n`,
    `uid: p${index}\ncn: Zoë Müller ${index}\nsn: Müller\nmail: p${index}@northmoor.example\nemployeeNumber: ${100_000 + index}\neduPersonAffiliation: staff\n`,
    ...planted,
  ].join('')
}

function group(name: string, members: readonly string[]): string {
  return `dn: cn=${name},${GROUPS_DN}\nobjectClass: groupOfNames\ncn: ${name}\n${members.map((member) => `member: ${member}\n`).join('')}`
}

// A tree of four levels: root <- 5 branches <- 10 leaves each <- 50 users each; and a cycle from a leaf back to the root.
const leaf = (index: number): string => `cn=leaf${index},${GROUPS_DN}`
const loaded: { readonly name: string; readonly members: readonly string[] }[] = [
  ...Array.from({ length: LEAVES }, (_, index) => ({
    name: `leaf${index}`,
    members: [
      ...Array.from({ length: USERS / LEAVES }, (_user, position) => `uid=p${index * (USERS / LEAVES) + position},${PEOPLE_DN}`),
      ...(index === 7 ? [`cn=root,${GROUPS_DN}`] : []),
    ],
  })),
  ...Array.from({ length: 5 }, (_, index) => ({
    name: `branch${index}`,
    members: Array.from({ length: 10 }, (_leaf, position) => leaf(index * 10 + position)),
  })),
  { name: 'root', members: Array.from({ length: 5 }, (_, index) => `cn=branch${index},${GROUPS_DN}`) },
]
const expectedEdges = loaded
  .flatMap(({ name, members }) => members.map((member) => `${name} <- ${/^\w+=([^,]+)/u.exec(member)?.[1] ?? ''} (member)`))
  .sort()

describeWithServers(['slapd'], 'OpenLDAP', () => {
  let slapd: Slapd

  beforeAll(async () => {
    const people = Array.from({ length: USERS }, (_, index) => user(index))
    const sealed = `dn: ${SEALED_DN}\nobjectClass: organizationalUnit\nou: sealed\n`
    slapd = await startSlapd({
      content: [ROOT_ENTRIES + sealed, ...people, ...loaded.map(({ name, members }) => group(name, members))].join('\n'),
    })
  })

  afterAll(() => slapd?.stop())

  test('is read as it was loaded: every user, every group, every edge, and nothing else', async () => {
    const read = await collected(slapd, AUDITOR, { base: BASE_DN, canary: { group: 'root', members: 5 } })
    expect(read.gaps).toEqual([])
    expect(read.coverage.map(({ dataset, state, records, total }) => ({ dataset, state, records, total }))).toEqual([
      { dataset: 'acl', state: 'complete', records: DATABASES, total: DATABASES },
      { dataset: 'counts', state: 'complete', records: USERS + LEAVES + 6 + DATABASES, total: null },
      { dataset: 'groups', state: 'complete', records: LEAVES + 6, total: LEAVES + 6 },
      { dataset: 'users', state: 'complete', records: USERS, total: USERS },
      { dataset: 'workloads', state: 'complete', records: 0, total: 0 },
    ])
    expect(read.manifest.reader).toBe(`dn:${AUDITOR.dn}`)
    expect(read.accounts.map(({ account }) => account.label).sort()).toEqual(
      Array.from({ length: USERS }, (_, index) => `p${index}`).sort(),
    )
    expect(read.accounts[0]?.account).toMatchObject({
      weakKey: false,
      displayName: 'Zoë Müller 0',
      attributes: { mail: ['p0@northmoor.example'], employeenumber: ['100000'] },
    })
    expect(namedEdges(read)).toEqual(expectedEdges)
    expect([...read.files.values()].join('\n')).toContain(
      `database ${BASE_DN}: ${USERS + LEAVES + 10} held, ${USERS + LEAVES + 10} counted`,
    )
    console.log(`OpenLDAP: ${read.accounts.length} users, ${read.groups.length} groups, ${expectedEdges.length} edges compared`)
  })

  test('planted values of dropped attributes stand in no evidence file', async () => {
    const read = await collected(slapd, AUDITOR, { base: BASE_DN })
    const text = [...read.files.values()].join('\n')
    for (const [name, value] of Object.entries(PLANTED)) {
      // a short value stands in any hash by chance: its attribute must be absent
      if (value.length >= 8) {
        expect(text).not.toContain(value)
        expect(text).not.toContain(Buffer.from(value).toString('base64').replaceAll('=', ''))
      }
      expect(text.toLowerCase()).not.toContain(`\n${name.toLowerCase()}:`)
    }
    expect(text).toContain('employeeNumber: 100500')
    console.log(
      `planted: ${Object.keys(PLANTED).length} values on 5 accounts sought in ${read.files.size} files of ${text.length} characters`,
    )
  })

  test('a size limit gives partial, never complete', async () => {
    const read = await collected(slapd, CUT_READER, { base: BASE_DN })
    expect(read.state('users')).toBe('partial')
    expect(read.reasons('users')).toMatch(/^result 4 \(sizeLimitExceeded\)/u)
    expect(read.manifest.datasets.find(({ dataset }) => dataset === 'users')?.cure).toContain('size.prtotal=unlimited')
    // the thousand of the first page, and those that came before the limit was hit on the second
    expect(read.accounts).toHaveLength(1_500)
    // the groups come within the limit; but the database holds more than this reader sees counted
    expect(read.state('groups')).toBe('partial')
    console.log(`size limit: ${read.accounts.length} of ${USERS} users read, users ${read.state('users')}`)
  })

  test('a reader from whom a branch is hidden is not believed', async () => {
    const read = await collected(slapd, LIMITED_READER, { base: BASE_DN })
    for (const dataset of ['users', 'groups', 'workloads']) {
      expect(read.state(dataset)).toBe('partial')
      expect(read.reasons(dataset)).toContain(
        `total-mismatch: the database holds ${USERS + LEAVES + 10} entries, and the reader sees ${USERS + LEAVES + 9}`,
      )
    }
  })

  test('a canary that does not sing makes everything partial', async () => {
    const read = await collected(slapd, AUDITOR, { base: BASE_DN, canary: { group: `cn=root,${GROUPS_DN}`, members: 6 } })
    expect(read.reasons('users')).toBe(`canary \`cn=root,${GROUPS_DN}\`: the reader sees 5 members, and at least 6 are known`)
    const absent = await collected(slapd, AUDITOR, { base: BASE_DN, canary: { group: 'Zoë', members: 1 } })
    expect(absent.reasons('groups')).toBe('canary `Zoë`: the reader does not see this group')
  })

  test('the doctor says what is well and what is not', async () => {
    const source = (login: Login, more: object = {}): LdapSource => ({
      name: 'directory',
      config: { url: slapd.url, ca: slapd.caFile, base: BASE_DN, bind: { dn: login.dn }, ...more },
      password: login.password,
    })
    const verdicts = async (of: LdapSource): Promise<readonly string[]> =>
      (await checkLdap(of)).map(({ what, verdict }) => `${what} ${verdict}`)
    expect(await verdicts(source(AUDITOR, { canary: { group: 'root', members: 5 } }))).toEqual([
      'connection good',
      'bind good',
      'base good',
      'canary good',
      'accounts good',
      'states doubtful',
      'total good',
      'rights good',
      'control good',
      'rights good',
      'limits good',
    ])
    expect(await verdicts(source(CUT_READER))).toContain('limits doubtful')
    expect(await verdicts(source(AUDITOR, { canary: { group: 'root', members: 500 } }))).toContain('canary doubtful')
    expect(await verdicts(source({ ...AUDITOR, password: 'wrong' }))).toEqual(['bind bad'])
    expect(await verdicts(source(AUDITOR, { attributes: ['jpegPhoto'] }))).toEqual(['connection bad'])
    expect(await verdicts(source(AUDITOR, { base: 'ou=nothing,' + BASE_DN }))).toContain('base bad')
    expect(await verdicts(source(ADMIN))).toContain('rights doubtful')
  })

  describe('failures before the first page', () => {
    test.each([
      ['a wrong password', { login: { ...AUDITOR, password: 'wrong' } }, 'denied', /result 49 \(invalidCredentials\)/u],
      ['an empty password', { login: { ...AUDITOR, password: '' } }, 'failed', /password of the reader is empty/u],
      ['a base that is not there', { base: 'dc=elsewhere,dc=example' }, 'failed', /result (?:32|10|53)/u],
      ['an unknown host', { url: 'ldaps://nowhere.northmoor.invalid' }, 'failed', /nowhere\.northmoor\.invalid/u],
      ['a port where nobody listens', { url: 'ldaps://127.0.0.1:1' }, 'failed', /ECONNREFUSED/u],
      ['an address without TLS', { url: 'ldap://127.0.0.1:389' }, 'failed', /not encrypted/u],
      ['another flavour than the server is', { flavour: 'active-directory' as const }, 'failed', /the server is OpenLDAP/u],
      ['an authority file that is not there', { ca: '/nowhere/ca.pem' }, 'failed', /no such file/u],
    ])(
      '%s: %#',
      async (
        _,
        { login = AUDITOR, ...config }: { login?: typeof AUDITOR; base?: string; url?: string; flavour?: 'active-directory'; ca?: string },
        state,
        reason,
      ) => {
        const read = await collected(slapd, login, { base: BASE_DN, ...config })
        for (const dataset of ['users', 'groups', 'workloads']) {
          expect(read.state(dataset)).toBe(state)
          expect(read.reasons(dataset)).toMatch(reason)
        }
        expect(read.accounts).toEqual([])
      },
    )

    test.each(['wrong-host', 'expired', 'foreign'] as const)('a certificate that is %s', async (certificate) => {
      const other = await startSlapd({ certificate })
      const read = await collected(other, AUDITOR, { base: BASE_DN })
      await other.stop()
      expect(read.state('users')).toBe('failed')
      expect(read.manifest.datasets[0]?.cure).toContain('`ca`')
    })
  })

  test('a connection that is cut after any number of bytes never gives a complete dataset of fewer entries', async () => {
    const proxy = await startCuttingProxy(slapd.url)
    await collected({ ...slapd, url: proxy.url }, AUDITOR, { base: BASE_DN })
    const whole = proxy.bytesToClient()
    const outcomes = new Map<string, number>()
    let compared = 0
    for (const part of [0, 0.0005, 0.002, 0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 0.999])
      for (const by of ['close', 'reset'] as const) {
        proxy.setFault({ kind: 'cut', afterBytes: Math.floor(whole * part), by })
        const read = await collected({ ...slapd, url: proxy.url }, AUDITOR, { base: BASE_DN })
        for (const [dataset, expected] of [
          ['users', USERS],
          ['groups', LEAVES + 6],
        ] as const) {
          const row = read.manifest.datasets.find((one) => one.dataset === dataset)
          outcomes.set(`${dataset} ${row?.state}`, (outcomes.get(`${dataset} ${row?.state}`) ?? 0) + 1)
          if (row?.state === 'complete') expect(row.records).toBe(expected)
          else expect(row?.reasons.length).toBeGreaterThan(0)
          compared += 1
        }
        if (read.state('users') === 'complete') expect(read.accounts).toHaveLength(USERS)
        if (read.state('groups') === 'complete')
          expect(namedEdges(read).filter((edge) => edge.endsWith('(member)'))).toHaveLength(expectedEdges.length)
      }
    await proxy.stop()
    expect(outcomes.get('users partial') ?? 0).toBeGreaterThan(0)
    expect(outcomes.get('users failed') ?? 0).toBeGreaterThan(0)
    console.log(
      `cut: whole ${whole} bytes, ${compared} datasets compared: ${[...outcomes].map(([key, count]) => `${key} ${count}`).join(', ')}`,
    )
  })

  test('a connection that is cut once is read again from the first page, and is whole', async () => {
    const proxy = await startCuttingProxy(slapd.url)
    proxy.setFault((connection) => (connection === 1 ? { kind: 'cut', afterBytes: 200_000 } : { kind: 'none' }))
    const read = await collected({ ...slapd, url: proxy.url }, AUDITOR, { base: BASE_DN })
    await proxy.stop()
    expect(read.coverage.map(({ state }) => state)).toEqual(['complete', 'complete', 'complete', 'complete', 'complete'])
    expect(namedEdges(read)).toEqual(expectedEdges)
    expect(read.accounts).toHaveLength(USERS)
  })

  test('a server that falls silent is left after the time for one answer', async () => {
    const proxy = await startCuttingProxy(slapd.url, { kind: 'silence', afterBytes: 100_000 })
    const read = await collected({ ...slapd, url: proxy.url }, AUDITOR, { base: BASE_DN }, { answerTimeoutMs: 1_500 })
    await proxy.stop()
    expect(['partial', 'failed']).toContain(read.state('users'))
    expect(read.reasons('users')).toMatch(/no answer in time, 3 times/u)
  })
})
