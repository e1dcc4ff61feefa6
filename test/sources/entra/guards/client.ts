import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type PageCollection, PageIterator } from '@microsoft/microsoft-graph-client'
import { exactJson } from '../../../../src/sources/entra/client/exact-json.ts'
import { graphPath } from '../../../../src/sources/entra/client/graph-url.ts'
import { pages } from '../../../../src/sources/entra/client/pages.ts'
import { loss } from '../../../guards/guard.ts'
import type { Graph } from '../../../servers/graph.ts'
import type { FaultRule } from '../../../servers/graph/faults.ts'
import { fastTime } from '../tenant-run.ts'
import { GROUPS, type Guard, graphWith, groups, naiveClient, nightWith, ownReader, people, teams, valuesOf } from './tenant.ts'

const READER = 'entra/client/graph-reader.ts'
const JUDGE = 'entra/client/judge.ts'
const FETCH = 'entra/client/whole-fetch.ts'
const ALL = '/groups?$select=id&$top=999'
const BY_THREE = '/groups?$select=id&$top=3'
const NAMED = "displayName eq 'R&D + partners'"

const onGroups = (fault: FaultRule['fault'], calls?: readonly number[]): FaultRule => ({ fault, route: '/groups', ...(calls === undefined ? {} : { calls }) }) // prettier-ignore
const first = [1]

/** All groups that the package's own iterator finds before it ends, or breaks. */
async function iterated(faults: readonly FaultRule[], atMost = 200): Promise<number> {
  const graph = await graphWith(faults)
  const client = await naiveClient(graph)
  let found = 0
  try {
    const page = (await client.api(BY_THREE).get()) as PageCollection
    await new PageIterator(client, page, () => ++found < atMost).iterate()
  } catch {
    // Whoever writes `catch` around a list keeps what came before.
  }
  graph.takeComplaints()
  return found
}

/** The same list by our own loop. */
async function paged(faults: readonly FaultRule[], path = BY_THREE, eventual = false) {
  const graph = await graphWith(faults)
  const { reader, manner } = await ownReader(graph)
  let found = 0
  for await (const event of pages(reader, path, { ...manner, eventual })) {
    if (event.kind === 'page') found += event.records.length
    if (event.kind === 'restart') found = 0
    if (event.kind === 'end') return { found, failure: event.failure, calls: ofGraph(graph) }
  }
  throw new Error('the list never ended')
}

/** All questions but those for a token. */
function ofGraph({ calls }: Graph): Graph['calls'] {
  return calls.filter(({ target }) => !target.includes('oauth2') && !target.includes('openid'))
}

async function expectPaged(faults: readonly FaultRule[]): Promise<void> {
  const { found, failure } = await paged(faults)
  assert.deepEqual([found, failure], [GROUPS, null])
}

async function expectWhole(faults: readonly FaultRule[]): Promise<void> {
  const run = await nightWith(faults, { answerTimeoutMs: 300 })
  assert.deepEqual([run.state('groups'), run.reasons('groups'), run.snapshot.groups.length], ['complete', '', GROUPS])
}

/** One answer that looks good and is not, for as long as anybody asks. */
function damage(row: string, says: string, fault: FaultRule['fault'], without: Guard['without']): Guard {
  return {
    row,
    says,
    async naive() {
      const client = await naiveClient(await graphWith([onGroups(fault)]))
      const answered: unknown = await client.api(ALL).get().catch(() => null) // prettier-ignore
      return loss(GROUPS - valuesOf(answered).length, GROUPS, 'groups')
    },
    async holds() {
      const run = await nightWith([onGroups(fault)])
      assert.equal(run.state('groups'), 'failed')
    },
    without,
  }
}

/** One answer that fails and would come when asked again. */
function passing(row: string, says: string, faults: readonly FaultRule[], without: Guard['without'], retries = 0): Guard {
  return {
    row,
    says,
    async naive() {
      const client = await naiveClient(await graphWith(faults), undefined, retries)
      const answered: unknown = await Promise.race([client.api(ALL).get().catch(() => null), pause(500, null)]) // prettier-ignore
      return loss(GROUPS - valuesOf(answered).length, GROUPS, 'groups')
    },
    holds: async () => expectWhole(faults),
    without,
  }
}

export const CLIENT: readonly Guard[] = [
  {
    row: 'C1',
    says: 'nothing goes over plain http',
    async naive() {
      const asked: (string | undefined)[] = []
      const plain = createServer((request, response) => {
        asked.push(request.headers.authorization)
        response.setHeader('content-type', 'application/json').end('{"value":[]}')
      })
      await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
      const client = await naiveClient(await graphWith(), `http://127.0.0.1:${(plain.address() as AddressInfo).port}`)
      const found = valuesOf(await client.api(ALL).get())
      await new Promise((resolve) => plain.close(resolve))
      return `${loss(GROUPS - found.length, GROUPS, 'groups')}, asked over plain http ${asked[0] === undefined ? 'without a token' : 'with its token'}`
    },
    async holds() {
      const graph = await graphWith()
      const { reader, manner } = await ownReader(graph)
      const link = await reader.follow(`${graph.url.replace('https:', 'http:')}/v1.0/groups`, 'page', manner)
      assert.match(link.ok ? 'followed' : link.error.reason, /is not Graph$/u)
    },
    without: [{ what: 'https alone', file: FETCH, edits: [["protocol === 'https:' && ", '']] }],
  },
  {
    row: 'C2',
    says: 'a next link goes back byte for byte',
    naive: async () => loss(GROUPS - (await iterated([])), GROUPS, 'groups'),
    holds: async () => expectPaged([]),
    without: [
      {
        what: 'the link as it came',
        file: 'entra/client/send.ts',
        edits: [['const { url, body } = plan', 'const { body } = plan; const url = plan.isLink ? String(new URL(plan.url)).replace(/&\\$skiptoken/u, "&%24skiptoken").replace(/%2B/gu, "+") : plan.url']], // prettier-ignore
      },
    ],
  },
  {
    row: 'C3',
    says: 'every page is asked for with the same headers',
    async naive() {
      const graph = await graphWith()
      const client = await naiveClient(graph)
      const page = (await client.api('/users?$select=id&$top=3').header('ConsistencyLevel', 'eventual').get()) as PageCollection
      await new PageIterator(client, page, () => graph.calls.length < 4).iterate().catch(() => undefined)
      const bare = ofGraph(graph).filter(({ eventual }) => !eventual).length
      graph.takeComplaints()
      return loss(bare, ofGraph(graph).length, 'headers')
    },
    async holds() {
      const { calls, failure } = await paged([], '/users?$select=id&$top=3', true)
      assert.equal(failure, null)
      assert.ok(calls.length > 3 && calls.every(({ eventual }) => eventual))
    },
    without: [{ what: 'the header on links', file: READER, edits: [['...(eventual ? {', '...(eventual && !isLink ? {']] }],
  },
  damage('C4a', 'an error with status 200 is no empty list', { kind: 'error-in-200' }, [
    { what: 'the look for an error', file: JUDGE, edits: [["if ('error' in json) return damaged(", "if ('error' in json) return null; if (false) return damaged("]] }, // prettier-ignore
  ]),
  damage('C4b', 'a page without a list is no empty list', { kind: 'no-value' }, [
    {
      what: 'the look for a list',
      file: JUDGE,
      edits: [["if (shape === 'page' && !('value' in json", "if (shape === 'page' && !('value' in json)) Object.assign(json, { value: [] }); if (shape === 'page' && !('value' in json"]], // prettier-ignore
    },
  ]),
  damage('C4c', 'HTML is no answer', { kind: 'html' }, [
    { what: 'the look at the content type, and at what is no JSON', file: JUDGE, edits: [["if (contentType !== 'application/json') return", "if (contentType !== 'application/json') return { kind: 'good', json: { value: [] } }; if (false) return"]] }, // prettier-ignore
  ]),
  {
    row: 'C5a',
    says: '`&` and `+` in a value change no filter',
    async naive() {
      const graph = await graphWith()
      const client = await naiveClient(graph)
      const answered: unknown = await client.api('/groups').filter(NAMED).select('id').get().catch(() => null) // prettier-ignore
      graph.takeComplaints()
      return loss(1 - valuesOf(answered).length, 1, 'groups by their name')
    },
    async holds() {
      const graph = await graphWith()
      const { reader, manner } = await ownReader(graph)
      const answered = await reader.ask(graphPath(['groups'], [['$filter', NAMED], ['$select', 'id']]), 'page', manner) // prettier-ignore
      graph.takeComplaints()
      assert.deepEqual(answered.ok ? valuesOf(answered.value.json).map(({ id }) => id) : answered.error, [groups.site])
    },
    without: [{ what: 'the encoding of values', file: 'entra/client/graph-url.ts', edits: [['encodeURIComponent(value)', 'value']] }],
  },
  {
    row: 'C5b',
    says: '`#` in a path cuts nothing off',
    async naive() {
      const graph = await graphWith()
      const client = await naiveClient(graph)
      await client.api(`/users/${people.guest}#EXT#/sponsors`).get().catch(() => null) // prettier-ignore
      const asked = graph.calls.map(({ target }) => target)
      graph.takeComplaints()
      return loss(asked.some((target) => target.includes('sponsors')) ? 0 : 1, 1, 'questions about sponsors')
    },
    async holds() {
      const graph = await graphWith()
      const { reader, manner } = await ownReader(graph)
      assert.equal(graphPath(['users', 'a#b', 'sponsors']), '/users/a%23b/sponsors')
      const answered = await reader.ask(`/users/${people.guest}#EXT#/sponsors`, 'page', manner)
      graph.takeComplaints()
      assert.match(answered.ok ? 'answered' : answered.error.reason, /^the address /u)
      assert.deepEqual(ofGraph(graph), [])
    },
    without: [
      { what: 'the encoding of segments', file: 'entra/client/graph-url.ts', edits: [['`/${encodeURIComponent(segment)', '`/${segment']] },
      { what: 'the refusal of what would be cut off', file: FETCH, edits: [["hash === '' && ", '']] },
    ],
  },
  passing('C6a', 'errors of the service are asked again', [onGroups({ kind: 'status', status: 500 }, [1, 2, 3])], [
    { what: '500, 502 and 504', file: JUDGE, edits: [['[429, 500, 502, 503, 504]', '[429, 503]']] },
  ], 10), // prettier-ignore
  passing('C6b', 'a busy service is asked as long as there is time', [onGroups({ kind: 'status', status: 429 }, [1, 2, 3, 4, 5, 6])], [
    { what: '429', file: JUDGE, edits: [['[429, 500, 502, 503, 504]', '[500, 502, 503, 504]']] },
    { what: 'the time alone as the limit', file: 'entra/client/patience.ts', edits: [['answer.status !== 429 && round >= ROUNDS', 'round >= 3']] },
  ], 3), // prettier-ignore
  {
    row: 'C6c',
    says: 'Retry-After is waited out in full',
    async naive() {
      const waits = [0, 1, 2].map((retry) => Math.min(180, 3 * 2 ** retry))
      return loss(300 - waits.reduce((sum, wait) => sum + wait, 0), 300, 'seconds that the service asked for')
    },
    async holds() {
      const time = fastTime()
      const run = await nightWith([onGroups({ kind: 'status', status: 429, retryAfter: 300 }, first)], { time })
      assert.equal(run.state('groups'), 'complete')
      assert.ok(time.slept() >= 300_000, `waited ${time.slept()} ms`)
    },
    without: [{ what: 'the header', file: 'entra/client/answer.ts', edits: [["headers.get('retry-after')", 'null']] }],
  },
  passing('C6d', 'a connection that breaks is opened again', [onGroups({ kind: 'reset', when: 'within' }, first)], [
    { what: 'asking again', file: 'entra/client/retry.ts', edits: [["cause.kind === 'refused' ? 'final' : 'damaged'", "'final'"]] },
  ]), // prettier-ignore
  {
    row: 'C7a',
    says: 'an inner answer that is refused is no empty list',
    async naive() {
      const client = await naiveClient(await graphWith([BUSY_MEMBERS]))
      const requests = [{ id: '1', method: 'GET', url: `/groups/${groups.large}/members?$select=id&$top=999` }]
      const { responses } = (await client.api('/$batch').post({ requests })) as Batch
      return loss(21 - valuesOf(responses[0]?.body).length, 21, 'members')
    },
    async holds() {
      const run = await nightWith([BUSY_MEMBERS])
      assert.deepEqual([run.state('members'), recordsOf(run.files, 'members', groups.large)], ['complete', 21])
    },
    without: [
      { what: 'the look at inner answers', file: 'entra/client/batch.ts', edits: [['new Set([401, 429, 500', 'new Set([401, 500']] },
    ],
  },
  {
    row: 'C7b',
    says: 'the next link of an inner answer is followed',
    async naive() {
      const client = await naiveClient(await graphWith())
      const requests = [{ id: '1', method: 'GET', url: `/teams/${teams.team}/allChannels?$select=id` }]
      const { responses } = (await client.api('/$batch').post({ requests })) as Batch
      return loss(CHANNELS - valuesOf(responses[0]?.body).length, CHANNELS, 'channels')
    },
    async holds() {
      const run = await nightWith([])
      assert.equal(recordsOf(run.files, 'channels', teams.team), CHANNELS)
    },
    without: [
      {
        what: 'the further pages',
        file: 'entra/collect-each.ts',
        edits: [['followingPages(night.reader, answer.body, night.manner(call))', 'followingPages(night.reader, {}, night.manner(call))']],
      },
    ],
  },
  passing('C8', 'a silent server is asked again', [onGroups({ kind: 'silent' }, first)], [
    { what: 'the time limit', file: FETCH, edits: [['AbortSignal.timeout(timeoutMs)', 'AbortSignal.timeout(60_000_000)']] },
  ]), // prettier-ignore
  passing('C9a', 'JSON that stops is asked for again', [onGroups({ kind: 'cut', what: 'json' }, first)], [
    { what: 'asking again', file: JUDGE, edits: [["return damaged('JSON that stops or cannot be read')", "return { kind: 'final', failure: { kind: 'failed', status, code: '', reason: 'cut' } }"]] }, // prettier-ignore
  ]), // prettier-ignore
  passing('C9b', 'a body that ends early is asked for again', [onGroups({ kind: 'cut', what: 'body' }, first)], [
    { what: 'asking again', file: 'entra/client/retry.ts', edits: [["cause.kind === 'refused' ? 'final' : 'damaged'", "'final'"]] },
  ]), // prettier-ignore
  {
    row: 'C10',
    says: 'a number beyond 2^53 keeps its digits',
    naive: async () => loss(JSON.stringify(JSON.parse(LONG)) === LONG ? 0 : 1, 1, 'numbers'),
    holds: async () => assert.equal(JSON.stringify(exactJson(LONG)), LONG),
    without: [
      { what: 'the way of long numbers', file: 'entra/client/exact-json.ts', edits: [['LONG_NUMBER.test(bare) ?', 'bare === "" ?']] },
    ],
  },
  passing('K1', 'a token that is no longer taken is renewed', [onGroups({ kind: 'unauthorized' }, first)], [
    { what: 'the second token', file: 'entra/client/token.ts', edits: [['if (planIn(context).answer?.status === 401) await', 'if (planIn(context).answer?.status === -1) await']] }, // prettier-ignore
  ]), // prettier-ignore
  {
    row: 'K2',
    says: 'links that ran out begin the list again',
    naive: async () => loss(GROUPS - (await iterated([EXPIRED])), GROUPS, 'groups'),
    holds: async () => expectPaged([EXPIRED]),
    without: [
      {
        what: 'the new beginning',
        file: 'entra/client/pages.ts',
        edits: [["if (end?.kind !== 'expired' || restarts === RESTARTS)", 'if (restarts >= 0)']],
      },
    ],
  },
  {
    row: 'K2b',
    says: 'links that ran out within one object begin its list again',
    async naive() {
      const client = await naiveClient(await graphWith([EXPIRED_INNER]))
      const channels: unknown[] = []
      try {
        const page = (await client.api(`/teams/${teams.team}/allChannels`).get()) as PageCollection
        await new PageIterator(client, page, (one) => channels.push(one) > 0).iterate()
      } catch {
        // The rest never came.
      }
      return loss(CHANNELS - channels.length, CHANNELS, 'channels')
    },
    async holds() {
      const run = await nightWith([EXPIRED_INNER])
      assert.deepEqual([run.state('channels'), recordsOf(run.files, 'channels', teams.team)], ['complete', CHANNELS])
    },
    without: [
      {
        what: 'the new beginning',
        file: 'entra/collect-each.ts',
        edits: [["objects.failure?.kind !== 'expired' || restarts === RESTARTS", 'restarts >= 0']],
      },
    ],
  },
  {
    row: 'K3',
    says: 'a link that leads back is no end and no endless list',
    async naive() {
      const found = await iterated([onGroups({ kind: 'repeated-link' })])
      return loss(Math.abs(GROUPS - found), GROUPS, 'groups, or counted twice,')
    },
    async holds() {
      const { failure } = await paged([onGroups({ kind: 'repeated-link' })])
      assert.match(failure?.reason ?? 'whole', /links to one that was read before/u)
    },
    without: [{ what: 'the memory of links', file: 'entra/client/pages.ts', edits: [['if (seen.has(link))', 'if (seen.has(link) && seen.size > 1_000_000)']] }], // prettier-ignore
  },
  {
    row: 'K4',
    says: 'a link to another host is not followed',
    naive: async () => loss(GROUPS - (await iterated([onGroups({ kind: 'foreign-link', host: '127.0.0.1:1' })])), GROUPS, 'groups'),
    async holds() {
      const graph = await graphWith()
      const { reader, manner } = await ownReader(graph)
      const link = await reader.follow('https://127.0.0.1:1/v1.0/groups', 'page', manner)
      assert.match(link.ok ? 'followed' : link.error.reason, /is not Graph$/u)
    },
    without: [{ what: 'the list of hosts', file: FETCH, edits: [['&& hosts.has(host)', '&& host !== ""']] }],
  },
]

interface Batch {
  readonly responses: readonly { readonly body: unknown }[]
}

/** Of every kind, and one of another tenant's. */
const CHANNELS = 4
const LONG = '{"id":9007199254740993}'
const BUSY_MEMBERS: FaultRule = {
  fault: { kind: 'status', status: 429, retryAfter: 1 },
  target: `/groups/${groups.large}/members`,
  calls: first,
}
const EXPIRED: FaultRule = { ...onGroups({ kind: 'expired-page', status: 410 }), inAll: 1 }
const EXPIRED_INNER: FaultRule = { fault: { kind: 'expired-page', status: 400 }, target: '/allChannels', inAll: 1 }

/** How many records the evidence has of one object. */
function recordsOf(files: ReadonlyMap<string, string>, dataset: string, id: string): number {
  const lines = [...files].flatMap(([path, text]) => (path.includes(`/${dataset}/`) ? text.split('\n') : []))
  return lines.filter((line) => line.includes(`/${id}/`)).flatMap((line) => valuesOf((JSON.parse(line) as { readonly body: unknown }).body))
    .length
}
