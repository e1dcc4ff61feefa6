import { createHash } from 'node:crypto'
import type { Json } from './tenant.ts'

/** What may go wrong with one answer. */
export type Fault =
  /** Instead of the answer: an error of Graph, with `Retry-After` in seconds or as a date so many seconds from now. */
  | { readonly kind: 'status'; readonly status: number; readonly code?: string; readonly retryAfter?: number; readonly asDate?: boolean }
  /** The connection is reset before the answer, or within its body. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'within' }
  /** The body ends early, and the connection with it; or the length fits, and the JSON is cut. */
  | { readonly kind: 'cut'; readonly what: 'body' | 'json' }
  /** HTML with status 200, as a proxy shows it. */
  | { readonly kind: 'html' }
  /** Status 200 with an `error` object. */
  | { readonly kind: 'error-in-200' }
  | { readonly kind: 'no-content-type' }
  /** A page without `value`. */
  | { readonly kind: 'no-value' }
  /** No rows, and a link to the rows that should stand here. */
  | { readonly kind: 'empty-page' }
  /** The next link leads to this very page. */
  | { readonly kind: 'repeated-link' }
  /** The next link leads to another host. */
  | { readonly kind: 'foreign-link'; readonly host: string }
  /** The token of this page has expired; what has none is served. */
  | { readonly kind: 'expired-page'; readonly status: 400 | 410 }
  /** The access token is not taken any more. */
  | { readonly kind: 'unauthorized' }
  /** The body comes in two parts, with this time between them. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Nothing comes, ever. */
  | { readonly kind: 'silent' }
  /** Counts, as text or in a page, are off by this much. */
  | { readonly kind: 'count-off'; readonly by: number }
  /** Any change of the JSON. */
  | { readonly kind: 'edit'; readonly edit: (body: Json) => Json }

/**
 * When a fault happens. What is not said holds for all, but for the token endpoint, which must be named; a call is counted for
 * each target, path and query, from 1.
 */
export interface FaultRule {
  readonly fault: Fault
  /** The path of a route in the table, `/groups/{id}/members`, `/$batch` or `token`. */
  readonly route?: string
  /** A part of path and query. */
  readonly target?: string
  readonly calls?: readonly number[]
  /** Between 0 and 1; drawn from the seed, the target and its call, so that the order in which requests arrive does not matter. */
  readonly probability?: number
  readonly seed?: number
  /** Faults of this rule for one target at most: a fault that ends. */
  readonly atMost?: number
  /** Faults of this rule over all targets at most. */
  readonly inAll?: number
}

/** What kind of answer a fault would hit: one that it cannot change is left alone, and not counted. */
export interface Hit {
  readonly answers: 'list' | 'one' | 'count' | 'batch' | 'token'
  readonly inBatch: boolean
  readonly hasSkipToken: boolean
  readonly hasCount: boolean
}

export interface Injected {
  readonly route: string
  readonly target: string
  readonly kind: Fault['kind']
}

export interface FaultScript {
  /** The fault of this request, if any: the first rule that fits. Counts the call. */
  next(route: string, target: string, hit: Hit): Fault | undefined
  readonly injected: readonly Injected[]
}

export function faultScript(rules: readonly FaultRule[]): FaultScript {
  const calls = new Map<string, number>()
  const drawn = new Map<string, number>()
  const injected: Injected[] = []
  return {
    injected,
    next(route, target, hit) {
      const call = (calls.get(target) ?? 0) + 1
      calls.set(target, call)
      for (const [index, rule] of rules.entries()) {
        const key = `${index} ${target}`
        const [here, all] = [drawn.get(key) ?? 0, drawn.get(`${index}`) ?? 0]
        if (here >= (rule.atMost ?? Infinity) || all >= (rule.inAll ?? Infinity)) continue
        if (!isOf(rule.fault.kind, hit) || !fits(rule, index, route, target, call)) continue
        drawn.set(key, here + 1).set(`${index}`, all + 1)
        injected.push({ route, target, kind: rule.fault.kind })
        return rule.fault
      }
      return undefined
    },
  }
}

function isOf(kind: Fault['kind'], { answers, inBatch, hasSkipToken, hasCount }: Hit): boolean {
  switch (kind) {
    case 'status':
    case 'unauthorized':
      return true
    case 'edit':
    case 'error-in-200':
      return answers !== 'count' && answers !== 'token'
    case 'reset':
    case 'cut':
    case 'html':
    case 'no-content-type':
    case 'slow':
    case 'silent':
      return !inBatch
    case 'no-value':
    case 'empty-page':
    case 'repeated-link':
    case 'foreign-link':
      return answers === 'list'
    case 'expired-page':
      return hasSkipToken
    case 'count-off':
      return hasCount
  }
}

function fits(rule: FaultRule, index: number, route: string, target: string, call: number): boolean {
  if ((rule.route ?? (route === 'token' ? undefined : route)) !== route) return false
  if (rule.target !== undefined && !target.includes(rule.target)) return false
  if (rule.calls !== undefined && !rule.calls.includes(call)) return false
  return rule.probability === undefined || chance([rule.seed ?? 0, index, target, call]) < rule.probability
}

/** A number from 0 to 1, the same for the same parts. */
function chance(parts: readonly (number | string)[]): number {
  return createHash('sha256').update(JSON.stringify(parts)).digest().readUInt32BE(0) / 2 ** 32
}

const ENDING: readonly Fault[] = [
  { kind: 'status', status: 429, retryAfter: 1 },
  { kind: 'status', status: 429, retryAfter: 2, asDate: true },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503, retryAfter: 1 },
  { kind: 'status', status: 504 },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'within' },
  { kind: 'cut', what: 'body' },
  { kind: 'cut', what: 'json' },
  { kind: 'unauthorized' },
  { kind: 'slow', ms: 20 },
]

/** Faults of every kind that a client must outlive, over every route of Graph: each target meets each kind once at most. */
export function endingFaults(seed: number, probability: number): readonly FaultRule[] {
  return ENDING.map((fault) => ({ fault, seed, probability, atMost: 1 }))
}
