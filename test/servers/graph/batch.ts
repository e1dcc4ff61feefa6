import { badRequest } from './refusal.ts'
import type { Json } from './tenant.ts'

export interface BatchPart {
  readonly id: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

export interface BatchAnswer {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Json
}

const LARGEST = 20

/** The requests of a batch: 1 to 20, each a GET with an id of its own and a URL below the version. Header names in lower case. */
export function readBatch(text: string): readonly BatchPart[] {
  const body = parsed(text) as { requests?: unknown }
  if (!Array.isArray(body.requests) || body.requests.length === 0) throw badRequest('a batch needs requests')
  if (body.requests.length > LARGEST) throw badRequest(`Number of requests in batch must be at most ${LARGEST}`)
  const parts = body.requests.map((each: unknown): BatchPart => {
    const { id, method, url, headers, ...more } = each as Record<string, unknown>
    if (typeof id !== 'string' || typeof url !== 'string' || !url.startsWith('/')) throw badRequest('a request of a batch needs id and url')
    if (method !== 'GET') throw badRequest(`a request of a batch with method ${String(method)}`)
    if (Object.keys(more).length > 0) throw badRequest(`a request of a batch with ${Object.keys(more).join(', ')}`)
    const lowered = Object.entries((headers ?? {}) as Record<string, string>).map(([name, value]) => [name.toLowerCase(), value])
    return { id, url, headers: Object.fromEntries(lowered) as Record<string, string> }
  })
  if (new Set(parts.map(({ id }) => id)).size < parts.length) throw badRequest('two requests of a batch have the same id')
  return parts
}

/** Graph answers in any order: here from the last to the first, so that no client relies on it. */
export function batchBody(answers: readonly BatchAnswer[]): Json {
  return { responses: answers.toReversed().map(({ id, status, headers, body }) => ({ id, status, headers, body })) }
}

function parsed(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch (error) {
    throw Object.assign(badRequest('the body of a batch is no JSON'), { cause: error })
  }
}
