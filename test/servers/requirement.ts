import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * A server of the tests, by the name of its helper. Each needs some files of Debian's packages; no other check is made,
 * but for moto, which is not among them: it needs an interpreter that has it.
 *
 * A missing server fails the tests that need it, so that a green run means that they ran. `GATEHOUSE_TEST_SERVERS=optional`
 * skips them instead, for a laptop without these packages; where `CI=true` the variable counts for nothing.
 */
export type ServerName = 'slapd' | 'samba' | 'samba-files' | 'ds389' | 'acl' | 'chromium' | 'openssl' | 'systemd' | 'moto'

interface Requirement {
  readonly packages: readonly string[]
  readonly files: readonly string[]
}

const REQUIREMENTS: Readonly<Record<ServerName, Requirement>> = {
  slapd: {
    packages: ['slapd', 'ldap-utils', 'openssl'],
    files: ['/usr/sbin/slapd', '/usr/sbin/slapadd', '/usr/bin/ldapadd', '/usr/bin/openssl'],
  },
  samba: {
    packages: ['samba', 'samba-ad-provision', 'samba-dsdb-modules', 'ldb-tools', 'openssl'],
    files: ['/usr/sbin/samba', '/usr/share/samba/setup/provision.ldif', '/usr/bin/ldbadd', '/usr/bin/python3', '/usr/bin/openssl'],
  },
  'samba-files': {
    packages: [
      'samba',
      'samba-vfs-modules',
      'winbind',
      'libnss-wrapper',
      'smbclient',
      'samba-ad-provision',
      'samba-dsdb-modules',
      'ldb-tools',
      'openssl',
    ],
    files: ['/usr/sbin/smbd', '/usr/sbin/winbindd', '/usr/bin/smbclient', '/usr/bin/sharesec'],
  },
  ds389: {
    packages: ['389-ds-base', 'libnss3-tools', 'ldap-utils', 'openssl'],
    files: [
      '/usr/sbin/ns-slapd',
      '/usr/lib/python3/dist-packages/lib389/__init__.py',
      '/usr/bin/certutil',
      '/usr/bin/pk12util',
      '/usr/bin/ldapadd',
    ],
  },
  /** Not started: it prints access lists. */
  acl: { packages: ['acl'], files: ['/usr/bin/getfacl', '/usr/bin/setfacl'] },
  chromium: { packages: ['chromium'], files: ['/usr/bin/chromium'] },
  openssl: { packages: ['openssl'], files: ['/usr/bin/openssl'] },
  /** Not started: it only reads units. */
  systemd: { packages: ['systemd'], files: ['/usr/bin/systemd-analyze'] },
  /** The package is for its installation: an interpreter that has moto already is used as it is. */
  moto: { packages: ['python3-venv'], files: [] },
}

const MOTO_INTERPRETER = 'an interpreter with moto 5.2.1 or later and the command line of AWS (awscli)'

/** Throws, with the line to type, when a file of the server is not there. Every helper calls it before it starts anything. */
export function requireServer(name: ServerName): void {
  const absent = absentParts(name)
  if (absent.length > 0) throw absence(name, absent)
}

/**
 * The interpreter that has moto and its server, as an absolute path: `GATEHOUSE_TEST_PYTHON`, `.cache/moto/bin/python` or
 * `python3`, the first that has it. Throws, with the line to type, when none has.
 */
export function requireMotoPython(): string {
  const python = motoPython()
  if (python === undefined) throw absence('moto', [MOTO_INTERPRETER])
  return python
}

/** Whether tests of these servers are skipped: only where one is absent and the environment says that this is acceptable. */
export function isSkipped(servers: readonly ServerName[]): boolean {
  const mayBeAbsent = process.env['GATEHOUSE_TEST_SERVERS'] === 'optional' && process.env['CI'] !== 'true'
  return mayBeAbsent && servers.some((name) => absentParts(name).length > 0)
}

function absentParts(name: ServerName): readonly string[] {
  if (name === 'moto') return motoPython() === undefined ? [MOTO_INTERPRETER] : []
  return REQUIREMENTS[name].files.filter((file) => !existsSync(file)).map((file) => `\`${file}\``)
}

/** The search is install.sh's own, so that both find the same one. */
function motoPython(): string | undefined {
  const script = new URL('install.sh', import.meta.url).pathname
  const { stdout } = spawnSync('sh', [script, 'moto-python'], { encoding: 'utf8' })
  return stdout.trim() || undefined
}

function absence(name: ServerName, absent: readonly string[]): Error {
  const thenMoto = name === 'moto' ? ', then `sh test/servers/install.sh`' : ''
  const packages = REQUIREMENTS[name].packages.join(' ')
  return new Error(
    `the tests need ${name}, and ${absent.join(', ')} is not there\n` +
      `  help: as root, \`apt-get install -y --no-install-recommends ${packages}\`${thenMoto}, or \`npm test\`, which does it\n` +
      '  help: on a laptop without these packages, GATEHOUSE_TEST_SERVERS=optional skips such tests',
  )
}
