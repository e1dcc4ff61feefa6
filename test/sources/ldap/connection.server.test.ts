import { Client, MessageParser } from 'ldapts'
import { afterEach, expect, test, vi } from 'vitest'
import { DirectoryConnection } from '../../../src/sources/ldap/connection.ts'
import { done, entry } from '../../servers/scripted-ldap/answer.ts'
import { scriptedDirectory, type ScriptedDirectoryOptions } from '../../servers/scripted-ldap/directory.ts'
import { startScriptedLdap, type ScriptedLdap } from '../../servers/scripted-ldap.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'

const SEARCH = { base: 'dc=example', scope: 'sub', filter: '(cn=*)', attributes: ['cn'] } as const
const NONE = new Uint8Array()

describeWithServers(['openssl'], 'a connection', () => {
  let server: ScriptedLdap | undefined

  afterEach(async () => {
    vi.restoreAllMocks()
    await server?.stop()
    server = undefined
  })

  async function opened(options: ScriptedDirectoryOptions = {}): Promise<DirectoryConnection> {
    server = await startScriptedLdap({ script: scriptedDirectory({ entries: [entry('cn=a,dc=example', { cn: ['a'] })], ...options }) })
    const connection = await DirectoryConnection.open({ url: server.url, ca: server.ca, answerTimeoutMs: 20_000 })
    if (!connection.ok) throw new Error(connection.error.says)
    return connection.value
  }

  test('rests on private methods of ldapts that are there and are the ones that send', async () => {
    const sent = vi.spyOn(Client.prototype as unknown as { _send(): unknown }, '_send')
    const numbered = vi.spyOn(Client.prototype as unknown as { _nextMessageId(): unknown }, '_nextMessageId')
    const connected = vi.spyOn(Client.prototype as unknown as { _connect(): unknown }, '_connect')
    const connection = await opened()
    expect(connected).toHaveBeenCalledTimes(1)
    await connection.bind('cn=reader', 'secret')
    // The bind of ldapts itself goes through the same two: whoever replaces one of them replaces what is used.
    expect([sent.mock.calls.length, numbered.mock.calls.length]).toEqual([1, 1])
    const page = await connection.page(SEARCH, 10, NONE)
    expect(page.ok && page.value.entries).toHaveLength(1)
    expect([sent.mock.calls.length, numbered.mock.calls.length]).toEqual([2, 2])
    await connection.close()
  })

  test('reads incoming bytes itself: entries never pass through the parser of ldapts, ends of operations do', async () => {
    const parsed = vi.spyOn(MessageParser.prototype, 'read')
    const connection = await opened({ entries: Array.from({ length: 50 }, (_, index) => entry(`cn=a${index},dc=example`, { cn: ['a'] })) })
    await connection.bind('cn=reader', 'secret')
    const page = await connection.page(SEARCH, 100, NONE)
    expect(page.ok && page.value.entries).toHaveLength(50)
    expect(parsed).toHaveBeenCalledTimes(2)
    await connection.close()
  })

  test.each([
    // a value that says it is longer than its set: the parser of ldapts never comes back from it
    ['an inner length beyond its frame', '3014020103640f0400300b30090402636e3103047f61'],
    ['a message that is no LDAP message', '040100'],
    ['a length that nobody could hold', '3084ffffffff00'],
    ['an indefinite length', '30800000'],
  ])('%s: the answer is not trusted, at once', async (_, hex) => {
    const connection = await opened({ deviate: () => [{ kind: 'raw', bytes: Buffer.from(hex, 'hex') }, { kind: 'silence' }] })
    const started = performance.now()
    expect(await connection.page(SEARCH, 10, NONE)).toMatchObject({ ok: false, error: { kind: 'untrusted' } })
    expect(performance.now() - started).toBeLessThan(10_000)
    expect(await connection.page(SEARCH, 10, NONE)).toMatchObject({ ok: false, error: { kind: 'untrusted' } })
    await connection.close()
  })

  test('is lost when the server drops it, and is not made again behind our back', async () => {
    const connection = await opened()
    expect((await connection.bind('cn=reader', 'secret')).ok).toBe(true)
    server?.dropAll()
    await expect.poll(async () => (await connection.page(SEARCH, 10, NONE)).ok).toBe(false)
    expect(await connection.page(SEARCH, 10, NONE)).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(await connection.bind('cn=reader', 'secret')).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(await connection.whoAmI()).toMatchObject({ ok: false, error: { kind: 'lost' } })
    expect(server?.connections()).toBe(1)
  })

  test('sends no empty password, and no limit of its own', async () => {
    const connection = await opened()
    expect(await connection.bind('cn=reader', '')).toMatchObject({ ok: false, error: { kind: 'not-tried' } })
    expect(await connection.bind('', 'secret')).toMatchObject({ ok: false, error: { kind: 'not-tried' } })
    expect(server?.requests).toEqual([])
    await connection.read(SEARCH)
    expect(server?.requests).toMatchObject([{ kind: 'search', sizeLimit: 0, timeLimit: 0 }])
    await connection.close()
  })

  test('takes one question at a time', async () => {
    const connection = await opened()
    const first = connection.read(SEARCH)
    await expect(connection.read(SEARCH)).rejects.toThrow(/two questions at a time/u)
    expect((await first).ok).toBe(true)
    await connection.close()
  })

  test('gives what came before a result code that is not 0', async () => {
    const connection = await opened({ deviate: (_, __, honest) => [...honest.slice(0, 1), done(4, 'enough')] })
    expect(await connection.page(SEARCH, 10, NONE)).toMatchObject({
      ok: false,
      error: { kind: 'result', code: 4, says: 'enough', seen: [{ dn: 'cn=a,dc=example' }] },
    })
    await connection.close()
  })

  test.each([
    'ldap://127.0.0.1:1389',
    'ldap://dc1.example',
    'http://x',
    'nonsense',
    'ldaps://user:secret@host',
    'ldaps://host/dc=x',
    'ldaps://',
  ])('is not tried to %s', async (url) => {
    expect(await DirectoryConnection.open({ url, ca: null })).toMatchObject({ ok: false, error: { kind: 'not-tried' } })
    // a test may ask for plain LDAP on this machine, and nowhere else
    if (url === 'ldap://dc1.example')
      expect(await DirectoryConnection.open({ url, ca: null, allowPlainLoopback: true })).toMatchObject({
        ok: false,
        error: { kind: 'not-tried' },
      })
  })

  test.each(['wrong-host', 'expired', 'foreign'] as const)('is refused with a certificate that is %s', async (tls) => {
    server = await startScriptedLdap({ script: scriptedDirectory(), tls })
    expect(await DirectoryConnection.open({ url: server.url, ca: server.ca })).toMatchObject({ ok: false, error: { kind: 'certificate' } })
    expect(server.requests).toEqual([])
  })
})
