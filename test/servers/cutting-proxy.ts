import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/**
 * What happens to one connection: `none`; `cut`: exactly that many bytes of the server's reach the client, then the
 * connection is closed (0: at once), by FIN or by RST; `silence`: after that many bytes nothing more reaches the client, and the connection stays open.
 */
export type ConnectionFault =
  | { readonly kind: 'none' }
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly by?: 'close' | 'reset' }
  | { readonly kind: 'silence'; readonly afterBytes: number }

export interface CuttingProxy {
  /** The target's URL with the host and port of the proxy; a `good` certificate of the target is valid for it. */
  readonly url: string
  readonly port: number
  /** Bytes from the server that reached the client, of all connections together. */
  bytesToClient(): number
  bytesToServer(): number
  /** How many connections were accepted so far. */
  connections(): number
  /** For the connections to come; those that are open keep their fault. A function is given the number of the connection, from 1. */
  setFault(fault: ConnectionFault | ((connection: number) => ConnectionFault)): void
  /** Closes every open connection, as a firewall does with an idle one. */
  dropAll(): void
  /** From now on a connection attempt is refused by the system, as by a server that is down; open ones go on. */
  refuse(): Promise<void>
  /** Ends `refuse`; same port. */
  accept(): Promise<void>
  stop(): Promise<void>
}

/** A TCP proxy on 127.0.0.1 before any server, for connections that end in the middle. `target`: an URL with a port, or of ldap, ldaps. */
export async function startCuttingProxy(target: string, initial: ConnectionFault = { kind: 'none' }): Promise<CuttingProxy> {
  const { hostname, port, protocol } = new URL(target)
  const to = { host: hostname, port: port === '' ? defaultPort(protocol) : Number(port) }
  const counts = { toClient: 0, toServer: 0, connections: 0 }
  const open = new Set<Socket>()
  let faultOf = (_connection: number): ConnectionFault => initial

  const server = createServer((client) => {
    counts.connections += 1
    const upstream = connect(to)
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
    }
    client.on('data', (bytes) => {
      counts.toServer += bytes.length
      if (!upstream.write(bytes)) pauseUntilDrained(client, upstream)
    })
    client.once('close', () => upstream.destroy())
    client.once('error', () => upstream.destroy())
    upstream.once('error', () => client.destroy())
    relay(upstream, client, faultOf(counts.connections), (bytes) => (counts.toClient += bytes))
  })
  const listen = (onPort: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(onPort, '127.0.0.1', () => {
        server.off('error', reject)
        resolve()
      })
    })
  await listen(0)
  const own = (server.address() as AddressInfo).port
  const dropAll = (): void => open.forEach((socket) => void socket.destroy())

  return {
    url: `${protocol}//127.0.0.1:${own}`,
    port: own,
    bytesToClient: () => counts.toClient,
    bytesToServer: () => counts.toServer,
    connections: () => counts.connections,
    setFault(fault) {
      faultOf = typeof fault === 'function' ? fault : () => fault
    },
    dropAll,
    async refuse() {
      server.close() // stops listening at once; its promise would wait for the open connections
    },
    accept: () => listen(own),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      dropAll()
      await closed
    },
  }
}

/** Passes bytes from the server to the client, as far as the fault lets them. */
function relay(upstream: Socket, client: Socket, fault: ConnectionFault, count: (bytes: number) => void): void {
  let left = fault.kind === 'none' ? Number.POSITIVE_INFINITY : fault.afterBytes
  let over = false

  function end(): void {
    over = true
    if (fault.kind !== 'cut') return // silence: what comes is read and thrown away
    upstream.destroy()
    if (fault.by === 'reset') client.resetAndDestroy()
    else client.destroy()
  }

  upstream.on('data', (bytes) => {
    if (over) return
    const passed = bytes.subarray(0, left)
    left -= passed.length
    count(passed.length)
    if (left > 0) {
      if (!client.write(passed)) pauseUntilDrained(upstream, client)
    } else {
      over = true
      client.write(passed, end)
    }
  })
  upstream.once('end', () => {
    if (!over) client.end()
  })
  if (left === 0) end()
}

function pauseUntilDrained(source: Socket, sink: Socket): void {
  source.pause()
  sink.once('drain', () => source.resume())
}

function defaultPort(protocol: string): number {
  if (protocol === 'ldaps:') return 636
  if (protocol === 'ldap:') return 389
  throw new Error(`the target of the proxy needs a port: ${protocol}`)
}
