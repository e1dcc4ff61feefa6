import { exactJson } from './exact-json.ts'
import type { Answer } from './answer.ts'
import type { GraphFailure } from './failures.ts'

/** What a good answer looks like: a list's page, one object, the answers of a batch, or a bare number (`/$count`). */
export type Shape = 'page' | 'object' | 'batch' | 'count'

export type Judged =
  | { readonly kind: 'good'; readonly json: unknown }
  /** Ask again: at once worth it (`damaged`), or when the server says so (`busy`). */
  | { readonly kind: 'damaged' | 'busy'; readonly failure: GraphFailure }
  | { readonly kind: 'final'; readonly failure: GraphFailure }

/**
 * What an answer is worth (C4, C9): status, content type, whole JSON, and the shape that was asked for. A 200 that holds an `error`,
 * HTML, or no `value` is damaged, never an empty list.
 */
export function judge(answer: Answer, shape: Shape): Judged {
  const { status } = answer
  if (status === 200) return judgeGood(answer, shape)
  const failure = failureOf(status, answer.body)
  if (BUSY.has(status)) return { kind: 'busy', failure }
  return { kind: 'final', failure }
}

/** C6. */
const BUSY: ReadonlySet<number> = new Set([429, 500, 502, 503, 504])

function judgeGood({ contentType, body, status }: Answer, shape: Shape): Judged {
  const damaged = (reason: string): Judged => ({ kind: 'damaged', failure: { kind: 'failed', status, code: '', reason } })
  if (shape === 'count') {
    const text = body.replace(/^\uFEFF/u, '').trim()
    return /^\d{1,15}$/u.test(text) ? { kind: 'good', json: Number(text) } : damaged('a count that is no number')
  }
  if (contentType !== 'application/json') return damaged(`content of type \`${contentType}\` where JSON was expected`)
  let json: unknown
  try {
    json = exactJson(body)
  } catch {
    return damaged('JSON that stops or cannot be read')
  }
  return judgeJson(json, shape) ?? { kind: 'good', json }
}

/** Why `json` is not of `shape`; null where it is. Inner answers of a batch come through here too (C7). */
export function judgeJson(json: unknown, shape: Shape): Judged | null {
  const damaged = (reason: string): Judged => ({ kind: 'damaged', failure: { kind: 'failed', status: 200, code: '', reason } })
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return damaged('an answer that is no object')
  if ('error' in json) return damaged(`an error with status 200: ${errorOf(json).reason}`)
  if (shape === 'page' && !('value' in json && Array.isArray(json.value))) return damaged('a page without a list')
  if (shape === 'page' && '@odata.nextLink' in json && typeof json['@odata.nextLink'] !== 'string') return damaged('a link that is no text')
  if (shape === 'batch' && !('responses' in json && Array.isArray(json.responses))) return damaged('a batch without answers')
  return null
}

/** What a refusal says. */
function failureOf(status: number, body: string): GraphFailure {
  try {
    return refusal(status, JSON.parse(body))
  } catch {
    return refusal(status, null)
  }
}

export function refusal(status: number, json: unknown): GraphFailure {
  const { code, reason } = errorOf(json)
  const said = `${status}${code === '' ? '' : ` ${code}`}${reason === '' ? '' : `: ${reason}`}`
  return { kind: kindOf(status, code), status, code, reason: oneLine(said) }
}

/** Codes with which Graph says that a page's link has run out: the list is to be read again from its first page. */
const EXPIRED: ReadonlySet<string> = new Set([
  'Directory_ExpiredPageToken',
  'ExpiredPageToken',
  'InvalidSkipToken',
  'resyncRequired',
  'syncStateNotFound',
])

function kindOf(status: number, code: string): GraphFailure['kind'] {
  if (status === 410 || EXPIRED.has(code)) return 'expired'
  if (status === 403 || status === 401) return 'denied'
  if (status === 404) return 'absent'
  return status === 429 ? 'throttled' : 'failed'
}

function errorOf(json: unknown): { readonly code: string; readonly reason: string } {
  if (typeof json !== 'object' || json === null || !('error' in json)) return { code: '', reason: '' }
  const { error } = json
  if (typeof error !== 'object' || error === null) return { code: '', reason: typeof error === 'string' ? error : '' }
  return {
    code: 'code' in error && typeof error.code === 'string' ? error.code : '',
    reason: 'message' in error && typeof error.message === 'string' ? oneLine(error.message) : '',
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim().slice(0, 300)
}
