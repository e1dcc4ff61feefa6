import { createSign, randomUUID } from 'node:crypto'
import { request } from 'node:https'
import type { Graph } from '../graph.ts'

export interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  /** Empty where the text is no JSON object. */
  readonly json: {
    readonly value?: readonly Readonly<Record<string, unknown>>[]
    readonly '@odata.nextLink'?: string
    readonly error?: { readonly code: string }
    readonly responses?: readonly { readonly id: string; readonly status: number }[]
    readonly access_token?: string
  }
}

/** One GET below the version, with a token of its own unless headers are given: what the wire says, with nothing added. */
export async function get(graph: Graph, target: string, headers?: Readonly<Record<string, string>>): Promise<Reply> {
  return exchange(graph, 'GET', `/v1.0${target}`, headers ?? (await bearer(graph)))
}

export async function post(graph: Graph, target: string, body: string): Promise<Reply> {
  return exchange(graph, 'POST', `/v1.0${target}`, await bearer(graph), body)
}

/** The header that carries a new token. */
export async function bearer(graph: Graph): Promise<Readonly<Record<string, string>>> {
  return { authorization: `Bearer ${(await askToken(graph)).json.access_token ?? ''}` }
}

/** Asks for a token with the server's own certificate; claims of the assertion and the thumbprint can be made wrong. */
export async function askToken(graph: Graph, changed: object = {}, thumbprint = graph.certificate.thumbprint): Promise<Reply> {
  const now = Math.floor(Date.now() / 1000)
  const who = { iss: graph.clientId, sub: graph.clientId, jti: randomUUID() }
  const claims = { aud: `${graph.url}/${graph.tenantId}/oauth2/v2.0/token`, ...who, nbf: now, exp: now + 600, ...changed }
  const header = { alg: 'RS256', 'x5t#S256': Buffer.from(thumbprint, 'hex').toString('base64url') }
  const signed = [header, claims].map((each) => Buffer.from(JSON.stringify(each)).toString('base64url')).join('.')
  const form = new URLSearchParams({
    client_id: graph.clientId,
    scope: 'https://graph.microsoft.com/.default',
    grant_type: 'client_credentials',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signed}.${createSign('sha256').update(signed).sign(graph.certificate.key).toString('base64url')}`,
  })
  return exchange(graph, 'POST', `/${graph.tenantId}/oauth2/v2.0/token`, {}, form.toString())
}

type Headers = Readonly<Record<string, string>>

async function exchange({ url, ca }: Graph, method: string, path: string, headers: Headers, body?: string): Promise<Reply> {
  const reply = await new Promise<Omit<Reply, 'json'>>((resolve, reject) => {
    const sent = request(url, { method, path, headers, ca, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }))
    })
    sent.on('error', reject).end(body)
  })
  return { ...reply, json: reply.text.startsWith('{') ? (JSON.parse(reply.text) as Reply['json']) : {} }
}
