import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { instantFromEpochMs, parseDay } from '../../../src/core/base/instant.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import { checkEntra } from '../../../src/sources/entra/check.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../../servers/graph.ts'
import { exampleTenant } from '../../servers/graph/example-tenant.ts'
import { PARTNER } from '../../servers/graph/example/people.ts'
import { LEAST_PERMISSIONS } from '../../servers/graph/routes.ts'
import { type TenantRun, fastTime, hostsOf, sourceFor, tenantRun, trust } from './tenant-run.ts'

describeWithServers(['openssl'], 'what Graph says silently', () => {
  const { builder, names } = exampleTenant(9)
  const { people, groups, apps, teams } = names
  const tenant = builder.build()
  let graph: Graph
  let run: TenantRun

  beforeAll(async () => {
    graph = await startGraph({ tenant, limits: 'none' })
    run = await tenantRun(graph, { sites: { 'https://files.test/sites/rd': 'R&D + partners' } })
  })

  afterEach(() => {
    graph.use({ tenant, roles: LEAST_PERMISSIONS, licences: { p1: true, p2: true }, faults: [] })
  })

  afterAll(async () => {
    await graph.stop()
  })

  test('E1: a program in a group is seen there', () => {
    expect(held(run, `group/${groups.security}`, 'use')).toContain(apps.bot)
  })

  test('E4, E5: twenty-one members are all there, and a chain shows every hop', () => {
    expect(held(run, `group/${groups.large}`, 'use')).toHaveLength(21)
    expect(hops(run, `group/${groups.outer}`)).toContain(3)
  })

  test('E8 to E10: a role reaches what its actions and its scope say; who is eligible may once it is activated', () => {
    const level = (group: string, account: string): string => verdictOf(run, `group/${group}`, account)
    expect(level(groups.security, people.dora)).toBe('allowed')
    expect(level(groups.forRoles, people.dora)).toBe('allowed')
    // A group under restricted management answers to the roles of its own unit alone.
    expect(level(groups.restricted, people.ada)).toBe('denied')
    expect(level(groups.security, people.ada)).toBe('allowed')
    expect(level(groups.forRoles, people.externalMember)).toBe('conditional: if the role Privileged Role Administrator is activated')
    expect(level(groups.security, people.externalMember)).toBe('denied')
    // Scoped to the unit of the laser lab, and to the lab itself.
    expect(level(groups.security, people.internalGuest)).toBe('allowed')
    expect(level(groups.team, people.internalGuest)).toBe('denied')
    expect(level(groups.site, people.guest)).toBe('denied')
  })

  test('a membership that may be activated is access on condition', () => {
    const { snapshot } = run
    const account = handleOf(run, people.mailGuest)
    const answer = reachOver(snapshot, parseDay('2026-09-01')!).check(account, `entra:group/${groups.security}`, 'use')
    expect(answer).toEqual({
      kind: 'answered',
      value: { kind: 'conditional', on: [{ code: 'activation', says: 'if the membership of Laser lab is activated' }] },
    })
  })

  test('somebody of another tenant in a shared channel, without an account here, reaches the team, with the home tenant', () => {
    const id = `${PARTNER.tenantId}/${teams.stranger}`
    expect(held(run, `team/${teams.team}`, 'write')).toEqual(expect.arrayContaining([id, `${PARTNER.tenantId}/${teams.throughTeam}`]))
    expect(run.snapshot.accounts.find((account) => account.id === id)?.attributes).toMatchObject({
      gatehouseguestclass: ['b2bDirectConnectUser'],
      hometenant: [PARTNER.tenantId],
    })
  })

  test('guests have their class, and what stands on them of their home is no key of ours', () => {
    const classes = Object.fromEntries(
      Object.entries(people).map(([name, id]) => [
        name,
        run.snapshot.accounts.find((account) => account.id === id)?.attributes['gatehouseguestclass']?.[0] ?? 'none',
      ]),
    )
    expect(classes).toMatchObject({
      ada: 'none',
      guest: 'b2bCollaborationGuest',
      externalMember: 'b2bCollaborationMember',
      internalGuest: 'internalGuest',
    })
    for (const { attributes } of run.snapshot.accounts)
      if (attributes['gatehouseguestclass']?.[0]?.startsWith('b2b') === true)
        expect(Object.keys(attributes)).not.toEqual(expect.arrayContaining(['employeeid']))
  })

  test('a site shows the way through its group, and says that its own permissions were not read', () => {
    const reach = reachOver(run.snapshot, today)
    expect(held(run, 'site/https://files.test/sites/rd', 'write').length).toBeGreaterThan(0)
    const touched = reach.touchedBy('entra:site/https://files.test/sites/rd')
    const group = reach.touchedBy(`entra:group/${groups.security}`)
    if (touched.kind !== 'answered' || group.kind !== 'answered') throw new Error('unobserved')
    expect(touched.value.datasets.map(({ dataset }) => dataset)).toContain('site-permissions')
    expect(group.value.datasets.map(({ dataset }) => dataset)).not.toContain('site-permissions')
    expect(run.state('site-permissions')).toBe('skipped')
  })

  test('E16: a group that hides its members is a gap, and no empty group', async () => {
    graph.use({ roles: LEAST_PERMISSIONS.filter((role) => role !== 'Member.Read.Hidden') })
    const short = await tenantRun(graph)
    expect(short.snapshot.gapsOf('entra', `group/${groups.hidden}`).map(({ reason }) => reason)).toEqual([
      'its members are hidden, and the list that came is empty',
    ])
  })

  test('without GroupMember.Read.All whatever rests on a group has no groups, and doctor names the permission', async () => {
    graph.use({ roles: LEAST_PERMISSIONS.filter((role) => role !== 'GroupMember.Read.All') })
    const short = await tenantRun(graph)
    expect([short.state('groups'), short.snapshot.groups.length]).toEqual(['denied', 0])
    expect(reachOver(short.snapshot, today).who(`entra:group/${groups.security}`).kind).toBe('unobserved')
    trust(graph)
    const said = await checkEntra(sourceFor(graph), instantFromEpochMs(Date.now()), { hosts: hostsOf(graph), time: fastTime() })
    expect(said.map((check) => check.said)).toContainEqual(
      expect.stringMatching(/^`GroupMember\.Read\.All` is missing: .*groups.*members/u),
    )
  })

  test('a group that sponsors a guest stands for its members', async () => {
    const { accounts } = (await tenantRun(graph)).snapshot
    expect(accounts.find(({ id }) => id === people.mailGuest)?.attributes['sponsor']).toEqual(['cleo.reed@northmoor.test'])
    expect(accounts.find(({ id }) => id === people.guest)?.attributes['sponsor']).toEqual(['ada.marsh@northmoor.test'])
  })

  test('E14: no licence for sign-ins is a refusal, and nobody was "never" there', async () => {
    graph.use({ licences: { p1: false, p2: false } })
    const short = await tenantRun(graph)
    expect(short.state('recency')).toBe('denied')
    expect(short.snapshot.accounts.filter(({ recency }) => recency === 'never')).toEqual([])
  })

  test('E17: one refusal among many is a gap on that group, and the others are read', async () => {
    graph.use({
      faults: [
        { fault: { kind: 'status', status: 403, code: 'Authorization_RequestDenied' }, target: `/groups/${groups.security}/members` },
      ],
    })
    const short = await tenantRun(graph)
    expect(short.state('members')).toBe('partial')
    expect(short.snapshot.gapsOf('entra', `group/${groups.security}`)).toHaveLength(1)
    expect(held(short, `group/${groups.large}`, 'use')).toHaveLength(21)
  })

  test('E6: a count that is off once is asked again; one that is off for good stands with both numbers', async () => {
    graph.use({ faults: [{ fault: { kind: 'count-off', by: 3 }, route: '/users/$count', calls: [2] }] })
    expect((await tenantRun(graph)).state('users')).toBe('complete')
    graph.use({ faults: [{ fault: { kind: 'count-off', by: 3 }, route: '/users/$count' }] })
    const short = await tenantRun(graph)
    expect(short.reasons('users')).toMatch(/^\d+ were listed and the system counts \d+$/u)
  })

  test('what the night has no time for is partial and named, and is asked first the next night', async () => {
    const wanted = { natives: [`group/${groups.large}`], leftOut: [groups.paused] }
    await tenantRun(graph, { wanted })
    const asked = graph.calls.filter(({ route }) => route === '/groups/{id}/members').map(({ target }) => target.split('/')[2])
    expect(asked[0]).toBe(groups.large)
    expect(asked.indexOf(groups.paused)).toBeLessThan(asked.indexOf(groups.security))
    graph.use({ faults: [{ fault: { kind: 'status', status: 429, retryAfter: 3_600 }, route: '/$batch' }] })
    const short = await tenantRun(graph)
    expect(short.state('members')).toBe('partial')
    expect(short.snapshot.gapsOf('entra', `group/${groups.security}`).length).toBeGreaterThan(0)
  })
})

const today = parseDay('2026-09-01')!

function held({ snapshot }: TenantRun, native: string, level: string): readonly string[] {
  const answer = reachOver(snapshot, today).who(`entra:${native}`)
  if (answer.kind !== 'answered') throw new Error(`${native} is ${answer.kind}`)
  return answer.value.filter((one) => one.level === level).map(({ account }) => snapshot.accounts[account]?.id ?? '')
}

function hops({ snapshot }: TenantRun, native: string): readonly number[] {
  const answer = reachOver(snapshot, today).who(`entra:${native}`)
  return answer.kind === 'answered' ? answer.value.map((one) => one.hops) : []
}

function handleOf({ snapshot }: TenantRun, id: string) {
  const found = snapshot.findAccount('entra', id)
  if (found.found !== 'one') throw new Error(`${id} is ${found.found}`)
  return found.thing
}

function verdictOf(run: TenantRun, native: string, id: string): string {
  const answer = reachOver(run.snapshot, today).check(handleOf(run, id), `entra:${native}`, 'manage')
  if (answer.kind !== 'answered') return answer.kind
  return answer.value.kind === 'conditional' ? `conditional: ${answer.value.on.map(({ says }) => says).join()}` : answer.value.kind
}
