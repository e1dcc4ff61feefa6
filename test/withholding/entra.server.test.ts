import { afterAll, beforeAll, test } from 'vitest'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../servers/graph.ts'
import { exampleTenant } from '../servers/graph/example-tenant.ts'
import { tenantGround } from './ground-tenant.ts'
import { expectLaw } from './law-test.ts'

describeWithServers(['openssl'], 'the withholding law over a tenant of Microsoft Entra', () => {
  const { builder, names } = exampleTenant(9)
  let graph: Graph

  beforeAll(async () => {
    graph = await startGraph({ tenant: builder.build(), limits: 'none', pageSize: 5 })
  })

  afterAll(async () => {
    await graph?.stop()
  })

  test('holds for every dataset, page, answer and record', { timeout: 3_600_000 }, async () => {
    const sample = { largeShare: 1, recordsADataset: 12, waysARecord: 4 }
    await expectLaw('the tests’ tenant', async (folder) => tenantGround(folder, graph, names), sample, 7)
  })

  test('holds where a directory keeps a group of the tenant', { timeout: 3_600_000 }, async () => {
    const sample = { largeShare: 0.3, recordsADataset: 3, waysARecord: 6 }
    await expectLaw(
      'a tenant beside its directory',
      async (folder) => tenantGround(folder, graph, names, 'beside its directory'),
      sample,
      8,
    )
  })
})
