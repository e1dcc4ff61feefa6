import { createServer, type AddressInfo, type Socket } from 'node:net'
import { createSecureContext, TLSSocket } from 'node:tls'
import { testAuthority, type CertificateKind } from './authority.ts'
import { serveConnection, type LdapScript } from './scripted-ldap/connection.ts'
import type { LdapRequest } from './scripted-ldap/request.ts'

export interface ScriptedLdapOptions {
  readonly script: LdapScript
  /** A certificate to serve ldaps with (default `good`), or `plain` for ldap. */
  readonly tls?: CertificateKind | 'plain'
}

export interface ScriptedLdap {
  /** ldaps://127.0.0.1:port, or ldap:// for `plain`. */
  readonly url: string
  /** Empty for `plain`. */
  readonly ca: string
  readonly caFile: string
  /** Every request that was received, in order. Grows while the server runs. */
  readonly requests: readonly LdapRequest[]
  /** How many connections were accepted so far. */
  connections(): number
  /** Closes every open connection, as a firewall does with an idle one. */
  dropAll(): void
  log(): string
  /** Throws what the script threw, if it did: such a failure is the test's own, and must not look like the server's. */
  stop(): Promise<void>
}

/** An LDAP server within this process that does what a script says, for what real servers do not do on demand. */
export async function startScriptedLdap({ script, tls = 'good' }: ScriptedLdapOptions): Promise<ScriptedLdap> {
  const authority = tls === 'plain' ? null : await testAuthority()
  const context = authority === null || tls === 'plain' ? undefined : createSecureContext(await authority.issue(tls))
  const requests: LdapRequest[] = []
  const failures: unknown[] = []
  const lines: string[] = []
  const open = new Set<Socket>()
  let accepted = 0

  const server = createServer((raw) => {
    accepted += 1
    const name = `connection ${accepted}`
    open.add(raw)
    raw.setNoDelay(true).once('close', () => open.delete(raw))
    // Also where a client refuses the certificate and ends the handshake: its good right, and no failure here.
    const note = (error: Error): void => void lines.push(`${name}: ${error.message}`)
    raw.on('error', note)
    const socket = context === undefined ? raw : new TLSSocket(raw, { isServer: true, secureContext: context }).on('error', note)
    serveConnection({ socket, raw, number: accepted, script }, requests, (failure) => {
      failures.push(failure)
      lines.push(`${name}: ${String(failure)}`)
      raw.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const dropAll = (): void => open.forEach((socket) => void socket.destroy())
  return {
    url: `${tls === 'plain' ? 'ldap' : 'ldaps'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ca: authority?.ca ?? '',
    caFile: authority?.caFile ?? '',
    requests,
    connections: () => accepted,
    dropAll,
    log: () => lines.join('\n'),
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      dropAll()
      await closed
      if (failures.length > 0) throw new Error(`the scripted LDAP server failed: ${String(failures[0])}`, { cause: failures[0] })
    },
  }
}
