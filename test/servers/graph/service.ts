import { createHash, randomUUID } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { answer, type Asked, asked, type Body, type World } from './answer.ts'
import { type BatchAnswer, type BatchPart, batchBody, readBatch } from './batch.ts'
import { faultyBody } from './body-faults.ts'
import type { Fault, FaultScript, Hit } from './faults.ts'
import { expiredToken } from './paging.ts'
import { badRequest, Refusal } from './refusal.ts'
import { type Answer, send } from './sending.ts'
import { issueToken, openidConfiguration, rolesOf, type TokenWorld, unauthorized } from './token-endpoint.ts'
import type { Json } from './tenant.ts'
import { costOf, type Meter } from './units.ts'

/** How the server stands at present. */
export interface Settings extends Omit<World, 'tokenAge'>, Omit<TokenWorld, 'tenantId'> {
  readonly faults: FaultScript
  readonly meter: Meter
  readonly pageAge: () => number
}

export interface GraphCall {
  /** The route in the table; undefined where none fits. */
  readonly route: string | undefined
  /** Path and query below the version. */
  readonly target: string
  readonly status: number
  readonly eventual: boolean
  readonly inBatch: boolean
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

interface Books {
  readonly settings: () => Settings
  readonly calls: GraphCall[]
  readonly complaints: string[]
  /** What the server itself threw: its mistakes, not the client's. */
  readonly failures: unknown[]
}

type Outcome = { readonly answer: Answer; readonly fault: Fault | undefined }
type Headers = GraphCall['headers']

/** Answers requests as the settings of the moment have it, and books each. */
export function graphService(books: Books): RequestListener {
  return (request, response) => {
    // A client may go away in the middle of its own request; there is nobody left to answer then.
    serve(books, request, response).catch((error: unknown) => {
      if (!(error instanceof Refusal)) books.failures.push(error)
      response.socket?.destroy()
    })
  }
}

async function serve(books: Books, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = await bodyOf(request)
  const { answer: whole, fault } = outcome(books, request, text)
  const requestId = { 'request-id': randomUUID(), 'client-request-id': String(request.headers['client-request-id'] ?? randomUUID()) }
  send(response, { ...whole, headers: { ...requestId, ...whole.headers } }, fault)
}

function outcome(books: Books, { url = '', method = '', headers }: IncomingMessage, text: string): Outcome {
  const settings = books.settings()
  if (!url.startsWith('/v1.0/')) return ofTokenEndpoint(books, settings, url, text)
  const target = url.slice('/v1.0'.length)
  if (method === 'POST' && target === '/$batch') return ofBatch(books, settings, headers, text)
  return ofGraph(books, settings, { target, method, headers, inBatch: false })
}

interface Call {
  readonly target: string
  readonly method: string
  readonly headers: Headers
  readonly inBatch: boolean
}

function ofGraph(books: Books, settings: Settings, { target, method, headers, inBatch }: Call): Outcome {
  let route: string | undefined
  let fault: Fault | undefined
  const eventual = headers['consistencylevel'] === 'eventual'
  const result = refusalsAnswered(books, `${method} ${target}`, (): Answer => {
    if (method !== 'GET') throw badRequest(`${method} ${target}: only GET is allowed to an auditor`)
    const question = asked(target)
    route = question.route.path
    fault = settings.faults.next(route, target, hitOf(question, inBatch))
    throwFault(fault, settings)
    const roles = rolesOf(headers['authorization']?.toString(), tokenWorld(settings))
    const units = settings.meter.charge(question.route.limit, costOf(question.route, question.query))
    const world = { ...settings, tokenAge: settings.pageAge() }
    const body = answer({ target, roles, eventual }, question, world)
    return { status: 200, ...textOf(faultyBody(body, fault, { ...world, target, query: question.query }), units) }
  })
  books.calls.push({ route, target, status: result.status, eventual, inBatch, headers })
  return { answer: result, fault }
}

function ofBatch(books: Books, settings: Settings, headers: Headers, text: string): Outcome {
  const target = `/$batch?${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  let fault: Fault | undefined
  const result = refusalsAnswered(books, 'POST /$batch', (): Answer => {
    const parts = readBatch(text)
    fault = settings.faults.next('/$batch', target, { ...ALONE, answers: 'batch' })
    throwFault(fault, settings)
    rolesOf(headers['authorization']?.toString(), tokenWorld(settings))
    const body = batchBody(parts.map((part) => inner(books, settings, headers, part)))
    return { status: 200, ...textOf({ json: batchFault(body, fault) }, {}) }
  })
  books.calls.push({ route: '/$batch', target, status: result.status, eventual: false, inBatch: false, headers })
  return { answer: result, fault }
}

function batchFault(body: Json, fault: Fault | undefined): Json {
  if (fault?.kind === 'error-in-200') return { error: { code: 'UnknownError', message: 'Something went wrong.' } }
  return fault?.kind === 'edit' ? fault.edit(body) : body
}

/** The authorization is the batch's; every other header must stand at the inner request itself. */
function inner(books: Books, settings: Settings, outer: Headers, { id, url, headers }: BatchPart): BatchAnswer {
  const { answer: part } = ofGraph(books, settings, {
    target: url,
    method: 'GET',
    headers: { ...headers, authorization: outer['authorization'] },
    inBatch: true,
  })
  const isJson = part.headers['content-type']?.startsWith('application/json') === true
  const body: Json = isJson ? (JSON.parse(part.body) as Json) : Buffer.from(part.body).toString('base64')
  return { id, status: part.status, headers: part.headers, body }
}

function ofTokenEndpoint(books: Books, settings: Settings, url: string, text: string): Outcome {
  let fault: Fault | undefined
  const world = tokenWorld(settings)
  const result = refusalsAnswered(
    books,
    url,
    (): Answer => {
      fault = settings.faults.next('token', url, { ...ALONE, answers: 'token' })
      throwFault(fault, settings)
      const [, name = '', ...place] = url.split('?')[0]?.split('/') ?? []
      const address = place.join('/')
      if (address !== 'v2.0/.well-known/openid-configuration' && address !== 'oauth2/v2.0/token')
        throw badRequest(`no such address: ${url}`)
      if (name !== world.tenantId && name !== settings.tenant.domain)
        throw new Refusal(400, 'invalid_request', `AADSTS90002: Tenant '${name}' not found.`)
      if (address.startsWith('v2.0')) return jsonAnswer(200, openidConfiguration(world.origin, name))
      return jsonAnswer(200, issueToken(new URLSearchParams(text), name, world))
    },
    (refusal) => ({ error: refusal.code, error_description: refusal.message, error_codes: [], correlation_id: randomUUID() }),
  )
  books.calls.push({ route: 'token', target: url, status: result.status, eventual: false, inBatch: false, headers: {} })
  return { answer: result, fault }
}

function tokenWorld(settings: Settings): TokenWorld {
  return { ...settings, tenantId: settings.tenant.id }
}

const ALONE = { inBatch: false, hasSkipToken: false, hasCount: false } as const

function hitOf({ route, query }: Asked, inBatch: boolean): Hit {
  const { answers } = route
  return { answers, inBatch, hasSkipToken: query.skipToken !== undefined, hasCount: answers === 'count' || query.count }
}

function throwFault(fault: Fault | undefined, { now }: Settings): void {
  if (fault?.kind === 'unauthorized') throw unauthorized('Continuous access evaluation resulted in a challenge.')
  if (fault?.kind === 'expired-page') throw expiredToken(fault.status)
  if (fault?.kind !== 'status') return
  const { status, code = codeOf(status), retryAfter, asDate } = fault
  const after =
    retryAfter === undefined ? undefined : asDate === true ? new Date(now() + retryAfter * 1000).toUTCString() : String(retryAfter)
  throw new Refusal(status, code, `as the test's script says: ${status}`, { headers: after === undefined ? {} : { 'retry-after': after } })
}

const CODES: Readonly<Record<number, string>> = {
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'serviceNotAvailable',
  504: 'gatewayTimeout',
}

function codeOf(status: number): string {
  return CODES[status] ?? 'UnknownError'
}

/** The answer, or a refusal as an answer; complaints are written down. */
function refusalsAnswered(books: Books, place: string, work: () => Answer, words = graphError): Answer {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    if (error.complaint) books.complaints.push(`${place}: ${error.message}`)
    const { headers, ...rest } = jsonAnswer(error.status, words(error))
    return { ...rest, headers: { ...headers, ...error.headers } }
  }
}

function graphError({ code, message }: Refusal): object {
  return { error: { code, message, innerError: { date: '2026-08-01T02:00:00', 'request-id': randomUUID() } } }
}

function textOf(body: Body, headers: Readonly<Record<string, string>>): Omit<Answer, 'status'> {
  if ('text' in body) return { headers: { ...headers, 'content-type': 'text/plain' }, body: body.text }
  return { ...jsonAnswer(200, body.json), headers: { ...headers, ...jsonAnswer(200, null).headers } }
}

function jsonAnswer(status: number, json: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json;odata.metadata=minimal;charset=utf-8' }, body: JSON.stringify(json) }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}
