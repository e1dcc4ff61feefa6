import { afterEach, expect, test } from 'vitest'
import { describeWithServers } from '../describe-with-servers.ts'
import { type Graph, startGraph } from '../graph.ts'
import { endingFaults, type Fault } from './faults.ts'
import { bearer, get, post, type Reply } from './plain-client.ts'
import { tenantBuilder } from './tenant-builder.ts'

const TARGET = '/users?$select=id&$top=1'

describeWithServers(['openssl'], "the fault script of the tests' Graph", () => {
  let graph: Graph

  afterEach(async () => {
    await graph.stop()
  })

  test.each<[string, Fault, Partial<Reply> | string]>([
    ['429 with seconds', { kind: 'status', status: 429, retryAfter: 300 }, { status: 429 }],
    ['503 without', { kind: 'status', status: 503 }, { status: 503 }],
    ['a reset', { kind: 'reset', when: 'before' }, 'socket hang up'],
    ['a reset within the body', { kind: 'reset', when: 'within' }, 'aborted'],
    ['a cut body', { kind: 'cut', what: 'body' }, 'aborted'],
    ['HTML', { kind: 'html' }, { status: 200, json: {} }],
    ['an error with status 200', { kind: 'error-in-200' }, { status: 200, json: expect.objectContaining({ error: expect.anything() }) }],
    ['a page without value', { kind: 'no-value' }, { json: expect.not.objectContaining({ value: expect.anything() }) }],
    ['an empty page', { kind: 'empty-page' }, { json: expect.objectContaining({ value: [], '@odata.nextLink': expect.anything() }) }],
    ['a slow body', { kind: 'slow', ms: 10 }, { status: 200 }],
    ['a token that is not taken', { kind: 'unauthorized' }, { status: 401 }],
    ['any change', { kind: 'edit', edit: () => ({ value: [] }) }, { json: { value: [] } }],
  ])('answers with %s, and then as it should', async (_, fault, expected) => {
    graph = await started([{ target: TARGET, calls: [1], fault }])
    const asked = get(graph, TARGET)
    if (typeof expected === 'string') await expect(asked).rejects.toThrow(expected)
    else expect(await asked).toMatchObject(expected)
    expect((await get(graph, TARGET)).json.value).toHaveLength(1)
    expect(graph.injected()).toEqual([{ route: '/users', target: TARGET, kind: fault.kind }])
  })

  test('cuts JSON so that only a reader of JSON can tell', async () => {
    graph = await started([{ fault: { kind: 'cut', what: 'json' } }])
    await expect(get(graph, TARGET)).rejects.toThrow('JSON')
  })

  test('leaves out the content type, and says Retry-After as a date', async () => {
    graph = await started([
      { target: 'id', fault: { kind: 'no-content-type' } },
      { target: 'mail', fault: { kind: 'status', status: 429, retryAfter: 60, asDate: true } },
    ])
    expect((await get(graph, TARGET)).headers['content-type']).toBeUndefined()
    const date = Date.parse(String((await get(graph, '/users?$select=mail')).headers['retry-after']))
    expect(date - Date.now()).toBeGreaterThan(50_000)
  })

  test('repeats a link, leads a link to another host, and lets links expire', async () => {
    graph = await started([
      { target: 'skiptoken', calls: [2], fault: { kind: 'expired-page', status: 410 } },
      { target: TARGET, calls: [1], fault: { kind: 'repeated-link' } },
      { target: TARGET, calls: [2], fault: { kind: 'foreign-link', host: 'elsewhere.test' } },
    ])
    expect((await get(graph, TARGET)).json['@odata.nextLink']).toBe(`${graph.url}/v1.0${TARGET}`)
    expect((await get(graph, TARGET)).json['@odata.nextLink']).toMatch(/^https:\/\/elsewhere.test\//)
    const link = pathOf(graph, await get(graph, TARGET))
    expect((await get(graph, link)).status).toBe(200)
    expect((await get(graph, link)).status).toBe(410)
    graph.expirePages()
    expect(await get(graph, link)).toMatchObject({ status: 400, json: { error: { code: 'Directory_ExpiredPageToken' } } })
  })

  test('serves after an empty page what should have stood there', async () => {
    graph = await started([{ inAll: 2, fault: { kind: 'empty-page' } }])
    const seen: unknown[] = []
    let target = TARGET
    for (let page = 0; target !== ''; page += 1) {
      expect(page).toBeLessThan(6)
      const reply = await get(graph, target)
      seen.push(...(reply.json.value ?? []))
      target = pathOf(graph, reply)
    }
    expect(seen).toHaveLength(3)
    expect(new Set(seen.map((row) => JSON.stringify(row))).size).toBe(3)
  })

  test('takes counts off by a number', async () => {
    graph = await started([{ fault: { kind: 'count-off', by: -1 } }])
    const headers = { ...(await bearer(graph)), consistencylevel: 'eventual' }
    expect((await get(graph, '/users/$count', headers)).text).toBe('2')
    expect((await get(graph, '/users?$count=true&$top=1', headers)).json).toMatchObject({ '@odata.count': 2 })
    expect(graph.injected()).toHaveLength(2)
  })

  test('does not count what could not happen: a cut within a batch, a page of an object', async () => {
    graph = await started([{ fault: { kind: 'cut', what: 'json' }, route: '/users' }, { fault: { kind: 'no-value' } }])
    const requests = [{ id: '1', method: 'GET', url: '/users?$select=id' }, { id: '2', method: 'GET', url: '/policies/authorizationPolicy' }] // prettier-ignore
    expect((await post(graph, '/$batch', JSON.stringify({ requests }))).json.responses).toMatchObject([{ status: 200 }, { status: 200 }])
    expect(graph.injected()).toEqual([{ route: '/users', target: '/users?$select=id', kind: 'no-value' }])
  })

  test('draws the same faults from the same seed, whatever the order, each kind once for a target', async () => {
    graph = await started(endingFaults(5, 0.3))
    const targets = ['id', 'mail', 'displayName', 'userType'].map((name) => `/users?$select=${name}`)
    const ask = async (order: readonly string[]): Promise<unknown> => {
      graph.use({ faults: endingFaults(5, 0.3) })
      const headers = await bearer(graph)
      for (let round = 0; round < 8; round += 1) for (const target of order) await get(graph, target, headers).catch(() => undefined)
      return graph
        .injected()
        .map((fault) => JSON.stringify(fault))
        .sort()
    }
    const first = await ask(targets)
    expect(first).not.toEqual([])
    expect(await ask(targets.toReversed())).toEqual(first)
    expect(new Set(first as string[]).size).toBeGreaterThan(4)
  })
})

async function started(faults: Parameters<typeof startGraph>[0]['faults'] & object): Promise<Graph> {
  const tenant = tenantBuilder({ seed: 1 })
  for (const _ of [1, 2, 3]) tenant.user()
  return startGraph({ tenant: tenant.build(), faults })
}

function pathOf(graph: Graph, { json }: Reply): string {
  return (json['@odata.nextLink'] ?? '').slice(`${graph.url}/v1.0`.length)
}
