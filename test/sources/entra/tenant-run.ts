import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import type { FragmentSink } from '../../../src/core/model/fragment.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import type { Manifest } from '../../../src/sources/evidence/manifest.ts'
import { collectEntra } from '../../../src/sources/entra/collect.ts'
import type { EntraSource, Time } from '../../../src/sources/entra/entra-source.ts'
import { readEntra } from '../../../src/sources/entra/read.ts'
import type { Wanted } from '../../../src/sources/entra/wanted.ts'
import type { Graph } from '../../servers/graph.ts'
import { filesUnder } from '../ldap/collected.ts'
import { inTemporaryFolder } from '../ldap/facts-of.ts'

export interface TenantRun {
  readonly manifest: Manifest
  readonly snapshot: Snapshot
  /** Every evidence file but the manifest, decompressed, by its path. */
  readonly files: ReadonlyMap<string, string>
  readonly state: (dataset: string) => string
  readonly reasons: (dataset: string) => string
}

export interface RunOptions {
  readonly source?: Partial<EntraSource>
  readonly sites?: Readonly<Record<string, string>>
  readonly time?: Time
  readonly wanted?: Wanted
  readonly answerTimeoutMs?: number
  /** What other sources say. */
  readonly beside?: (sink: FragmentSink) => void
  /** Where the evidence is to stay. */
  readonly folder?: string
}

/** A clock on which a wait is over at once, and counts all the same. */
export function fastTime(): Time & { readonly slept: () => number } {
  let slept = 0
  return {
    now: () => performance.now() + slept,
    async sleep(ms) {
      slept += ms
    },
    random: () => 0.5,
    slept: () => slept,
  }
}

export function trust(graph: Graph): void {
  setDefaultCACertificates([...getCACertificates('default').filter((one) => one !== graph.ca), graph.ca])
}

export function sourceFor(graph: Graph, changed: Partial<EntraSource> = {}): EntraSource {
  return {
    name: 'entra',
    tenant: graph.tenantId,
    client: graph.clientId,
    credential: { kind: 'certificate', pem: `${graph.certificate.key}\n${graph.certificate.cert}` },
    cloud: 'global',
    budget: { share: 1, minutes: 30 },
    sitePermissions: null,
    delegatedGrants: false,
    ...changed,
  }
}

export function hostsOf(graph: Graph): { readonly graph: string; readonly login: string } {
  const { host } = new URL(graph.url)
  return { graph: host, login: host }
}

/** Collects the tests' tenant as a night does, and assembles what the reader makes of it. */
export async function tenantRun(graph: Graph, options: RunOptions = {}): Promise<TenantRun> {
  return options.folder === undefined
    ? inTemporaryFolder(async (parent) => runIn(join(parent, 'evidence'), graph, options))
    : runIn(options.folder, graph, options)
}

async function runIn(
  folder: string,
  graph: Graph,
  { source, sites = {}, time, wanted, answerTimeoutMs, beside }: RunOptions,
): Promise<TenantRun> {
  trust(graph)
  const manifest = await collectEntra(sourceFor(graph, source), folder, {
    toolVersion: '0',
    clock: () => instantFromEpochMs(Date.now()),
    ...(wanted === undefined ? {} : { wanted }),
    tuning: { hosts: hostsOf(graph), time: time ?? fastTime(), ...(answerTimeoutMs === undefined ? {} : { answerTimeoutMs }) },
  })
  const files = new Map([...(await filesUnder(folder))].filter(([path]) => path !== 'manifest.json'))
  const snapshot = await snapshotIn(folder, sites, beside)
  const of = (dataset: string) => snapshot.coverage.find((row) => row.dataset === dataset)
  return {
    manifest,
    snapshot,
    files,
    state: (dataset) => of(dataset)?.state ?? 'absent',
    reasons: (dataset) => of(dataset)?.reasons.join('; ') ?? '',
  }
}

async function snapshotIn(folder: string, sites: Readonly<Record<string, string>>, beside: RunOptions['beside']): Promise<Snapshot> {
  const assembled = assembler()
  beside?.(assembled.sink)
  await readEntra(folder, { name: 'entra', sites }, assembled.sink)
  return assembled.finish({ keys: [], overrules: [] })
}
