import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import { sambaDatabase } from './samba-database.ts'
import { ADMINISTRATOR, DOMAIN, DOMAIN_AUDITOR, DOMAIN_SID, domainUser, REALM } from './samba-example.ts'

const CACHE = new URL('../../.cache/', import.meta.url).pathname
const PROVISION = new URL('samba/provision.py', import.meta.url).pathname
const MADE_AT_ADDRESS = '127.0.0.2'

export interface SambaSettings {
  readonly address: string
  readonly caFile: string
  readonly certFile: string
  readonly keyFile: string
}

/**
 * Puts a fresh domain controller into `folder`: the domain with Samba's own entries and the account of the reader.
 *
 * The domain is made once (about five seconds) and kept in `.cache/` under the hash of all that goes into it.
 */
export async function copyDomain(folder: string, settings: SambaSettings): Promise<void> {
  const template = await domainTemplate()
  cpSync(template.folder, folder, { recursive: true })
  const file = join(folder, 'etc/smb.conf')
  const copied = readFileSync(file, 'utf8').replaceAll(template.madeIn, folder).replaceAll(MADE_AT_ADDRESS, settings.address)
  const { certFile, keyFile, caFile } = settings
  writeFileSync(
    file,
    copied.replace('[global]\n', `[global]\n\ttls certfile = ${certFile}\n\ttls keyfile = ${keyFile}\n\ttls cafile = ${caFile}\n`),
  )
}

interface Template {
  readonly folder: string
  /** The path that its smb.conf names. */
  readonly madeIn: string
}

async function domainTemplate(): Promise<Template> {
  const version = await runCommand('samba', ['--version'])
  const inputs = [version, readFileSync(PROVISION, 'utf8'), ...provisionArguments('DIR'), domainUser('auditor', DOMAIN_AUDITOR.password)]
  const hash = createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16)
  const kept = join(CACHE, `samba-${hash}`)
  if (!existsSync(kept)) await makeTemplate(kept)
  return { folder: join(kept, 'dc'), madeIn: readFileSync(join(kept, 'made-in'), 'utf8') }
}

/** Made beside its place and renamed, so that what stands there is whole; if another process was faster, its work is used. */
async function makeTemplate(kept: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(`${kept}-making-`)
  try {
    const folder = join(making, 'dc')
    writeFileSync(join(making, 'base.conf'), '[global]\n')
    writeFileSync(join(making, 'made-in'), folder)
    // Debian's own interpreter: another python3 in PATH does not have Samba's modules
    await runCommand('/usr/bin/python3', [PROVISION, 'domain', 'provision', '-s', join(making, 'base.conf'), ...provisionArguments(folder)])
    await sambaDatabase(folder).ldbadd(domainUser('auditor', DOMAIN_AUDITOR.password))
    try {
      renameSync(making, kept)
    } catch (error) {
      if (!existsSync(kept)) throw error
    }
  } finally {
    rmSync(making, { recursive: true, force: true })
  }
}

function provisionArguments(folder: string): readonly string[] {
  const options = [
    `interfaces=${MADE_AT_ADDRESS}/8`, // without the /8 it listens on nothing, and keeps running
    'bind interfaces only=yes',
    'server services=ldap',
    'ldap server require strong auth=allow_sasl_over_tls',
    'tls enabled=yes',
    `lock directory=${folder}/lock`,
    `pid directory=${folder}/run`,
    `ncalrpc dir=${folder}/ncalrpc`,
    `winbindd socket directory=${folder}/winbindd`,
    `ntp signd socket directory=${folder}/ntp`,
  ]
  return [
    `--targetdir=${folder}`,
    `--realm=${REALM}`,
    `--domain=${DOMAIN}`,
    `--domain-sid=${DOMAIN_SID}`,
    '--host-name=dc1',
    `--host-ip=${MADE_AT_ADDRESS}`,
    '--server-role=dc',
    '--dns-backend=NONE',
    '--use-rfc2307',
    `--adminpass=${ADMINISTRATOR.password}`,
    ...options.map((option) => `--option=${option}`),
  ]
}
