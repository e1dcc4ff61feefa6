import { z } from 'zod'
import { exactJson } from './exact-json.ts'
import type { GraphFailure } from './failures.ts'
import type { GraphReader, Manner } from './graph-reader.ts'
import { type Judged, type Shape, judgeJson, refusal } from './judge.ts'
import { retryAfterMs } from './patience.ts'

/** Graph takes no more in one. */
export const BATCH_SIZE = 20

/** One inner answer: Graph's, whatever it is, or why there is none. */
export interface InnerAnswer {
  readonly path: string
  /** Null where Graph never answered. */
  readonly status: number | null
  readonly requestId: string
  readonly body: unknown
  readonly failure: GraphFailure | null
}

/**
 * Asks up to 20 paths at once; answers in the order of `paths`. Each inner answer is handled as a request's own would be (C7): what is
 * busy or damaged is asked again, with one wait for all, as long as the dataset's time lasts.
 */
export async function batch(reader: GraphReader, paths: readonly string[], shape: Shape, manner: Manner): Promise<readonly InnerAnswer[]> {
  const answers = new Map<number, InnerAnswer>()
  const failures = new Map<number, number>()
  let open = paths.map((path, position) => ({ path, position }))
  for (let round = 0; open.length > 0; round++) {
    const sent = await sendInner(reader, open, manner)
    if (!sent.ok) {
      for (const { path, position } of open)
        answers.set(position, { path, status: sent.failure.status, requestId: '', body: null, failure: sent.failure })
      break
    }
    const again: Waiting[] = []
    for (const { path, position } of open) {
      const { answer, again: busy } = judgeInner(path, sent.inner.get(String(position)), shape)
      const failed = busy !== null && busy.status !== 429 ? (failures.get(position) ?? 0) + 1 : 0
      if (failed > 0) failures.set(position, failed)
      if (busy === null || failed > FAILURES) answers.set(position, answer)
      else again.push({ path, position, ...busy, answer })
    }
    if (again.length > 0 && !(await waited(again, reader, manner, round))) {
      for (const { position, answer } of again) answers.set(position, answer)
      break
    }
    open = again.map(({ path, position }) => ({ path, position }))
  }
  return paths.map((_, position) => {
    const answer = answers.get(position)
    if (answer === undefined) throw new Error(`batch position ${position} was never answered`)
    return answer
  })
}

/** How often one inner answer may be an error or damaged; for a 429 the dataset's time alone is the limit. */
const FAILURES = 6

interface Waiting {
  readonly path: string
  readonly position: number
  readonly status: number
  readonly retryAfter: string | null
  readonly answer: InnerAnswer
}

const inner = z.object({
  id: z.string(),
  status: z.int(),
  headers: z.record(z.string(), z.unknown()).nullish(),
  body: z.unknown(),
})
type Inner = z.infer<typeof inner>

async function sendInner(
  reader: GraphReader,
  open: readonly { readonly path: string; readonly position: number }[],
  manner: Manner,
): Promise<{ readonly ok: true; readonly inner: ReadonlyMap<string, Inner> } | { readonly ok: false; readonly failure: GraphFailure }> {
  const headers = manner.eventual ? { headers: { consistencylevel: 'eventual' } } : {}
  const requests = open.map(({ path, position }) => ({ id: String(position), method: 'GET', url: path, ...headers }))
  const answered = await reader.post(JSON.stringify({ requests }), { ...manner, units: manner.units * open.length })
  if (!answered.ok) return { ok: false, failure: answered.error }
  const { responses } = answered.value.json as { readonly responses: readonly unknown[] }
  const parsed = responses.flatMap((one) => inner.safeParse(one).data ?? [])
  return { ok: true, inner: new Map(parsed.map((one) => [one.id, one])) }
}

function judgeInner(
  path: string,
  found: Inner | undefined,
  shape: Shape,
): { readonly answer: InnerAnswer; readonly again: Pick<Waiting, 'status' | 'retryAfter'> | null } {
  if (found === undefined) {
    const failure = { kind: 'failed', status: null, code: '', reason: 'the batch has no answer for it' } as const
    return { answer: { path, status: null, requestId: '', body: null, failure }, again: { status: 0, retryAfter: null } }
  }
  const { status, headers } = found
  const body = decoded(found.body)
  const answer = { path, status, requestId: headerOf(headers, 'request-id') ?? '', body }
  if (status === 200) {
    const judged = judgeJson(body, shape)
    if (judged === null) return { answer: { ...answer, failure: null }, again: null }
    return { answer: { ...answer, failure: failureIn(judged) }, again: { status, retryAfter: null } }
  }
  const failure = refusal(status, body)
  const again = BUSY.has(status) ? { status, retryAfter: headerOf(headers, 'retry-after') } : null
  return { answer: { ...answer, failure }, again }
}

/** 401 among them: the token ran out while the batch was served. */
const BUSY: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504])

/** One wait for all, the longest that any of them asks for. False where the dataset's time does not allow it. */
async function waited(again: readonly Waiting[], reader: GraphReader, { patience, pace }: Manner, round: number): Promise<boolean> {
  if (again.some(({ status }) => status === 401)) await reader.renewToken()
  const told = again.flatMap(({ retryAfter }) => retryAfterMs(retryAfter) ?? [])
  if (told.length === 0) return patience.wait(patience.backOffMs(round))
  const longest = Math.max(...told)
  pace.hold(longest)
  return patience.wait(longest)
}

/** Content that is no JSON object stands in a batch as a text, base64 where Graph does not know its type. */
function decoded(body: unknown): unknown {
  if (typeof body !== 'string') return body
  const text = /^[A-Za-z0-9+/]+={0,2}$/u.test(body) ? Buffer.from(body, 'base64').toString('utf8') : body
  try {
    return exactJson(text)
  } catch {
    return body
  }
}

function headerOf(headers: Inner['headers'], name: string): string | null {
  for (const [header, value] of Object.entries(headers ?? {}))
    if (header.toLowerCase() === name && (typeof value === 'string' || typeof value === 'number')) return String(value)
  return null
}

function failureIn(judged: Judged): GraphFailure {
  if (judged.kind === 'good') throw new Error('a good answer has no failure')
  return judged.failure
}
