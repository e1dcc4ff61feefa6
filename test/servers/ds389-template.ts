import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DIRECTORY_MANAGER, DS_READERS_DN } from './ds389-example.ts'
import { commandOutcome, runCommand } from './run-command.ts'
import { BASE_DN } from './slapd-example.ts'

const CACHE = new URL('../../.cache/', import.meta.url).pathname
const CREATE = new URL('ds389/create.py', import.meta.url).pathname

/** Where Debian's ns-slapd and lib389 look for instances, and where they note a process; there is no other place for either. */
const INSTANCES = '/etc/dirsrv'
const RUN = '/run/dirsrv'

/**
 * Puts a fresh instance of 389 Directory Server into `folder`, with two empty databases: that of the example and one for the readers.
 *
 * It is made once (about five seconds) and kept in `.cache/` under the hash of all that goes into it. Making it takes root, for the
 * link under /etc/dirsrv, which is gone again when this settles.
 */
export async function copyInstance(folder: string): Promise<void> {
  const template = await instanceTemplate()
  cpSync(template.folder, folder, { recursive: true })
  const file = join(folder, 'conf/dse.ldif')
  writeFileSync(file, unfolded(readFileSync(file, 'utf8')).replaceAll(template.madeIn, folder), { mode: 0o600 })
  await runCommand('chown', ['-R', 'dirsrv:dirsrv', folder])
}

/** Long lines of LDIF as one. */
function unfolded(ldif: string): string {
  return ldif.replaceAll('\n ', '')
}

interface Template {
  readonly folder: string
  /** The path that its configuration names. */
  readonly madeIn: string
}

async function instanceTemplate(): Promise<Template> {
  // it says its version, and ends with exit code 1
  const { stdout: version } = await commandOutcome('ns-slapd', ['-v'])
  const inputs = [version, readFileSync(CREATE, 'utf8'), settings('NAME', 'DIR')]
  const kept = join(CACHE, `ds389-${createHash('sha256').update(inputs.join('\0')).digest('hex').slice(0, 16)}`)
  if (!existsSync(kept)) await makeTemplate(kept)
  return { folder: join(kept, 'ds'), madeIn: readFileSync(join(kept, 'made-in'), 'utf8') }
}

/** Made beside its place and renamed, so that what stands there is whole; if another process was faster, its work is used. */
async function makeTemplate(kept: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true })
  const making = mkdtempSync(`${kept}-making-`)
  const name = `gatehouse${process.pid}`
  const link = join(INSTANCES, `slapd-${name}`)
  const pidFile = join(RUN, `slapd-${name}.pid`)
  try {
    const folder = join(making, 'ds')
    const conf = join(folder, 'conf')
    const file = join(making, 'setup.inf')
    writeFileSync(file, settings(name, folder), { mode: 0o600 })
    writeFileSync(join(making, 'made-in'), folder)
    const [uid = 0, gid = 0] = await Promise.all(['-u', '-g'].map(async (which) => Number(await runCommand('id', [which, 'dirsrv']))))
    for (const path of [making, folder, conf, join(folder, 'tmp'), join(folder, 'inst'), RUN]) {
      mkdirSync(path, { recursive: true })
      chownSync(path, uid, gid)
      chmodSync(path, 0o755)
    }
    symlinkSync(conf, link)
    // Debian's own interpreter: another python3 in PATH does not have lib389
    await runCommand('/usr/bin/python3', [CREATE, file])
    // regions of the database's cache, made anew at every start
    for (const region of readdirSync(join(folder, 'db')).filter((one) => one.startsWith('__db.'))) rmSync(join(folder, 'db', region))
    try {
      renameSync(making, kept)
    } catch (error) {
      if (!existsSync(kept)) throw error
    }
  } finally {
    for (const path of [link, pidFile, making]) rmSync(path, { recursive: true, force: true })
  }
}

function settings(name: string, folder: string): string {
  const places = [
    'config_dir conf',
    'cert_dir conf',
    'schema_dir conf/schema',
    'db_dir db',
    'db_home_dir db',
    'backup_dir bak',
    'ldif_dir ldif',
  ]
  const others = ['lock_dir lock', 'log_dir log', 'run_dir run', 'tmp_dir tmp', 'inst_dir inst', 'ldapi run/ldapi.socket']
  return `[general]
full_machine_name = localhost
strict_host_checking = False
start = False
selinux = False
systemd = False
[slapd]
instance_name = ${name}
user = dirsrv
group = dirsrv
port = 33890
secure_port = 33891
root_dn = ${DIRECTORY_MANAGER.dn}
root_password = ${DIRECTORY_MANAGER.password}
self_sign_cert = False
${[...places, ...others].map((place) => place.replace(' ', ` = ${folder}/`)).join('\n')}
[backend-userroot]
suffix = ${BASE_DN}
create_suffix_entry = False
[backend-readers]
suffix = ${DS_READERS_DN}
create_suffix_entry = False
`
}
