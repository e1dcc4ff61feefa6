import { isIP } from 'node:net'
import * as net from 'node:net'
import * as tls from 'node:tls'
import { Client, FilterParser, PagedResultsControl, SearchRequest, SearchResponse, type Filter } from 'ldapts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { connectFailure, operationFailure } from './client-failure.ts'
import { type ClientInternals, internalsOf } from './client-internals.ts'
import type { DirectoryFailure } from './directory-failure.ts'
import { entryIn } from './search-answer.ts'
import { type SearchControl, requestControl } from './search-controls.ts'
import type { EntryReader, Page, PageEnd, WireEntry } from './wire.ts'

export interface ConnectionOptions {
  /** `ldaps:`; `ldap:` only to a loopback address, and only with `allowPlainLoopback`. */
  readonly url: string
  /** Authorities to trust, as PEM, instead of the machine's own; null for those. */
  readonly ca: string | null
  /** For tests alone. */
  readonly allowPlainLoopback?: boolean
  readonly connectTimeoutMs?: number
  /** For one whole answer: a page, a bind. */
  readonly answerTimeoutMs?: number
}

export interface DirectorySearch {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  /** RFC 4515 text in ASCII, or a filter object where a value may hold anything else: ldapts encodes other text twice. */
  readonly filter: string | Filter
  /** Never `*` or `+`. `1.1` for none. */
  readonly attributes: readonly string[]
  /** Left out: none. */
  readonly controls?: readonly SearchControl[]
}

/** Which page is asked for: an empty `cookie` asks for the first. */
export interface Paging {
  readonly size: number
  readonly cookie: Uint8Array
}

/**
 * One TCP connection to one server, with ldapts behind it.
 *
 * INVARIANT: it never reconnects. A client that does comes back unbound, reads fewer entries and reports success; here a lost
 * connection is a failure, and whoever wants another connection opens one and starts the dataset again.
 *
 * One search at a time: slapd answers two paged searches on one connection with an error. Failures are values.
 */
export class DirectoryConnection {
  readonly #client: Client
  readonly #internals: ClientInternals
  #busy = false
  #bound = false

  private constructor(client: Client, internals: ClientInternals) {
    this.#client = client
    this.#internals = internals
  }

  static async open(options: ConnectionOptions): Promise<Result<DirectoryConnection, DirectoryFailure>> {
    const refusal = refusedUrl(options)
    if (refusal !== null) return failed(refusal)
    const client = new Client(clientOptions(options))
    const internals = internalsOf(client)
    try {
      await internals.connect()
      return succeeded(new DirectoryConnection(client, internals))
    } catch (cause) {
      return failed(connectFailure(cause, options.url))
    }
  }

  /** Simple bind. An empty password is refused before it is sent: some servers take it for an anonymous bind and say yes. */
  async bind(dn: string, password: string): Promise<Result<void, DirectoryFailure>> {
    if (password === '' || dn === '')
      return failed({ kind: 'not-tried', says: 'the name or the password of the reader is empty', cure: 'give both under `bind`' })
    const done = await this.#alone(async () => this.#client.bind(dn, password))
    if (done.ok) this.#bound = true
    return done
  }

  /** "Who am I?" (RFC 4532): `dn:…` or `u:…`; empty for nobody. */
  async whoAmI(): Promise<Result<string, DirectoryFailure>> {
    return this.#alone(async () => (await this.#client.exop('1.3.6.1.4.1.4203.1.11.3')).value ?? '')
  }

  /** A search without paging, for one or few entries. */
  async read(search: DirectorySearch): Promise<Result<Page, DirectoryFailure>> {
    return this.#decoded(async (reader) => this.#search(search, null, reader))
  }

  /** One page; an empty `cookie` asks for the first. */
  async page(search: DirectorySearch, size: number, cookie: Uint8Array): Promise<Result<Page, DirectoryFailure>> {
    return this.#decoded(async (reader) => this.#search(search, { size, cookie }, reader))
  }

  /** As `read` or `page`, the entries handed to `reader` as they come: for answers that are large. */
  async readInto(reader: EntryReader, search: DirectorySearch, paging: Paging | null): Promise<Result<PageEnd, DirectoryFailure>> {
    return this.#search(search, paging, reader)
  }

  /** Says goodbye and ends the connection. That it could not say goodbye loses nothing that was read. */
  async close(): Promise<Result<void, DirectoryFailure>> {
    try {
      return succeeded(await this.#client.unbind())
    } catch (cause) {
      return failed(operationFailure(cause))
    }
  }

  async #decoded(ask: (reader: EntryReader) => Promise<Result<PageEnd, DirectoryFailure>>): Promise<Result<Page, DirectoryFailure>> {
    const entries: WireEntry[] = []
    const reader = {
      get taken() {
        return entries.length
      },
      take: (message: Buffer) => void entries.push(entryIn(message)),
    }
    const end = await ask(reader)
    if (end.ok) return succeeded({ ...end.value, entries })
    // What came before a limit was hit was seen all the same.
    return failed(end.error.kind === 'result' ? { ...end.error, seen: entries } : end.error)
  }

  async #search(search: DirectorySearch, paging: Paging | null, reader: EntryReader): Promise<Result<PageEnd, DirectoryFailure>> {
    const { base, scope, attributes } = search
    const filter = typeof search.filter === 'string' ? FilterParser.parseString(search.filter) : search.filter
    const answer = await this.#alone(async () => {
      // Sent by ourselves: the client's own search cuts paging at an empty page and takes a hit size limit for success.
      const messageId = this.#internals.nextMessageId()
      const limits = { sizeLimit: 0, timeLimit: 0, derefAliases: 'never' as const }
      const asked = (search.controls ?? []).map(requestControl)
      const controls = paging === null ? asked : [pagingControl(paging), ...asked]
      this.#internals.gather(messageId, reader)
      return this.#internals.send(
        new SearchRequest({ messageId, baseDN: base, scope, filter, attributes: [...attributes], controls, ...limits }),
      )
    })
    const references = this.#internals.gathered()
    if (!answer.ok) return answer
    const response = answer.value
    if (!(response instanceof SearchResponse)) return failed({ kind: 'lost', says: 'the connection ended without an answer' })
    if (response.status !== 0) return failed({ kind: 'result', code: response.status, says: response.errorMessage.trim(), seen: [] })
    return succeeded({ references, cookie: cookieOf(response) })
  }

  async #alone<Answer>(ask: () => Promise<Answer>): Promise<Result<Answer, DirectoryFailure>> {
    if (this.#busy) throw new Error('two questions at a time on one connection')
    this.#busy = true
    try {
      const answer = await Promise.race([ask(), this.#internals.broken])
      if (this.#bound && !this.#client.isBound) return failed({ kind: 'lost', says: 'the connection is no longer bound' })
      return succeeded(answer)
    } catch (cause) {
      return failed(operationFailure(cause))
    } finally {
      this.#busy = false
    }
  }
}

function refusedUrl({ url, allowPlainLoopback = false }: ConnectionOptions): DirectoryFailure | null {
  const cure = 'write `url` as `ldaps://host` or `ldaps://host:port`'
  if (!URL.canParse(url)) return { kind: 'not-tried', says: `\`${url}\` is not an address`, cure }
  const { protocol, hostname, username, pathname, search } = new URL(url)
  if (hostname === '' || username !== '' || !['', '/'].includes(pathname) || search !== '')
    return { kind: 'not-tried', says: `\`${url}\` is not the address of a server alone`, cure }
  if (protocol === 'ldaps:') return null
  if (protocol === 'ldap:' && allowPlainLoopback && isLoopback(hostname)) return null
  return { kind: 'not-tried', says: `\`${protocol}\` is not encrypted from the first byte on, and the password would be at risk`, cure }
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'))
}

function clientOptions({
  url,
  ca,
  connectTimeoutMs = 15_000,
  answerTimeoutMs = 120_000,
}: ConnectionOptions): ConstructorParameters<typeof Client>[0] {
  let calls = 0
  function once(): void {
    calls += 1
    if (calls > 1) throw new Error('the connection ended; it is not made again behind our back')
  }
  return {
    url,
    timeout: answerTimeoutMs,
    connectTimeout: connectTimeoutMs,
    strictDN: false,
    autoRebind: false,
    createSecureConnection: ((port: number, host: string) => {
      once()
      const servername = isIP(host) === 0 ? host : ''
      return tls.connect({ port, host, servername, ...(ca === null ? {} : { ca }), rejectUnauthorized: true }).setKeepAlive(true, 30_000)
    }) as typeof tls.connect,
    createConnection: ((port: number, host: string) => {
      once()
      return net.connect({ port, host }).setKeepAlive(true, 30_000)
    }) as typeof net.connect,
  }
}

function pagingControl({ size, cookie }: Paging): PagedResultsControl {
  return new PagedResultsControl({ value: { size, cookie: Buffer.from(cookie) } })
}

/** Empty on the last page; null without a paging control in the answer. */
function cookieOf(response: SearchResponse): Uint8Array | null {
  const control = response.controls?.find((one) => one instanceof PagedResultsControl)
  return control === undefined ? null : (control.value?.cookie ?? new Uint8Array())
}
