import { afterEach, expect, test } from 'vitest'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { parseDay } from '../../../src/core/base/instant.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../../servers/graph.ts'
import { settledTenant } from './settled-tenant.ts'
import { type TenantRun, tenantRun } from './tenant-run.ts'

const today = parseDay('2026-11-26')!

describeWithServers(['openssl'], 'a tenant', () => {
  let graph: Graph

  afterEach(async () => {
    await graph.stop()
  })

  test('is read whole: accounts, groups, direct members, owners and programs in groups', async () => {
    const tenant = settledTenant({ seed: 1 })
    const anna = tenant.user({ displayName: 'Anna Miller' })
    const inner = tenant.group({ displayName: 'inner' })
    const outer = tenant.group({ displayName: 'outer' })
    const app = tenant.servicePrincipal({ displayName: 'backup' })
    tenant.member(inner, anna, app)
    tenant.member(outer, inner)
    tenant.owner(outer, anna)
    graph = await startGraph({ tenant: tenant.build(), limits: 'none' })
    const run = await tenantRun(graph)
    for (const { dataset, state, reasons } of run.manifest.datasets)
      expect(`${dataset} ${state} ${reasons.join()}`).toBe(`${dataset} complete `)
    expect(run.snapshot.gaps).toEqual([])
    expect(held(run, `entra:group/${outer}`)).toEqual([
      ['backup', 'use', 2],
      ['person2@northmoor.test', 'manage', 1],
      ['person2@northmoor.test', 'use', 2],
    ])
  })
})

function held({ snapshot }: TenantRun, address: string): readonly (readonly [string, string, number])[] {
  const answer = reachOver(snapshot, today).who(address)
  if (answer.kind !== 'answered') throw new Error(`${address} is ${answer.kind}`)
  return answer.value
    .map(({ account, level, hops }) => [snapshot.accounts[account]?.label ?? '', level, hops] as const)
    .sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1))
}
