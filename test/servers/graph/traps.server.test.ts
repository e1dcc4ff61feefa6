import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../describe-with-servers.ts'
import { type Graph, startGraph } from '../graph.ts'
import { exampleTenant } from './example-tenant.ts'
import { bearer, get, type Reply } from './plain-client.ts'
import { LEAST_PERMISSIONS } from './routes.ts'
import { tenantBuilder } from './tenant-builder.ts'

describeWithServers(['openssl'], "what the tests' Graph does as silently as the real one", () => {
  const { builder, names } = exampleTenant(9)
  const { people, groups, apps } = names
  let graph: Graph

  beforeAll(async () => {
    graph = await startGraph({ tenant: builder.build() })
  })

  afterEach(() => {
    graph.use({ tenant: builder.build(), roles: LEAST_PERMISSIONS, licences: { p1: true, p2: true }, now: Date.now })
  })

  afterAll(async () => {
    await graph.stop()
  })

  test('E1: a service principal in a group stands in its own memberOf alone', async () => {
    expect(await idsAt(`/groups/${groups.security}/members?$select=id`)).toEqual([people.ada, people.guest, people.pending])
    expect(await idsAt(`/servicePrincipals/${apps.bot}/memberOf?$select=id`)).toEqual([groups.security])
  })

  test('E3: the default properties of a user leave out what tells a guest', async () => {
    const [first] = (await get(graph, '/users')).json.value ?? []
    expect(Object.keys(first ?? {})).not.toContain('userType')
    expect(Object.keys(first ?? {})).toContain('userPrincipalName')
  })

  test('E4: $expand shows twenty members of 21, and no link', async () => {
    const { json } = await get(graph, `/groups?$filter=${encodeURIComponent(`id eq '${groups.large}'`)}&$expand=members`)
    expect(json.value?.[0]?.['members']).toHaveLength(20)
    expect(json['@odata.nextLink']).toBeUndefined()
    expect(await idsAt(`/groups/${groups.large}/members?$select=id`)).toHaveLength(21)
  })

  test('E5: transitive members come without the way, and a ring ends', async () => {
    const all = await idsAt(`/groups/${groups.outer}/transitiveMembers?$select=id`)
    expect(all.toSorted()).toEqual([groups.middle, groups.inner, groups.outer, people.internalGuest, people.mailGuest].toSorted())
  })

  test('E6: the index behind ConsistencyLevel does not hold everybody yet', async () => {
    const tenant = tenantBuilder({ seed: 2 })
    tenant.user()
    tenant.notIndexedYet(tenant.user())
    graph.use({ tenant: tenant.build() })
    const eventual = { ...(await bearer(graph)), consistencylevel: 'eventual' }
    expect((await get(graph, '/users/$count', eventual)).text).toBe('1')
    expect((await get(graph, '/users', eventual)).json.value).toHaveLength(1)
    expect((await get(graph, '/users')).json.value).toHaveLength(2)
  })

  test('E7: directoryRoles hold what was activated once, roleDefinitions everything', async () => {
    expect((await get(graph, '/directoryRoles')).json.value).toHaveLength(1)
    expect((await get(graph, '/roleManagement/directory/roleDefinitions')).json.value).toHaveLength(5)
  })

  test('E14: the last sign-in is absent for who never signed in, and needs a licence and a right', async () => {
    const target = '/users?$select=id,signInActivity&$top=120'
    const byId = new Map((await get(graph, target)).json.value?.map((user) => [user['id'], user]))
    expect(byId.get(people.ada)).toHaveProperty('signInActivity')
    expect(byId.get(people.pending)).not.toHaveProperty('signInActivity')
    graph.use({ licences: { p1: false, p2: false } })
    expect(await refusalAt(target)).toEqual([403, 'Authentication_RequestFromNonPremiumTenantOrB2CTenant'])
    expect(await refusalAt('/roleManagement/directory/roleEligibilityScheduleInstances')).toEqual([400, 'AadPremiumLicenseRequired'])
    graph.use({ licences: { p1: true, p2: true }, roles: ['User.Read.All'] })
    expect(await refusalAt(target)).toEqual([403, 'Authorization_RequestDenied'])
    expect(await refusalAt('/users?$select=id,employeeLeaveDateTime')).toEqual([403, 'Authorization_RequestDenied'])
  })

  test('E16: a hidden membership is empty without its own right', async () => {
    const target = `/groups/${groups.hidden}/members?$select=id`
    expect(await idsAt(target)).toEqual([people.otherExternal])
    graph.use({ roles: LEAST_PERMISSIONS.filter((role) => role !== 'Member.Read.Hidden') })
    expect(await idsAt(target)).toEqual([])
  })

  test('a shared channel tells by allMembers alone who comes through a team of another tenant', async () => {
    const { team, channels, stranger, throughTeam } = names.teams
    const at = `/teams/${team}/channels/${encodeURIComponent(channels.shared)}`
    expect((await get(graph, `${at}/members`)).json.value?.map(({ userId }) => userId)).toEqual([people.dora, stranger])
    const all = (await get(graph, `${at}/allMembers`)).json.value ?? []
    expect(all.map(({ userId }) => userId)).toEqual([people.dora, stranger, throughTeam])
    expect(all.map((member) => '@microsoft.graph.originalSourceMembershipUrl' in member)).toEqual([false, false, true])
  })

  test('answers 404 for an object that is not there, and filters by what is equal or begins alike', async () => {
    expect(await refusalAt('/groups/nobody/members')).toEqual([404, 'Request_ResourceNotFound'])
    const filtered = async (filter: string): Promise<readonly string[]> => idsAt(`/users?$select=id&$filter=${encodeURIComponent(filter)}`)
    expect(await filtered("userType eq 'guest' and startswith(displayName,'max & m')")).toEqual([people.mailGuest])
    expect(await filtered('userType eq null')).toEqual([people.unclassified, people.otherExternal])
    expect(await filtered("displayName eq 'Ada'' and Marsh'")).toEqual([])
  })

  test('takes a token no longer than it lives, and none of another tenant', async () => {
    const old = await bearer(graph)
    expect((await get(graph, '/users', old)).status).toBe(200)
    graph.use({ now: () => Date.now() + 3_600_000 })
    expect((await get(graph, '/users', old)).status).toBe(401)
    graph.use({ now: Date.now, tenant: tenantBuilder({ seed: 3 }).build() })
    expect((await get(graph, '/users', old)).status).toBe(401)
  })

  test('keeps conditional access to one call a second without a word on when, reports to five in ten seconds', async () => {
    let ms = Date.now()
    graph.use({ limits: 'all', now: () => ms })
    const auth = await bearer(graph)
    const ask = async (target: string): Promise<readonly [number, unknown]> => {
      const { status, headers } = await get(graph, target, auth)
      return [status, headers['retry-after']]
    }
    const access = '/identity/conditionalAccess/policies'
    expect([await ask(access), await ask(access)]).toEqual([[200, undefined], [429, undefined]]) // prettier-ignore
    ms += 1000
    expect((await ask(access))[0]).toBe(200)
    const reports = '/reports/authenticationMethods/userRegistrationDetails'
    for (let call = 0; call < 5; call += 1) expect((await ask(reports))[0]).toBe(200)
    expect(await ask(reports)).toEqual([429, '10'])
    graph.use({ limits: 'units' })
  })

  async function idsAt(target: string): Promise<readonly string[]> {
    const ids: string[] = []
    for (let next = target; next !== '';) {
      const { json, status, text } = await get(graph, next)
      if (status !== 200) throw new Error(`${status} ${text}`)
      ids.push(...(json.value ?? []).map(({ id }) => String(id)))
      next = (json['@odata.nextLink'] ?? '').slice(`${graph.url}/v1.0`.length)
    }
    return ids
  }

  async function refusalAt(target: string): Promise<readonly [number, string | undefined]> {
    const { status, json }: Reply = await get(graph, target)
    return [status, json.error?.code]
  }
})
