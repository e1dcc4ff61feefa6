import assert from 'node:assert/strict'
import type { Instant } from '../../../../src/core/base/instant.ts'
import type { Snapshot } from '../../../../src/core/model/snapshot.ts'
import { assembler } from '../../../../src/core/snapshot/assemble.ts'
import { BASE, factsOf } from '../facts-of.ts'
import { type Guard, type TakenOut, loss } from './guard.ts'

/** A reader of LDIF that knows lines and colons: entries by name, the last value of an attribute counts where one is asked for. */
function naiveEntries(ldif: string): readonly ReadonlyMap<string, readonly string[]>[] {
  return ldif.split('\n\n').map((block) => {
    const entry = new Map<string, string[]>()
    for (const line of block.split('\n')) {
      const [name = '', ...rest] = line.split(': ')
      entry.set(name, [...(entry.get(name) ?? []), rest.join(': ')])
    }
    return entry
  })
}

function naiveValues(ldif: string, name: string): readonly string[] {
  return naiveEntries(ldif).flatMap((entry) => entry.get(name) ?? [])
}

function guid(index: number): string {
  return Buffer.from(index.toString(16).padStart(32, '0'), 'hex').toString('base64')
}

function sid(rid: number): string {
  const bytes = Buffer.alloc(28)
  bytes.writeUInt8(1, 0)
  bytes.writeUInt8(5, 1)
  bytes.writeUIntBE(5, 2, 6)
  for (const [index, part] of [21, 1, 2, 3, rid].entries()) bytes.writeUInt32LE(part, 8 + index * 4)
  return bytes.toString('base64')
}

function adUser(index: number, ...more: readonly string[]): string {
  return [
    `dn: CN=u${index},${BASE}`,
    'objectClass: user',
    `sAMAccountName: u${index}`,
    `objectGUID:: ${guid(index)}`,
    `objectSid:: ${sid(1_000 + index)}`,
    'primaryGroupID: 513',
    ...(more.some((line) => line.startsWith('userAccountControl')) ? [] : ['userAccountControl: 512']),
    ...more,
    '\n',
  ].join('\n')
}

function adGroup(name: string, rid: number, ...more: readonly string[]): string {
  return [
    `dn: CN=${name},${BASE}`,
    'objectClass: group',
    `cn: ${name}`,
    `objectGUID:: ${guid(rid)}`,
    `objectSid:: ${sid(rid)}`,
    ...more,
    '\n',
  ].join('\n')
}

function user(uid: string, ...more: readonly string[]): string {
  return [`dn: uid=${uid},${BASE}`, 'objectClass: inetOrgPerson', `uid: ${uid}`, `entryUUID: ${uid.padStart(36, '0')}`, ...more, '\n'].join(
    '\n',
  )
}

function group(cn: string, kind: string, ...more: readonly string[]): string {
  return [`dn: cn=${cn},${BASE}`, `objectClass: ${kind}`, `cn: ${cn}`, `entryUUID: ${cn.padStart(36, 'f')}`, ...more, '\n'].join('\n')
}

async function members(datasets: Parameters<typeof factsOf>[0]): Promise<readonly string[]> {
  const { memberships } = await factsOf(datasets)
  return memberships.flatMap(({ members: of, kind }) => of.map((member) => `${member} (${kind})`)).sort()
}

/** State and end of one account; a time that could not be read fails. */
async function stateOf(entry: string): Promise<{ readonly state: string | undefined; readonly endsAt: Instant | null | undefined }> {
  const { accounts, gaps } = await factsOf({ users: entry })
  assert.deepEqual(
    gaps.filter(({ reason }) => reason.includes('expected a time')),
    [],
  )
  return { state: accounts[0]?.account.state, endsAt: accounts[0]?.account.endsAt }
}

const NEVER = String(2n ** 63n - 1n)
const TICKS = '133999999999999999'
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
const HOLE = group('g', 'groupOfNames', 'member;range=0-1: uid=a,dc=x', 'member;range=0-1: uid=b,dc=x')

const folded = `dn: uid=a,${BASE}\nobjectClass: inetOrgPerson\nuid: a\nentryUUID: ${'a'.padStart(36, '0')}\nemployeeNumber: 100\n 200\nmail:: ${Buffer.from('ä@x').toString('base64')}\n\n`

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
    row: 'T16a',
    says: 'both spellings of "no end" are one',
    naive: async () => {
      const past = [NEVER].filter((ticks) => Number.isNaN(new Date(Number(ticks) / 10_000 - 11_644_473_600_000).getTime()) || ticks !== '0')
      return loss(past.length, 2, 'accounts without an end')
    },
    async holds() {
      for (const ticks of ['0', NEVER])
        assert.deepEqual(await stateOf(adUser(1, `accountExpires: ${ticks}`)), { state: 'enabled', endsAt: null })
    },
    without: [
      { what: 'zero', file: 'ldap/directory-time.ts', edits: [['ticks === 0n || ticks === NEVER_TICKS', 'ticks === NEVER_TICKS']] },
      { what: 'the largest number', file: 'ldap/directory-time.ts', edits: [['ticks === 0n || ticks === NEVER_TICKS', 'ticks === 0n']] },
    ],
  },
  {
    row: 'T16b',
    says: 'a time of eighteen digits is read to the last one',
    naive: async () => loss(Number(BigInt(Math.trunc(Number(TICKS))) - BigInt(TICKS)), 10_000, 'ticks of a millisecond'),
    async holds() {
      assert.equal((await stateOf(adUser(1, `accountExpires: ${TICKS}`))).endsAt, '2025-08-18T14:13:19.999Z')
    },
    without: [
      {
        what: 'whole numbers',
        file: 'ldap/directory-time.ts',
        edits: [['const ticks = BigInt(text)', 'const ticks = BigInt(Number(text))']],
      },
    ],
  },
  {
    row: 'T16c',
    says: 'at the moment of its end an account no longer works',
    naive: async () => loss(Date.parse('2026-11-26T02:00:00Z') < Date.parse('2026-11-26T02:00:00Z') ? 0 : 1, 1, 'ends'),
    async holds() {
      const ticks = (BigInt(Date.parse('2026-11-26T02:00:00Z')) + 11_644_473_600_000n) * 10_000n
      assert.equal((await stateOf(adUser(1, `accountExpires: ${ticks}`))).state, 'expired')
    },
    without: [
      { what: 'the half-open end', file: 'ldap/account-state.ts', edits: [['end !== null && end <= asOf', 'end !== null && end < asOf']] },
    ],
  },
  {
    row: 'T17',
    says: 'a lock stands in the computed attribute alone, and bit 2 disables',
    naive: async () => {
      const control = Number(
        naiveValues(adUser(1, 'userAccountControl: 512', 'msDS-User-Account-Control-Computed: 16'), 'userAccountControl')[0],
      )
      return loss((control & 0x10) === 0 ? 1 : 0, 1, 'locks')
    },
    async holds() {
      assert.equal((await stateOf(adUser(1, 'userAccountControl: 512', 'msDS-User-Account-Control-Computed: 16'))).state, 'locked')
      assert.equal((await stateOf(adUser(1, 'userAccountControl: 514'))).state, 'disabled')
    },
    without: [
      {
        what: 'the computed attribute',
        file: 'ldap/account-state.ts',
        edits: [["flags(text, 'msds-user-account-control-computed')", "flags(text, 'useraccountcontrol')"]],
      },
      {
        what: 'the bit',
        file: 'ldap/account-state.ts',
        edits: [["if ((control & ACCOUNT_DISABLED) !== 0) return { state: 'disabled', endsAt }", '']],
      },
    ],
  },
  {
    row: 'T18',
    says: 'a lock for ever, an end in days, and no end at all are told apart',
    naive: async () => loss(Number.isNaN(Date.parse('000001010000Z')) ? 1 : 0, 1, 'locks'),
    async holds() {
      assert.equal((await stateOf(user('a', 'pwdAccountLockedTime: 000001010000Z'))).state, 'disabled')
      assert.deepEqual(await stateOf(user('a', 'shadowExpire: 19000')), { state: 'expired', endsAt: '2022-01-08T00:00:00.000Z' })
      assert.deepEqual(await stateOf(user('a', 'shadowExpire: -1')), { state: 'enabled', endsAt: null })
    },
    without: [
      { what: 'the lock for ever', file: 'ldap/account-state.ts', edits: [["if (value === LOCKED_FOR_EVER) return ['disabled']", '']] },
      { what: 'days', file: 'ldap/directory-time.ts', edits: [['Number(text) * 86_400_000', 'Number(text) * 1_000']] },
      { what: 'no end', file: 'ldap/directory-time.ts', edits: [["if (text === '-1' || text === '') return 'never'", '']] },
    ],
  },
  {
    row: '1',
    says: 'without a readable attribute the state of an account is unknown, and never enabled',
    naive: async () => {
      const [entry] = naiveEntries(user('a'))
      return loss(entry?.has('pwdAccountLockedTime') === true ? 0 : 1, 1, 'doubts about a lock that is not shown')
    },
    async holds() {
      assert.equal((await stateOf(user('a'))).state, 'unknown')
    },
    without: [
      {
        what: 'the doubt',
        file: 'ldap/account-state.ts',
        edits: [["readable ? 'enabled' : 'unknown'", "readable || true ? 'enabled' : 'unknown'"]],
      },
    ],
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
  {
    row: '6a',
    says: 'ranges of a list that do not reach its end are a gap on the group',
    naive: async () => loss(naiveValues(HOLE, 'member;range=0-1').length === 2 ? 1 : 0, 1, 'ends of a list'),
    async holds() {
      const { gaps } = await factsOf({ groups: HOLE })
      assert.match(gaps.map(({ reason }) => reason).join(), /those from 2 on are missing/u)
    },
    without: [
      {
        what: 'the end of a list',
        file: 'ldap/range-joins.ts',
        edits: [['return `\\`${name}\\` came in ranges, and those from ${next} on are missing`', 'return null']],
      },
    ],
  },
  {
    row: '6b',
    says: 'folded lines and values in base64 are whole',
    naive: async () =>
      loss(
        [naiveValues(folded, 'employeeNumber')[0] !== '100200', naiveValues(folded, 'mail')[0] !== 'ä@x'].filter(Boolean).length,
        2,
        'values',
      ),
    async holds() {
      const { accounts, gaps } = await factsOf({ users: folded })
      assert.deepEqual(
        [accounts[0]?.account.attributes['employeenumber'], accounts[0]?.account.attributes['mail'], gaps],
        [['100200'], ['ä@x'], []],
      )
    },
    without: [
      {
        what: 'what goes on',
        file: 'ldif/ldif-reader.ts',
        edits: [['this.#open.parts.push(line.subarray(1))\n      return', 'return']],
      },
      {
        what: 'the second colon',
        file: 'ldif/ldif-reader.ts',
        edits: [["? { ok: true, bytes: Buffer.from(text, 'base64') }", '? { ok: true, bytes: value }']],
      },
    ],
  },
  {
    row: '6c',
    says: 'a value in a file is not opened, and a record of changes is no entry',
    naive: async () => loss(1 - naiveValues(user('a', 'cn:< file:///etc/hostname'), 'cn').length, 1, 'values'),
    async holds() {
      const { gaps } = await factsOf({ users: user('a', 'cn:< file:///etc/hostname') + user('b', 'changetype: modify') })
      const reasons = gaps.map(({ reason }) => reason).join('\n')
      assert.match(reasons, /a value in a file \(`:<`\), which is never opened/u)
      assert.match(reasons, /a change record, expected the content of an entry/u)
    },
    without: [
      {
        what: 'the refusal of files',
        file: 'ldif/ldif-reader.ts',
        edits: [["if (mark === LESS) return { ok: false, reason: 'a value in a file (`:<`), which is never opened' }", '']],
      },
      {
        what: 'the refusal of changes',
        file: 'ldif/ldif-reader.ts',
        edits: [["if (key === 'changetype' || key === 'control')", "if (key === '')"]],
      },
    ],
  },
]
