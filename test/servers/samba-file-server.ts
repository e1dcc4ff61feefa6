import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testAuthority } from './authority.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
import { leaseLoopback } from './loopback-lease.ts'
import { requireServer } from './requirement.ts'
import { commandOutcome, runCommand } from './run-command.ts'
import { sambaDatabase } from './samba-database.ts'
import { DOMAIN, DOMAIN_AUDITOR, DOMAIN_SID } from './samba-example.ts'
import { copyDomain } from './samba-template.ts'
import { stateFolder } from './state-folder.ts'

export interface FileServerOptions {
  /** Entries of the domain beyond those of a new one, as LDIF. */
  readonly content: string
  readonly shares: readonly string[]
}

/** One descriptor to be set or, without `sddl`, only read. */
export interface DescriptorTask {
  readonly path: string
  readonly sddl?: string
}

/** One attempt to open something with exactly these rights. */
export interface OpenTask {
  readonly share: string
  readonly path: string
  readonly right: number
  readonly folder: boolean
}

export interface SambaFileServer extends ChildServer {
  readonly address: string
  /** ldaps://127.0.0.N of the domain. */
  readonly url: string
  readonly caFile: string
  readonly configuration: string
  /** Of what talks to this server's winbindd. */
  readonly env: Readonly<Record<string, string>>
  /** The folder behind a share. */
  folderOf(share: string): string
  sidOf(name: string): Promise<string>
  /** Sets descriptors as they are given, in one process, and resolves to what stands there then. */
  descriptors(tasks: readonly DescriptorTask[]): Promise<readonly string[]>
  /** The share's own descriptor, set if `sddl` is given. */
  shareDescriptor(share: string, sddl?: string): Promise<string>
  /** What smbclient prints, as this user, for commands in one session; `tcon` changes the share. */
  smbclient(user: Login, share: string, commands: readonly string[]): Promise<string>
  tryOpens(user: Login, tasks: readonly OpenTask[]): Promise<readonly boolean[]>
}

interface Login {
  readonly name: string
  readonly password: string
}

const PORTS = [135, 139, 389, 445, 636, 3268, 3269]
const HELPERS = new URL('samba/', import.meta.url).pathname

/**
 * Starts a Samba that is the domain controller and serves files: its users and groups are the domain's, and the folders behind its shares
 * have descriptors of Windows, which alone decide (`acl_xattr`). Needs root, as smbd acts as each of its users.
 */
export async function startSambaFileServer({ content, shares }: FileServerOptions): Promise<SambaFileServer> {
  requireServer('samba')
  requireServer('samba-files')
  const authority = await testAuthority()
  const lease = await leaseLoopback(PORTS)
  const state = stateFolder('samba-files')
  async function release(): Promise<void> {
    lease.release()
    state.remove()
  }
  try {
    const { address } = lease
    const dc = join(state.path, 'dc')
    const { certFile, keyFile } = await authority.issue('good', [address])
    await copyDomain(dc, { address, caFile: authority.caFile, certFile, keyFile })
    for (const name of ['lock', 'run', 'ncalrpc', 'winbindd', 'ntp', 'cache']) mkdirSync(join(dc, name), { recursive: true, mode: 0o755 })
    await sambaDatabase(dc).ldbadd(content)
    // smbd enters as the user who asks.
    for (const folder of [state.path, dc]) chmodSync(folder, 0o711)
    const folderOf = (share: string): string => join(state.path, 'shares', share)
    const configuration = join(dc, 'etc/smb.conf')
    serveFiles(configuration, dc, shares, folderOf)
    for (const folder of [join(state.path, 'shares'), ...shares.map(folderOf)]) {
      mkdirSync(folder)
      chmodSync(folder, 0o777)
    }
    // Samba's libraries look for winbindd in one place of the machine, unless they believe that a test wraps them.
    const env = {
      LD_PRELOAD: 'libnss_wrapper.so',
      NSS_WRAPPER_PASSWD: '/etc/passwd',
      NSS_WRAPPER_GROUP: '/etc/group',
      SELFTEST_WINBINDD_SOCKET_DIR: join(dc, 'winbindd'),
    }
    const child = await startChildServer({
      name: 'samba',
      folder: state.path,
      command: ['samba', '-i', '-M', 'single', '-s', configuration, '--debug-stdout'],
      env,
      async answers() {
        await runCommand('smbclient', [...as(DOMAIN_LOGIN), '-L', address])
      },
    })

    function as({ name, password }: Login): readonly string[] {
      return ['-s', configuration, '-U', `${DOMAIN}\\${name}%${password}`]
    }
    return {
      address,
      url: `ldaps://${address}`,
      caFile: authority.caFile,
      configuration,
      env,
      pid: child.pid,
      log: () => child.log(),
      async stop() {
        await child.stop()
        await release()
      },
      folderOf,
      async sidOf(name) {
        const database = [`--configfile=${configuration}`, '-H', join(dc, 'private/sam.ldb')]
        const said = await runCommand('ldbsearch', [...database, `(sAMAccountName=${name})`, 'objectSid'])
        const sid = /^objectSid: (S-1-[-\d]+)$/mu.exec(said)?.[1]
        if (sid === undefined) throw new Error(`the domain has no \`${name}\``)
        return sid
      },
      async descriptors(tasks) {
        const said = await runCommand('/usr/bin/python3', [join(HELPERS, 'access-lists.py'), configuration, DOMAIN_SID], {
          input: `${JSON.stringify(tasks)}\n`,
          env,
        })
        return JSON.parse(said.split('\n').find((line) => line.startsWith('[')) ?? '[]') as readonly string[]
      },
      async shareDescriptor(share, sddl) {
        if (sddl !== undefined) await runCommand('sharesec', ['-s', configuration, share, '-S', sddl], { env })
        return (await runCommand('sharesec', ['-s', configuration, share, '--viewsddl'], { env })).trim()
      },
      // The exit code says only how its last command went.
      smbclient: async (user, share, commands) =>
        (await commandOutcome('smbclient', [...as(user), `//${address}/${share}`], { input: `${commands.join('\n')}\n` })).stdout,
      async tryOpens({ name, password }, tasks) {
        const said = await runCommand('/usr/bin/python3', [join(HELPERS, 'try-opens.py'), configuration, address, DOMAIN, name, password], {
          input: JSON.stringify(tasks),
        })
        return JSON.parse(said) as readonly boolean[]
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

const DOMAIN_LOGIN: Login = { name: 'auditor', password: DOMAIN_AUDITOR.password }

function serveFiles(configuration: string, dc: string, shares: readonly string[], folderOf: (share: string) => string): void {
  const globals = ['server services = ldap, s3fs, winbindd, rpc', `log file = ${join(dc, 'log.%m')}`, 'acl_xattr:ignore system acls = yes']
  const text = readFileSync(configuration, 'utf8').replace(/\tserver services = .*\n/u, '')
  writeFileSync(configuration, text.replace('[global]\n', `[global]\n${globals.map((line) => `\t${line}\n`).join('')}`))
  appendFileSync(configuration, shares.map((share) => `\n[${share}]\n\tpath = ${folderOf(share)}\n\tread only = No\n`).join(''))
}
