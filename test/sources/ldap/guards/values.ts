import assert from 'node:assert/strict'
import { done, entry, type Answer } from '../../../servers/scripted-ldap/answer.ts'
import type { ScriptedDirectoryOptions } from '../../../servers/scripted-ldap/directory.ts'
import type { Collected } from '../collected.ts'
import type { TakenOut } from '../../../guards/guard.ts'
import { type Guard, loss } from './guard.ts'
import { BASE, DIRECTORY, PEOPLE, naively, onUsers, person, read } from './scripted.ts'

const FILE = 'ldap/entry-ldif.ts'
const RANGES = 'ldap/member-ranges.ts'
const MEMBERS = 8
const SECRET = 'planted-secret'

function sid(rid: number): Buffer {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes
}

/** Half of the SIDs are text by chance. */
function rid(index: number): number {
  return index % 2 === 0 ? 520 + index : 2_000 + index
}

const users = Array.from({ length: MEMBERS }, (_, index) =>
  entry(`CN=u${index},${BASE}`, {
    objectClass: ['user'],
    objectCategory: ['person'],
    sAMAccountName: [`u${index}`],
    objectGUID: [Buffer.from((index + 1).toString(16).padStart(32, '0'), 'hex')],
    objectSid: [sid(rid(index))],
    primaryGroupID: ['513'],
    userAccountControl: ['512'],
    accountExpires: ['0'],
  }),
)
const group = entry(`CN=big,${BASE}`, {
  objectClass: ['group'],
  cn: ['big'],
  objectGUID: [Buffer.from('f'.repeat(32), 'hex')],
  objectSid: [sid(3_000)],
  member: users.map(({ dn }) => dn),
})

/** A group whose list comes three names at a time, as Active Directory sends its 1,500. */
const ranged: ScriptedDirectoryOptions = { rootDse: DIRECTORY, entries: [...users, group], maxValues: 3 }

function respelt(spell: (name: string) => string): ScriptedDirectoryOptions {
  return {
    ...ranged,
    deviate: (_, __, honest) =>
      honest.map((answer) =>
        answer.kind === 'entry'
          ? {
              ...answer,
              // Without the empty list beside it, which is a sign of its own.
              attributes: answer.attributes
                .filter(([name, values]) => name !== 'member' || values.length > 0)
                .map(([name, values]) => [name.includes(';') ? spell(name) : name, values] as const),
            }
          : answer,
      ),
  }
}

/** The list is not sent with the entry, nor said to go on; by range it comes. */
const emptied: ScriptedDirectoryOptions = {
  ...ranged,
  maxValues: 100,
  deviate: (search, _, honest) =>
    search.scope !== 'sub'
      ? honest
      : honest.map((answer) =>
          answer.kind === 'entry' && answer.dn === group.dn
            ? { ...answer, attributes: answer.attributes.map(([name, values]) => [name, name === 'member' ? [] : values] as const) }
            : answer,
        ),
}

const stopsInside: ScriptedDirectoryOptions = {
  ...ranged,
  deviate: (search, _, honest) => (search.attributes[0] === 'member;range=3-*' ? [done()] : honest),
}

function listed({ memberships }: Collected): number {
  return memberships.filter(({ kind }) => kind === 'member').flatMap(({ members }) => members).length
}

async function naiveMembers(options: ScriptedDirectoryOptions): Promise<string> {
  return naively(options, async (client) => {
    const { searchEntries } = await client.search(BASE, { filter: '(cn=big)', attributes: ['member'] })
    const members = [searchEntries[0]?.['member'] ?? []].flat()
    return loss(MEMBERS - members.length, MEMBERS, 'members')
  })
}

async function expectAllMembers(options: ScriptedDirectoryOptions): Promise<void> {
  const facts = await read(options)
  assert.deepEqual(
    [facts.state('groups'), listed(facts), facts.gaps.filter(({ dataset }) => dataset === 'groups')],
    ['complete', MEMBERS, []],
  )
}

const WITHOUT_RANGES: TakenOut = {
  what: 'the reading of further ranges',
  file: FILE,
  edits: [['if (mayGoOn) this.missing.push(...missingRanges(entryIn(message)))', '']],
}

const marked: ScriptedDirectoryOptions = {
  entries: [person('a', { cn: ['\ufeffmarked', Buffer.from([0xff])], mail: ['x@y'] })],
}

const twice: ScriptedDirectoryOptions = {
  entries: [person('a')],
  deviate: (search, _, honest) =>
    search.attributes.includes('1.1')
      ? honest
      : honest.map((answer) =>
          answer.kind === 'entry'
            ? { ...answer, attributes: [...answer.attributes, ['mail', ['one@x']], ['mail', ['two@x']], ['dn', ['cn=other']]] }
            : answer,
        ),
}

const overfull = (honest: readonly Answer[]): readonly Answer[] =>
  honest.map((answer) =>
    answer.kind === 'entry'
      ? {
          ...answer,
          attributes: [...answer.attributes, ['userPassword', [SECRET]] as const, ['authTimestamp', ['20261101000000Z']] as const],
        }
      : answer,
  )

export const VALUES: readonly Guard[] = [
  {
    row: 'L4a',
    says: 'values stay the bytes that the server sent: a mark at their begin, and what is no text',
    naive: async () =>
      naively(marked, async (client) => {
        const [found] = (await client.search(BASE, { filter: PEOPLE })).searchEntries
        const cn = [found?.['cn'] ?? []].flat().map(String)
        return loss([cn[0] !== '\ufeffmarked', !Buffer.from(cn[1] ?? '').equals(Buffer.from([0xff]))].filter(Boolean).length, 2, 'values')
      }),
    async holds() {
      const { accounts, gaps } = await read(marked)
      assert.deepEqual(accounts[0]?.account.attributes['cn'], ['\ufeffmarked'])
      assert.match(gaps[0]?.reason ?? '', /is not UTF-8/u)
    },
    without: [
      {
        what: 'values as bytes',
        file: FILE,
        edits: [
          [
            'this.#ldif.line(name.bytes, cursor.bytes, cursor.at, valueEnd, name.isBinary)',
            '{ const text = Buffer.from(new TextDecoder().decode(cursor.bytes.subarray(cursor.at, valueEnd))); this.#ldif.line(name.bytes, text, 0, text.length, name.isBinary) }',
          ],
        ],
      },
    ],
  },
  {
    row: 'L4b',
    says: 'identifiers that happen to be text are bytes like the others',
    naive: async () =>
      naively({ ...ranged, maxValues: 100 }, async (client) => {
        // As the server does not spell it: then it decides value by value.
        const { searchEntries } = await client.search(BASE, { filter: '(objectSid=*)', explicitBufferAttributes: ['objectsid'] })
        const keys = searchEntries.map((found) => found['objectSid']).filter((value) => Buffer.isBuffer(value))
        return loss(searchEntries.length - keys.length, searchEntries.length, 'SIDs, as bytes,')
      }),
    async holds() {
      const { accounts } = await read({ ...ranged, maxValues: 100 })
      assert.deepEqual(
        accounts.map(({ names }) => names.find((name) => name.startsWith('sid:'))),
        users.map((_, index) => `sid:S-1-5-21-1-2-3-${rid(index)}`),
      )
    },
    without: [
      {
        what: 'values as bytes',
        file: FILE,
        edits: [
          [
            'this.#ldif.line(name.bytes, cursor.bytes, cursor.at, valueEnd, name.isBinary)',
            '{ const text = Buffer.from(cursor.bytes.toString("utf8", cursor.at, valueEnd)); this.#ldif.line(name.bytes, text, 0, text.length, name.isBinary) }',
          ],
        ],
      },
    ],
  },
  {
    row: 'L5a',
    says: 'an attribute that is sent twice loses no value',
    naive: async () =>
      naively(twice, async (client) => {
        const [found] = (await client.search(BASE, { filter: PEOPLE })).searchEntries
        return loss(2 - [found?.['mail'] ?? []].flat().length, 2, 'values')
      }),
    async holds() {
      assert.deepEqual((await read(twice)).accounts[0]?.account.attributes['mail'], ['one@x', 'two@x'])
    },
    without: [
      {
        what: 'the list of attributes instead of an object',
        file: FILE,
        edits: [
          ['let mayGoOn = false', 'let mayGoOn = false\n    const once = new Set()'],
          [
            'const values = this.#values(cursor, attributeEnd, before)',
            'if (once.has(before)) { cursor.at = attributeEnd; continue }\n      once.add(before)\n      const values = this.#values(cursor, attributeEnd, before)',
          ],
        ],
      },
    ],
  },
  {
    row: 'L5b',
    says: 'an attribute called `dn` renames no entry',
    naive: async () =>
      naively(twice, async (client) => {
        const [found] = (await client.search(BASE, { filter: PEOPLE })).searchEntries
        return loss(found?.dn === `uid=a,${BASE}` ? 0 : 1, 1, 'names')
      }),
    async holds() {
      const { accounts, gaps, files } = await read(twice)
      assert.deepEqual([accounts[0]?.account.label, gaps], ['a', []])
      assert.doesNotMatch([...files.values()].join(), /cn=other/u)
    },
    without: [
      {
        what: 'the list of what is kept',
        file: FILE,
        edits: [["treatment: !this.#allowed.has(key) ? 'drop'", "treatment: key === 'nothing' ? 'drop'"]],
      },
    ],
  },
  {
    row: '3',
    says: 'what was not asked for reaches no file, and a time of use only as its bucket',
    naive: async () =>
      naively({ entries: [person('a')], deviate: (_, __, honest) => overfull(honest) }, async (client) => {
        const saved = JSON.stringify((await client.search(BASE, { filter: PEOPLE, attributes: ['uid'] })).searchEntries)
        return loss([SECRET, '20261101000000Z'].filter((value) => saved.includes(value)).length, 2, 'secrets, to a file,')
      }),
    async holds() {
      const { files, manifest } = await read({ entries: [person('a')], deviate: onUsers(1, overfull) })
      const text = [...files.values()].join()
      assert.doesNotMatch(text, /planted-secret/u)
      assert.doesNotMatch(text, /20261101000000Z/u)
      const { dropped, redacted } = manifest.datasets.find(({ dataset }) => dataset === 'users') ?? {}
      assert.deepEqual({ dropped, redacted }, { dropped: 1, redacted: 1 })
    },
    without: [
      {
        what: 'the allow-list',
        file: FILE,
        edits: [["treatment: !this.#allowed.has(key) ? 'drop'", "treatment: key === 'nothing' ? 'drop'"]],
      },
      { what: 'the buckets', file: FILE, edits: [["LAST_USE.has(key) ? 'bucket' : 'keep'", "'keep'"]] },
    ],
  },
  {
    row: 'L6',
    says: 'a list that comes in ranges is read to its end',
    naive: async () => naiveMembers(ranged),
    holds: async () => expectAllMembers(ranged),
    without: [WITHOUT_RANGES],
  },
  {
    row: 'T3a',
    says: 'ranges are known in whatever letter case',
    naive: async () =>
      naively(
        respelt((name) => name.toUpperCase()),
        async (client) => {
          const [found] = (await client.search(BASE, { filter: '(cn=big)', attributes: ['member'] })).searchEntries
          const own = Object.keys(found ?? {}).filter((name) => name.includes(';range='))
          return loss(MEMBERS - own.length, MEMBERS, 'members')
        },
      ),
    holds: async () => expectAllMembers(respelt((name) => name.toUpperCase())),
    without: [
      { what: 'either case, in an entry', file: FILE, edits: [['isRange: /;range=/iu', 'isRange: /;range=/u']] },
      { what: 'either case, in a description', file: 'ldap/wire.ts', edits: [['(\\d+)-(\\d+|\\*)$/iu', '(\\d+)-(\\d+|\\*)$/u']] },
    ],
  },
  {
    row: 'T3b',
    says: 'an empty list of members is asked for by range before it is believed',
    naive: async () => naiveMembers(emptied),
    holds: async () => expectAllMembers(emptied),
    without: [{ what: 'the doubt about an empty list', file: FILE, edits: [['(values === 0 && before.isMember)', 'false']] }],
  },
  {
    row: 'T3c',
    says: 'a list that ends before its last range is a gap on its group, in the evidence and for whoever reads it',
    naive: async () => naiveMembers(stopsInside),
    async holds() {
      const { manifest, gaps } = await read(stopsInside)
      const groups = manifest.datasets.find(({ dataset }) => dataset === 'groups')
      assert.deepEqual([groups?.state, groups?.reasons], ['partial', [`${group.dn}: the server does not go on with \`member\` from 3`]])
      assert.match(
        gaps.find(({ dataset, record }) => dataset === 'groups' && record !== null)?.reason ?? '',
        /those from 3 on are missing/u,
      )
    },
    without: [
      {
        what: 'the doubt when it is read from the server',
        file: RANGES,
        edits: [
          [
            "return { kind: 'open', reason: `${dn}: the server does not go on with",
            "return { kind: 'closed', reason: `${dn}: the server does not go on with",
          ],
        ],
      },
      { what: 'the doubt when the evidence is read', file: 'ldap/group-records.ts', edits: [['of ranges.holes())', 'of [])']] },
    ],
  },
]
