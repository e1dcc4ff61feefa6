import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gatehouse } from '../../end-to-end/run-gatehouse.ts'
import { folderWriter, liveSource } from '../../end-to-end/small-institution.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { ADMINISTRATOR, DOMAIN_DN, USERS_DN, domainGroup, domainUser } from '../../servers/samba-example.ts'
import { startSamba, type Samba } from '../../servers/samba.ts'
import { done, entry, type Answer } from '../../servers/scripted-ldap/answer.ts'
import { scriptedDirectory } from '../../servers/scripted-ldap/directory.ts'
import { startScriptedLdap } from '../../servers/scripted-ldap.ts'
import { ADMIN, BASE_DN, GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES, type Login } from '../../servers/slapd-example.ts'
import { startSlapd, type Slapd } from '../../servers/slapd.ts'
import { factsIn } from './facts-of.ts'
import { PLANTED, PLANTED_TIMES, type Planted, bytesUnder, plantedIn } from './planted-values.ts'

const ALL = [...PLANTED, ...PLANTED_TIMES]

/** What slapd's schema lets stand on a person. */
const ON_SLAPD = PLANTED.filter(({ attribute }) =>
  [
    'userPassword jpegPhoto audio l st street postalAddress postalCode postOfficeBox homePostalAddress registeredAddress title sn givenName',
    'physicalDeliveryOfficeName telephoneNumber homePhone mobile pager facsimileTelephoneNumber preferredLanguage description initials',
  ]
    .flatMap((line) => line.split(' '))
    .includes(attribute),
)
const ON_SAMBA = PLANTED.filter(({ attribute }) =>
  'l st streetAddress postalCode telephoneNumber homePhone mobile pager otherTelephone otherMobile title sn givenName description info comment'
    .split(' ')
    .includes(attribute),
)

/** How often each account and each group is served in the scripted reads. */
const PEOPLE = 12

describeWithServers(['slapd', 'samba'], 'what is never stored', () => {
  let slapd: Slapd
  let samba: Samba
  let seenOnSamba: readonly Planted[]

  beforeAll(async () => {
    ;[slapd, samba] = await Promise.all([startSlapd({ content: SLAPD_CONTENT }), startSamba({ content: SAMBA_CONTENT })])
    seenOnSamba = [...ON_SAMBA, ...(await exactTimes(samba))]
  })

  afterAll(async () => {
    await Promise.all([slapd?.stop(), samba?.stop()])
  })

  test('by a reader of OpenLDAP who is shown everything, passwords too', async () => {
    const found = await sought(liveSource(slapd, BASE_DN, ADMIN.dn), ADMIN, [...ON_SLAPD, { attribute: 'bind', value: ADMIN.password }])
    expect(found.planted).toEqual([])
    expect(found.facts).toMatchObject({ accounts: 3, groups: 1 })
  })

  test('by a reader of Active Directory who is shown everything: exact times of use too', async () => {
    const source = liveSource(samba, DOMAIN_DN, ADMINISTRATOR.dn)
    const found = await sought(source, ADMINISTRATOR, [...seenOnSamba, { attribute: 'bind', value: ADMINISTRATOR.password }])
    expect(found.planted).toEqual([])
    expect(seenOnSamba.map(({ attribute }) => attribute)).toContain('lastLogonTimestamp')
  })

  test.each(Object.keys(FAULTS))('by a server that sends everything with every entry, and: %s', async (fault) => {
    const server = await startScriptedLdap({
      script: scriptedDirectory({
        rootDse: { objectClass: ['top', 'OpenLDAProotDSE'] },
        entries: SCRIPTED,
        pageSizes: [5, 5, 5],
        deviate: (search, page, honest) => FAULTS[fault]?.(overfull(honest), page, search.attributes.includes('1.1')) ?? honest,
        bind: () => (fault === 'the bind is refused' ? done(49, 'no') : done()),
      }),
    })
    try {
      const login = { dn: 'cn=reader', password: 'planted-password-of-the-reader' }
      const found = await sought(liveSource(server, BASE_DN, login.dn), login, [...ALL, { attribute: 'bind', value: login.password }])
      expect(found.planted).toEqual([])
      if (fault === 'nothing else') expect(found.facts).toMatchObject({ accounts: PEOPLE, groups: PEOPLE })
    } finally {
      await server.stop()
    }
  })

  test('by an export, whole and damaged in every way', async () => {
    const found = await sought('{kind: ldap, recorded: exports}', null, ALL, {
      'exports/users.ldif': damagedExport(),
      'exports/all.ldif': wholeExport(),
    })
    expect(found.planted).toEqual([])
    expect(found.facts.gaps).toBeGreaterThan(5)
  })

  test('and each value would be found, in any of its forms', () => {
    for (const { attribute, value } of ALL) {
      const forms = [
        value,
        Buffer.from(`x${value}`).toString('base64'),
        Buffer.from(`xy${value}yx`).toString('base64'),
        Buffer.from(value).toString('hex'),
      ]
      for (const form of [...forms.map((text) => Buffer.from(`before ${text} behind`)), Buffer.from(value, 'utf16le')])
        expect(plantedIn(form, ALL)).toEqual([attribute])
    }
  })
})

/** Runs the command line over one source, and seeks `planted` in all that it wrote, said and read again. */
async function sought(
  source: string,
  login: Login | null,
  planted: readonly Planted[],
  files: Readonly<Record<string, string>> = {},
): Promise<{
  readonly planted: readonly string[]
  readonly facts: { readonly accounts: number; readonly groups: number; readonly gaps: number }
}> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-planted-'))
  const write = folderWriter(folder)
  try {
    write('gatehouse.yaml', `sources:\n  directory: ${source}\n`)
    if (login !== null) write('secret', `${login.password}\n`)
    for (const [path, content] of Object.entries(files)) write(path, content)
    const said = [await gatehouse(folder, ['collect']), await gatehouse(folder, ['doctor'])]
    const evidence = join(folder, 'var/evidence')
    const written = await bytesUnder(evidence)
    const run = written.find(({ path }) => path.endsWith('manifest.json'))?.path.replace('/manifest.json', '')
    if (run === undefined) throw new Error(`no evidence: ${said.map(({ stderr }) => stderr).join('\n')}`)
    const facts = await factsIn(run)
    const words = [...said.flatMap(({ stdout, stderr }) => [stdout, stderr]), JSON.stringify(facts)].map((text) => ({
      path: 'words',
      bytes: Buffer.from(text),
    }))
    const places = [...written, ...words]
    console.log(
      `${planted.length} values sought in ${places.length} files and outputs of ${places.reduce((sum, { bytes }) => sum + bytes.length, 0)} bytes`,
    )
    return {
      planted: places.flatMap(({ path, bytes }) => plantedIn(bytes, planted).map((attribute) => `${attribute} in ${path}`)),
      facts: { accounts: facts.accounts.length, groups: facts.groups.length, gaps: facts.gaps.length },
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What the server sends: the whole page with everything planted, the page's number, and whether it is a count. */
const FAULTS: Readonly<Record<string, (full: readonly Answer[], page: number, counts: boolean) => readonly Answer[]>> = {
  'nothing else': (full) => full,
  'the bind is refused': (full) => full,
  'a limit on the second page': (full, page) => (page === 2 ? [...full.slice(0, 3), done(4, 'enough')] : full),
  'the connection breaks inside an entry': (full, page) =>
    page === 2 ? [{ kind: 'beginning', of: full[0] ?? done(), bytes: 600 }, { kind: 'drop' }] : full,
  'a length that does not fit': (full, page) =>
    page === 2
      ? [...full.slice(0, 2), { kind: 'raw', bytes: Buffer.from('3014020103640f0400300b30090402636e3103047f61', 'hex') }, done()]
      : full,
  'bytes that are no LDAP, but the values': (full, page) =>
    page === 2 ? [{ kind: 'raw', bytes: Buffer.from(PLANTED.map(({ value }) => value).join(' ')) }] : full,
  'an answer in between that holds a value': (full, page) =>
    page === 2 ? [{ kind: 'intermediate', name: '1.2.3', value: Buffer.from(PLANTED[0]?.value ?? '') }, ...full] : full,
}

const SCRIPTED = [
  ...Array.from({ length: PEOPLE }, (_, index) =>
    entry(`uid=p${index},${BASE_DN}`, { objectClass: ['inetOrgPerson'], uid: [`p${index}`], entryUUID: [`p${index}`.padStart(36, '0')] }),
  ),
  ...Array.from({ length: PEOPLE }, (_, index) =>
    entry(`cn=g${index},${BASE_DN}`, {
      objectClass: ['groupOfNames'],
      cn: [`g${index}`],
      entryUUID: [`g${index}`.padStart(36, '0')],
      member: [`uid=p${index},${BASE_DN}`],
    }),
  ),
]

/** Every planted value with every entry, asked for or not, also under an option; a group's description is kept, and none is planted. */
function overfull(honest: readonly Answer[]): readonly Answer[] {
  return honest.map((answer) => {
    if (answer.kind !== 'entry') return answer
    const planted = ALL.filter(({ attribute }) => attribute !== 'description' || answer.dn.startsWith('uid='))
    const more = planted.flatMap(({ attribute, value }) => [
      [attribute, [value]] as const,
      [`${attribute};x-own`, [value, Buffer.from([0xff])]] as const,
    ])
    return { ...answer, attributes: [...answer.attributes, ...more] }
  })
}

function person(uid: string, planted: readonly Planted[]): string {
  return `dn: uid=${uid},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\n${planted.map(({ attribute, value }) => `${attribute}: ${value}\n`).join('')}\n`
}

const SLAPD_CONTENT = [
  ROOT_ENTRIES,
  ...['a', 'b', 'c'].map((uid) => person(uid, ON_SLAPD)),
  `dn: cn=g,${GROUPS_DN}\nobjectClass: groupOfNames\ncn: g\nmember: uid=a,${PEOPLE_DN}\n`,
].join('')

const PASSWORD = 'Used-by-the-tests-1'
const SAMBA_CONTENT = [
  domainUser('used', PASSWORD),
  domainUser('planted').trimEnd(),
  '\n',
  ON_SAMBA.map(({ attribute, value }) => `${attribute}: ${value}\n`).join(''),
  '\n',
  domainGroup('team', [`CN=planted,${USERS_DN}`]),
].join('')

/** Somebody logs on; the times that the directory then keeps, as it keeps them. */
async function exactTimes(samba: Samba): Promise<readonly Planted[]> {
  const client = new Client({ url: samba.url, tlsOptions: { ca: samba.ca } })
  await client.bind(`CN=used,${USERS_DN}`, PASSWORD)
  await client.unbind()
  const names = ['lastLogonTimestamp', 'lastLogon', 'pwdLastSet']
  const [used] = await samba.asAdministrator(
    async (administrator) => (await administrator.search(`CN=used,${USERS_DN}`, { scope: 'base', attributes: names })).searchEntries,
  )
  return names.map((attribute) => ({ attribute, value: String(used?.[attribute]) })).filter(({ value }) => /^\d{18}$/u.test(value))
}

function wholeExport(): string {
  const planted = ALL.flatMap(({ attribute, value }) => [
    `${attribute}: ${value}`,
    `${attribute}:: ${Buffer.from(value).toString('base64')}`,
  ])
  return `dn: uid=whole,${BASE_DN}\nobjectClass: inetOrgPerson\nuid: whole\nentryUUID: ${'w'.repeat(36)}\n${planted.join('\n')}\n\n# pagedresults: cookie=\n`
}

/** Each planted value once in each kind of damage that a line or a record may have. */
function damagedExport(): string {
  return ALL.map(({ attribute, value }, index) => {
    const head = `dn: uid=d${index},${BASE_DN}\nobjectClass: inetOrgPerson\nuid: d${index}\nentryUUID: ${`d${index}`.padStart(36, '0')}\n`
    return [
      `${head}${attribute}:: %%${value}\n`,
      `${head.replaceAll(`d${index}`, `e${index}`)}${attribute}:< file:///${value}\n`,
      `${head.replaceAll(`d${index}`, `f${index}`)}${value}\n`,
      `${head.replaceAll(`d${index}`, `h${index}`)}changetype: modify\nadd: ${attribute}\n${attribute}: ${value}\n`,
      `${attribute}: ${value}\n`,
      ` ${value}\n`,
    ].join('\n')
  }).join('\n')
}
