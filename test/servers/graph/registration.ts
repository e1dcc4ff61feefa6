import { createHash, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { requireServer } from '../requirement.ts'
import { runCommand } from '../run-command.ts'
import { stateFolder } from '../state-folder.ts'

/** An app in the tenant, and every way in which it may prove that it is itself. */
export interface Registration {
  readonly clientId: string
  readonly certificate?: X509Certificate
  readonly secret?: string
  /** Workload identity: an assertion that another issuer signed for this app. */
  readonly federated?: { readonly issuer: string; readonly subject: string; readonly publicKey: KeyObject }
}

/** A certificate and key as an operator makes them for an app: RSA 2048, signed by itself. */
export interface AppCertificate {
  readonly certFile: string
  readonly keyFile: string
  readonly cert: string
  readonly key: string
  /** SHA-256 of the certificate, in hex: what Entra shows, and what a client names it by. */
  readonly thumbprint: string
}

let ours: Promise<AppCertificate> | undefined

/** The one certificate of this test process, made at the first call, in a folder that is removed at exit. */
export function appCertificate(): Promise<AppCertificate> {
  ours ??= issueAppCertificate(stateFolder('graph-app').path)
  return ours
}

async function issueAppCertificate(folder: string): Promise<AppCertificate> {
  requireServer('openssl')
  const files = { certFile: join(folder, 'app.pem'), keyFile: join(folder, 'app.key') }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  writeFileSync(files.keyFile, key, { mode: 0o600 })
  await runCommand('openssl', [
    'req',
    '-x509',
    '-new',
    '-key',
    files.keyFile,
    '-subj',
    '/CN=gatehouse',
    '-days',
    '30',
    '-out',
    files.certFile,
  ])
  const cert = readFileSync(files.certFile, 'utf8')
  return { ...files, cert, key, thumbprint: createHash('sha256').update(new X509Certificate(cert).raw).digest('hex') }
}
