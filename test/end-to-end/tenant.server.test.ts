import { afterAll, beforeAll, expect, test } from 'vitest'
import { instantFromEpochMs } from '../../src/core/base/instant.ts'
import { checkEntra } from '../../src/sources/entra/check.ts'
import { describeWithServers } from '../servers/describe-with-servers.ts'
import { type Graph, startGraph } from '../servers/graph.ts'
import { PARTNER } from '../servers/graph/example/people.ts'
import { LEAST_PERMISSIONS } from '../servers/graph/routes.ts'
import { fastTime, hostsOf, sourceFor, trust } from '../sources/entra/tenant-run.ts'
import { expectNothingClosed, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import type { Institution } from './small-institution.ts'
import { collectedNight, institutionText, smallTenant, tenantInstitution } from './tenant-story.ts'

/** The whole product over a tenant: what Graph says over HTTPS becomes evidence, and the command line does the rest. */
describeWithServers(['openssl'], 'an audit of a tenant', () => {
  const { builder, groups, stranger, letIn, letGo } = smallTenant()
  let graph: Graph
  let institution: Institution

  async function night(code: number | readonly number[]) {
    await collectedNight(graph, institution)
    await ran(institution.folder, ['audit'], code)
    return publishedIn(institution.folder)
  }

  beforeAll(async () => {
    graph = await startGraph({ tenant: builder.build(), limits: 'none' })
    institution = await tenantInstitution(groups)
  })

  afterAll(async () => {
    await graph?.stop()
    institution?.remove()
  })

  test('what nobody can read of a site stands beside its answer, and only an accepted blind spot sets it apart', async () => {
    expect(statusesOf(await night(3))).toEqual({
      dialects: 'none',
      lab: 'excess complete',
      logs: 'not-assessed',
      quantum: 'excess complete',
      tides: 'excess partial',
    })
    institution.write('policies/institution.yaml', institutionText(['site-permissions']))
    const accepted = await night(1)
    expect(statusesOf(accepted)).toMatchObject({ dialects: 'none', logs: 'none-in-what-was-read' })
    const logs = accepted.assessment.projects.find(({ id }) => id === 'logs')
    expect(JSON.stringify(logs?.status)).toContain('site-permissions')
  })

  test('a guest two groups below a site’s group is found, with every hop', async () => {
    const { assessment } = await publishedIn(institution.folder)
    const found = assessment.findings.find(({ project, account }) => project === 'tides' && account?.label.startsWith('gil.ortiz') === true)
    expect(found?.proof.map(({ from, to }) => `${from} > ${to}`)).toEqual([
      'account gil.ortiz_southfield.example#EXT#@northmoor.example > gil.ortiz_southfield.example#EXT#@northmoor.example',
      'gil.ortiz_southfield.example#EXT#@northmoor.example > Summer 2026',
      'Summer 2026 > Tides partners',
      'Tides partners > Tides',
      'Tides > thing',
    ])
    console.log(found?.sentence, found?.proof.map(({ from, to }) => `\n  ${from} > ${to}`).join(''))
  })

  test('somebody of another tenant in a shared channel is external access to the team, with the home tenant', async () => {
    const { assessment } = await publishedIn(institution.folder)
    const found = assessment.findings.find(({ project, account }) => project === 'quantum' && account?.id.endsWith(`/${stranger}`) === true)
    expect(found).toMatchObject({ excess: true, level: 'write', account: { id: `${PARTNER.tenantId}/${stranger}` } })
    expect(JSON.stringify(found)).toContain(`tenant ${PARTNER.tenantId}`)
    console.log(found?.sentence)
  })

  test('a role in a unit reaches the unit’s group alone, and one that must be activated is access on condition', async () => {
    const { assessment } = await publishedIn(institution.folder)
    const reached = (login: string) =>
      new Set(assessment.findings.flatMap(({ project, account }) => (account?.label.startsWith(login) === true ? [project] : [])))
    expect(reached('uma.brandt')).toEqual(new Set(['lab']))
    expect(reached('lena.holm')).toEqual(new Set(['lab']))
    const asked = await ran(institution.folder, ['who', `entra:group/${groups.lab}`], 0)
    expect(asked.stdout).toMatch(
      /lena\.holm[^\n]*: manage on [^\n]*, on condition\n.*\n[^\n]*if the role Groups Administrator is activated/u,
    )
    expect(asked.stdout).not.toMatch(/uma\.brandt[^\n]*on condition/u)
    console.log(asked.stdout)
  })

  test('the night on which a guest comes in through a nested group, exactly that is new', async () => {
    // Whoever reaches a second project is doubtful at large.
    const withoutDoubts = (lines: readonly string[]) => lines.filter((line) => !line.includes('DAT-04'))
    const before = nightOf(await night(1))
    letIn()
    graph.use({ tenant: builder.build() })
    const after = nightOf(await night(1))
    const news = after.filter((line) => line.startsWith('new '))
    expect(news).toEqual([expect.stringMatching(/^new ACC-05 lab account:entra\//u)])
    expect(withoutDoubts(after.filter((line) => !line.startsWith('new ')))).toEqual(withoutDoubts(before))
    const { assessment } = await publishedIn(institution.folder)
    const found = assessment.findings.find(({ project, account }) => project === 'lab' && account?.label.startsWith('gil.ortiz') === true)
    expect(found?.proof.map(({ to }) => to)).toEqual(['gil.ortiz_southfield.example#EXT#@northmoor.example', 'Summer 2026', 'Lab keys'])
  })

  test('an account in the bin closes nothing, since it can come back with its groups; deleted for good it does', async () => {
    const before = await publishedIn(institution.folder)
    const found = before.assessment.findings.filter(
      ({ project, account }) => project === 'lab' && account?.label.startsWith('gil.ortiz') === true,
    )
    expect(found.length).toBeGreaterThan(0)
    letGo()
    graph.use({ tenant: builder.build() })
    const binned = await night(1)
    const lives = (one: typeof binned) =>
      one.life.findings.filter(({ fingerprint }) => found.some((its) => its.fingerprint === fingerprint))
    expect(lives(binned).map(({ state }) => state)).toEqual(found.map(() => 'not-rechecked'))
    expect(lives(binned)[0]?.because).toBe(
      'the account was deleted on 2026-11-20 and can still be restored, with its groups: delete it for good',
    )
    letGo()
    graph.use({ tenant: builder.build() })
    expect(lives(await night(1)).map(({ state }) => state)).toEqual(found.map(() => 'resolved'))
  })

  test('a night on which Graph gives out half way closes nothing', async () => {
    graph.use({ faults: [{ fault: { kind: 'status', status: 500 }, route: '/groups/{id}/members' }] })
    await night(3)
    const result = await expectNothingClosed(institution.folder)
    expect(statusesOf(result)['dialects']).toBe('not-assessed')
    graph.use({ faults: [] })
    expect(statusesOf(await night(1))).toMatchObject({ dialects: 'none' })
  })

  test('without GroupMember.Read.All no project that rests on groups is assessed, and doctor names the permission', async () => {
    graph.use({ roles: LEAST_PERMISSIONS.filter((role) => role !== 'GroupMember.Read.All') })
    await night([2, 3])
    const result = await expectNothingClosed(institution.folder)
    expect(Object.values(statusesOf(result)).filter((status) => status.startsWith('none'))).toEqual([])
    expect(statusesOf(result)).toMatchObject({ dialects: 'not-assessed', lab: 'not-assessed', tides: 'not-assessed', logs: 'not-assessed' })
    trust(graph)
    const said = await checkEntra(sourceFor(graph), instantFromEpochMs(Date.now()), { hosts: hostsOf(graph), time: fastTime() })
    expect(said.find(({ said: words }) => words.startsWith('`GroupMember.Read.All` is missing'))?.cure).toContain('GroupMember.Read.All')
    console.log(JSON.stringify(statusesOf(result)))
  })
})
