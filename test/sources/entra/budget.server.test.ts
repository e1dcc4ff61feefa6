import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { earlierWanted } from '../../../src/sources/entra/earlier-wanted.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../../servers/graph.ts'
import { tenantBuilder } from '../../servers/graph/tenant-builder.ts'
import { inTemporaryFolder } from '../ldap/facts-of.ts'
import { type TenantRun, fastTime, tenantRun } from './tenant-run.ts'

/** Ids in the order in which a dataset of single questions was asked. */
function askedIn({ files }: TenantRun, dataset: string): readonly string[] {
  const lines = [...files].filter(([path]) => path.includes(`/${dataset}/`)).flatMap(([, text]) => text.trim().split('\n'))
  return lines.map((line) => /\/groups\/([^/]+)\//u.exec((JSON.parse(line) as { url: string }).url)?.[1] ?? '')
}

describeWithServers(['openssl'], 'the budget of a night', () => {
  const builder = tenantBuilder({ seed: 12 })
  const user = builder.user()
  const groups = Array.from({ length: 400 }, () => builder.group())
  for (const group of groups) builder.member(group, user)
  const powerful = groups.toSorted().at(-1)!
  const app = builder.servicePrincipal()
  const right = {
    appRoleId: builder.newId(),
    principalType: 'Group',
    principalId: powerful,
    resourceId: app,
    createdDateTime: '2026-01-10T08:00:00Z',
  }
  builder.put('/servicePrincipals/{id}/appRoleAssignedTo', 'appRoleAssignment', { id: builder.newId(), ...right }, [app])
  let graph: Graph

  beforeAll(async () => {
    graph = await startGraph({ tenant: builder.build(), limits: 'none' })
  })

  afterAll(async () => graph?.stop())

  test('leaves groups out once it is used up, says so, and the next night takes them up first', { timeout: 60_000 }, async () => {
    await inTemporaryFolder(async (parent) => {
      const first = groups.toSorted()[0]!
      graph.use({ faults: [{ fault: { kind: 'status', status: 429, retryAfter: 1_000 }, target: `/groups/${first}/members` }] })
      const cut = await tenantRun(graph, { folder: join(parent, 'one') })
      expect(cut.state('members')).toBe('partial')
      expect(cut.reasons('members')).toMatch(/before the time for it was over|time/u)
      const { leftOut } = await earlierWanted(join(parent, 'one'), 'entra')
      expect(leftOut.length).toBeGreaterThan(100)

      graph.use({ faults: [] })
      const whole = await tenantRun(graph, { folder: join(parent, 'two'), wanted: { natives: [], leftOut } })
      expect(whole.state('members')).toBe('complete')
      const asked = askedIn(whole, 'members')
      expect(asked[0]).toBe(powerful)
      expect(new Set(asked.slice(1, 1 + leftOut.length))).toEqual(new Set(leftOut.filter((id) => id !== powerful).concat(leftOut.includes(powerful) ? asked[leftOut.length]! : []))) // prettier-ignore
      console.log(`${leftOut.length} of ${groups.length} groups were left out, and asked first the next night`)
    })
  })

  test('owners and members are asked first of what holds a right of an application', async () => {
    const run = await tenantRun(graph)
    expect([askedIn(run, 'group-owners')[0], askedIn(run, 'members')[0]]).toEqual([powerful, powerful])
  })

  test('a wait until a date is waited out in full', async () => {
    graph.use({ faults: [{ fault: { kind: 'status', status: 429, retryAfter: 300, asDate: true }, route: '/users', calls: [1] }] })
    const time = fastTime()
    const run = await tenantRun(graph, { time })
    expect([run.state('users'), time.slept() >= 298_000]).toEqual(['complete', true])
    graph.use({ faults: [] })
  })
})
