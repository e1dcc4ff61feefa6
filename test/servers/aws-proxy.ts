import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AwsAnswer, type ErrorKind, codeAnswer, errorAnswer } from './aws-proxy/errors.ts'
import { type AwsRequest, accessKeyOf, namesOf } from './aws-proxy/request.ts'

/**
 * What becomes of a request: an error in the form of its service; `reset`: the connection ends without an answer; `silence`: it stays open
 * without one; `cut`: half of the body, then the connection ends; `short`: half of the body, as if it were all; `replaced`: a body of the
 * test's own.
 */
export type AwsFault =
  | { readonly kind: ErrorKind | 'reset' | 'silence' | 'cut' | 'short' }
  | { readonly kind: 'code'; readonly code: string; readonly status: number }
  | { readonly kind: 'replaced'; readonly status: number; readonly body: string }

/** All that a rule names must fit; what it leaves out fits always. */
export interface FaultRule {
  /** As the command line spells it. */
  readonly service?: string
  readonly action?: string
  readonly account?: string
  readonly region?: string
  /** Stands in the path or in the body. */
  readonly holds?: string
  /** Number of the request among all, from 1. */
  readonly number?: number
  /** Only so many of those that fit, from the first. */
  readonly times?: number
  readonly fault: AwsFault
}

/** Answers in the place of the server, or null. `pass` asks the server, with another target, path or body where one is given. */
export type Script = (request: AwsRequest, pass: Pass) => Promise<AwsAnswer | null> | AwsAnswer | null
export type Pass = (changed?: { readonly target?: string; readonly path?: string; readonly body?: string }) => Promise<AwsAnswer>

export interface AwsProxyOptions {
  readonly faults?: readonly FaultRule[]
  /** The first that answers does. */
  readonly scripts?: readonly Script[]
  /** The account of credentials that no role gave out. */
  readonly ownAccount?: string
  /** Answers a question of the same identity as it answered it before: for tests that ask the same a hundred times. */
  readonly remembers?: boolean
}

export interface AwsProxy {
  /** http://127.0.0.1:port, of every service. */
  readonly url: string
  /** Every request since the last `use`, in order. */
  readonly requests: readonly AwsRequest[]
  /** How many faults were injected since then. */
  injected(): number
  /** From now on it is so; requests are counted anew, and what is remembered stays. */
  use(options: AwsProxyOptions): void
  stop(): Promise<void>
}

/** A proxy before a server of AWS, for what that server does not do on demand. */
export async function startAwsProxy(target: string, first: AwsProxyOptions = {}): Promise<AwsProxy> {
  const accounts = new Map<string, string>()
  const remembered = new Map<string, AwsAnswer>()
  const requests: AwsRequest[] = []
  let options = first
  let used = new Map<FaultRule, number>()
  let injected = 0

  function faultFor(request: AwsRequest): AwsFault | null {
    for (const rule of options.faults ?? []) {
      if (!fits(rule, request)) continue
      const before = used.get(rule) ?? 0
      if (before >= (rule.times ?? Number.POSITIVE_INFINITY)) continue
      used.set(rule, before + 1)
      injected += 1
      return rule.fault
    }
    return null
  }

  async function answerTo(request: AwsRequest): Promise<AwsAnswer> {
    const pass: Pass = async (changed = {}) => forwarded(target, request, changed)
    const key = [
      accessKeyOf(request.headers),
      request.service,
      request.region,
      request.headers['x-amz-target'],
      request.method,
      request.path,
      request.body,
    ].join(' ')
    // A report is under way at first, and made when asked for again.
    const remembers = options.remembers === true && request.action !== 'GenerateCredentialReport'
    const known = remembers ? remembered.get(key) : undefined
    if (known !== undefined) return known
    const scripted = await firstAnswer(options.scripts ?? [], request, pass)
    const answer = scripted ?? (await pass())
    if (request.action === 'AssumeRole') note(request, answer)
    if (remembers) remembered.set(key, answer)
    return answer
  }

  function note({ body }: AwsRequest, answer: AwsAnswer): void {
    const given = /<AccessKeyId>([^<]+)</u.exec(answer.body)?.[1]
    const account = new URLSearchParams(body).get('RoleArn')?.split(':')[4]
    if (given !== undefined && account !== undefined) accounts.set(given, account)
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await textOf(message)
    const [method, path] = [message.method ?? 'GET', message.url ?? '/']
    const account = accounts.get(accessKeyOf(message.headers)) ?? options.ownAccount ?? ''
    const names = namesOf(method, path, message.headers, body)
    const request: AwsRequest = { number: requests.length + 1, ...names, account, method, path, headers: message.headers, body }
    requests.push(request)
    const fault = faultFor(request)
    switch (fault?.kind) {
      case undefined:
        return send(response, await answerTo(request))
      case 'denied':
      case 'throttled':
      case 'expired':
        return send(response, errorAnswer(fault.kind, request))
      case 'code':
        return send(response, codeAnswer(fault.code, fault.status, request))
      case 'replaced':
        return send(response, { status: fault.status, headers: { 'content-type': 'text/plain' }, body: fault.body })
      case 'reset':
        return void message.socket.resetAndDestroy()
      case 'silence':
        return undefined
      case 'short':
        return send(response, halved(await answerTo(request)))
      case 'cut': {
        const { status, headers, body: whole } = await answerTo(request)
        response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(whole) })
        response.write(whole.slice(0, whole.length / 2), () => message.socket.destroy())
      }
    }
  }

  const server = createServer((message, response) => {
    serve(message, response).catch((error: unknown) => {
      response.writeHead(502, { 'content-type': 'text/plain' }).end(`the proxy failed: ${String(error)}`)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    injected: () => injected,
    use(changed) {
      options = { ...(options.ownAccount === undefined ? {} : { ownAccount: options.ownAccount }), ...changed }
      used = new Map()
      injected = 0
      requests.length = 0
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function fits({ service, action, account, region, holds, number }: FaultRule, request: AwsRequest): boolean {
  return (
    (service === undefined || service === request.service) &&
    (action === undefined || action === request.action) &&
    (account === undefined || account === request.account) &&
    (region === undefined || region === request.region) &&
    (holds === undefined || `${request.path} ${request.body}`.includes(holds)) &&
    (number === undefined || number === request.number)
  )
}

async function firstAnswer(scripts: readonly Script[], request: AwsRequest, pass: Pass): Promise<AwsAnswer | null> {
  for (const script of scripts) {
    const answer = await script(request, pass)
    if (answer !== null) return answer
  }
  return null
}

const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'content-length', 'transfer-encoding', 'expect', 'host', 'keep-alive'])

async function forwarded(target: string, request: AwsRequest, changed: Parameters<Pass>[0] = {}): Promise<AwsAnswer> {
  const { target: action, path = request.path, body = request.body } = changed
  const headers = new Headers()
  for (const [name, value] of Object.entries(request.headers))
    if (typeof value === 'string' && !HOP_BY_HOP.has(name)) headers.set(name, value)
  if (action !== undefined) headers.set('x-amz-target', action)
  const response = await fetch(`${target}${path}`, {
    method: request.method,
    headers,
    ...(body === '' ? {} : { body }),
  })
  const kept = [...response.headers].filter(([name]) => !HOP_BY_HOP.has(name) && name !== 'content-encoding')
  return { status: response.status, headers: Object.fromEntries(kept), body: await response.text() }
}

function halved({ status, headers, body }: AwsAnswer): AwsAnswer {
  return { status, headers, body: body.slice(0, body.length / 2) }
}

function send(response: ServerResponse, { status, headers, body }: AwsAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
}

async function textOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
