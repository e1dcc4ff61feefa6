import { createServer, type Server } from 'node:net'

export interface LoopbackLease {
  readonly address: string
  release(): void
}

/** A port that no program of the tests uses: whoever listens there has the address. */
const LEASE_PORT = 30_636
const FIRST = 3
const LAST = 250

/**
 * A loopback address of one's own, 127.0.0.3 to 127.0.0.250, on which all `ports` are free; no other test process gets
 * it until it is released. For servers whose ports cannot be changed.
 */
export async function leaseLoopback(ports: readonly number[]): Promise<LoopbackLease> {
  for (let last = FIRST; last <= LAST; last += 1) {
    const address = `127.0.0.${last}`
    const lease = await listenOn(address, LEASE_PORT)
    if (lease === undefined) continue
    lease.unref()
    const release = (): void => void lease.close()
    if (await areFree(address, ports)) return { address, release }
    release()
  }
  throw new Error(`no loopback address from 127.0.0.${FIRST} to 127.0.0.${LAST} has the ports ${ports.join(', ')} free`)
}

async function areFree(address: string, ports: readonly number[]): Promise<boolean> {
  for (const port of ports) {
    const probe = await listenOn(address, port)
    if (probe === undefined) return false
    await new Promise((resolve) => probe.close(resolve))
  }
  return true
}

function listenOn(address: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else if (error.code === 'EACCES')
        reject(
          new Error(`port ${port} needs root here\n  help: run as root, or first \`sysctl -w net.ipv4.ip_unprivileged_port_start=389\``, {
            cause: error,
          }),
        )
      else reject(error)
    })
    server.listen({ host: address, port, exclusive: true }, () => resolve(server))
  })
}
