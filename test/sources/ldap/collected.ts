import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { collectLdap } from '../../../src/sources/ldap/collect.ts'
import type { LdapConfig } from '../../../src/sources/ldap/config.ts'
import type { ConnectionTuning } from '../../../src/sources/ldap/ldap-source.ts'
import { type Facts, factsIn, inTemporaryFolder } from './facts-of.ts'

export interface Server {
  readonly url: string
  /** Empty where there is no TLS. */
  readonly caFile: string
}

export interface Collected extends Facts {
  readonly manifest: Manifest
  /** Every evidence file, decompressed, by its path. */
  readonly files: ReadonlyMap<string, string>
  readonly state: (dataset: string) => string
  readonly reasons: (dataset: string) => string
}

/** Collects from a real server into a temporary folder, and reads the evidence again. */
export async function collected(
  server: Server,
  login: { readonly dn: string; readonly password: string },
  config: Partial<LdapConfig> & { readonly base: string },
  connection: ConnectionTuning = {},
): Promise<Collected> {
  return inTemporaryFolder(async (parent) => {
    const folder = join(parent, 'evidence')
    const manifest = await collectLdap(
      {
        name: 'directory',
        config: { url: server.url, ...(server.caFile === '' ? {} : { ca: server.caFile }), ...config, bind: { dn: login.dn } },
        password: login.password,
      },
      folder,
      {
        toolVersion: '0',
        clock: () => instantFromEpochMs(Date.now()),
        connection: { sleep: async () => undefined, connectTimeoutMs: 5_000, answerTimeoutMs: 20_000, ...connection },
      },
    )
    const facts = await factsIn(folder)
    const of = (dataset: string): Facts['coverage'][number] | undefined => facts.coverage.find((row) => row.dataset === dataset)
    return {
      ...facts,
      manifest,
      files: await filesUnder(folder),
      state: (dataset) => of(dataset)?.state ?? 'absent',
      reasons: (dataset) => of(dataset)?.reasons.join('; ') ?? '',
    }
  })
}

export async function filesUnder(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>()
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const bytes = await readFile(path)
    files.set(path.slice(folder.length + 1), (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'))
  }
  return files
}

/** `group <- member` for every membership, by labels of groups and logins, sorted: to hold against what was loaded. */
export function namedEdges(facts: Facts): readonly string[] {
  const labels = new Map<string, string>()
  for (const { account, names } of facts.accounts) for (const name of names) labels.set(name, account.label)
  for (const { group, names } of facts.groups) for (const name of names) labels.set(name, group.label)
  return facts.memberships
    .flatMap(({ group, members, kind }) =>
      members.map((member) => `${labels.get(group) ?? group} <- ${labels.get(member) ?? member} (${kind})`),
    )
    .sort()
}
