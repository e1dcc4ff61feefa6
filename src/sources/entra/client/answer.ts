/** One whole answer, judged by nobody yet. */
export interface Answer {
  readonly status: number
  readonly contentType: string
  /** Graph's own id of the request: what its support asks for. Empty where it gave none. */
  readonly requestId: string
  /** As written: a number of seconds or a date. */
  readonly retryAfter: string | null
  /** What the request cost, in resource units; null where it was not said. */
  readonly units: number | null
  /** How much of the quota is used up, 1 = all; only said from 0.8 on. */
  readonly quotaUsed: number | null
  readonly body: string
}

export function answerOf(status: number, headers: Headers, body: string): Answer {
  return {
    status,
    contentType: (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    requestId: headers.get('request-id') ?? '',
    retryAfter: headers.get('retry-after'),
    units: numberIn(headers.get('x-ms-resource-unit')),
    quotaUsed: numberIn(headers.get('x-ms-throttle-limit-percentage')),
    body,
  }
}

function numberIn(text: string | null): number | null {
  return text !== null && /^\d+(\.\d+)?$/u.test(text) ? Number(text) : null
}
