/** What the server refuses, in the words of Graph's errors. A complaint says that the client asked for what no client should. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly complaint: boolean
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, message: string, more: { complaint?: boolean; headers?: Record<string, string> } = {}) {
    super(message)
    this.status = status
    this.code = code
    this.complaint = more.complaint ?? false
    this.headers = more.headers ?? {}
  }
}

/** 400, and the test that brought it about fails: the server never humours the client. */
export function badRequest(message: string, code = 'BadRequest'): Refusal {
  return new Refusal(400, code, message, { complaint: true })
}
