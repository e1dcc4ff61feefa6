import { createServer } from 'node:net'

/** A TCP port that nobody listens on at this moment. Another program may take it before it is used: callers start again then. */
export function freePort(address = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, address, () => {
      const bound = probe.address()
      probe.close(() => {
        if (bound === null || typeof bound === 'string') reject(new Error(`no TCP port on ${address}`))
        else resolve(bound.port)
      })
    })
  })
}
