import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { connect as secured } from 'node:tls'
import { Client, type Entry } from 'ldapts'
import { DirectoryConnection } from '../../../../src/sources/ldap/connection.ts'
import { importLdif } from '../../../../src/sources/ldap/import.ts'
import { DS_AUDITOR, DS_CUT_READER } from '../../../servers/ds389-example.ts'
import { ldapsearch } from '../../../servers/ldapsearch.ts'
import { DOMAIN_AUDITOR, DOMAIN_DN, USERS_DN } from '../../../servers/samba-example.ts'
import { AUDITOR, BASE_DN, CUT_READER, LIMITED_READER, type Login } from '../../../servers/slapd-example.ts'
import { startScriptedLdap } from '../../../servers/scripted-ldap.ts'
import { collected, namedEdges } from '../collected.ts'
import { NOW, factsIn, inTemporaryFolder } from '../facts-of.ts'
import { type Guard, type Servers, loss } from './guard.ts'
import { pagesUntil } from './paging.ts'
import { DS_PEOPLE, PEOPLE, SMALL_PAGES } from './real-servers.ts'

const FILTER = '(objectClass=inetOrgPerson)'

async function naiveSearch(
  server: Servers[keyof Servers],
  login: Login,
  base: string,
  options: Parameters<Client['search']>[1],
): Promise<readonly Entry[]> {
  const client = new Client({ url: server.url, tlsOptions: { ca: server.ca } })
  try {
    await client.bind(login.dn, login.password)
    return (await client.search(base, options)).searchEntries
  } finally {
    await client.unbind()
  }
}

export const REAL: readonly Guard[] = [
  {
    row: 'L2',
    says: 'a size limit that the server hits is told, with its name',
    naive: async ({ slapd }) => {
      const found = await naiveSearch(slapd, AUDITOR, BASE_DN, { filter: FILTER, sizeLimit: 500, paged: true })
      return loss(PEOPLE + 1 - found.length, PEOPLE + 1, 'people, with no error,')
    },
    async holds({ slapd }) {
      const { state, reasons, manifest } = await collected(slapd, CUT_READER, { base: BASE_DN })
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /result 4 \(sizeLimitExceeded\)/u)
      assert.match(manifest.datasets.find(({ dataset }) => dataset === 'users')?.cure ?? '', /size\.prtotal/u)
    },
    without: [
      {
        what: 'the code of an answer',
        file: 'ldap/connection.ts',
        edits: [['if (response.status !== 0)', 'if (response.status !== 0 && response.status !== 4)']],
      },
      { what: 'the name of the limit', file: 'ldap/directory-failure.ts', edits: [['    case 4:\n', '']] },
    ],
  },
  {
    row: 'T2',
    says: 'an export that a limit cut off proves nothing',
    naive: async ({ slapd }) => {
      const { stdout } = await cutExport(slapd)
      const found = stdout.split('\n').filter((line) => line.startsWith('uid: ')).length
      return loss(PEOPLE + 1 - found, PEOPLE + 1, 'people, and the output looks whole:')
    },
    holds: async ({ slapd }) =>
      inTemporaryFolder(async (folder) => {
        const [exports, evidence] = [join(folder, 'exports'), join(folder, 'evidence')]
        await mkdir(exports)
        await writeFile(join(exports, 'users.ldif'), (await cutExport(slapd)).stdout)
        await importLdif({ name: 'directory', base: BASE_DN, attributes: [] }, exports, evidence, { toolVersion: '0', clock: () => NOW })
        const { coverage } = await factsIn(evidence)
        const users = coverage.find(({ dataset }) => dataset === 'users')
        assert.equal(users?.state, 'partial')
        assert.match(users?.reasons.join() ?? '', /no proof of completeness/u)
      }),
    without: [
      {
        what: 'the proof',
        file: 'ldif/export-completeness.ts',
        edits: [["return { state: 'partial', reason: 'no proof of completeness', cure: SEARCH_CURE }", "return { state: 'complete' }"]],
      },
    ],
  },
  {
    row: 'L16a',
    says: 'pages that are too large for the server are asked for smaller',
    naive: async ({ slapd }) => {
      const found = await naiveSearch(slapd, SMALL_PAGES, BASE_DN, { filter: FILTER, paged: { pageSize: 1_000 } }).catch(() => [])
      return loss(PEOPLE + 1 - found.length, PEOPLE + 1, 'people')
    },
    async holds({ slapd }) {
      const { state, accounts } = await collected(slapd, SMALL_PAGES, { base: BASE_DN })
      assert.deepEqual([state('users'), accounts.length], ['complete', PEOPLE + 1])
    },
    without: [
      {
        what: 'the smaller pages',
        file: 'ldap/paged-search.ts',
        edits: [['const SMALLER_SIZES = [500, 100]', 'const SMALLER_SIZES = [500]']],
      },
    ],
  },
  {
    row: 'T23b',
    says: 'a reader from whom a branch is hidden is held against what the database says of itself',
    naive: async ({ slapd }) => {
      const found = await naiveSearch(slapd, LIMITED_READER, BASE_DN, { filter: FILTER, paged: true })
      return loss(PEOPLE + 1 - found.length, PEOPLE + 1, 'people, with result 0,')
    },
    async holds({ slapd }) {
      const { state, reasons } = await collected(slapd, LIMITED_READER, { base: BASE_DN })
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /total-mismatch: the database holds \d+ entries, and the reader sees \d+/u)
    },
    without: [
      {
        what: 'the total of the server',
        file: 'ldap/verify-counts.ts',
        edits: [['return databaseMismatch(session, base, lines)', 'return null']],
      },
    ],
  },
  {
    row: 'T9d',
    says: 'on a directory that was loaded in one go, members are still members',
    naive: async ({ slapd }) => {
      const found = await naiveSearch(slapd, AUDITOR, BASE_DN, { filter: '(memberOf=*)', attributes: ['memberOf'] })
      return loss(2 - found.length, 2, 'members')
    },
    async holds({ slapd }) {
      const facts = await collected(slapd, AUDITOR, { base: BASE_DN })
      assert.deepEqual(namedEdges(facts), ['Größe <- p0 (member)', 'Größe <- p1 (member)'])
    },
    without: [
      {
        what: 'the list of the group',
        file: 'ldap/read-group.ts',
        edits: [["} else if (name === 'member' || name === 'uniquemember') {", "} else if (name === 'uniquemember') {"]],
      },
    ],
  },
  {
    row: 'L14',
    says: 'a name with letters beyond ASCII is found, and not sought by their bytes, escaped',
    naive: async ({ slapd, samba }) => {
      const [there, here] = await Promise.all([
        naiveSearch(slapd, AUDITOR, BASE_DN, { filter: `(cn=${ESCAPED})` }),
        naiveSearch(samba, DOMAIN_AUDITOR, DOMAIN_DN, { filter: `(cn=${ESCAPED})` }),
      ])
      return loss(2 - there.length - here.length, 2, 'groups')
    },
    async holds({ slapd, samba }) {
      const there = await collected(slapd, AUDITOR, { base: BASE_DN, canary: { group: 'Größe', members: 2 } })
      const here = await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN, canary: { group: 'Größe', members: 0 } })
      assert.deepEqual([there.reasons('users'), here.reasons('users')], ['', ''])
    },
    without: [
      {
        what: 'the value beside the filter',
        file: 'ldap/canary.ts',
        edits: [
          [
            "new EqualityFilter({ attribute: 'cn', value: Buffer.from(canary.group, 'utf8') })",
            "`(cn=${[...Buffer.from(canary.group, 'utf8')].map((byte) => '\\\\' + byte.toString(16).padStart(2, '0')).join('')})`",
          ],
        ],
      },
    ],
  },
  {
    row: 'T6',
    says: 'the server that is asked who is in a group, nested ones too, forgets those whose primary group it is',
    naive: async ({ samba }) => {
      const found = await naiveSearch(samba, DOMAIN_AUDITOR, DOMAIN_DN, {
        filter: `(&(objectCategory=person)(memberOf:1.2.840.113556.1.4.1941:=CN=Domain Users,${USERS_DN}))`,
      })
      return loss(2 - found.filter(({ dn }) => /^CN=(?:one|two),/u.test(dn)).length, 2, 'members')
    },
    async holds({ samba }) {
      const edges = namedEdges(await collected(samba, DOMAIN_AUDITOR, { base: DOMAIN_DN }))
      for (const name of ['one', 'two']) assert.ok(edges.includes(`Domain Users <- ${name} (primary)`), name)
    },
    without: [
      { what: 'the edge of the account', file: 'ldap/read-account.ts', edits: [['...primaryMembership(text, key, provenance), ', '']] },
    ],
  },
  {
    row: 'T21',
    says: 'the global catalogue is no source of accounts',
    naive: async ({ samba }) => {
      const catalogue = { ...samba, url: `${samba.url}:3269` }
      const found = await naiveSearch(catalogue, DOMAIN_AUDITOR, DOMAIN_DN, { filter: '(objectCategory=person)' })
      // Samba's own catalogue leaves nothing out; that of Windows has no `accountExpires`. What every one lacks is other domains' lists.
      return loss(found.length > 0 ? 1 : 0, 1, 'notices that it is a catalogue')
    },
    async holds({ samba }) {
      const { state, reasons } = await collected({ ...samba, url: `${samba.url}:3269` }, DOMAIN_AUDITOR, { base: DOMAIN_DN })
      assert.equal(state('users'), 'failed')
      assert.match(reasons('users'), /the global catalogue/u)
    },
    without: [
      {
        what: 'the look at the port',
        file: 'ldap/session.ts',
        edits: [
          ["if (shown === 'active-directory' && GLOBAL_CATALOGUE.has(new URL(this.#source.config.url).port))", 'if (shown === null)'],
        ],
      },
    ],
  },
  {
    row: 'T1c',
    says: '389 sends the same cookie with every page, and the last one is empty all the same',
    naive: async ({ ds389 }) => {
      const client = new Client({ url: ds389.url, tlsOptions: { ca: ds389.ca } })
      await client.bind(DS_AUDITOR.dn, DS_AUDITOR.password)
      const found = await pagesUntil(
        client,
        { base: BASE_DN, filter: FILTER, size: 1_000 },
        (_, cookie, before) => before?.equals(cookie) === true,
      )
      await client.unbind()
      return loss(DS_PEOPLE - found, DS_PEOPLE, 'people')
    },
    async holds({ ds389 }) {
      const { state, accounts } = await collected(ds389, DS_AUDITOR, { base: BASE_DN })
      assert.deepEqual([state('users'), accounts.length], ['complete', DS_PEOPLE])
    },
    without: [
      {
        what: 'the cookie alone',
        file: 'ldap/paged-search.ts',
        edits: [
          ['if (end.value.cookie.length === 0)', 'if (end.value.cookie.length === 0 || Buffer.from(cookie).equals(end.value.cookie))'],
        ],
      },
    ],
  },
  {
    row: 'T2b',
    says: '389 looks at 5,000 entries for one search, says so, and so do we',
    naive: async ({ ds389 }) => {
      const client = new Client({ url: ds389.url, tlsOptions: { ca: ds389.ca } })
      const found: Entry[] = []
      try {
        await client.bind(DS_CUT_READER.dn, DS_CUT_READER.password)
        const pages = client.searchPaginated(BASE_DN, { filter: FILTER, paged: { pageSize: 1_000 } })
        for await (const page of pages) found.push(...page.searchEntries)
      } catch {
        // What there is, is there.
      } finally {
        await client.unbind()
      }
      return loss(DS_PEOPLE - found.length, DS_PEOPLE, 'people')
    },
    async holds({ ds389 }) {
      const { state, reasons, manifest } = await collected(ds389, DS_CUT_READER, { base: BASE_DN })
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /result 11 \(adminLimitExceeded\)/u)
      assert.match(manifest.datasets.find(({ dataset }) => dataset === 'users')?.cure ?? '', /nsPagedLookThroughLimit/u)
    },
    without: [
      {
        what: 'the code of an answer',
        file: 'ldap/connection.ts',
        edits: [['if (response.status !== 0)', 'if (response.status !== 0 && response.status !== 11)']],
      },
      { what: 'the name of the limit', file: 'ldap/directory-failure.ts', edits: [['    case 11:\n', '']] },
    ],
  },
  {
    row: 'T15',
    says: 'that an account is locked is asked for by name, since `*` leaves it out',
    naive: async ({ ds389 }) => {
      const found = await naiveSearch(ds389, DS_AUDITOR, BASE_DN, { filter: '(uid=p3)', attributes: ['*'] })
      return loss(found[0]?.['nsAccountLock'] === undefined ? 1 : 0, 1, 'locks')
    },
    async holds({ ds389 }) {
      const { accounts } = await collected(ds389, DS_AUDITOR, { base: BASE_DN })
      const state = (label: string) => accounts.find(({ account }) => account.label === label)?.account.state
      assert.deepEqual([state('p3'), state('p4')], ['disabled', 'enabled'])
    },
    without: [
      { what: 'the name', file: 'ldap/attributes.ts', edits: [["    'nsAccountLock',\n", '']] },
      {
        what: 'the look whether it is shown at all',
        file: 'ldap/account-state.ts',
        edits: [["return { state: visible.has('nsaccountlock') ? 'enabled' : 'unknown', endsAt }", "return { state: 'unknown', endsAt }"]],
      },
    ],
  },
  {
    row: 'L11',
    says: 'a certificate is held against the address that is called',
    // What StartTLS by an address does: the library hands the socket on without a name, and `localhost` is looked for.
    naive: async () => loss((await naiveHandshake()) ? 1 : 0, 1, 'names: a certificate for another machine is as good, and the name'),
    holds: async () => {
      for (const tls of ['localhost', 'wrong-host', 'expired', 'foreign'] as const) {
        const server = await startScriptedLdap({ script: () => [], tls })
        try {
          const opened = await DirectoryConnection.open({ url: server.url, ca: server.ca })
          assert.equal(!opened.ok && opened.error.kind, 'certificate', tls)
        } finally {
          await server.stop()
        }
      }
    },
    without: [
      {
        what: 'the name of the server',
        file: 'ldap/connection.ts',
        edits: [["const servername = isIP(host) === 0 ? host : ''", "const servername = 'localhost'"]],
      },
      { what: 'the check', file: 'ldap/connection.ts', edits: [['rejectUnauthorized: true', 'rejectUnauthorized: false']] },
    ],
  },
]

/** RFC 4515, 3: any byte may be escaped. The client encodes those beyond ASCII once more. */
const ESCAPED = 'Gr\\c3\\b6\\c3\\9fe'

async function cutExport(slapd: Servers['slapd']): ReturnType<typeof ldapsearch> {
  return ldapsearch(slapd, CUT_READER, {
    base: BASE_DN,
    filter: FILTER,
    attributes: ['objectClass', 'uid', 'entryUUID'],
    options: ['-LLL'],
  })
}

async function naiveHandshake(): Promise<boolean> {
  const server = await startScriptedLdap({ script: () => [], tls: 'localhost' })
  const socket = secured({ socket: connect(Number(new URL(server.url).port), '127.0.0.1'), ca: server.ca })
  try {
    return await new Promise<boolean>((resolve) => {
      socket.once('secureConnect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
  } finally {
    socket.destroy()
    await server.stop()
  }
}
