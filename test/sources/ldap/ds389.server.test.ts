import { afterAll, beforeAll, expect, test } from 'vitest'
import { checkLdap } from '../../../src/sources/ldap/check.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { DS_AUDITOR, DS_CUT_READER, DS_ROOT_ENTRIES } from '../../servers/ds389-example.ts'
import { type Ds389, startDs389 } from '../../servers/ds389.ts'
import { BASE_DN, GROUPS_DN, PEOPLE_DN } from '../../servers/slapd-example.ts'
import { type Collected, collected, namedEdges } from './collected.ts'

const USERS = 5_200
const LEAVES = 20
const PER_LEAF = 40

const person = (uid: string): string => `uid=${uid},${PEOPLE_DN}`
const group = (cn: string): string => `cn=${cn},${GROUPS_DN}`

function entry(index: number): string {
  const locked = index === 3 ? 'nsAccountLock: true\n' : ''
  return `dn: ${person(`p${index}`)}\nobjectClass: inetOrgPerson\nuid: p${index}\ncn: Zoë ${index}\nsn: Zoë\ntelephoneNumber: +44 20 7946 0991\nuserPassword: planted-secret-1\n${locked}`
}

// Leaves of forty, four branches of five leaves, a root, and a way back from a leaf to the root.
const loaded = [
  ...Array.from({ length: LEAVES }, (_, index) => ({
    name: `leaf${index}`,
    members: Array.from({ length: PER_LEAF }, (_member, position) => person(`p${index * PER_LEAF + position}`)),
  })),
  ...Array.from({ length: 4 }, (_, index) => ({
    name: `branch${index}`,
    members: Array.from({ length: 5 }, (_leaf, position) => group(`leaf${index * 5 + position}`)),
  })),
  { name: 'root', members: Array.from({ length: 4 }, (_, index) => group(`branch${index}`)) },
  { name: 'empty', members: [] },
]

describeWithServers(['ds389'], '389 Directory Server', () => {
  let server: Ds389

  beforeAll(async () => {
    server = await startDs389({ content: [DS_ROOT_ENTRIES, ...Array.from({ length: USERS }, (_, index) => entry(index))].join('\n') })
    // while it runs, so that its plug-in writes memberOf
    await server.ldapadd(
      loaded
        .map(
          ({ name, members }) =>
            `dn: ${group(name)}\nobjectClass: groupOfNames\ncn: ${name}\n${members.map((member) => `member: ${member}\n`).join('')}`,
        )
        .join('\n'),
    )
    // once both are there: the plug-in does not look again at lists that name somebody who comes later
    await server.ldapmodify(`dn: ${group('leaf7')}\nchangetype: modify\nadd: member\nmember: ${group('root')}\n`)
  })

  afterAll(() => server?.stop())

  test('is read as it was loaded, over more pages than the server gives everybody, and the containers agree', async () => {
    const read = await collected(server, DS_AUDITOR, { base: BASE_DN, canary: { group: 'root', members: 4 } })
    expect(read.gaps).toEqual([])
    expect(read.coverage.map(({ dataset, state, records, total }) => ({ dataset, state, records, total }))).toEqual([
      { dataset: 'acl', state: 'complete', records: 1, total: 1 },
      { dataset: 'counts', state: 'complete', records: USERS + loaded.length + 1, total: null },
      { dataset: 'groups', state: 'complete', records: loaded.length, total: loaded.length },
      { dataset: 'users', state: 'complete', records: USERS, total: USERS },
      { dataset: 'workloads', state: 'complete', records: 0, total: 0 },
    ])
    const expected = loaded.flatMap(({ name, members }) =>
      members.map((member) => `${name} <- ${/^\w+=([^,]+)/u.exec(member)?.[1] ?? ''} (member)`),
    )
    expected.push('leaf7 <- root (member)')
    expect(namedEdges(read)).toEqual(expected.sort())
    const text = [...read.files.values()].join('\n')
    expect(text).toContain(`containers of ${BASE_DN}: ${USERS + loaded.length + 3} held, ${USERS + loaded.length + 3} counted`)
    for (const planted of ['planted-secret-1', '7946 0991']) expect(text).not.toContain(planted)
    const keys = [...read.accounts.map(({ account }) => account.id), ...read.groups.map(({ group: { id } }) => id)]
    for (const key of keys) expect(key).toMatch(/^[0-9a-f]{8}(?:-[0-9a-f]{8}){3}$/u)
    expect(new Set(keys).size).toBe(USERS + loaded.length)
    console.log(`389: ${read.accounts.length} users, ${read.groups.length} groups, ${expected.length} edges compared`)
  })

  test('what everybody is in through every level equals what the plug-in for memberOf says, both ways', async () => {
    const read = await collected(server, DS_AUDITOR, { base: BASE_DN })
    const { computed, claimed } = closureAndClaims(read)
    expect([...computed].filter((pair) => !claimed.has(pair))).toEqual([])
    expect([...claimed].filter((pair) => !computed.has(pair))).toEqual([])
    console.log(`389: ${computed.size} pairs of member and group compared with memberOf`)
    expect(computed.size).toBeGreaterThan(2_000)
  })

  test('an account that is locked is disabled; one without the attribute works only where the reader is shown it on somebody', async () => {
    const read = await collected(server, DS_AUDITOR, { base: BASE_DN })
    const stateOf = (from: typeof read, label: string): string | undefined =>
      from.accounts.find(({ account }) => account.label === label)?.account.state
    expect(stateOf(read, 'p3')).toBe('disabled')
    expect(stateOf(read, 'p4')).toBe('enabled')
    await server.ldapmodify(deny('nsAccountLock'))
    const blind = await collected(server, DS_AUDITOR, { base: BASE_DN })
    await server.ldapmodify(deny('nsAccountLock', 'delete'))
    expect([stateOf(blind, 'p3'), stateOf(blind, 'p4')]).toEqual(['unknown', 'unknown'])
  })

  test('the limits that the server gives everybody make the read partial, and the cure names them', async () => {
    const read = await collected(server, DS_CUT_READER, { base: BASE_DN })
    expect(read.state('users')).toBe('partial')
    expect(read.reasons('users')).toContain('result 11 (adminLimitExceeded)')
    const cure = read.manifest.datasets.find(({ dataset }) => dataset === 'users')?.cure
    for (const limit of ['nsPagedLookThroughLimit', 'nsPagedSizeLimit', 'nsPagedIDListScanLimit']) expect(cure).toContain(limit)
    console.log(`389 limits: ${read.accounts.length} of ${USERS} users read, users ${read.state('users')}`)
  })

  test('the doctor says what is well, and warns of limits, of a missing canary, and of a reader who could write', async () => {
    const checks = (login: typeof DS_AUDITOR, more: object = {}) =>
      checkLdap({
        name: 'directory',
        config: { url: server.url, ca: server.caFile, base: BASE_DN, bind: { dn: login.dn }, ...more },
        password: login.password,
      })
    const verdicts = async (...asked: Parameters<typeof checks>): Promise<readonly string[]> =>
      (await checks(...asked)).map(({ what, verdict }) => `${what} ${verdict}`)
    const well = [
      'connection good',
      'bind good',
      'base good',
      'canary good',
      'accounts good',
      'states good',
      'total good',
      'rights good',
      'limits good',
      'control good',
      'rights good',
    ]
    expect(await verdicts(DS_AUDITOR, { canary: { group: 'root', members: 4 } })).toEqual(well)
    expect(await verdicts(DS_CUT_READER)).toEqual(expect.arrayContaining(['canary doubtful', 'limits doubtful']))
    const writes = `dn: ${GROUPS_DN}\nchangetype: modify\nadd: aci\naci: (targetattr="member")(version 3.0; acl "too much"; allow (write)(userdn="ldap:///${DS_AUDITOR.dn}");)\n`
    await server.ldapmodify(writes)
    const warned = await checks(DS_AUDITOR)
    await server.ldapmodify(writes.replace('add:', 'delete:'))
    expect(warned.at(-1)).toMatchObject({ what: 'rights', verdict: 'doubtful', said: expect.stringContaining('the reader could change') })
  })

  test('a list of members, and a branch, that are hidden from the reader are noticed', async () => {
    await server.ldapmodify(deny('member'))
    const lists = await collected(server, DS_AUDITOR, { base: BASE_DN })
    await server.ldapmodify(deny('member', 'delete'))
    // every group that somebody says to be in shows an empty list
    expect(lists.gaps.filter(({ dataset }) => dataset === 'groups')).toHaveLength(loaded.length - 1)
    const hidden = `dn: ${GROUPS_DN}\nchangetype: modify\nadd: aci\naci: (targetattr="*")(version 3.0; acl "hidden"; deny (read, search, compare)(userdn="ldap:///${DS_AUDITOR.dn}");)\n`
    await server.ldapmodify(hidden)
    const branch = await collected(server, DS_AUDITOR, { base: BASE_DN })
    await server.ldapmodify(hidden.replace('add:', 'delete:'))
    expect(branch.state('users')).toBe('partial')
    expect(branch.reasons('users')).toMatch(/total-mismatch: the containers hold \d+ entries, and the reader sees \d+/u)
  })
})

function deny(attribute: string, how: 'add' | 'delete' = 'add'): string {
  return `dn: ${BASE_DN}\nchangetype: modify\n${how}: aci\naci: (targetattr="${attribute}")(version 3.0; acl "no ${attribute}"; deny (read, search, compare)(userdn="ldap:///${DS_AUDITOR.dn}");)\n`
}

/** `member in group`, once as our edges give it through every level, once as the entries' own `memberOf` says. */
function closureAndClaims(read: Collected): { readonly computed: ReadonlySet<string>; readonly claimed: ReadonlySet<string> } {
  const dnOf = new Map(
    [...read.accounts, ...read.groups].flatMap(({ names }) => {
      const dn = names.find((name) => name.startsWith('dn:')) ?? ''
      return names.map((name) => [name, dn.slice('dn:'.length)] as const)
    }),
  )
  const above = new Map<string, Set<string>>()
  for (const { group: to, members } of read.memberships)
    for (const member of members) {
      const dn = dnOf.get(member) ?? ''
      above.set(dn, (above.get(dn) ?? new Set()).add(dnOf.get(to) ?? ''))
    }
  const computed = new Set<string>()
  for (const member of above.keys()) {
    const seen = new Set<string>()
    const open = [member]
    for (let one = open.pop(); one !== undefined; one = open.pop())
      for (const to of [...(above.get(one) ?? [])].filter((candidate) => !seen.has(candidate))) {
        seen.add(to)
        open.push(to)
      }
    // the plug-in does not write that a group in a cycle is in itself
    for (const to of seen) if (to !== member) computed.add(`${member} in ${to}`)
  }
  const claimed = new Set<string>()
  for (const text of read.files.values())
    for (const record of text.split('\n\n')) {
      const own = /^dn: (.*)$/mu.exec(record)?.[1]?.toLowerCase() ?? ''
      for (const [, to = ''] of record.matchAll(/^memberOf: (.*)$/gmu))
        if (to.toLowerCase() !== own) claimed.add(`${own} in ${to.toLowerCase()}`)
    }
  return { computed, claimed }
}
