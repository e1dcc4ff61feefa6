import { type Server, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Hook {
  readonly url: string
  readonly calls: readonly { readonly method: string; readonly path: string; readonly body: string }[]
  /** From now on it answers so. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void
  stop(): Promise<void>
}

/** A webhook on loopback that keeps what it is sent. */
export async function startHook(): Promise<Hook> {
  const calls: Hook['calls'][number][] = []
  let status = 200
  let headers: Readonly<Record<string, string>> = {}
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8')
    request.on('data', (text: string) => (body += text))
    request.on('end', () => {
      calls.push({ method: request.method ?? '', path: request.url ?? '', body })
      response.writeHead(status, headers).end('x'.repeat(1000))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    answer(next, more = {}) {
      status = next
      headers = more
    },
    stop: async () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
