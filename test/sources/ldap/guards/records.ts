import assert from 'node:assert/strict'
import type { Snapshot } from '../../../../src/core/model/snapshot.ts'
import { assembler } from '../../../../src/core/snapshot/assemble.ts'
import { BASE, factsOf } from '../facts-of.ts'
import type { TakenOut } from '../../../guards/guard.ts'
import { type Guard, loss } from './guard.ts'
import { adGroup, adUser, group, naiveEntries, naiveValues, user } from './naive-ldif.ts'

async function members(datasets: Parameters<typeof factsOf>[0]): Promise<readonly string[]> {
  const { memberships } = await factsOf(datasets)
  return memberships.flatMap(({ members: of, kind }) => of.map((member) => `${member} (${kind})`)).sort()
}

const PRIMARY = { users: [1, 2, 3].map((index) => adUser(index)).join(''), groups: adGroup('Domain Users', 513) }
const POSIX = {
  users: ['a', 'b'].map((uid) => user(uid, 'gidNumber: 700')).join(''),
  groups: group('lab', 'posixGroup', 'gidNumber: 700', 'memberUid: c'),
}
const SUFFIXED = group('g', 'groupOfUniqueNames', `uniqueMember: uid=a,${BASE}#'0101'B`)
const TIMED = adGroup('g', 5_000, `member: <TTL=3600>,CN=u1,${BASE}`)
const FOREIGN = adGroup('g', 5_000, `member: CN=S-1-5-21-9-9-9-1104,CN=ForeignSecurityPrincipals,${BASE}`)
const EVERYBODY = adGroup('g', 5_000, `member: CN=S-1-5-11,CN=ForeignSecurityPrincipals,${BASE}`)
const HIDDEN = {
  users: ['a', 'b'].map((uid) => user(uid, `memberOf: cn=g,${BASE}`)).join(''),
  groups: group('g', 'groupOfNames', `member: uid=z,${BASE}`),
}
const UNSEEN = { users: user('a', `memberOf: cn=hidden,${BASE}`), groups: group('g', 'groupOfNames', `member: uid=a,${BASE}`) }
const LISTS = [adGroup('mail', 5_001, 'groupType: 2'), adGroup('access', 5_002, 'groupType: -2147483646')].join('')

const SHARED = { users: user('c') + user('d', 'uid: c'), groups: group('lab', 'posixGroup', 'gidNumber: 700', 'memberUid: c') }
const PLACEHOLDERS = group('g', 'groupOfNames', `member: ${BASE}`, `member: cn=g,${BASE}`, `member: uid=a,${BASE}`)
const RULED = {
  users: user('a', 'employeeType: staff') + user('b', 'employeeType: student'),
  groups: group('g', 'groupOfURLs', `memberURL: ldap:///${BASE}??sub?(employeeType=staff)`),
}
const BEYOND = { users: user('a'), groups: group('g', 'groupOfURLs', `memberURL: ldap:///${BASE}??sub?(roomNumber:2.5.13.2:=1)`) }
const ASIDE =
  adUser(1) +
  adUser(2).replace('CN=u2,', 'CN=u1\\0ACNF:4e6e2c8a-0d4b-4f3b-9d53-0a5c4d6e7f80,').replace('sAMAccountName: u2', 'sAMAccountName: u1')

const NO_NOTES: TakenOut = {
  what: 'the gap',
  file: 'snapshot/resolve-memberships.ts',
  edits: [['note(trouble, origin, record, table.nameOf(memberName))', 'void trouble']],
}

/** What core makes of such evidence. */
async function snapshotOf(datasets: Parameters<typeof factsOf>[0]): Promise<Snapshot> {
  const facts = await factsOf(datasets)
  const building = assembler()
  const { sink } = building
  sink.accounts(facts.accounts)
  sink.groups(facts.groups)
  sink.memberships(facts.memberships)
  sink.coverage(facts.coverage)
  return building.finish({ keys: [], overrules: [] })
}

export const RECORDS: readonly Guard[] = [
  {
    row: 'T4a',
    says: 'the primary group, which is in no list, has its members',
    naive: async () => loss(3 - naiveValues(PRIMARY.groups, 'member').length, 3, 'members'),
    async holds() {
      assert.equal((await members(PRIMARY)).filter((one) => one.endsWith('(primary)')).length, 3)
    },
    without: [
      { what: 'the edge of the account', file: 'ldap/read-account.ts', edits: [['...primaryMembership(text, key, provenance), ', '']] },
    ],
  },
  {
    row: 'T4b',
    says: 'so has a POSIX group, by its number',
    naive: async () => loss(3 - naiveValues(POSIX.groups, 'memberUid').length, 3, 'members'),
    async holds() {
      assert.equal((await members(POSIX)).length, 3)
    },
    without: [
      {
        what: 'the edge of the account',
        file: 'ldap/read-account.ts',
        edits: [[', ...posixMembership(text, key, provenance, context)', '']],
      },
    ],
  },
  {
    row: 'T7',
    says: 'a member of another domain is known by its SID',
    naive: async () => {
      const accounts = new Set([1, 2].map((index) => `CN=u${index},${BASE}`))
      return loss(naiveValues(FOREIGN, 'member').filter((dn) => !accounts.has(dn)).length, 1, 'members')
    },
    async holds() {
      assert.deepEqual(await members({ groups: FOREIGN }), ['sid:S-1-5-21-9-9-9-1104 (foreign)'])
    },
    without: [
      {
        what: 'the SID in the name',
        file: 'ldap/member-references.ts',
        edits: [['return sid === undefined ? `dn:${dn}` : `sid:${sid.toUpperCase()}`', 'return `dn:${dn}`']],
      },
    ],
  },
  {
    row: 'T8',
    says: 'a principal that stands for everybody is a broad group, and not one account',
    naive: async () => loss(naiveValues(EVERYBODY, 'member').length, 1, 'taken for one: everybody'),
    async holds() {
      const { groups } = await snapshotOf({ groups: EVERYBODY })
      assert.deepEqual(
        groups.filter(({ breadth }) => breadth.kind === 'everybody').map(({ id }) => id),
        ['S-1-5-11'],
      )
    },
    without: [
      {
        what: 'the broad group',
        file: 'snapshot/broad-groups.ts',
        edits: [
          [
            "if (known?.kind === 'everybody' || known?.kind === 'sometimes') this.#want(source, name, place)",
            'if (known === undefined) this.#want(source, name, place)',
          ],
        ],
      },
    ],
  },
  {
    row: 'T10b',
    says: 'a login that two accounts share is nobody in particular: a gap on the group',
    naive: async () => {
      const found = naiveEntries(SHARED.users).find((entry) => entry.get('uid')?.includes('c') === true)
      return loss(found === undefined ? 0 : 1, 2, 'who may be meant')
    },
    async holds() {
      const { gaps } = await snapshotOf(SHARED)
      assert.deepEqual(
        gaps.filter(({ code }) => code === 'reference-ambiguous').map(({ record }) => record),
        ['lab'.padStart(36, 'f')],
      )
    },
    without: [NO_NOTES],
  },
  {
    row: 'T11',
    says: 'a member whom no record describes is a gap on the group, and no account; the group itself is a ring',
    naive: async () => {
      const accounts = new Set(naiveValues(user('a'), 'dn'))
      return loss(naiveValues(PLACEHOLDERS, 'member').filter((dn) => !accounts.has(dn)).length, 3, 'members, without a word,')
    },
    async holds() {
      const { gaps, accounts, memberships } = await snapshotOf({ users: user('a'), groups: PLACEHOLDERS })
      assert.deepEqual([accounts.length, memberships.count], [1, 2])
      assert.deepEqual(
        gaps.filter(({ code }) => code === 'reference-dangling').map(({ record }) => record),
        ['g'.padStart(36, 'f')],
      )
    },
    without: [NO_NOTES],
  },
  {
    row: 'T13a',
    says: 'who fits the rule of a group is in it, though no server expands it',
    naive: async () => loss(1 - naiveValues(RULED.groups, 'member').length, 1, 'members'),
    async holds() {
      assert.equal((await snapshotOf(RULED)).memberships.count, 1)
    },
    without: [
      {
        what: 'the expansion',
        file: 'rules/dynamic-groups.ts',
        edits: [
          [
            'if (fits.some((one) => one.fits === true)) this.#take(group, dn, provenance)',
            'if (fits === null) this.#take(group, dn, provenance)',
          ],
        ],
      },
    ],
  },
  {
    row: 'T13b',
    says: 'a rule that is beyond us is a gap on its group',
    naive: async () => loss(1 - naiveValues(BEYOND.groups, 'member').length, 1, 'members'),
    async holds() {
      const { gaps } = await factsOf(BEYOND)
      assert.match(gaps.map(({ reason }) => reason).join(), /not expanded: of the rule/u)
    },
    without: [{ what: 'the gap', file: 'rules/dynamic-groups.ts', edits: [['of isKnown ? [] : beyond)', 'of [])']] }],
  },
  {
    row: 'T19',
    says: 'an object that replication set aside is found by no name',
    naive: async () =>
      loss(
        naiveEntries(ASIDE).filter((entry) => entry.get('sAMAccountName')?.[0] === 'u1').length - 1,
        2,
        'accounts of one name: which is which',
      ),
    async holds() {
      const { gaps } = await factsOf({ users: ASIDE })
      assert.match(gaps.map(({ reason }) => reason).join(), /set aside by replication/u)
    },
    without: [
      {
        what: 'the look at its name',
        file: 'ldap/each-record.ts',
        edits: [['if (!isSetAside(text.record)) return', 'if (text !== null) return']],
      },
    ],
  },
  {
    row: 'T9a',
    says: 'members are read from the group, though nobody says of themselves to be in it',
    naive: async () => loss(1 - naiveValues(user('a'), 'memberOf').length, 1, 'members'),
    async holds() {
      assert.deepEqual(await members({ users: user('a'), groups: group('g', 'groupOfNames', `member: uid=a,${BASE}`) }), [
        `dn:uid=a,${BASE} (member)`,
      ])
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
    row: 'T9b',
    says: 'a list that is shorter than what its members say has a gap',
    naive: async () => loss(2 - naiveValues(HIDDEN.groups, 'member').filter((dn) => dn === `uid=a,${BASE}`).length, 2, 'members'),
    async holds() {
      const { gaps } = await factsOf(HIDDEN)
      assert.match(gaps.map(({ reason }) => reason).join(), /the group lists 1 members, and 2 records say that they are in it/u)
    },
    without: [
      {
        what: 'the comparison',
        file: 'ldap/member-of-check.ts',
        edits: [['.filter(({ members, inside, claims }) => claims > members + inside)', '.filter(() => false)']],
      },
    ],
  },
  {
    row: 'T9c',
    says: 'a group that only its members know of is a gap',
    naive: async () => loss(naiveValues(UNSEEN.groups, 'dn').includes(`cn=hidden,${BASE}`) ? 0 : 1, 1, 'groups'),
    async holds() {
      const { gaps } = await factsOf(UNSEEN)
      assert.match(gaps.map(({ reason }) => reason).join(), /the reader is not shown that group/u)
    },
    without: [
      {
        what: 'the look for it',
        file: 'ldap/account-records.ts',
        edits: [['noteUnseenGroups(dataset, key.id, seen.memberOf.claims(text, seen.base))', 'seen.memberOf.claims(text, seen.base)']],
      },
    ],
  },
  {
    row: 'T10',
    says: 'a member of a POSIX group is a login, and no name of an entry',
    naive: async () => {
      const names = new Set(naiveValues(user('c'), 'dn'))
      return loss(naiveValues(POSIX.groups, 'memberUid').filter((member) => !names.has(member)).length, 1, 'members')
    },
    async holds() {
      assert.deepEqual(await members({ users: user('c'), groups: POSIX.groups }), ['uid:c (posix)'])
      const { accounts } = await factsOf({ users: user('c') })
      assert.ok(accounts[0]?.names.includes('uid:c'))
    },
    without: [
      { what: 'the login of a member', file: 'ldap/read-group.ts', edits: [["if (name === 'memberuid') {", "if (name === '') {"]] },
      {
        what: 'the login of an account',
        file: 'ldap/read-account.ts',
        edits: [['const byUid = setAside ?', 'const byUid = uids !== null ?']],
      },
    ],
  },
  {
    row: 'T12',
    says: 'a unique member with a bit string behind it is the same member',
    naive: async () => loss(naiveValues(SUFFIXED, 'uniqueMember').filter((dn) => dn !== `uid=a,${BASE}`).length, 1, 'members'),
    async holds() {
      assert.deepEqual(await members({ groups: SUFFIXED }), [`dn:uid=a,${BASE} (member)`])
    },
    without: [{ what: 'the cut', file: 'ldap/member-references.ts', edits: [["written.replace(/#'[01]*'B$/u, '')", 'written']] }],
  },
  {
    row: 'T20',
    says: 'a member until a time is a member',
    naive: async () => loss(naiveValues(TIMED, 'member').filter((dn) => dn !== `CN=u1,${BASE}`).length, 1, 'members'),
    async holds() {
      assert.deepEqual(await members({ groups: TIMED }), [`dn:cn=u1,${BASE} (member)`])
    },
    without: [{ what: 'the cut', file: 'ldap/member-references.ts', edits: [["written.replace(/^<TTL=\\d+>,/u, '')", 'written']] }],
  },
  {
    row: 'T22',
    says: 'a distribution list grants nothing',
    naive: async () => loss(naiveValues(LISTS, 'cn').length - 1, 2, 'groups: the difference'),
    async holds() {
      const { groups } = await factsOf({ groups: LISTS })
      assert.deepEqual(
        groups.map((fact) => fact.group.grantsAccess),
        [false, true],
      )
    },
    without: [
      { what: 'the bit', file: 'ldap/read-group.ts', edits: [['return ((Number(type) >>> 0) & SECURITY_ENABLED) !== 0', 'return true']] },
    ],
  },
]
