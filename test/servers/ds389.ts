import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { testAuthority, type Certificate, type CertificateKind } from './authority.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
import { DIRECTORY_MANAGER, DS_READER_ENTRIES, DS_ROOT_ENTRIES } from './ds389-example.ts'
import { copyInstance } from './ds389-template.ts'
import { freePort } from './free-port.ts'
import { requireServer } from './requirement.ts'
import { runCommand } from './run-command.ts'
import type { Login } from './slapd-example.ts'
import { stateFolder } from './state-folder.ts'

export interface Ds389Options {
  /**
   * All entries of the base, the base itself included, as LDIF text; default: the base, ou=people, ou=groups. Imported while the server
   * stands still, in which no plug-in runs: a `memberOf` must stand in the text, or the groups be added by `ldapadd`.
   */
  readonly content?: string
  /** What the server shows to its clients. Default: `good`. */
  readonly certificate?: CertificateKind
  /** LDIF of further schema files, by name: what FreeIPA brings with it. */
  readonly schema?: Readonly<Record<string, string>>
}

export interface Ds389 extends ChildServer {
  /** ldaps://127.0.0.1:port */
  readonly url: string
  readonly plainUrl: string
  /** The authority to trust, as PEM text, and the file that holds it. */
  readonly ca: string
  readonly caFile: string
  readonly folder: string
  /** Adds entries while the server runs, as the Directory Manager; plug-ins see them. */
  ldapadd(ldif: string, as?: Login): Promise<void>
  /** Applies LDIF change records (`changetype:`) while the server runs. */
  ldapmodify(ldif: string, as?: Login): Promise<void>
}

/** Starts 389 Directory Server on 127.0.0.1 with the MemberOf plug-in and the given content; ready when it answers a bind. Needs root. */
export async function startDs389(options: Ds389Options = {}): Promise<Ds389> {
  requireServer('ds389')
  const authority = await testAuthority()
  const state = stateFolder('ds389')
  try {
    const folder = join(state.path, 'ds')
    // ns-slapd gives up root, and must still come here
    await runCommand('chmod', ['755', state.path])
    await copyInstance(folder)
    for (const [name, ldif] of Object.entries(options.schema ?? {})) writeFileSync(join(folder, 'conf/schema', name), ldif)
    await fillStore(join(folder, 'conf'), await authority.issue(options.certificate ?? 'good'), authority.caFile)
    await load(folder, 'userroot', options.content ?? DS_ROOT_ENTRIES)
    await load(folder, 'readers', DS_READER_ENTRIES)
    const { plainPort, tlsPort, child } = await startOnFreePorts(state.path, folder)
    const plainUrl = `ldap://127.0.0.1:${plainPort}`
    return {
      url: `ldaps://127.0.0.1:${tlsPort}`,
      plainUrl,
      ca: authority.ca,
      caFile: authority.caFile,
      folder: state.path,
      ...child,
      async stop() {
        await child.stop()
        state.remove()
      },
      ldapadd: (ldif, as = DIRECTORY_MANAGER) => change('ldapadd', plainUrl, as, ldif),
      ldapmodify: (ldif, as = DIRECTORY_MANAGER) => change('ldapmodify', plainUrl, as, ldif),
    }
  } catch (error) {
    state.remove()
    throw error
  }
}

/** Puts the authority and the server's key into its NSS store, whose password lib389 left beside it. */
async function fillStore(conf: string, { certFile, keyFile }: Certificate, caFile: string): Promise<void> {
  const bundle = join(conf, 'server.p12')
  const password = join(conf, 'pwdfile.txt')
  await runCommand('openssl', [
    'pkcs12',
    '-export',
    '-in',
    certFile,
    '-inkey',
    keyFile,
    '-name',
    'Server-Cert',
    '-out',
    bundle,
    '-passout',
    'pass:x',
  ])
  await runCommand('certutil', ['-A', '-d', conf, '-n', 'authority', '-t', 'CT,,', '-f', password, '-i', caFile])
  await runCommand('pk12util', ['-i', bundle, '-d', conf, '-k', password, '-W', 'x'])
}

async function load(folder: string, backend: string, ldif: string): Promise<void> {
  const file = join(folder, 'ldif', `${backend}.ldif`)
  writeFileSync(file, ldif)
  const { uid, gid } = statSync(folder)
  chownSync(file, uid, gid)
  await runCommand('ns-slapd', ['ldif2db', '-D', join(folder, 'conf'), '-n', backend, '-i', file])
}

/** A free port may be taken by another program before ns-slapd listens on it: then other ports are tried. */
async function startOnFreePorts(state: string, folder: string): Promise<{ plainPort: number; tlsPort: number; child: ChildServer }> {
  for (let attempt = 1; ; attempt += 1) {
    const plainPort = await freePort()
    const tlsPort = await freePort()
    configure(join(folder, 'conf/dse.ldif'), plainPort, tlsPort)
    try {
      const child = await startChildServer({
        name: '389 Directory Server',
        folder: state,
        command: ['ns-slapd', '-D', join(folder, 'conf'), '-i', join(folder, 'run/pid'), '-d', '0'],
        answers: () => answersBind(`ldap://127.0.0.1:${plainPort}`),
      })
      return { plainPort, tlsPort, child }
    } catch (error) {
      const log = readFileSync(join(folder, 'log/errors'), 'utf8').slice(-4_000)
      if (attempt === 3 || !/address already in use/i.test(log)) throw new Error(`${String(error)}\n${log}`, { cause: error })
    }
  }
}

// Without an address it listens on every interface.
function configure(file: string, plainPort: number, tlsPort: number): void {
  const own: Readonly<Record<string, string>> = {
    'nsslapd-port': String(plainPort),
    'nsslapd-securePort': String(tlsPort),
    'nsslapd-listenhost': '127.0.0.1',
    'nsslapd-securelistenhost': '127.0.0.1',
    'nsslapd-security': 'on',
    'nsslapd-ldapilisten': 'off',
  }
  const entries = readFileSync(file, 'utf8')
    .split('\n\n')
    .map((entry) => {
      if (entry.startsWith('dn: cn=MemberOf Plugin,')) return entry.replace(/^nsslapd-pluginEnabled: .*$/mu, 'nsslapd-pluginEnabled: on')
      if (!/^dn: cn=config$/mu.test(entry)) return entry
      const kept = entry
        .split('\n')
        .filter((line) => !Object.keys(own).some((name) => line.toLowerCase().startsWith(`${name.toLowerCase()}:`)))
      return [...kept, ...Object.entries(own).map(([name, value]) => `${name}: ${value}`)].join('\n')
    })
  writeFileSync(file, entries.join('\n\n'))
}

async function answersBind(url: string): Promise<void> {
  const client = new Client({ url, connectTimeout: 1_000, timeout: 1_000 })
  try {
    await client.bind(DIRECTORY_MANAGER.dn, DIRECTORY_MANAGER.password)
  } finally {
    await client.unbind()
  }
}

async function change(program: 'ldapadd' | 'ldapmodify', url: string, as: Login, ldif: string): Promise<void> {
  await runCommand(program, ['-x', '-H', url, '-D', as.dn, '-w', as.password], { input: ldif, env: { LDAPNOINIT: '1' } })
}
