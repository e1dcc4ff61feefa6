import assert from 'node:assert/strict'
import { FilterParser, PagedResultsControl, SearchRequest, type Client } from 'ldapts'
import { done, type Answer } from '../../../servers/scripted-ldap/answer.ts'
import type { ScriptedDirectoryOptions } from '../../../servers/scripted-ldap/directory.ts'
import { type Guard, loss } from './guard.ts'
import { BASE, OPENLDAP, PEOPLE, TEN, connected, naively, read, withServer } from './scripted.ts'

const FILE = 'ldap/paged-search.ts'
const END = 'if (end.value.cookie.length === 0)'

/** How many entries the pages of the library's own control give, with a rule of the caller's for when to stop. */
export async function pagesUntil(
  client: Client,
  { base, filter, size }: { readonly base: string; readonly filter: string; readonly size: number },
  isLast: (entries: number, cookie: Buffer, before: Buffer | null) => boolean,
): Promise<number> {
  const control = new PagedResultsControl({ value: { size } })
  const send = Reflect.get(client, '_sendSearch') as (...given: unknown[]) => Promise<unknown>
  let found = 0
  for (let before: Buffer | null = null; ;) {
    const result = { searchEntries: [] as unknown[], searchReferences: [] as string[] }
    const request = new SearchRequest({
      messageId: 0,
      baseDN: base,
      scope: 'sub',
      filter: FilterParser.parseString(filter),
      controls: [control],
      timeLimit: 0,
    })
    await Reflect.apply(send, client, [request, result, true, size, control, false])
    found += result.searchEntries.length
    const cookie: Buffer = control.value?.cookie ?? Buffer.alloc(0)
    if (cookie.length === 0 || isLast(result.searchEntries.length, cookie, before)) return found
    before = Buffer.from(cookie)
  }
}

const BY_THREE = { base: BASE, filter: PEOPLE, size: 3 }

async function expectTen(options: ScriptedDirectoryOptions): Promise<void> {
  const { state, accounts } = await read(options)
  assert.deepEqual([state('users'), accounts.length], ['complete', 10])
}

const ZERO = { pageSizes: [3, 0, 0, 3, 3, 3] }
const SHORT = { pageSizes: [3, 1, 2, 3, 3, 3] }
const SAME = { pageSizes: [3, 3, 3, 3], cookie: () => Buffer.from('MA==') }
const cutWithoutControl = (honest: readonly Answer[]): readonly Answer[] => [...honest.slice(0, 4), done()]

export const PAGING: readonly Guard[] = [
  {
    row: 'L1',
    says: 'a page without entries and with a cookie does not end a search',
    naive: async () =>
      naively(ZERO, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE, paged: { pageSize: 3 } })
        return loss(10 - searchEntries.length, 10, 'people')
      }),
    holds: async () => expectTen(ZERO),
    without: [{ what: 'the cookie alone', file: FILE, edits: [[END, 'if (end.value.cookie.length === 0 || entries.taken === 0)']] }],
  },
  {
    row: 'T1a',
    says: 'a short page does not end a search',
    naive: async () =>
      naively(SHORT, async (client) => loss(10 - (await pagesUntil(client, BY_THREE, (entries) => entries < 3)), 10, 'people')),
    holds: async () => expectTen(SHORT),
    without: [{ what: 'the cookie alone', file: FILE, edits: [[END, 'if (end.value.cookie.length === 0 || entries.taken < 3)']] }],
  },
  {
    row: 'T1b',
    says: 'a cookie that comes again is no loop',
    naive: async () =>
      naively(SAME, async (client) =>
        loss(10 - (await pagesUntil(client, BY_THREE, (_, cookie, before) => before?.equals(cookie) === true)), 10, 'people'),
      ),
    holds: async () => expectTen(SAME),
    without: [
      {
        what: 'the cookie alone',
        file: FILE,
        edits: [[END, 'if (end.value.cookie.length === 0 || Buffer.from(cookie).equals(end.value.cookie))']],
      },
    ],
  },
  {
    row: '4a',
    says: 'an answer without the paging control is not the last page of a server that lists it',
    naive: async () =>
      naively({ deviate: (_, __, honest) => cutWithoutControl(honest) }, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE, paged: { pageSize: 100 } })
        return loss(10 - searchEntries.length, 10, 'people')
      }),
    async holds() {
      const { state, reasons } = await read({ deviate: onEverySearch(cutWithoutControl) })
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /answers without it/u)
    },
    without: [
      {
        what: 'the doubt about an answer without a control',
        file: FILE,
        edits: [["return { kind: 'failed', failure: WITHOUT_PAGING, cookie }", "return { kind: 'whole' }"]],
      },
    ],
  },
  {
    row: '4b',
    says: 'a result code on a later page is not the end of a whole list',
    naive: async () =>
      naively({ pageSizes: [3, 3, 3, 3], deviate: failOnSecond }, async (client) => {
        const found: unknown[] = []
        try {
          for await (const page of client.searchPaginated(BASE, { filter: PEOPLE, paged: { pageSize: 3 } }))
            found.push(...page.searchEntries)
        } catch {
          // "The list is through, or the server has had enough."
        }
        return loss(10 - found.length, 10, 'people')
      }),
    async holds() {
      const { state, reasons, accounts } = await read({ pageSizes: [3, 3, 3, 3], deviate: failOnSecond })
      assert.deepEqual([state('users'), accounts.length], ['partial', 5])
      assert.match(reasons('users'), /^result 11 \(adminLimitExceeded\): enough/u)
    },
    without: [
      {
        what: 'the failure of a page',
        file: FILE,
        edits: [
          [
            'if (!end.ok) return yield* failedPage(entries, end.error, cookie)\n    yield',
            "if (!end.ok) { yield { entries, references: [] }; return { kind: 'whole' } }\n    yield",
          ],
        ],
      },
      {
        what: 'what was seen before the failure',
        file: FILE,
        edits: [["if (failure.kind === 'result' && entries.taken > 0) yield { entries, references: [] }", '']],
      },
    ],
  },
  {
    row: 'L16b',
    says: 'two searches on one connection are not begun at a time',
    naive: async () =>
      naively({ pageSizes: [3, 3, 3, 3] }, async (client) => {
        const both = await Promise.allSettled(
          [1, 2].map(async () =>
            client.search(BASE, { filter: PEOPLE, paged: { pageSize: 3 } }).then(({ searchEntries }) => searchEntries),
          ),
        )
        const found = both.flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
        return loss(20 - found.length, 20, 'entries of two searches')
      }),
    holds: async () =>
      withServer({}, async (server) => {
        const connection = await connected(server)
        const search = { base: BASE, scope: 'sub', filter: PEOPLE, attributes: ['uid'] } as const
        const first = connection.page(search, 3, new Uint8Array())
        await assert.rejects(connection.page(search, 3, new Uint8Array()), /two questions at a time/u)
        assert.equal((await first).ok, true)
        await connection.close()
      }),
    without: [
      {
        what: 'one search at a time',
        file: 'ldap/connection.ts',
        edits: [["if (this.#busy) throw new Error('two questions at a time on one connection')", '']],
      },
    ],
  },
  {
    row: 'L3',
    says: 'no time limit is sent, so that a slow server does not stop after ten seconds',
    naive: async () =>
      naively({ deviate: stopsWhereLimited }, async (client) => {
        const found = await client.search(BASE, { filter: PEOPLE }).then(
          ({ searchEntries }) => searchEntries.length,
          () => 0,
        )
        return loss(10 - found, 10, 'people')
      }),
    holds: async () => expectTen({ deviate: stopsWhereLimited }),
    without: [{ what: 'no limit of time', file: 'ldap/connection.ts', edits: [['timeLimit: 0', 'timeLimit: 10']] }],
  },
  {
    row: 'L2b',
    says: 'no size limit is sent',
    naive: async () =>
      naively({}, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE, sizeLimit: 4 })
        return loss(10 - searchEntries.length, 10, 'people')
      }),
    holds: async () => expectTen({ paging: false, rootDse: { ...OPENLDAP, supportedControl: ['1.2.3'] }, entries: TEN }),
    without: [{ what: 'no limit of size', file: 'ldap/connection.ts', edits: [['sizeLimit: 0', 'sizeLimit: 4']] }],
  },
]

const failOnSecond: NonNullable<ScriptedDirectoryOptions['deviate']> = (search, page, honest) =>
  search.paging !== undefined && page === 2 && !search.attributes.includes('1.1') ? [...honest.slice(0, 2), done(11, 'enough')] : honest

/** What a server does whose search takes longer than the client said. */
const stopsWhereLimited: NonNullable<ScriptedDirectoryOptions['deviate']> = (search, _, honest) =>
  search.timeLimit > 0 ? [...honest.slice(0, 2), done(3, 'time is up')] : honest

function onEverySearch(change: (honest: readonly Answer[]) => readonly Answer[]): NonNullable<ScriptedDirectoryOptions['deviate']> {
  return (search, _, honest) => (search.paging === undefined ? honest : change(honest))
}
