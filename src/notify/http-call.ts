import { type Result, failed, succeeded } from '../core/base/result.ts'
import { oneLine } from './one-line.ts'

const TIMEOUT_MS = 15_000

/**
 * One call whose answer counts only as *taken* or not; why not, in one line, otherwise. Its body is not read.
 *
 * The address is part of no failure: whoever knows a webhook's address can write to it. Redirections are refused, since they would
 * carry the message to a place that nobody configured.
 */
export async function httpCall(
  url: string,
  request: { readonly method: 'GET' } | { readonly method: 'POST'; readonly json: unknown },
): Promise<Result<null, string>> {
  const body =
    request.method === 'GET' ? {} : { body: JSON.stringify(request.json), headers: { 'content-type': 'application/json; charset=utf-8' } }
  try {
    const answer = await fetch(url, { method: request.method, ...body, redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) })
    await answer.body?.cancel()
    return answer.ok ? succeeded(null) : failed(`it answered ${answer.status}`)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'TimeoutError') return failed(`no answer within ${TIMEOUT_MS / 1000} seconds`)
    // Whatever keeps `fetch` from an answer is a TypeError with its reason behind it.
    if (!(cause instanceof TypeError)) throw cause
    return failed(oneLine(reasonOf(cause.cause)))
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'the address cannot be called'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message
}
