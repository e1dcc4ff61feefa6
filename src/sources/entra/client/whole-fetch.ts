import { type Answer, answerOf } from './answer.ts'
import { TransportFailure } from './failures.ts'

export interface Guarded {
  /** Host, with its port where it is not 443; nothing is ever sent elsewhere. */
  readonly hosts: ReadonlySet<string>
  /** For the whole answer, body included (C8). */
  readonly timeoutMs: number
}

export interface Sent {
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/**
 * Sends one request to a host of the allow-list and reads its answer to the end.
 *
 * Rejects with a `TransportFailure`: no redirect is followed, and an answer that stops before its end is none (C9).
 */
export async function wholeFetch({ url, method, headers, body }: Sent, { hosts, timeoutMs }: Guarded): Promise<Answer> {
  if (!isAllowed(url, hosts))
    throw new TransportFailure('refused', `the address \`${url}\` is not one of ${[...hosts].join(', ')} over https`)
  const signal = AbortSignal.timeout(timeoutMs)
  let response: Response
  let bytes: Uint8Array
  try {
    response = await fetch(url, { method, headers: { ...headers }, body, redirect: 'error', signal })
    bytes = new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    if (signal.aborted) throw new TransportFailure('timeout', `no whole answer within ${timeoutMs / 1_000} s`, { cause })
    throw new TransportFailure('broken', causeText(cause), { cause })
  }
  const length = response.headers.get('content-length')
  const encoded = response.headers.get('content-encoding') !== null
  if (length !== null && !encoded && Number(length) !== bytes.length)
    throw new TransportFailure('cut', `the answer has ${bytes.length} bytes, and ${length} were announced`)
  return answerOf(response.status, response.headers, new TextDecoder().decode(bytes))
}

export function isAllowed(url: string, hosts: ReadonlySet<string>): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, host, username, password, hash } = new URL(url)
  // Behind a `#` nothing would be sent (C5).
  return protocol === 'https:' && hash === '' && username === '' && password === '' && hosts.has(host)
}

/** What lies behind `fetch failed`. */
function causeText(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause
  if (inner instanceof Error) return 'code' in inner && typeof inner.code === 'string' ? `${inner.code}: ${inner.message}` : inner.message
  return cause.message
}
