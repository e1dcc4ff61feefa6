import assert from 'node:assert/strict'
import type { Answer } from '../../../servers/scripted-ldap/answer.ts'
import type { ScriptedDirectoryOptions } from '../../../servers/scripted-ldap/directory.ts'
import { type Guard, loss } from './guard.ts'
import { BASE, DIRECTORY, OPENLDAP, PEOPLE, TEN, naively, onUsers, person, read } from './scripted.ts'

const referral: Answer = { kind: 'reference', urls: [`ldap://other.example/ou=lab,${BASE}`] }
const lab: ScriptedDirectoryOptions['rootDse'] = { ...OPENLDAP, namingContexts: [BASE, `ou=lab,${BASE}`] }

/** Four searches see ten people: root, canary or states, users, workloads, groups; who counts later sees one more. */
function oneMoreLater(): ScriptedDirectoryOptions {
  let searches = 0
  return {
    entries: () => {
      searches += 1
      return searches > 4 ? [...TEN, person('late')] : TEN
    },
  }
}

/** The second connection is answered by another controller, which is behind by half. */
function twoControllers(): ScriptedDirectoryOptions {
  let dropped = false
  return {
    rootDse: (connection) => ({ ...DIRECTORY, dsServiceName: [`CN=DC${Math.min(connection, 2)}`] }),
    deviate(search, _, honest) {
      if (search.paging === undefined) return honest
      if (!dropped) {
        dropped = true
        return [{ kind: 'drop' }]
      }
      return honest
    },
  }
}

export const WHOLE: readonly Guard[] = [
  {
    row: 'T14',
    says: 'a continuation reference is what was not read, and said',
    naive: async () =>
      naively({ deviate: (_, __, honest) => [referral, ...honest] }, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        return loss(searchEntries.some(({ dn }) => dn.includes('ou=lab')) ? 0 : 1, 1, 'branches, with result 0,')
      }),
    async holds() {
      const { state, reasons } = await read({ deviate: onUsers(1, (honest) => [referral, ...honest]) })
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /continuation reference to ldap:\/\/other\.example/u)
    },
    without: [
      {
        what: 'the doubt',
        file: 'ldap/collect-dataset.ts',
        edits: [['if (!isOutsideDomain(reference, base))', 'if (reference === null)']],
      },
      {
        what: 'the notice of it',
        file: 'ldap/client-internals.ts',
        edits: [["else references.push(referenceIn(message).join(' '))", '']],
      },
    ],
  },
  {
    row: '4c',
    says: 'a naming context under the base is another database, which the search does not enter',
    naive: async () =>
      naively({ rootDse: lab }, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        return loss(searchEntries.some(({ dn }) => dn.includes('ou=lab')) ? 0 : 1, 1, 'databases, with result 0,')
      }),
    async holds() {
      const { state, reasons } = await read({ rootDse: lab })
      assert.deepEqual([state('users'), reasons('users')], ['partial', `the naming context \`ou=lab,${BASE}\` under the base is not read`])
    },
    without: [
      { what: 'the look at the naming contexts', file: 'ldap/collect.ts', edits: [['...unreadContexts(opened.value, base), ', '']] },
    ],
  },
  {
    row: '5',
    says: 'a second count that differs is believed over the read',
    naive: async () =>
      naively(oneMoreLater(), async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: PEOPLE })
        return loss(11 - searchEntries.length, 11, 'people')
      }),
    async holds() {
      const { state, reasons } = await read(oneMoreLater())
      assert.equal(state('users'), 'partial')
      assert.match(reasons('users'), /total-mismatch: 10 entries were read, and 11 counted/u)
    },
    without: [{ what: 'the comparison', file: 'ldap/verify-counts.ts', edits: [['if (later < Math.abs(more))', 'if (later < 0)']] }],
  },
  {
    row: 'T24',
    says: 'two controllers that answer one read are named',
    naive: async () =>
      naively(twoControllers(), async (client) => {
        const found = await client.search(BASE, { filter: PEOPLE, paged: true }).catch(async () => {
          // "Once more": whoever answers now.
          await client.bind(`cn=reader,${BASE}`, 'secret')
          return client.search(BASE, { filter: PEOPLE, paged: true })
        })
        return loss(found.searchEntries.length > 0 ? 1 : 0, 1, 'notices that it was another server')
      }),
    async holds() {
      const { reasons } = await read(twoControllers())
      assert.match(reasons('groups'), /two servers answered one read: CN=DC1 and CN=DC2/u)
    },
    without: [
      {
        what: 'the name of the server',
        file: 'ldap/session.ts',
        edits: [['else if (this.#server !== name) this.#otherServer = name', '']],
      },
    ],
  },
  {
    row: 'T5',
    says: 'computers are no people',
    naive: async () =>
      naively({ rootDse: DIRECTORY, entries: MACHINES }, async (client) => {
        const { searchEntries } = await client.search(BASE, { filter: '(objectClass=user)' })
        return loss(searchEntries.length - 1, searchEntries.length, 'as people: machines, and the difference')
      }),
    async holds() {
      const { accounts } = await read({ rootDse: DIRECTORY, entries: MACHINES })
      assert.deepEqual(
        accounts.map(({ account }) => [account.label, account.isWorkload]),
        [
          ['u1', false],
          ['m1$', true],
        ],
      )
    },
    without: [
      {
        what: 'the category',
        file: 'ldap/datasets.ts',
        edits: [["users: '(&(objectCategory=person)(objectClass=user))'", "users: '(objectClass=user)'"]],
      },
    ],
  },
  {
    row: 'T25',
    says: 'a name with a star is sought as it is written, and not as a pattern',
    naive: async () =>
      naively({ entries: CANARY }, async (client) => {
        const name = '*'
        const { searchEntries } = await client.search(BASE, { filter: `(cn=${name})` })
        return loss(searchEntries.length, searchEntries.length, 'groups taken for one that is not there: the warning')
      }),
    async holds() {
      const { reasons } = await readWithCanary('*')
      assert.match(reasons('groups'), /canary `\*`: the reader does not see this group/u)
    },
    without: [
      {
        what: 'the value beside the filter',
        file: 'ldap/canary.ts',
        edits: [["new EqualityFilter({ attribute: 'cn', value: Buffer.from(canary.group, 'utf8') })", '`(cn=${canary.group})`']],
      },
    ],
  },
  {
    row: 'T23a',
    says: 'a canary that does not sing makes everything partial',
    naive: async () =>
      naively({ entries: CANARY, deviate: hideMembers }, async (client) => {
        const [found] = (await client.search(BASE, { filter: '(cn=canary)' })).searchEntries
        return loss(2 - [found?.['member'] ?? []].flat().length, 2, 'members, with result 0,')
      }),
    async holds() {
      const { reasons } = await readWithCanary('canary', hideMembers)
      assert.match(reasons('users'), /canary `canary`: the reader sees 0 members, and at least 2 are known/u)
    },
    without: [
      {
        what: 'the canary',
        file: 'ldap/collect.ts',
        edits: [['if (config.canary === undefined) return []', 'if (config !== undefined) return []']],
      },
    ],
  },
]

const MACHINES = [
  ['u1', ['user'], 'person'],
  ['m1$', ['user', 'computer'], 'computer'],
].map(([name, classes, category], index) => ({
  kind: 'entry' as const,
  dn: `CN=${String(name)},${BASE}`,
  attributes: Object.entries({
    objectClass: classes as readonly string[],
    objectCategory: [String(category)],
    sAMAccountName: [String(name)],
    objectGUID: [Buffer.from((index + 1).toString(16).padStart(32, '0'), 'hex')],
    userAccountControl: ['512'],
  }),
}))

const CANARY = [
  ...TEN,
  {
    kind: 'entry' as const,
    dn: `cn=canary,${BASE}`,
    attributes: Object.entries({
      objectClass: ['groupOfNames'],
      cn: ['canary'],
      entryUUID: ['c'.repeat(36)],
      member: TEN.slice(0, 2).map(({ dn }) => dn),
    }),
  },
]

function hideMembers(_: unknown, __: number, honest: readonly Answer[]): readonly Answer[] {
  return honest.map((answer) =>
    answer.kind === 'entry' ? { ...answer, attributes: answer.attributes.filter(([name]) => name !== 'member') } : answer,
  )
}

async function readWithCanary(group: string, deviate?: ScriptedDirectoryOptions['deviate']) {
  return read({ entries: CANARY, ...(deviate === undefined ? {} : { deviate }) }, {}, { canary: { group, members: 2 } })
}
