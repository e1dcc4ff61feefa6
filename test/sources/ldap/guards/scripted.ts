import { Client } from 'ldapts'
import type { LdapConfig } from '../../../../src/sources/ldap/config.ts'
import type { ConnectionTuning } from '../../../../src/sources/ldap/ldap-source.ts'
import { DirectoryConnection } from '../../../../src/sources/ldap/connection.ts'
import { entry, type Answer, type ScriptedEntry } from '../../../servers/scripted-ldap/answer.ts'
import { scriptedDirectory, type ScriptedDirectoryOptions } from '../../../servers/scripted-ldap/directory.ts'
import { startScriptedLdap, type ScriptedLdap } from '../../../servers/scripted-ldap.ts'
import { collected, type Collected } from '../collected.ts'

export const BASE = 'dc=northmoor,dc=example'
export const READER = { dn: `cn=reader,${BASE}`, password: 'secret' }
export const OPENLDAP = { objectClass: ['top', 'OpenLDAProotDSE'] }
export const DIRECTORY = { supportedCapabilities: ['1.2.840.113556.1.4.800'], highestCommittedUSN: ['100'], dsServiceName: ['CN=DC1'] }
export const PEOPLE = '(objectClass=inetOrgPerson)'

type Attributes = Readonly<Record<string, readonly (string | Buffer)[]>>

export function person(uid: string, more: Attributes = {}): ReturnType<typeof entry> {
  return entry(`uid=${uid},${BASE}`, {
    objectClass: ['inetOrgPerson'],
    uid: [uid],
    entryUUID: [uid.padStart(36, '0')],
    voPersonStatus: ['active'],
    ...more,
  })
}

export const TEN: readonly ScriptedEntry[] = Array.from({ length: 10 }, (_, index) => person(`p${index}`))

/** A plain server of ten people, or what `options` say, for as long as `work` takes. */
export async function withServer<Outcome>(
  options: ScriptedDirectoryOptions,
  work: (server: ScriptedLdap) => Promise<Outcome>,
): Promise<Outcome> {
  const server = await startScriptedLdap({ script: scriptedDirectory({ rootDse: OPENLDAP, entries: TEN, ...options }), tls: 'plain' })
  try {
    return await work(server)
  } finally {
    await server.stop()
  }
}

/** What ours reads from such a server. */
export async function read(
  options: ScriptedDirectoryOptions,
  tuning: ConnectionTuning = {},
  config: Partial<LdapConfig> = {},
): Promise<Collected> {
  return withServer(options, async (server) => readFrom(server, tuning, READER.password, config))
}

export async function readFrom(
  server: ScriptedLdap,
  tuning: ConnectionTuning = {},
  password = READER.password,
  config: Partial<LdapConfig> = {},
): Promise<Collected> {
  return collected(
    server,
    { ...READER, password },
    { base: BASE, ...config },
    { allowPlainLoopback: true, answerTimeoutMs: 5_000, ...tuning },
  )
}

/** What the client library does when it is used as its page says. */
export async function naively<Outcome>(
  options: ScriptedDirectoryOptions,
  work: (client: Client, server: ScriptedLdap) => Promise<Outcome>,
): Promise<Outcome> {
  return withServer(options, async (server) => {
    const client = new Client({ url: server.url })
    try {
      await client.bind(READER.dn, READER.password)
      return await work(client, server)
    } finally {
      // A server that is gone cannot be taken leave of.
      await client.unbind().catch(() => undefined)
    }
  })
}

export async function connected(server: ScriptedLdap): Promise<DirectoryConnection> {
  const connection = await DirectoryConnection.open({ url: server.url, ca: null, allowPlainLoopback: true, answerTimeoutMs: 5_000 })
  if (!connection.ok) throw new Error(connection.error.says)
  return connection.value
}

/** Deviates on page `page` of the read of users, each time: the one filter that is a plain choice of classes and asks for names. */
export function onUsers(
  page: number,
  change: (honest: readonly Answer[]) => readonly Answer[],
): NonNullable<ScriptedDirectoryOptions['deviate']> {
  return (search, at, honest) =>
    at === page && search.filter.kind === 'or' && search.attributes.includes('displayName') ? change(honest) : honest
}
