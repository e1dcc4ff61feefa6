import { afterEach, expect, test } from 'vitest'
import { describeWithServers } from './describe-with-servers.ts'
import { type Graph, startGraph } from './graph.ts'
import { askToken, bearer, get, post } from './graph/plain-client.ts'
import { type TenantBuilder, tenantBuilder } from './graph/tenant-builder.ts'

describeWithServers(['openssl'], "the tests' Graph", () => {
  let graph: Graph

  afterEach(async () => {
    await graph.stop()
  })

  test('gives a token to who holds the certificate, and to nobody else', async () => {
    graph = await startGraph({ tenant: small().tenant.build() })
    expect((await askToken(graph)).status).toBe(200)
    expect(await askToken(graph, { aud: 'https://elsewhere.test' })).toMatchObject({ status: 401, json: { error: 'invalid_client' } })
    expect(await askToken(graph, { exp: 1000 })).toMatchObject({ status: 401 })
    expect(await askToken(graph, { exp: Date.now() / 1000 + 90_000 })).toMatchObject({ status: 401 })
    expect(await askToken(graph, { sub: 'another' })).toMatchObject({ status: 401 })
    expect(await askToken(graph, {}, 'x')).toMatchObject({ status: 401 })
    expect((await get(graph, '/users', { authorization: 'Bearer a.b.c' })).status).toBe(401)
  })

  test('pages a list by links that must come back byte for byte', async () => {
    const { tenant } = small()
    graph = await startGraph({ tenant: tenant.build() })
    const first = await get(graph, '/users?$select=id,userType&$top=3')
    expect(first.json.value).toHaveLength(3)
    expect(Object.keys(first.json.value?.[0] ?? {})).toEqual(['id', 'userType'])
    const link = first.json['@odata.nextLink'] ?? ''
    expect(link).toMatch(/\$skiptoken=.*%2B.*&mark=1&mark=2%2B2$/)
    const second = await get(graph, link.slice(`${graph.url}/v1.0`.length))
    expect(second.json).toMatchObject({ value: [{}, {}] })
    expect(second.json['@odata.nextLink']).toBeUndefined()
    expect(graph.complaints).toEqual([])
    for (const changed of [link.replace('mark=1&', ''), link.replace('%2B2', '+2'), link.replace('$top=3', '$top=2')])
      expect((await get(graph, changed.slice(`${graph.url}/v1.0`.length))).status).toBe(400)
    expect(graph.takeComplaints()).toHaveLength(3)
  })

  test('answers members with what the token may see, and leaves service principals out', async () => {
    const { tenant, group, people, app } = small()
    tenant.member(group, people[0], app)
    graph = await startGraph({ tenant: tenant.build() })
    const target = `/groups/${group}/members?$select=id,displayName`
    expect((await get(graph, target)).json.value).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: people[0], displayName: 'Person 2' },
    ])
    graph.use({ roles: ['GroupMember.Read.All'], showsServicePrincipals: true })
    expect((await get(graph, target)).json.value).toEqual([
      { '@odata.type': '#microsoft.graph.user', id: people[0], displayName: null },
      { '@odata.type': '#microsoft.graph.servicePrincipal', id: app, displayName: null },
    ])
    graph.use({ roles: ['User.Read.All'] })
    expect(await get(graph, target)).toMatchObject({ status: 403, json: { error: { code: 'Authorization_RequestDenied' } } })
  })

  test.each([
    '/nothing',
    '/users?$select=id,nothing',
    '/users?$top=1000',
    '/users?$top=121&$select=signInActivity',
    '/users?$skip=1',
    '/users?$orderby=id',
    '/users?$select=id&$select=mail',
    "/users?$filter=surname eq 'x'",
    '/users?$count=true',
    '/users/$count',
    '/directory/administrativeUnits?$expand=members',
    '/roleManagement/directory/roleAssignments?$top=5',
    '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
  ])('refuses %s, and says so to the test', async (target) => {
    graph = await startGraph({ tenant: small().tenant.build() })
    expect((await get(graph, encodeURI(target))).status).toBe(400)
    await expect(graph.stop()).rejects.toThrow('what no client should')
    graph = await startGraph({ tenant: small().tenant.build() })
  })

  test('answers a batch part by part, each with its own status', async () => {
    const { tenant, group, people } = small()
    tenant.member(group, people[1])
    graph = await startGraph({
      tenant: tenant.build(),
      faults: [{ route: '/groups/{id}/owners', fault: { kind: 'status', status: 429, retryAfter: 7 } }],
    })
    const urls = [`/groups/${group}/members?$select=id`, `/groups/${group}/owners?$select=id`, '/users/$count']
    const requests = urls.map((url, id) => ({ id: String(id), method: 'GET', url, headers: { ConsistencyLevel: 'eventual' } }))
    const { json } = await post(graph, '/$batch', JSON.stringify({ requests }))
    const byId = new Map((json.responses ?? []).map((each) => [each.id, each]))
    expect(byId.get('0')).toMatchObject({ status: 200, body: { value: [{ id: people[1] }] } })
    expect(byId.get('1')).toMatchObject({ status: 429, headers: { 'retry-after': '7' } })
    expect(byId.get('2')).toMatchObject({ status: 200, body: Buffer.from('5').toString('base64') })
    expect((await post(graph, '/$batch', JSON.stringify({ requests: Array.from({ length: 21 }, () => requests[0]) }))).status).toBe(400)
    expect(graph.takeComplaints()).toHaveLength(1)
  })

  test('charges resource units, and refuses beyond the quota until the window has passed', async () => {
    let ms = Date.now()
    graph = await startGraph({ tenant: small().tenant.build(), quota: 10, now: () => ms })
    const auth = await bearer(graph)
    const codes: unknown[] = []
    for (let call = 0; call < 6; call += 1) {
      const { status, headers } = await get(graph, '/users', auth)
      codes.push([status, headers['x-ms-resource-unit'], headers['x-ms-throttle-limit-percentage'], headers['retry-after']])
      ms += 1000
    }
    expect(codes).toEqual([
      [200, '2', undefined, undefined],
      [200, '2', undefined, undefined],
      [200, '2', undefined, undefined],
      [200, '2', '0.80', undefined],
      [200, '2', '1.00', undefined],
      [429, undefined, undefined, '5'],
    ])
    ms += 5000
    expect((await get(graph, '/users', auth)).status).toBe(200)
    expect(graph.meter().served()).toBe(12)
  })
})

interface Small {
  readonly tenant: TenantBuilder
  readonly people: readonly [string, string, string, string, string]
  readonly group: string
  readonly app: string
}

function small(): Small {
  const tenant = tenantBuilder({ seed: 1 })
  return {
    tenant,
    people: [tenant.user(), tenant.user(), tenant.user(), tenant.user(), tenant.user()],
    group: tenant.group(),
    app: tenant.servicePrincipal(),
  }
}
