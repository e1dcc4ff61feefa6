import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { testAuthority, type CertificateKind } from './authority.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
import { leaseLoopback } from './loopback-lease.ts'
import { requireServer } from './requirement.ts'
import { sambaDatabase, type SambaDatabase } from './samba-database.ts'
import { ADMINISTRATOR, DOMAIN_AUDITOR } from './samba-example.ts'
import { copyDomain } from './samba-template.ts'
import { stateFolder } from './state-folder.ts'

export interface SambaOptions {
  /** Entries beyond those of a new domain, as LDIF, or what to do with the database before the server starts. */
  readonly content?: string | ((database: SambaDatabase) => Promise<void>)
  /** What the server shows to its clients. Default: `good`. */
  readonly certificate?: CertificateKind
}

export interface Samba extends ChildServer {
  /** ldaps://127.0.0.N: the ports of a domain controller are fixed, so each has an address of its own. */
  readonly url: string
  readonly address: string
  readonly ca: string
  readonly caFile: string
  /** Runs `change` with a client that is bound as Administrator over LDAPS, while the server runs. */
  asAdministrator<Answer>(change: (client: Client) => Promise<Answer>): Promise<Answer>
  /** Stops the server, lets `change` work on its files, and starts it again at the same address, with a new pid. */
  whileStopped(change: (database: SambaDatabase) => Promise<void>): Promise<void>
}

/** LDAP, LDAPS and the two ports of the global catalogue; Samba cannot be told others. */
const PORTS = [389, 636, 3268, 3269]

/** Starts a Samba Active Directory domain controller on a loopback address of its own; ready when `auditor` can bind over TLS. */
export async function startSamba(options: SambaOptions = {}): Promise<Samba> {
  requireServer('samba')
  const authority = await testAuthority()
  const lease = await leaseLoopback(PORTS)
  const state = stateFolder('samba')
  async function release(): Promise<void> {
    lease.release()
    state.remove()
  }
  try {
    const { address } = lease
    const folder = join(state.path, 'dc')
    const { certFile, keyFile } = await authority.issue(options.certificate ?? 'good', [address])
    await copyDomain(folder, { address, caFile: authority.caFile, certFile, keyFile })
    for (const name of ['lock', 'run', 'ncalrpc', 'winbindd', 'ntp', 'cache'])
      mkdirSync(join(folder, name), { recursive: true, mode: 0o755 })
    const database = sambaDatabase(folder)
    if (typeof options.content === 'string') await database.ldbadd(options.content)
    else await options.content?.(database)

    let child = await startProcess(state.path, address)
    const url = `ldaps://${address}`
    return {
      url,
      address,
      ca: authority.ca,
      caFile: authority.caFile,
      get pid() {
        return child.pid
      },
      log: () => child.log(),
      async stop() {
        await child.stop()
        await release()
      },
      async asAdministrator(change) {
        const client = new Client({ url, timeout: 10_000, tlsOptions: { ca: authority.ca } })
        try {
          await client.bind(ADMINISTRATOR.dn, ADMINISTRATOR.password)
          return await change(client)
        } finally {
          await client.unbind()
        }
      },
      async whileStopped(change) {
        await child.stop()
        await change(database)
        child = await startProcess(state.path, address)
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

function startProcess(state: string, address: string): Promise<ChildServer> {
  return startChildServer({
    name: 'samba',
    folder: state,
    command: ['samba', '-i', '-M', 'single', '-s', join(state, 'dc/etc/smb.conf'), '--debug-stdout'],
    answers: () => answersBind(address),
  })
}

/** Whatever certificate the test asked for, this only asks whether the server serves: it does not verify, and sends no secret of anybody. */
async function answersBind(address: string): Promise<void> {
  const client = new Client({ url: `ldaps://${address}`, connectTimeout: 1_000, timeout: 5_000, tlsOptions: { rejectUnauthorized: false } })
  try {
    await client.bind(DOMAIN_AUDITOR.dn, DOMAIN_AUDITOR.password)
  } finally {
    await client.unbind()
  }
}
