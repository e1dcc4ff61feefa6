import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { testAuthority, type CertificateKind } from './authority.ts'
import { startChildServer, type ChildServer } from './child-server.ts'
import { freePort } from './free-port.ts'
import { requireServer } from './requirement.ts'
import { runCommand } from './run-command.ts'
import { slapdConfig } from './slapd-config.ts'
import { ADMIN, READER_ENTRIES, ROOT_ENTRIES, type Login } from './slapd-example.ts'
import { stateFolder } from './state-folder.ts'

export interface SlapdOptions {
  /**
   * All entries of the base, the base itself included, as LDIF text or in a file; default: the base, ou=people, ou=groups.
   * Loaded by slapadd, in which no overlay runs: a `memberOf` must stand in the text, or the entries be added by `ldapadd`.
   */
  readonly content?: string | { readonly file: string }
  /** What the server shows to its clients. Default: `good`. */
  readonly certificate?: CertificateKind
}

export interface Slapd extends ChildServer {
  /** ldaps://127.0.0.1:port */
  readonly url: string
  readonly plainUrl: string
  /** The authority to trust, as PEM text, and the file that holds it. */
  readonly ca: string
  readonly caFile: string
  readonly folder: string
  /** Adds entries while the server runs, as the administrator of the base; overlays see them. */
  ldapadd(ldif: string, as?: Login): Promise<void>
  /** Applies LDIF change records (`changetype:`) while the server runs. */
  ldapmodify(ldif: string, as?: Login): Promise<void>
}

/** Starts OpenLDAP on 127.0.0.1 with the example configuration and the given content; ready when it answers a bind. */
export async function startSlapd(options: SlapdOptions = {}): Promise<Slapd> {
  requireServer('slapd')
  const authority = await testAuthority()
  const state = stateFolder('slapd')
  try {
    const certificate = await authority.issue(options.certificate ?? 'good')
    await prepare(state.path, slapdConfig({ folder: state.path, certificate, caFile: authority.caFile }), options.content ?? ROOT_ENTRIES)
    const { plainPort, tlsPort, child } = await startOnFreePorts(state.path)
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
      ldapadd: (ldif, as = ADMIN) => change('ldapadd', plainUrl, as, ldif),
      ldapmodify: (ldif, as = ADMIN) => change('ldapmodify', plainUrl, as, ldif),
    }
  } catch (error) {
    state.remove()
    throw error
  }
}

async function prepare(folder: string, config: string, content: string | { readonly file: string }): Promise<void> {
  for (const name of ['conf', 'data', 'readers']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'config.ldif'), config, { mode: 0o600 })
  writeFileSync(join(folder, 'readers.ldif'), READER_ENTRIES)
  const file = typeof content === 'string' ? join(folder, 'content.ldif') : content.file
  if (typeof content === 'string') writeFileSync(file, content)
  const conf = join(folder, 'conf')
  await runCommand('slapadd', ['-n', '0', '-F', conf, '-l', join(folder, 'config.ldif')])
  await runCommand('slapadd', ['-q', '-n', '2', '-F', conf, '-l', join(folder, 'readers.ldif')])
  await runCommand('slapadd', ['-q', '-n', '1', '-F', conf, '-l', file])
}

/** A free port may be taken by another program before slapd listens on it: then other ports are tried. */
async function startOnFreePorts(folder: string): Promise<{ plainPort: number; tlsPort: number; child: ChildServer }> {
  for (let attempt = 1; ; attempt += 1) {
    const plainPort = await freePort()
    const tlsPort = await freePort()
    const listen = `ldap://127.0.0.1:${plainPort}/ ldaps://127.0.0.1:${tlsPort}/`
    try {
      const child = await startChildServer({
        name: 'slapd',
        folder,
        // -d keeps it in the foreground; `none`, not 0, which would swallow the reason of a failed start
        command: ['slapd', '-d', 'none', '-F', join(folder, 'conf'), '-h', listen],
        answers: () => answersBind(`ldap://127.0.0.1:${plainPort}`),
      })
      return { plainPort, tlsPort, child }
    } catch (error) {
      if (attempt === 3 || !/address already in use/i.test(String(error))) throw error
    }
  }
}

async function answersBind(url: string): Promise<void> {
  const client = new Client({ url, connectTimeout: 1_000, timeout: 1_000 })
  try {
    await client.bind(ADMIN.dn, ADMIN.password)
  } finally {
    await client.unbind()
  }
}

async function change(program: 'ldapadd' | 'ldapmodify', url: string, as: Login, ldif: string): Promise<void> {
  await runCommand(program, ['-x', '-H', url, '-D', as.dn, '-w', as.password], { input: ldif, env: { LDAPNOINIT: '1' } })
}
