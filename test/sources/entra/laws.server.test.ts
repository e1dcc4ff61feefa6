import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../../servers/graph.ts'
import { exampleTenant } from '../../servers/graph/example-tenant.ts'
import { type FaultRule, endingFaults } from '../../servers/graph/faults.ts'
import { type TenantRun, tenantRun } from './tenant-run.ts'

describeWithServers(['openssl'], 'faults of Graph', () => {
  const { builder } = exampleTenant(9)
  const tenant = builder.build()
  let graph: Graph
  let whole: TenantRun

  beforeAll(async () => {
    graph = await startGraph({ tenant, limits: 'none', pageSize: 3 })
    whole = await tenantRun(graph)
  })

  afterAll(async () => {
    await graph.stop()
  })

  test('without any, every dataset is read whole', () => {
    expect(
      whole.manifest.datasets.flatMap(({ dataset, state, reasons }) => (state === 'complete' ? [] : [`${dataset}: ${reasons.join()}`])),
    ).toEqual([])
  })

  test.each([1, 2, 3])('that end leave the evidence as it is without them, but for request ids (seed %i)', async (seed) => {
    graph.use({ faults: endingFaults(seed, 0.08) })
    const run = await tenantRun(graph)
    const injected = graph.injected()
    console.log(
      `faults injected: ${injected.length} of ${new Set(injected.map(({ kind }) => kind)).size} kinds on ${new Set(injected.map(({ route }) => route)).size} routes`,
    )
    expect(injected.length).toBeGreaterThan(20)
    expect(bodies(run)).toEqual(bodies(whole))
    expect(run.manifest.datasets.map(({ dataset, state }) => [dataset, state])).toEqual(
      whole.manifest.datasets.map(({ dataset, state }) => [dataset, state]),
    )
  })

  const LASTING: readonly (readonly [string, FaultRule['fault']])[] = [
    ['403', { kind: 'status', status: 403, code: 'Authorization_RequestDenied' }],
    ['429', { kind: 'status', status: 429 }],
    ['a page without a list', { kind: 'no-value' }],
    ['an error in a 200', { kind: 'error-in-200' }],
    ['a page that links to itself', { kind: 'repeated-link' }],
    ['a link to another host', { kind: 'foreign-link', host: 'elsewhere.test' }],
    ['an expired page', { kind: 'expired-page', status: 410 }],
  ]

  test.each(LASTING)('that do not end: with %s, every lost record is covered by a gap or an incomplete dataset', async (_, fault) => {
    let lost = 0
    for (const route of [
      '/users',
      '/groups',
      '/groups/{id}/members',
      '/servicePrincipals/{id}/memberOf',
      '/teams/{id}/channels/{id}/allMembers',
    ]) {
      graph.use({ faults: [{ fault, route }] })
      const run = await tenantRun(graph)
      for (const [path, records] of recordsOf(whole)) {
        const here = recordsOf(run).get(path) ?? new Set()
        const gone = [...records].filter((record) => !here.has(record))
        lost += gone.length
        if (gone.length > 0) expect(run.state(path), `${path} lost ${gone.length} records`).not.toBe('complete')
      }
    }
    console.log(`records lost, all covered: ${lost}`)
  })

  test('each dataset withheld in turn is a gap and no less', async () => {
    const routes = [...new Set(graph.calls.map(({ route }) => route))].filter((route) => route !== undefined)
    expect(routes.length).toBeGreaterThan(20)
    let withheld = 0
    for (const route of routes) {
      graph.use({ faults: [{ fault: { kind: 'status', status: 403, code: 'Authorization_RequestDenied' }, route }] })
      const run = await tenantRun(graph)
      if (graph.injected().length === 0) continue
      withheld += 1
      const short = run.manifest.datasets.filter(({ state }) => state !== 'complete').map(({ dataset }) => dataset)
      // A count only checks: without it the list still ends where Graph says so.
      if (!route.endsWith('/users/$count') && !route.endsWith('/groups/$count')) expect(short, route).not.toEqual([])
    }
    console.log(`routes withheld in turn: ${withheld}`)
  })
})

/** Evidence without what differs from one asking to the next. */
function bodies({ files }: TenantRun): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, text.replaceAll(/"(requestId|request-id)":"[^"]*"/gu, '"$1":""')]))
}

/** Dataset → ids of records in its bodies, whatever the object they were asked for. */
function recordsOf({ files }: TenantRun): ReadonlyMap<string, ReadonlySet<string>> {
  const records = new Map<string, Set<string>>()
  for (const [path, text] of files) {
    const dataset = path.split('/').at(-2) ?? ''
    const seen = records.get(dataset) ?? new Set<string>()
    records.set(dataset, seen)
    const parts = path.endsWith('.ndjson') ? text.split('\n').filter((line) => line !== '') : [text]
    for (const part of parts) {
      const json = JSON.parse(part) as {
        readonly url?: string
        readonly body?: { readonly value?: readonly unknown[] }
        readonly value?: readonly unknown[]
      }
      const about = json.url?.replace(/[?].*/u, '') ?? ''
      for (const record of json.body?.value ?? json.value ?? [])
        seen.add(`${about} ${(record as { readonly id?: string }).id ?? JSON.stringify(record)}`)
    }
  }
  return records
}
