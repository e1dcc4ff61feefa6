import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireServer } from './requirement.ts'
import { runCommand } from './run-command.ts'
import { stateFolder } from './state-folder.ts'

/**
 * What a server of the tests shows to its clients:
 * `good`: for localhost, ::1, 127.0.0.1 and the addresses asked for; `wrong-host`: for another machine; `expired`: good names,
 * past its end; `foreign`: good names, from an authority that the client does not know; `localhost`: for that name and no address.
 */
export type CertificateKind = 'good' | 'wrong-host' | 'expired' | 'foreign' | 'localhost'

export interface Certificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
}

export interface Authority {
  /** The certificate that clients must trust, as PEM text, and the same in a file. */
  readonly ca: string
  readonly caFile: string
  /** A second authority, which issued the `foreign` certificates. */
  readonly foreignCa: string
  readonly foreignCaFile: string
  issue(kind: CertificateKind, addresses?: readonly string[]): Promise<Certificate>
}

let ours: Promise<Authority> | undefined

/** The one authority of this test process, made at the first call: EC P-256, in a folder that is removed at exit. */
export function testAuthority(): Promise<Authority> {
  ours ??= createAuthority()
  return ours
}

async function createAuthority(): Promise<Authority> {
  requireServer('openssl')
  const folder = stateFolder('authority').path
  const [own, foreign] = await Promise.all([createIssuer(folder, 'own'), createIssuer(folder, 'foreign')])
  let issued = 0
  return {
    ca: readFileSync(own.certFile, 'utf8'),
    caFile: own.certFile,
    foreignCa: readFileSync(foreign.certFile, 'utf8'),
    foreignCaFile: foreign.certFile,
    issue(kind, addresses = []) {
      issued += 1
      return issueCertificate(kind === 'foreign' ? foreign : own, `${kind}-${issued}`, kind, addresses)
    },
  }
}

interface Issuer {
  readonly folder: string
  readonly certFile: string
  readonly keyFile: string
}

async function createIssuer(parent: string, name: string): Promise<Issuer> {
  const folder = join(parent, name)
  mkdirSync(folder)
  const issuer = { folder, certFile: join(folder, 'ca.pem'), keyFile: join(folder, 'ca.key') }
  const config = join(folder, 'ca.cnf')
  writeFileSync(
    config,
    [
      '[req]\nprompt = no\ndistinguished_name = name\nx509_extensions = authority',
      `[name]\nO = Gatehouse tests\nCN = Test authority (${name})`,
      '[authority]\nbasicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign,cRLSign\nsubjectKeyIdentifier = hash',
    ].join('\n'),
  )
  await newKey(issuer.keyFile)
  await runCommand('openssl', ['req', '-x509', '-new', '-config', config, '-key', issuer.keyFile, '-days', '30', '-out', issuer.certFile])
  return issuer
}

/** `openssl ca` is the one command of OpenSSL 3.0 that sets both ends of the validity, which the expired certificate needs. */
async function issueCertificate(issuer: Issuer, name: string, kind: CertificateKind, addresses: readonly string[]): Promise<Certificate> {
  const folder = join(issuer.folder, name)
  mkdirSync(folder)
  const file = (base: string): string => join(folder, base)
  const names =
    kind === 'wrong-host'
      ? ['DNS:elsewhere.northmoor.test']
      : kind === 'localhost'
        ? ['DNS:localhost']
        : ['DNS:localhost', ...[...new Set(['127.0.0.1', '::1', ...addresses])].map((address) => `IP:${address}`)]
  writeFileSync(file('index.txt'), '')
  writeFileSync(
    file('issue.cnf'),
    [
      '[req]\nprompt = no\ndistinguished_name = name',
      `[name]\nO = Gatehouse tests\nCN = ${kind}`,
      `[ca]\ndefault_ca = authority`,
      `[authority]\ndatabase = ${file('index.txt')}\nnew_certs_dir = ${folder}\nrand_serial = yes\ndefault_md = sha256`,
      'policy = any\nx509_extensions = server\nunique_subject = no\nemail_in_dn = no',
      '[any]\norganizationName = optional\ncommonName = supplied',
      `[server]\nbasicConstraints = critical,CA:false\nkeyUsage = critical,digitalSignature\nextendedKeyUsage = serverAuth`,
      `subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\nsubjectAltName = ${names.join(',')}`,
    ].join('\n'),
  )
  await newKey(file('key.pem'))
  await runCommand('openssl', ['req', '-new', '-config', file('issue.cnf'), '-key', file('key.pem'), '-out', file('request.pem')])
  const validity = kind === 'expired' ? ['-startdate', '20200101000000Z', '-enddate', '20200201000000Z'] : ['-days', '30']
  const from = ['-cert', issuer.certFile, '-keyfile', issuer.keyFile, '-in', file('request.pem')]
  await runCommand('openssl', ['ca', '-batch', '-notext', '-config', file('issue.cnf'), ...from, ...validity, '-out', file('cert.pem')])
  return {
    certFile: file('cert.pem'),
    keyFile: file('key.pem'),
    cert: readFileSync(file('cert.pem'), 'utf8'),
    key: readFileSync(file('key.pem'), 'utf8'),
  }
}

/** Written with mode 0600: Samba refuses a key that others may read. */
async function newKey(file: string): Promise<void> {
  writeFileSync(file, await runCommand('openssl', ['genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256']), { mode: 0o600 })
}
