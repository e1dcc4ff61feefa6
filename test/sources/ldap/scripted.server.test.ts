import { afterEach, describe, expect, test } from 'vitest'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { done, entry, type Answer } from '../../servers/scripted-ldap/answer.ts'
import { scriptedDirectory, type ScriptedDirectoryOptions } from '../../servers/scripted-ldap/directory.ts'
import { PAGING_CONTROL, type SearchRequest } from '../../servers/scripted-ldap/request.ts'
import { startScriptedLdap, type ScriptedLdap } from '../../servers/scripted-ldap.ts'
import { collected, namedEdges, type Collected } from './collected.ts'

const BASE = 'dc=northmoor,dc=example'
const READER = { dn: `cn=reader,${BASE}`, password: 'secret' }
const OPENLDAP = { objectClass: ['top', 'OpenLDAProotDSE'] }
const DIRECTORY = { supportedCapabilities: ['1.2.840.113556.1.4.800'], highestCommittedUSN: ['100'], dsServiceName: ['CN=DC1'] }

const person = (uid: string, more: Readonly<Record<string, readonly (string | Buffer)[]>> = {}): ReturnType<typeof entry> =>
  entry(`uid=${uid},${BASE}`, {
    objectClass: ['inetOrgPerson'],
    uid: [uid],
    entryUUID: [uid.padStart(36, '0')],
    voPersonStatus: ['active'],
    ...more,
  })

const guid = (index: number): Buffer => Buffer.from(index.toString(16).padStart(32, '0'), 'hex')

/** A descriptor with an empty DACL and no owner. */
const EMPTY_LIST = Buffer.from(`01000480${'00000000'.repeat(3)}140000000200080000000000`, 'hex')

const LINK_TTL = '1.2.840.113556.1.4.2309'
const EXTENDED_NAMES = '1.2.840.113556.1.4.529'

const TEN = Array.from({ length: 10 }, (_, index) => person(`p${index}`))

// openssl alone, for the certificates.
describeWithServers(['openssl'], 'what real servers do not do on demand', () => {
  let server: ScriptedLdap | undefined

  afterEach(async () => {
    await server?.stop()
    server = undefined
  })

  async function read(options: ScriptedDirectoryOptions, answerTimeoutMs = 15_000): Promise<Collected> {
    server = await startScriptedLdap({ script: scriptedDirectory({ rootDse: OPENLDAP, entries: TEN, ...options }) })
    return collected(server, READER, { base: BASE }, { answerTimeoutMs })
  }

  /** Deviates on page `page` of the read of users, each time. */
  /** Deviates on page `page` of the read of users, each time: the one filter that is a plain choice of classes and asks for names. */
  function onUsers(
    page: number,
    change: (honest: readonly Answer[]) => readonly Answer[],
  ): NonNullable<ScriptedDirectoryOptions['deviate']> {
    return (search, at, honest) =>
      at === page && search.filter.kind === 'or' && search.attributes.includes('displayName') ? change(honest) : honest
  }

  test('the cookie alone ends a search: pages without entries do not, nor does the same cookie twice', async () => {
    const empty = await read({ pageSizes: [3, 0, 0, 3, 3, 3] })
    expect([empty.state('users'), empty.accounts.length]).toEqual(['complete', 10])
    await server?.stop()
    const same = await read({ pageSizes: [3, 3, 3, 3], cookie: () => Buffer.from('MA==') })
    expect([same.state('users'), same.accounts.length]).toEqual(['complete', 10])
  })

  test('a server that lists the paging control and answers without it is not believed', async () => {
    const { state, reasons, accounts } = await read({ paging: false })
    expect([state('users'), accounts.length]).toEqual(['partial', 10])
    expect(reasons('users')).toContain('answers without it')
  })

  test('a server that does not list it is read in one answer', async () => {
    const { state, accounts } = await read({ paging: false, rootDse: { ...OPENLDAP, supportedControl: ['1.2.3'] } })
    expect([state('users'), accounts.length]).toEqual(['complete', 10])
  })

  describe('a result code on the first page, and on a later one', () => {
    test.each([
      [3, 'partial', 'partial'],
      [4, 'partial', 'partial'],
      [11, 'partial', 'partial'],
      [1, 'denied', 'denied'],
      [8, 'denied', 'denied'],
      [13, 'denied', 'denied'],
      [50, 'denied', 'denied'],
      [10, 'failed', 'partial'],
      [12, 'failed', 'partial'],
      [32, 'failed', 'partial'],
      [51, 'failed', 'partial'],
      [52, 'failed', 'partial'],
      [53, 'failed', 'partial'],
      [80, 'failed', 'partial'],
    ])('%i: %s, %s', async (code, first, later) => {
      const atFirst = await read({ deviate: onUsers(1, () => [done(code, 'in the words of the server')]) })
      expect(atFirst.state('users')).toBe(first)
      expect(atFirst.reasons('users')).toContain('in the words of the server')
      await server?.stop()
      const onSecond = await read({
        pageSizes: [3, 3, 3, 3],
        deviate: onUsers(2, (honest) => [...honest.slice(0, 2), done(code, 'later')]),
      })
      expect(onSecond.state('users')).toBe(later)
      expect(onSecond.accounts).toHaveLength(5)
      expect(onSecond.manifest.datasets.find(({ dataset }) => dataset === 'users')?.reasons[0]).toMatch(
        new RegExp(`^result ${code} .*later`, 'u'),
      )
    })
  })

  test('code 11 on the first page: smaller pages are asked for', async () => {
    const { state, accounts } = await read({
      deviate: (search, page, honest) =>
        search.paging !== undefined && search.paging.size > 100 && page === 1 ? [done(11, 'size.pr')] : honest,
    })
    expect([state('users'), accounts.length]).toEqual(['complete', 10])
  })

  test.each([
    ['in the middle of a page', (honest: readonly Answer[]): readonly Answer[] => [...honest.slice(0, 2), { kind: 'drop' }]],
    ['in the middle of a message', (): readonly Answer[] => [{ kind: 'beginning', of: TEN[5] ?? done(), bytes: 12 }, { kind: 'drop' }]],
    ['by reset', (): readonly Answer[] => [{ kind: 'drop', by: 'reset' }]],
    ['by silence', (): readonly Answer[] => [{ kind: 'silence' }]],
    [
      'by bytes that are not LDAP',
      (): readonly Answer[] => [{ kind: 'raw', bytes: Buffer.from('3084ffffffff00', 'hex') }, { kind: 'drop' }],
    ],
    ['by an IntermediateResponse', (honest: readonly Answer[]): readonly Answer[] => [{ kind: 'intermediate', name: '1.2.3' }, ...honest]],
  ])('a page that breaks %s', async (how, change) => {
    const patience = how === 'by silence' ? 1_000 : 15_000
    const first = await read({ deviate: onUsers(1, change) }, patience)
    expect(first.state('users')).toBe('failed')
    expect(first.accounts).toEqual([])
    await server?.stop()
    const later = await read({ pageSizes: [3, 3, 3, 3], deviate: onUsers(2, change) }, patience)
    expect(later.state('users')).toBe('partial')
    expect(later.accounts).toHaveLength(3)
  })

  test('a bind that Active Directory refuses keeps its reason', async () => {
    const words = '80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563'
    const { state, reasons } = await read({ bind: () => done(49, words) })
    expect(state('users')).toBe('denied')
    expect(reasons('users')).toBe(`result 49 (invalidCredentials): ${words}: the account is disabled`)
  })

  test('values come as bytes: a byte-order mark stays, texts and bytes do not mix', async () => {
    const { accounts, gaps } = await read({ entries: [person('a', { cn: ['\ufeffmarked', Buffer.from([0xff])] })] })
    expect(accounts[0]?.account.attributes['cn']).toEqual(['\ufeffmarked'])
    expect(gaps).toMatchObject([{ record: 'a'.padStart(36, '0'), reason: expect.stringContaining('is not UTF-8') }])
  })

  test('an attribute that is sent twice loses no value, and one called `dn` renames nothing', async () => {
    const twice = {
      ...person('a'),
      attributes: [...person('a').attributes, ['mail', ['one@x']] as const, ['mail', ['two@x']] as const, ['dn', ['cn=other']] as const],
    }
    const { accounts, files } = await read({ entries: [twice] })
    expect(accounts[0]?.account.attributes['mail']).toEqual(['one@x', 'two@x'])
    expect([...files.values()].join()).not.toContain('cn=other')
  })

  test('a server that sends more than was asked for: nothing of it reaches the disk, and it is counted', async () => {
    const { files, manifest, accounts } = await read({
      entries: [person('a')],
      deviate: onUsers(1, () => [
        entry(`uid=a,${BASE}`, {
          objectClass: ['inetOrgPerson'],
          uid: ['a'],
          userPassword: ['sesame-1', 'sesame-2'],
          'mobile;x-own': ['sesame-3'],
          jpegPhoto: [Buffer.from('sesame-4')],
          authTimestamp: ['20261101000000Z'],
        }),
        { ...done(), cookie: Buffer.alloc(0) },
      ]),
    })
    const text = [...files.values()].join('\n')
    expect(text).not.toContain('sesame')
    expect(text).not.toContain(Buffer.from('sesame').toString('base64').slice(0, 8))
    expect(text).not.toContain('20261101000000Z')
    expect(manifest.datasets.find(({ dataset }) => dataset === 'users')).toMatchObject({ dropped: 4, redacted: 1 })
    expect(accounts[0]?.account.recency).toBe('≤30')
  })

  test('a continuation reference is recorded, not followed, and makes the dataset partial', async () => {
    const { state, reasons, files } = await read({
      deviate: onUsers(1, (honest) => [{ kind: 'reference', urls: [`ldap://other.example/ou=x,${BASE}`] }, ...honest]),
    })
    expect(state('users')).toBe('partial')
    expect(reasons('users')).toContain(`continuation reference to ldap://other.example/ou=x,${BASE}, which is not followed`)
    expect([...files.values()].join()).toContain(`# reference: ldap://other.example/ou=x,${BASE}`)
  })

  test('a naming context below the base is not read by a search from above', async () => {
    const { reasons } = await read({ rootDse: { ...OPENLDAP, namingContexts: [BASE, `ou=lab,${BASE}`] } })
    expect(reasons('users')).toBe(`the naming context \`ou=lab,${BASE}\` under the base is not read`)
  })

  test('a count that differs is believed over the read', async () => {
    let searches = 0
    const { state, reasons } = await read({
      entries: () => {
        searches += 1
        return searches > 4 ? [...TEN, person('late')] : TEN
      },
    })
    expect(state('users')).toBe('partial')
    expect(reasons('users')).toContain('total-mismatch: 10 entries were read, and 11 counted')
  })

  describe('Active Directory', () => {
    const MEMBERS = 3_500
    const users = Array.from({ length: MEMBERS }, (_, index) =>
      entry(`CN=u${index},${BASE}`, {
        objectClass: ['user'],
        objectCategory: ['person'],
        sAMAccountName: [`u${index}`],
        objectGUID: [guid(index)],
        objectSid: [sid(2_000 + index)],
        primaryGroupID: ['513'],
        userAccountControl: ['512'],
        accountExpires: ['0'],
      }),
    )
    const big = entry(`CN=big,${BASE}`, {
      objectClass: ['group'],
      cn: ['big'],
      objectGUID: [guid(100_000)],
      objectSid: [sid(513)],
      nTSecurityDescriptor: [EMPTY_LIST],
      member: users.map(({ dn }) => dn),
    })
    const domain = [
      entry(BASE, {
        objectClass: ['domainDNS'],
        objectGUID: [guid(200_000)],
        objectSid: [domainSid()],
        nTSecurityDescriptor: [EMPTY_LIST],
      }),
      entry(`CN=AdminSDHolder,CN=System,${BASE}`, {
        objectClass: ['container'],
        cn: ['AdminSDHolder'],
        objectGUID: [guid(200_001)],
        nTSecurityDescriptor: [EMPTY_LIST],
      }),
    ]

    test('1,500 members at a time: every one of 3,500 is read, beside the primary group', async () => {
      const { state, gaps, memberships, ...facts } = await read({
        rootDse: DIRECTORY,
        entries: [...domain, ...users, big],
        maxValues: 1_500,
      })
      expect([state('users'), state('groups'), gaps]).toEqual(['complete', 'complete', []])
      const edges = namedEdges({ ...facts, memberships, gaps })
      expect(edges).toEqual(users.flatMap((_, index) => [`big <- u${index} (member)`, `big <- u${index} (primary)`]).sort())
      expect(
        server?.requests.flatMap((request) => (request.kind === 'search' && request.base === big.dn ? request.attributes : [])),
      ).toEqual(['member;range=1500-*', 'member;range=3000-*'])
      console.log(`ranges: ${edges.length} edges of ${MEMBERS} members in 3 ranges compared`)
    })

    test.each([
      ['stops', [] as const],
      ['answers another range', [entry(big.dn, { 'member;range=0-1499': users.slice(0, 1_500).map(({ dn }) => dn) })]],
      ['says that the group is gone', [done(32)]],
    ])('a server that %s in the middle of the ranges leaves a gap on the group', async (_, answers) => {
      const { state, gaps } = await read({
        rootDse: DIRECTORY,
        entries: [...domain, ...users, big],
        maxValues: 1_500,
        deviate: (search, __, honest) =>
          search.attributes[0] === 'member;range=1500-*'
            ? [...answers, ...(answers.some(({ kind }) => kind === 'done') ? [] : [done()])]
            : honest,
      })
      expect(state('groups')).toBe('partial')
      expect(gaps).toMatchObject([{ code: 'record-malformed', dataset: 'groups', record: '00000000-0000-0000-0000-0000000186a0' }])
    })

    test('an empty list of members is asked for by range before it is believed', async () => {
      const { memberships, state } = await read({
        rootDse: DIRECTORY,
        entries: [
          ...users.slice(0, 3),
          { ...big, attributes: big.attributes.map(([name, values]) => [name, name === 'member' ? values.slice(0, 3) : values] as const) },
        ],
        deviate: (search, _, honest) =>
          honest.map((answer) =>
            answer.kind === 'entry' && answer.dn === big.dn && search.scope === 'sub'
              ? { ...answer, attributes: answer.attributes.map(([name, values]) => [name, name === 'member' ? [] : values] as const) }
              : answer,
          ),
      })
      expect(state('groups')).toBe('complete')
      expect(memberships.filter(({ kind }) => kind === 'member').flatMap(({ members }) => members)).toHaveLength(3)
    })

    describe('a controller that knows members for a time', () => {
      const timed = `<TTL=3600>,${users[1]?.dn}`
      const entries = [...domain, ...users.slice(0, 3), { ...big, attributes: big.attributes.filter(([name]) => name !== 'member') }]
      const knows = (search: SearchRequest): boolean => search.controls.some(({ oid }) => oid === LINK_TTL)
      const options: ScriptedDirectoryOptions = {
        rootDse: { ...DIRECTORY, supportedControl: [PAGING_CONTROL, LINK_TTL] },
        entries,
        deviate: (search, _, honest) =>
          honest.map((answer) =>
            answer.kind === 'entry' && answer.dn === big.dn && search.attributes.includes('member')
              ? {
                  ...answer,
                  attributes: [
                    ...answer.attributes,
                    ['member', [users[0]?.dn ?? '', knows(search) ? timed : (users[1]?.dn ?? '')]] as const,
                  ],
                }
              : answer,
          ),
      }

      test('is asked for the time: the member counts, and the evidence says until when', async () => {
        const { memberships, files, gaps, ...facts } = await read(options)
        expect(namedEdges({ ...facts, memberships, gaps }).filter((edge) => edge.endsWith('(member)'))).toEqual([
          'big <- u0 (member)',
          'big <- u1 (member)',
        ])
        expect([...files.values()].join('\n')).toContain(`member:: ${Buffer.from(timed).toString('base64')}`)
        expect(gaps).toEqual([])
      })

      test('and one that does not list the control is not', async () => {
        const { files } = await read({ ...options, rootDse: DIRECTORY })
        expect([...files.values()].join('\n')).not.toContain(Buffer.from('<TTL=').toString('base64').slice(0, 6))
      })
    })

    test('a member of another domain of the forest is known by the SID that the controller adds', async () => {
      const ada = `CN=Ada,CN=Users,DC=child,${BASE.replace('dc=northmoor,', 'dc=elsewhere,')}`
      const { memberships, state } = await read({
        rootDse: DIRECTORY,
        entries: [
          ...domain,
          ...users.slice(0, 3),
          { ...big, attributes: [...big.attributes.filter(([name]) => name !== 'member'), ['member', [ada, users[0]?.dn ?? '']]] },
        ],
        deviate: (search, _, honest) =>
          search.controls.some(({ oid }) => oid === EXTENDED_NAMES)
            ? honest.map((answer) =>
                answer.kind === 'entry'
                  ? {
                      ...answer,
                      attributes: answer.attributes.map(
                        ([name, values]) => [name, values.map((value) => `<GUID=1>;<SID=S-1-5-21-9-9-9-1105>;${String(value)}`)] as const,
                      ),
                    }
                  : answer,
              )
            : honest,
      })
      expect(state('foreign')).toBe('complete')
      expect(
        memberships.flatMap(({ members, kind }) => (kind === 'primary' ? [] : members.map((member) => `${member} ${kind}`))).sort(),
      ).toEqual([`dn:cn=u0,${BASE} member`, 'sid:S-1-5-21-9-9-9-1105 foreign'])
    })

    test('where the controller does not say who they are, members of other domains stay names, and the dataset is partial', async () => {
      const { memberships, state, reasons } = await read({
        rootDse: DIRECTORY,
        entries: [
          ...domain,
          { ...big, attributes: [...big.attributes.filter(([name]) => name !== 'member'), ['member', ['CN=Ada,DC=child,DC=test']]] },
        ],
        deviate: (search, _, honest) => (search.controls.some(({ oid }) => oid === EXTENDED_NAMES) ? [done(12, 'not known')] : honest),
      })
      expect([state('foreign'), memberships.flatMap(({ members }) => members)]).toEqual(['partial', ['dn:cn=ada,dc=child,dc=test']])
      expect(reasons('foreign')).toContain('not known')
    })

    test('descriptors are asked for with owner and DACL alone', async () => {
      await read({ rootDse: DIRECTORY, entries: [...domain, ...users.slice(0, 3)] })
      const asked = server?.requests.flatMap((request) =>
        request.kind === 'search' && request.attributes.includes('nTSecurityDescriptor') ? request.controls : [],
      )
      expect(asked?.find(({ oid }) => oid === '1.2.840.113556.1.4.801')).toEqual({
        oid: '1.2.840.113556.1.4.801',
        critical: true,
        value: Buffer.from([0x30, 3, 2, 1, 5]),
      })
    })

    test('two controllers that answer one read are named', async () => {
      let dropped = false
      const { reasons, state } = await read({
        rootDse: (connection) => ({ ...DIRECTORY, dsServiceName: [`CN=DC${connection}`] }),
        entries: users.slice(0, 10),
        deviate: (search, _, honest) => {
          if (dropped || search.paging === undefined) return honest
          dropped = true
          return [{ kind: 'drop' }]
        },
      })
      expect(state('users')).toBe('partial')
      expect(reasons('users')).toBe('two servers answered one read: CN=DC1 and CN=DC2')
    })

    test('its configuration and name service hold no accounts: references to them are no gap', async () => {
      const { state } = await read({
        rootDse: { ...DIRECTORY, namingContexts: [BASE, `CN=Configuration,${BASE}`, `DC=DomainDnsZones,${BASE}`] },
        entries: users.slice(0, 10),
        deviate: (search, _, honest) =>
          search.scope === 'sub' ? [{ kind: 'reference', urls: [`ldap://northmoor.example/CN=Configuration,${BASE}`] }, ...honest] : honest,
      })
      expect(state('users')).toBe('complete')
    })
  })
})

/** As `sid`, without the last part. */
function domainSid(): Buffer {
  const bytes = Buffer.from(sid(0).subarray(0, 24))
  bytes[1] = 4
  return bytes
}

function sid(rid: number): Buffer {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes
}
