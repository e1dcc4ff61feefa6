import { afterAll, expect, test } from 'vitest'
import { parseDay } from '../../../src/core/base/instant.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { appPower } from '../../../src/sources/entra/app-power.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { LEAST_PERMISSIONS } from '../../servers/graph/routes.ts'
import { apps, graphWith, groups, nightWith, people, stopGraph, teams } from './guards/tenant.ts'
import { PARTNER } from '../../servers/graph/example/people.ts'
import { type TenantRun, tenantRun } from './tenant-run.ts'

const TODAY = parseDay('2026-09-01')!
const SITE = 'https://northmoor.sharepoint.test/sites/rd'

function levelsOf({ snapshot }: TenantRun, address: string, account: string): readonly string[] {
  const answer = reachOver(snapshot, TODAY).who(`entra:${address}`)
  if (answer.kind !== 'answered') throw new Error(`${address} is ${answer.kind}`)
  return answer.value.filter((one) => snapshot.accounts[one.account]?.id === account).map(({ level }) => level)
}

describeWithServers(['openssl'], 'programs of a tenant', () => {
  afterAll(stopGraph)

  test('hold what their rights on Graph and SharePoint open: groups, teams, sites', async () => {
    const run = await nightWith([], { sites: { [SITE]: `group/${groups.site}` } })
    expect(levelsOf(run, `group/${groups.security}`, apps.bot)).toEqual(['admin', 'manage', 'use'])
    expect(levelsOf(run, `group/${groups.restricted}`, apps.bot)).toEqual([])
    expect(levelsOf(run, `team/${groups.team}`, apps.bot)).toEqual(['manage'])
    expect(levelsOf(run, `site/${SITE}`, apps.bot)).toEqual(['write'])
    expect(levelsOf(run, `site/${SITE}`, apps.identity)).toEqual(['admin'])
    expect(levelsOf(run, `site/${SITE}`, apps.portal)).toEqual([])
  })

  test('have owners, secrets and trusts', async () => {
    const { settings } = (await nightWith([])).snapshot
    expect(settings.program('entra', apps.bot)).toMatchObject({
      owners: [people.ada, people.guest].toSorted(),
      home: null,
      secrets: 1,
      certificates: 1,
      trusts: [{ issuer: 'https://tokens.actions.example', subject: 'repo:northmoor/sync:ref:refs/heads/main' }],
    })
    expect(settings.program('entra', apps.graph)?.home).toBe('f8cdef31-a31e-4b4a-93e4-5f571e91255a')
  })

  test('whose rights were refused are gaps', async () => {
    const run = await nightWith([{ fault: { kind: 'status', status: 403 }, target: `/servicePrincipals/${apps.bot}/appRoleAssignments` }])
    expect(run.snapshot.gapsOf('entra', apps.bot).map(({ reason }) => reason)).toEqual([expect.stringMatching(/^its rights: 403/u)])
  })

  test('a site of a channel is reached by who is in the channel, and nobody else', async () => {
    const run = await nightWith([], { sites: { [SITE]: `channel/${groups.team}/${teams.channels.shared}` } })
    expect(levelsOf(run, `site/${SITE}`, people.dora)).toEqual(['manage'])
    expect(levelsOf(run, `site/${SITE}`, `${PARTNER.tenantId}/${teams.stranger}`)).toEqual(['write'])
    expect(levelsOf(run, `site/${SITE}`, people.guest)).toEqual([])
  })

  test('may do on behalf of people what these may do too, where that is asked for', async () => {
    const graph = await graphWith()
    graph.use({ roles: [...LEAST_PERMISSIONS, 'Directory.Read.All'] })
    const run = await tenantRun(graph, { source: { delegatedGrants: true }, sites: { [SITE]: `group/${groups.site}` } })
    expect(run.state('delegated-grants')).toBe('complete')
    const found = run.snapshot.findAccount('entra', apps.open)
    if (found.found !== 'one') throw new Error('the program is not there')
    expect(reachOver(run.snapshot, TODAY).check(found.thing, `entra:site/${SITE}`, 'read')).toMatchObject({
      value: { kind: 'conditional', on: [{ code: 'delegated', says: 'while anybody uses it who may do it too' }] },
    })
    expect((await nightWith([])).state('delegated-grants')).toBe('absent')
  })

  test('an activated role is told with its end', async () => {
    const { snapshot } = await nightWith([])
    const says = snapshot.controls.all.flatMap(({ lists }) =>
      lists.flatMap((list) => (list.form === 'stated' ? list.entries.map((entry) => entry.says) : [])),
    )
    expect(says).toContain('role Groups Administrator, everywhere, activated until 2026-08-01T16:00:00.000Z')
  })
})

test.each([
  ['Group.ReadWrite.All', { teams: 'manage', sites: 'write' }],
  ['Sites.FullControl.All', { groups: null, sites: 'admin' }],
  ['User.ReadWrite.All', { groups: null, teams: null, sites: null }],
  ['GroupMember.Read.All', { groups: null, teams: null, sites: null }],
])('the right %s opens what it says', (value, power) => expect(appPower(value)).toMatchObject(power))

test.each(['Sites.Selected', 'Files.ReadWrite.AppFolder', 'Something.ReadWrite.All'])('what %s opens is not known', (value) =>
  expect(appPower(value)).toBeNull(),
)
