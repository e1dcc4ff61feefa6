import { existsSync } from 'node:fs'

/**
 * A server of the tests, by the name of its helper. Each needs some files of Debian's packages; no other check is made.
 *
 * A missing server fails the tests that need it, so that a green run means that they ran. `GATEHOUSE_TEST_SERVERS=optional`
 * skips them instead, for a laptop without these packages; where `CI=true` the variable counts for nothing.
 */
export type ServerName = 'slapd' | 'samba' | 'samba-files' | 'ds389' | 'acl' | 'chromium' | 'openssl' | 'systemd'

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
}

/** Throws, with the line to type, when a file of the server is not there. Every helper calls it before it starts anything. */
export function requireServer(name: ServerName): void {
  const { packages, files } = REQUIREMENTS[name]
  const absent = files.filter((file) => !existsSync(file))
  if (absent.length === 0) return
  throw new Error(
    `the tests need ${name}, and ${absent.map((file) => `\`${file}\``).join(', ')} is not there\n` +
      `  help: as root, \`apt-get install -y --no-install-recommends ${packages.join(' ')}\`, or \`npm test\`, which does it\n` +
      '  help: on a laptop without these packages, GATEHOUSE_TEST_SERVERS=optional skips such tests',
  )
}

/** Whether tests of these servers are skipped: only where one is absent and the environment says that this is acceptable. */
export function isSkipped(servers: readonly ServerName[]): boolean {
  const mayBeAbsent = process.env['GATEHOUSE_TEST_SERVERS'] === 'optional' && process.env['CI'] !== 'true'
  return mayBeAbsent && servers.some((name) => REQUIREMENTS[name].files.some((file) => !existsSync(file)))
}
