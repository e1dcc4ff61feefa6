import { AuthenticationHandler, Client, HTTPMessageHandler, RetryHandler, RetryHandlerOptions } from '@microsoft/microsoft-graph-client'
import type { Guard as AnyGuard } from '../../../guards/guard.ts'
import { GraphReader } from '../../../../src/sources/entra/client/graph-reader.ts'
import { Bucket } from '../../../../src/sources/entra/client/pace.ts'
import { Patience } from '../../../../src/sources/entra/client/patience.ts'
import { type Graph, startGraph } from '../../../servers/graph.ts'
import { exampleTenant } from '../../../servers/graph/example-tenant.ts'
import type { FaultRule } from '../../../servers/graph/faults.ts'
import { askToken } from '../../../servers/graph/plain-client.ts'
import { LEAST_PERMISSIONS } from '../../../servers/graph/routes.ts'
import { type RunOptions, type TenantRun, fastTime, hostsOf, tenantRun, trust } from '../tenant-run.ts'

/** Each process starts its own Graph. */
export type Servers = object
export type Guard = AnyGuard<Servers>

const { builder, names } = exampleTenant(9)
const tenant = builder.build()
export const { people, groups, apps, teams } = names
export const GROUPS = tenant.rows('/groups').length

let started: Promise<Graph> | null = null

/** The tests' Graph with pages of three rows, as if new: one a process. */
export async function graphWith(faults: readonly FaultRule[] = [], without: readonly string[] = []): Promise<Graph> {
  started ??= startGraph({ tenant, limits: 'none', pageSize: 3 })
  const graph = await started
  graph.use({ faults, roles: LEAST_PERMISSIONS.filter((role) => !without.includes(role)) })
  trust(graph)
  return graph
}

export async function stopGraph(): Promise<void> {
  const graph = await started
  started = null
  graph?.takeComplaints()
  await graph?.stop()
}

/** A night against a Graph that misbehaves. */
export async function nightWith(
  faults: readonly FaultRule[],
  options: RunOptions & { readonly without?: readonly string[] } = {},
): Promise<TenantRun> {
  return tenantRun(await graphWith(faults, options.without), {
    ...options,
    source: { budget: { share: 1, minutes: 30 }, ...options.source },
  })
}

/** Microsoft's client as its own pages put it together, with a token for this Graph. */
export async function naiveClient(graph: Graph, baseUrl = graph.url, retries = 0): Promise<Client> {
  const token = (await askToken(graph)).json.access_token ?? ''
  const authentication = new AuthenticationHandler({ getAccessToken: async () => token })
  const retry = new RetryHandler(new RetryHandlerOptions(0, retries))
  authentication.setNext(retry)
  retry.setNext(new HTTPMessageHandler())
  return Client.initWithMiddleware({
    baseUrl: `${baseUrl}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set(['127.0.0.1']),
    middleware: authentication,
  })
}

/** What a reader makes of a page who takes what it has for all there is. */
export function valuesOf(page: unknown): readonly Readonly<Record<string, unknown>>[] {
  return typeof page === 'object' && page !== null && 'value' in page && Array.isArray(page.value)
    ? (page.value as readonly Readonly<Record<string, unknown>>[])
    : []
}

/** Our own client alone. */
export async function ownReader(graph: Graph) {
  const time = fastTime()
  const tokens = { token: async () => (await askToken(graph)).json.access_token ?? '' }
  const reader = new GraphReader(hostsOf(graph), tokens, { time, answerTimeoutMs: 2_000 })
  const manner = { pace: new Bucket(time, 1_000_000), units: 1, patience: new Patience(time, 30), eventual: false }
  return { reader, manner, time }
}
