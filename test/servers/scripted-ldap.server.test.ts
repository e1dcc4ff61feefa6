import { Client } from 'ldapts'
import { afterEach, expect, test } from 'vitest'
import { ldapsearch, type LdapsearchOptions } from './ldapsearch.ts'
import { describeWithServers } from './describe-with-servers.ts'
import { startScriptedLdap, type ScriptedLdap, type ScriptedLdapOptions } from './scripted-ldap.ts'
import { done, entry, type Answer } from './scripted-ldap/answer.ts'
import { scriptedDirectory, type ScriptedDirectoryOptions } from './scripted-ldap/directory.ts'

const BASE = 'dc=example'
const READER = { dn: `cn=reader,${BASE}`, password: 'secret' }
const TEN = Array.from({ length: 10 }, (_, index) => entry(`uid=p${index},${BASE}`, { objectClass: ['person'], uid: [`p${index}`] }))

// slapd stands for its client tools here: ldapsearch follows cookies as the protocol says, which ldapts does not.
describeWithServers(['slapd'], 'the scripted LDAP server', () => {
  let server: ScriptedLdap | undefined

  afterEach(async () => {
    await server?.stop()
    server = undefined
  })

  test('answers bind, root DSE and a search by base, scope and filter, and keeps every request', async () => {
    const started = await start({ rootDse: { vendorName: ['Scripted'] } })
    const client = new Client({ url: started.url, tlsOptions: { ca: started.ca } })
    await client.bind(READER.dn, READER.password)
    const { searchEntries: dse } = await client.search('', { scope: 'base', attributes: ['vendorName', 'supportedControl'] })
    expect(dse).toMatchObject([{ vendorName: 'Scripted', supportedControl: '1.2.840.113556.1.4.319' }])
    const { searchEntries } = await client.search(BASE, {
      scope: 'one',
      filter: '(&(objectClass=PERSON)(|(uid=p3)(!(uid=*))))',
      attributes: ['uid'],
    })
    expect(searchEntries).toEqual([{ dn: `uid=p3,${BASE}`, uid: 'p3' }])
    await client.unbind()
    await expect.poll(() => started.requests.map(({ kind }) => kind)).toEqual(['bind', 'search', 'search', 'unbind'])
    expect(started.requests[0]).toMatchObject({ kind: 'bind', dn: READER.dn, password: 'secret', connection: 1 })
    expect(started.requests[2]).toMatchObject({ base: BASE, scope: 'one', attributes: ['uid'], paging: undefined })
  })

  test('speaks plain LDAP, and shows a certificate that must not be trusted, when told to', async () => {
    const plain = await start({}, 'plain')
    expect(plain.url).toMatch(/^ldap:/)
    expect(namesIn((await search()).stdout)).toHaveLength(10)
    await plain.stop()
    await start({}, 'expired')
    expect(await search()).toMatchObject({ code: 255, stdout: '' })
    expect(server?.requests).toEqual([])
  })

  test.each<[string, ScriptedDirectoryOptions, string[]]>([
    ['a new cookie each time', {}, ['', 'page 1 of connection 1', 'page 2 of connection 1', 'page 3 of connection 1']],
    ['the same cookie each time', { cookie: () => Buffer.from('MA==') }, ['', 'MA==', 'MA==', 'MA==']],
    [
      'a page of no entries with a cookie',
      { pageSizes: [3, 0, 3, 3] },
      ['', ...[1, 2, 3, 4].map((page) => `page ${page} of connection 1`)],
    ],
  ])('pages a search with %s', async (_, options, cookies) => {
    const started = await start(options)
    const { code, stdout } = await search({ pageSize: 3 })
    expect(code).toBe(0)
    expect(namesIn(stdout)).toEqual(TEN.map(({ dn }) => dn))
    expect(started.requests.flatMap((request) => (request.kind === 'search' ? [request.paging?.cookie.toString()] : []))).toEqual(cookies)
  })

  test('refuses the cookie of another connection', async () => {
    await start({ cookie: () => Buffer.from('x') })
    const { answers } = { answers: scriptedDirectory({ entries: TEN, cookie: () => Buffer.from('x') }) }
    const paged = {
      kind: 'search',
      base: BASE,
      scope: 'sub',
      filter: { kind: 'present', attribute: 'uid' },
      attributes: [],
      sizeLimit: 0,
      timeLimit: 0,
    } as const
    const received = { messageId: 1, controls: [] }
    const first = [...iterable(answers({ ...paged, ...received, connection: 1, paging: { size: 3, cookie: Buffer.alloc(0) } }))]
    expect(first.at(-1)).toMatchObject({ kind: 'done', code: 0, cookie: Buffer.from('x') })
    const second = [...iterable(answers({ ...paged, ...received, connection: 2, paging: { size: 3, cookie: Buffer.from('x') } }))]
    expect(second).toMatchObject([{ kind: 'done', code: 53 }])
  })

  test('gives no paging control in its answer when it does not page', async () => {
    await start({ paging: false })
    const { stdout } = await search({ pageSize: 3 })
    expect(namesIn(stdout)).toHaveLength(10)
    expect(stdout).not.toContain('pagedresults')
  })

  test('cuts many values into ranges, beside an empty plain attribute, until the last one', async () => {
    const members = Array.from({ length: 3_500 }, (_, index) => `uid=p${index},${BASE}`)
    const started = await start({
      entries: [entry(`cn=all,${BASE}`, { cn: ['all'], member: members }), entry(`cn=few,${BASE}`, { member: members.slice(0, 2) })],
      maxValues: 1_500,
    })
    const client = new Client({ url: started.url, tlsOptions: { ca: started.ca } })
    const read = async (attribute: string): Promise<Readonly<Record<string, number>>> => {
      const { searchEntries } = await client.search(`cn=all,${BASE}`, { scope: 'base', attributes: [attribute] })
      return Object.fromEntries(
        Object.entries(searchEntries[0] ?? {}).flatMap(([name, values]) => (name === 'dn' ? [] : [[name, [values].flat().length]])),
      )
    }
    expect(await read('member')).toEqual({ member: 0, 'member;range=0-1499': 1_500 })
    expect(await read('member;range=1500-*')).toMatchObject({ 'member;range=1500-2999': 1_500 })
    expect(await read('member;range=3000-*')).toMatchObject({ 'member;range=3000-*': 500 })
    const { searchEntries } = await client.search(`cn=few,${BASE}`, { scope: 'base', attributes: ['member'] })
    expect(searchEntries[0]?.['member']).toHaveLength(2)
    await client.unbind()
  })

  test.each([4, 11, 50, 51, 53])('ends page 2 with result code %i', async (code) => {
    await start(onPage(2, (honest) => [...honest.slice(0, 1), done(code, 'as the test says')]))
    const outcome = await search({ pageSize: 3 })
    expect(outcome.code).toBe(code)
    expect(namesIn(outcome.stdout)).toHaveLength(4)
    expect(outcome.stdout + outcome.stderr).toContain('as the test says')
  })

  test('drops the connection in the middle of a page', async () => {
    await start(onPage(2, (honest) => [...honest.slice(0, 2), { kind: 'drop' }]))
    const { code, stdout } = await search({ pageSize: 3 })
    expect(code).not.toBe(0)
    expect(namesIn(stdout)).toHaveLength(5)
  })

  test.each(['close', 'reset'] as const)('drops the connection in the middle of a message, by %s', async (by) => {
    await start(
      onPage(2, (honest) => [...honest.slice(0, 1), { kind: 'beginning', of: TEN[5] ?? done(), bytes: 12 }, { kind: 'drop', by }]),
    )
    const { code, stdout } = await search({ pageSize: 3 })
    expect(code).not.toBe(0)
    expect(namesIn(stdout).length).toBeLessThanOrEqual(4)
  })

  test('drops a connection that is idle', async () => {
    const started = await start({})
    const client = new Client({ url: started.url, tlsOptions: { ca: started.ca } })
    await client.bind(READER.dn, READER.password)
    expect(client.isConnected).toBe(true)
    started.dropAll()
    await expect.poll(() => client.isConnected).toBe(false)
  })

  test('falls silent, and still keeps what is asked', async () => {
    const started = await start(onPage(1, (honest) => [...honest.slice(0, 2), { kind: 'silence' }]))
    const client = new Client({ url: started.url, tlsOptions: { ca: started.ca }, timeout: 150 })
    await expect(client.search(BASE)).rejects.toThrow(/timed out/)
    await expect(client.search(BASE)).rejects.toThrow(/timed out/)
    expect(started.requests.filter(({ kind }) => kind === 'search')).toHaveLength(2)
    await client.unbind()
  })

  test('sends an IntermediateResponse, a continuation reference, a referral and broken bytes', async () => {
    await start(onPage(1, (honest) => [{ kind: 'intermediate', name: '1.2.3' }, ...honest]))
    expect((await search()).stdout).toContain('partial: 1.2.3')
    await server?.stop()

    await start(onPage(1, (honest) => [{ kind: 'reference', urls: ['ldap://other.example/ou=x'] }, ...honest]))
    const { code, stdout } = await search()
    expect(code).toBe(0)
    expect(stdout).toContain('ref: ldap://other.example/ou=x')
    expect(namesIn(stdout)).toHaveLength(10)
    await server?.stop()

    await start(onPage(1, () => [{ ...done(10), referrals: ['ldap://other.example/'] }]))
    expect(await search()).toMatchObject({ code: 10 })
    await server?.stop()

    await start(onPage(1, () => [{ kind: 'raw', bytes: Buffer.from('3084ffffffff00', 'hex') }, { kind: 'drop' }]))
    expect((await search()).code).not.toBe(0)
  })

  test('refuses a bind with the code and the words of the script', async () => {
    await start({
      bind: (_, password) =>
        done(password === 'other' ? 0 : 49, '80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 533, v4563'),
    })
    const { code, stderr } = await search()
    expect(code).toBe(49)
    expect(stderr).toContain('data 533')
  })

  test('plays two controllers behind one name', async () => {
    const started = await start({ rootDse: (connection) => ({ dsServiceName: [`CN=DC${connection}`] }) })
    const seen: unknown[] = []
    for (const _ of [1, 2]) {
      const client = new Client({ url: started.url, tlsOptions: { ca: started.ca } })
      const { searchEntries } = await client.search('', { scope: 'base' })
      seen.push(searchEntries[0]?.['dsServiceName'])
      await client.unbind()
    }
    expect(seen).toEqual(['CN=DC1', 'CN=DC2'])
    expect(started.connections()).toBe(2)
  })

  test('streams 100,000 entries that exist only while they are sent', async () => {
    function* many(): Generator<ReturnType<typeof entry>> {
      for (let index = 0; index < 100_000; index += 1) yield entry(`uid=p${index},${BASE}`, { objectClass: ['person'] })
    }
    await start({ entries: many })
    const { stdout } = await search({ pageSize: 1_000, options: ['-LLL'] })
    expect(namesIn(stdout)).toHaveLength(100_000)
  })

  test('a script that throws fails the test that stops the server', async () => {
    const started = await start({}, 'good', () => {
      throw new Error('a mistake in the script')
    })
    expect((await search()).code).not.toBe(0)
    server = undefined
    await expect(started.stop()).rejects.toThrow('a mistake in the script')
  })

  async function start(
    options: ScriptedDirectoryOptions,
    tls: NonNullable<ScriptedLdapOptions['tls']> = 'good',
    script = scriptedDirectory({ entries: TEN, ...options }),
  ): Promise<ScriptedLdap> {
    server = await startScriptedLdap({ script, tls })
    return server
  }

  async function search(options: Partial<LdapsearchOptions> = {}): ReturnType<typeof ldapsearch> {
    if (server === undefined) throw new Error('no server was started')
    return ldapsearch(server, READER, { base: BASE, ...options })
  }
})

function onPage(wanted: number, change: (honest: readonly Answer[]) => readonly Answer[]): ScriptedDirectoryOptions {
  return { deviate: (search, page, honest) => (page === wanted && search.base === BASE ? change(honest) : honest) }
}

function namesIn(ldif: string): readonly string[] {
  return ldif.split('\n').flatMap((line) => (line.startsWith('dn: ') ? [line.slice(4)] : []))
}

function iterable(answers: Iterable<Answer> | AsyncIterable<Answer>): Iterable<Answer> {
  if (Symbol.iterator in answers) return answers
  throw new Error('a scripted directory answers at once')
}
