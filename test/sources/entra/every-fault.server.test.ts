import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { CALLS } from '../../../src/sources/entra/datasets.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../../servers/graph.ts'
import { exampleTenant } from '../../servers/graph/example-tenant.ts'
import { endingFaults, type Fault } from '../../servers/graph/faults.ts'
import { type TenantRun, tenantRun } from './tenant-run.ts'

const SEEDS = 5

/** Faults that never end, of the kinds that any route can have. */
const LASTING: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 403 },
  { kind: 'error-in-200' },
  { kind: 'no-value' },
  { kind: 'foreign-link', host: 'elsewhere.test' },
  { kind: 'repeated-link' },
  { kind: 'status', status: 429 },
]

describeWithServers(['openssl'], 'the two laws of faults, call by call', () => {
  let graph: Graph
  let faultless: TenantRun
  let ended = 0
  let lasted = 0

  beforeAll(async () => {
    // Small pages, so that every list has links.
    graph = await startGraph({ tenant: exampleTenant(4).builder.build(), pageSize: 3 })
    faultless = await tenantRun(graph)
  })

  afterAll(async () => {
    console.log(`injected ${ended} faults that ended and ${lasted} that lasted`)
    await graph.stop()
  })

  test('without a fault every dataset is complete', () => {
    expect(faultless.manifest.datasets.filter(({ state }) => state !== 'complete')).toEqual([])
    expect(factsOf(faultless.snapshot).size).toBeGreaterThan(100)
  })

  test.each(Array.from({ length: SEEDS }, (_, index) => index + 1))(
    'with any fault that ends, the evidence is the faultless one but for request ids: seed %i',
    async (seed) => {
      graph.use({ faults: endingFaults(seed, 0.06) })
      const run = await tenantRun(graph)
      ended += graph.injected().length
      expect(graph.injected().length).toBeGreaterThan(50)
      expect(withoutRequestIds(run)).toEqual(withoutRequestIds(faultless))
      expect(factsOf(run.snapshot)).toEqual(factsOf(faultless.snapshot))
    },
  )

  const everyCall = Object.entries(CALLS).flatMap(([name, { path, dataset }], index) =>
    [0, 1 + (index % (LASTING.length - 1))].map((at) => [name, LASTING[at]!, path.replace('{inner}', '{id}'), dataset] as const),
  )
  test.each(everyCall)('with a fault that lasts at `%s`, %j, what is lost is covered by a gap', async (_, fault, route, dataset) => {
    graph.use({ faults: [{ route, fault }] })
    const { snapshot, state } = await tenantRun(graph)
    lasted += graph.injected().length
    const facts = factsOf(snapshot)
    const lost = [...factsOf(faultless.snapshot)].filter((fact) => !facts.has(fact))
    const isCovered = state(dataset) !== 'complete' || snapshot.gaps.some((gap) => gap.dataset === dataset)
    expect({ lost, isCovered }).toEqual({ lost: isCovered ? lost : [], isCovered })
  })
})

function withoutRequestIds({ files }: TenantRun): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, text.replaceAll(/"(requestId|request-id)":"[^"]*"/g, '"$1":""')]))
}

/** Accounts, groups, memberships and grants, each as a line. */
function factsOf(snapshot: Snapshot): ReadonlySet<string> {
  const { accounts, groups, memberships, resources } = snapshot
  const facts = new Set<string>()
  for (const account of accounts) facts.add(`account ${JSON.stringify(account)}`)
  for (const group of groups) {
    facts.add(`group ${JSON.stringify(group)}`)
    const found = snapshot.findGroup(group.source, group.id)
    if (found.found !== 'one') throw new Error(`${group.id} is not found again`)
    memberships.forEachAccountOf(found.thing, (member) => facts.add(`member ${group.id} ${accounts[member]?.id}`))
    memberships.forEachGroupOf(found.thing, (member) => facts.add(`member ${group.id} ${groups[member]?.id}`))
  }
  for (const { address, grants } of resources.values()) for (const grant of grants) facts.add(`grant ${address} ${JSON.stringify(grant)}`)
  return facts
}
