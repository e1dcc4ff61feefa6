import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import type { Certificate } from '../servers/authority.ts'

/** A server that answers nothing and remembers what clients said to it: outside TLS, and inside if a handshake was finished. */
export interface ListeningServer {
  readonly url: string
  /** Raw bytes, of all connections together. */
  heard(): Buffer
  /** What came through TLS; empty if no client ever trusted the certificate. */
  heardInside(): Buffer
  stop(): Promise<void>
}

/** With a certificate it speaks TLS; with null it is a plain server that never answers and hangs up on the first bytes. */
export async function listeningServer(certificate: Certificate | null): Promise<ListeningServer> {
  const raw: Buffer[] = []
  const inside: Buffer[] = []
  const open = new Set<Socket>()
  function keep(socket: Socket): void {
    open.add(socket)
    socket.once('close', () => open.delete(socket)).on('error', () => socket.destroy())
  }

  const behind = certificate === null ? null : createTlsServer({ cert: certificate.cert, key: certificate.key })
  behind?.on('secureConnection', (socket) => socket.on('data', (bytes: Buffer) => inside.push(bytes)))
  behind?.on('connection', keep).on('tlsClientError', (_error, socket) => socket.destroy())
  const behindPort = behind === null ? null : await listening(behind)

  const front = createServer((client) => {
    keep(client)
    client.on('data', (bytes) => raw.push(bytes))
    if (behindPort === null) return void client.once('data', () => client.destroy())
    const upstream = connect(behindPort, '127.0.0.1')
    keep(upstream)
    client.pipe(upstream).pipe(client)
  })
  const port = await listening(front)
  return {
    url: `ldaps://127.0.0.1:${port}`,
    heard: () => Buffer.concat(raw),
    heardInside: () => Buffer.concat(inside),
    async stop() {
      for (const server of [front, behind]) server?.close()
      for (const socket of open) socket.destroy()
    },
  }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
