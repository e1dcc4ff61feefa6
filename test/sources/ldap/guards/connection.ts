import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { Client, MessageParser } from 'ldapts'
import { DirectoryConnection } from '../../../../src/sources/ldap/connection.ts'
import { MessageFraming } from '../../../../src/sources/ldap/message-framing.ts'
import { done, encodedAnswer, entry, type Answer } from '../../../servers/scripted-ldap/answer.ts'
import type { ScriptedDirectoryOptions } from '../../../servers/scripted-ldap/directory.ts'
import type { LdapRequest } from '../../../servers/scripted-ldap/request.ts'
import { collected } from '../collected.ts'
import { type Guard, loss } from './guard.ts'
import { BASE, PEOPLE, READER, connected, naively, onUsers, read, readFrom, withServer } from './scripted.ts'

const FILE = 'ldap/connection.ts'
const SEARCH = { base: BASE, scope: 'sub', filter: PEOPLE, attributes: ['uid'] } as const
const NONE = new Uint8Array()

/** Who comes back without a bind is shown two of ten, and result 0. */
const fewForStrangers: ScriptedDirectoryOptions = {
  deviate: (search, _, honest) =>
    search.connection === 1 ? honest : [...honest.filter(({ kind }) => kind === 'entry').slice(0, 2), ...honest.slice(-1)],
}

const fewWithoutPassword: ScriptedDirectoryOptions = {
  bind: (_, password) => (password === '' ? done() : done(49, 'no')),
  deviate: (_, __, honest) => [...honest.filter(({ kind }) => kind === 'entry').slice(0, 2), ...honest.slice(-1)],
}

const MANY = 20_000
const TINY = 60_000

const ALL: readonly Guard[] = [
  {
    row: 'L7',
    says: 'thousands of tiny entries in one piece of the stream are all taken',
    async naive() {
      const parser = new MessageParser()
      let found = 0
      parser.on('message', () => void (found += 1))
      parser.on('error', () => undefined)
      try {
        parser.read(tinyEntries(MANY), new Map())
      } catch {
        // RangeError: the stack is full.
      }
      return loss(MANY - found, MANY, 'entries')
    },
    holds: async () => {
      assert.equal(new MessageFraming().push(tinyEntries(MANY)).length, MANY)
      await withServer({ deviate: (search) => [{ kind: 'raw', bytes: tinyEntries(MANY, search.messageId) }, done()] }, async (server) => {
        const connection = await connected(server)
        const page = await connection.read(SEARCH)
        assert.equal(page.ok && page.value.entries.length, MANY)
        await connection.close()
      })
    },
    without: [
      {
        what: 'the framing of our own',
        file: 'ldap/client-internals.ts',
        edits: [
          ["for (const message of framing.push(chunk)) if (take(message) === 'not ours') read(message, pending)", 'read(chunk, pending)'],
        ],
      },
    ],
  },
  {
    row: 'L8a',
    says: 'a server that falls silent is left after the time for one answer',
    naive: async () =>
      naively({ deviate: silent }, async (client) => {
        const waited = await Promise.race([client.search(BASE, { filter: PEOPLE }), pause(1_500, 'still waiting')])
        return loss(waited === 'still waiting' ? 10 : 0, 10, 'people, and the night,')
      }),
    async holds() {
      const { state, reasons } = await read({ deviate: silent }, { answerTimeoutMs: 150 })
      assert.equal(state('users'), 'failed')
      assert.match(reasons('users'), /no answer in time/u)
    },
    without: [{ what: 'the time for one answer', file: FILE, edits: [['timeout: answerTimeoutMs', 'timeout: 0']] }],
  },
  {
    row: 'L8b',
    says: 'a server that never finishes its handshake is left after the time for a connection',
    naive: async () =>
      withMute(async (url) => {
        const client = new Client({ url })
        const waited = await Promise.race([client.bind(READER.dn, READER.password), pause(1_500, 'still waiting')])
        return loss(waited === 'still waiting' ? 1 : 0, 1, 'nights')
      }),
    holds: async () =>
      withMute(async (url) => {
        const opened = await DirectoryConnection.open({ url, ca: null, connectTimeoutMs: 300 })
        assert.equal(!opened.ok && opened.error.kind, 'timed-out')
      }),
    without: [{ what: 'the time for a connection', file: FILE, edits: [['connectTimeout: connectTimeoutMs', 'connectTimeout: 0']] }],
  },
  {
    row: 'L9',
    says: 'a connection that is lost is not made again, unbound, behind our back',
    naive: async () =>
      naively(fewForStrangers, async (client, server) => {
        await client.search(BASE, { filter: PEOPLE })
        server.dropAll()
        await pause(50)
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        return loss(10 - searchEntries.length, 10, 'people, with result 0,')
      }),
    holds: async () =>
      withServer(fewForStrangers, async (server) => {
        const connection = await connected(server)
        await connection.bind(READER.dn, READER.password)
        assert.equal((await connection.page(SEARCH, 100, NONE)).ok, true)
        server.dropAll()
        await pause(50)
        assert.equal((await connection.whoAmI()).ok, false)
        assert.equal((await connection.page(SEARCH, 100, NONE)).ok, false)
        assert.equal(server.connections(), 1)
      }),
    without: [
      {
        what: 'the refusal of a second connection',
        file: FILE,
        edits: [["if (calls > 1) throw new Error('the connection ended; it is not made again behind our back')", '']],
      },
      {
        what: 'that refusal, and the look whether we are still bound',
        file: FILE,
        edits: [
          ["if (calls > 1) throw new Error('the connection ended; it is not made again behind our back')", ''],
          ['if (this.#bound && !this.#client.isBound)', 'if (calledBackFromNowhere())'],
          ['function isLoopback(', 'function calledBackFromNowhere() { return false }\nfunction isLoopback('],
        ],
      },
    ],
  },
  {
    row: 'L9b',
    says: 'a connection that is lost between two pages: the dataset starts again, bound, and is whole',
    naive: async () =>
      naively({ pageSizes: [3, 3, 3, 3], deviate: dropsOnce() }, async (client) => {
        const found: unknown[] = []
        try {
          for await (const page of client.searchPaginated(BASE, { filter: PEOPLE, paged: { pageSize: 3 } }))
            found.push(...page.searchEntries)
        } catch {
          // What there is, is there.
        }
        return loss(10 - found.length, 10, 'people')
      }),
    async holds() {
      const { state, accounts, manifest } = await read({ pageSizes: [3, 3, 3, 3], deviate: dropsOnce() })
      assert.deepEqual([state('users'), accounts.length], ['complete', 10])
      assert.equal(manifest.datasets.find(({ dataset }) => dataset === 'users')?.records, 10)
    },
    without: [
      {
        what: 'the second attempt',
        file: 'ldap/collect-dataset.ts',
        edits: [['if (failure !== null && isPassing(failure) && !isLast) {', 'if (failure === undefined) {']],
      },
    ],
  },
  {
    row: 'L10',
    says: 'the password never goes out in clear',
    naive: async () =>
      withServer({}, async (server) => {
        const client = new Client({ url: server.url })
        try {
          await client.startTLS({ rejectUnauthorized: true })
        } catch {
          // "Then without."
        }
        await client.bind(READER.dn, READER.password)
        await client.unbind()
        const sent = server.requests.filter((request) => request.kind === 'bind' && request.password === READER.password)
        return loss(sent.length, 1, 'passwords, to whoever listens,')
      }),
    holds: async () =>
      withServer({}, async (server) => {
        const { state } = await collected(server, READER, { base: BASE })
        assert.deepEqual([state('users'), server.connections()], ['failed', 0])
      }),
    without: [
      {
        what: 'the refusal of `ldap:`',
        file: FILE,
        edits: [
          ["if (protocol === 'ldap:' && allowPlainLoopback && isLoopback(hostname)) return null", "if (protocol === 'ldap:') return null"],
        ],
      },
    ],
  },
  {
    row: 'L12',
    says: 'a group of many members costs its size and not its square',
    async naive() {
      const parser = new MessageParser()
      const copied = copiedBytes(() => inChunks((chunk) => parser.read(chunk, new Map())))
      return loss(copied > 10 * LARGE.length ? copied : 0, LARGE.length, 'bytes of one group copied: the time')
    },
    async holds() {
      const framing = new MessageFraming()
      let messages = 0
      const copied = copiedBytes(() => inChunks((chunk) => (messages += framing.push(chunk).length)))
      assert.equal(messages, 1)
      assert.ok(copied <= 2 * LARGE.length, `${copied} bytes were copied of ${LARGE.length}`)
    },
    without: [
      {
        what: 'the length first',
        file: 'ldap/message-framing.ts',
        edits: [['this.#joined(Math.min(HEAD_BYTES, this.#held))', 'this.#joined(this.#held)']],
      },
    ],
  },
  {
    row: 'L13',
    says: 'an answer in between, and a referral for the base, are failures that are told',
    naive: async () =>
      naively({ deviate: (_, __, honest) => [{ kind: 'intermediate', name: '1.2.3' }, ...honest] }, async (client) => {
        const found = await client.search(BASE, { filter: PEOPLE }).then(
          ({ searchEntries }) => searchEntries.length,
          () => 0,
        )
        return loss(10 - found, 10, 'people')
      }),
    async holds() {
      const between = await read({ deviate: onUsers(1, (honest) => [{ kind: 'intermediate', name: '1.2.3' }, ...honest]) })
      assert.equal(between.state('users'), 'failed')
      const referred = await read({ deviate: onUsers(1, () => [{ ...done(10, 'elsewhere'), referrals: ['ldap://other.example'] }]) })
      assert.equal(referred.state('users'), 'failed')
      assert.match(referred.reasons('users'), /^result 10 \(referral\): elsewhere/u)
    },
    without: [
      {
        what: 'the code of an answer',
        file: FILE,
        edits: [['if (response.status !== 0)', 'if (response.status !== 0 && response.status !== 10)']],
      },
    ],
  },
  {
    row: 'L15',
    says: 'an empty password is not sent: the server would take us for anybody, and say yes',
    naive: async () =>
      withServer(fewWithoutPassword, async (server) => {
        const client = new Client({ url: server.url })
        await client.bind(READER.dn, '')
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        await client.unbind()
        return loss(10 - searchEntries.length, 10, 'people, with result 0,')
      }),
    holds: async () =>
      withServer(fewWithoutPassword, async (server) => {
        const { state, reasons } = await readFrom(server, {}, '')
        assert.equal(state('users'), 'failed')
        assert.match(reasons('users'), /password of the reader is empty/u)
        assert.deepEqual(
          server.requests.filter(({ kind }) => kind === 'bind'),
          [],
        )
      }),
    without: [{ what: 'the look at the password', file: FILE, edits: [["if (password === '' || dn === '')", "if (dn === '')"]] }],
  },
  {
    row: 'F1',
    says: 'a value that says it is longer than its entry is not read as what there is of it',
    async naive() {
      // A reader that takes a length for granted reads the value up to the end of its buffer.
      const message = encodedAnswer(entry(`cn=g,${BASE}`, { member: ['cn=a', 'cn=b'] }), REQUEST)
      const at = message.lastIndexOf(Buffer.from([4, 4]))
      message[at + 1] = 0x20
      const value = message.subarray(at + 2, at + 2 + 0x20)
      return loss(0x20 - value.length, 0x20, 'bytes of a member')
    },
    holds: async () =>
      withServer({ deviate: (search) => [{ kind: 'raw', bytes: tooLong(search.messageId) }, done()] }, async (server) => {
        const connection = await connected(server)
        const page = await connection.read(SEARCH)
        assert.equal(!page.ok && page.error.kind, 'untrusted')
        await connection.close()
      }),
    without: [
      {
        what: 'the length held against what is around it',
        file: 'ldap/ber-cursor.ts',
        edits: [["if (end > limit) throw new BrokenAnswer('the answer holds an element that is longer than what holds it')", '']],
      },
    ],
  },
  {
    row: 'F2',
    says: 'an entry for a question that was not asked is not passed over',
    naive: async () =>
      naively({ deviate: (_, __, honest) => [{ kind: 'raw', bytes: tinyEntries(1, 9_999) }, ...honest.slice(1)] }, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        return loss(10 - searchEntries.length, 10, 'people')
      }),
    async holds() {
      const { state, reasons } = await read({
        deviate: onUsers(1, (honest) => [{ kind: 'raw', bytes: tinyEntries(1, 9_999) }, ...honest.slice(1)]),
      })
      assert.equal(state('users'), 'failed')
      assert.match(reasons('users'), /a question that was not asked/u)
    },
    without: [
      {
        what: 'the number of the question',
        file: 'ldap/client-internals.ts',
        edits: [
          [
            "if (messageId !== wanted?.messageId) throw new BrokenAnswer('the answer holds an entry for a question that was not asked')",
            "if (messageId !== wanted?.messageId) return 'taken'",
          ],
        ],
      },
    ],
  },
  {
    row: 'H1',
    says: 'the reader of bytes that we replace in the client is the one that is called',
    // A client that renames what we replace calls its own, and nobody hears of our entries.
    naive: async () => {
      const client = new Client({ url: 'ldap://127.0.0.1' })
      let seen = 0
      Reflect.set(client, 'parser', { read: () => void (seen += 1) })
      const handler = Reflect.get(client, 'socketDataHandler') as (data: Buffer) => void
      handler(tinyEntries(1))
      return loss(1 - seen, 1, 'entries')
    },
    holds: async () =>
      withServer({}, async (server) => {
        const connection = await connected(server)
        const page = await connection.page(SEARCH, 100, NONE)
        assert.equal(page.ok && page.value.entries.length, 10)
        await connection.close()
      }),
    without: [
      {
        what: 'the call of our reader, as another version of the client might',
        file: 'ldapts/dist/index.mjs',
        edits: [
          [
            'if (this.messageParser) this.messageParser.read(data, this.messageDetailsByMessageId)',
            'if (this.messageParser) MessageParser.prototype.read.call(this.messageParser, data, this.messageDetailsByMessageId)',
          ],
        ],
      },
      {
        what: 'the method that sends, as another version of the client might',
        file: 'ldapts/dist/index.mjs',
        edits: [['\t_nextMessageId() {', '\t_messageIdAfter() {']],
      },
    ],
  },
]

/** Apart, since the client's own reader of bytes never comes back from some of what the others send. */
const STREAM = new Set(['L7', 'L12'])
const BYTES = new Set(['F1', 'F2'])
export const FRAMING = ALL.filter(({ row }) => STREAM.has(row))
export const BROKEN = ALL.filter(({ row }) => BYTES.has(row))
export const CONNECTION = ALL.filter(({ row }) => !STREAM.has(row) && !BYTES.has(row))

const REQUEST: LdapRequest = { kind: 'extended', name: '', messageId: 7, connection: 1, controls: [] }
const LARGE = encodedAnswer(
  entry(`cn=all,${BASE}`, { member: Array.from({ length: TINY }, (_, index) => `uid=person${index},ou=people,${BASE}`) }),
  REQUEST,
)

function inChunks(take: (chunk: Buffer) => void): void {
  for (let at = 0; at < LARGE.length; at += 16_384) take(LARGE.subarray(at, at + 16_384))
}

/** How many bytes `work` joins to new buffers. */
function copiedBytes(work: () => void): number {
  const own = Object.getOwnPropertyDescriptor(Buffer, 'concat')
  const concat = Buffer.concat.bind(Buffer)
  let copied = 0
  Buffer.concat = (list, length) => {
    const joined = concat(list, length)
    copied += joined.length
    return joined
  }
  try {
    work()
  } finally {
    if (own !== undefined) Object.defineProperty(Buffer, 'concat', own)
  }
  return copied
}

function tinyEntries(count: number, messageId = 7): Buffer {
  return Buffer.concat(Array<Buffer>(count).fill(encodedAnswer(entry('cn=a', {}), { ...REQUEST, messageId })))
}

function tooLong(messageId: number): Buffer {
  const message = Buffer.from(encodedAnswer(entry(`cn=g,${BASE}`, { member: ['cn=a', 'cn=b'] }), { ...REQUEST, messageId }))
  message[message.lastIndexOf(Buffer.from([4, 4])) + 1] = 5
  return message
}

const silent: NonNullable<ScriptedDirectoryOptions['deviate']> = () => [{ kind: 'silence' }]

/** Ends the connection once, before the second page. */
function dropsOnce(): NonNullable<ScriptedDirectoryOptions['deviate']> {
  let dropped = false
  return (search, page, honest): readonly Answer[] => {
    if (dropped || page !== 2 || search.attributes.includes('1.1')) return honest
    dropped = true
    return [{ kind: 'drop' }]
  }
}

/** A port that takes connections and says nothing. */
async function withMute<Outcome>(work: (url: string) => Promise<Outcome>): Promise<Outcome> {
  const server = createServer((socket) => void socket.on('error', () => undefined).resume())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`ldaps://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
  }
}
