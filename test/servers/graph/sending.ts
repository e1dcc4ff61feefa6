import type { ServerResponse } from 'node:http'
import type { Fault } from './faults.ts'

export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Sends an answer as a fault of the transport has it. */
export function send(response: ServerResponse, { status, headers, body }: Answer, fault: Fault | undefined): void {
  const bytes = Buffer.from(body)
  const half = bytes.subarray(0, Math.floor(bytes.length / 2))
  const full = { ...headers, 'content-length': String(bytes.length) }
  switch (fault?.kind) {
    case 'silent':
      return
    case 'reset':
      if (fault.when === 'before') return void response.socket?.destroy()
      // Without a length, so that only the broken connection tells.
      response.writeHead(status, headers).write(half, () => response.socket?.destroy())
      return
    case 'cut':
      if (fault.what === 'json') return void response.writeHead(status, { ...headers, 'content-length': String(half.length) }).end(half)
      response.writeHead(status, full).write(half, () => response.socket?.destroy())
      return
    case 'html':
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<!DOCTYPE html><title>Sign in</title><p>Please sign in.')
    case 'no-content-type':
      return void response.writeHead(status, withoutType(full)).end(bytes)
    case 'slow':
      response.writeHead(status, full).write(half)
      setTimeout(() => response.end(bytes.subarray(half.length)), fault.ms)
      return
    default:
      response.writeHead(status, full).end(bytes)
  }
}

function withoutType(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'content-type'))
}
