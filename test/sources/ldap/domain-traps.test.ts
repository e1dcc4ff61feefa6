import { describe, expect, test } from 'vitest'
import { guidBytes, sidBytes } from './descriptor-bytes.ts'
import { BASE, factsOf, type Facts } from './facts-of.ts'

const DOMAIN = 'S-1-5-21-1-2-3'
const OTHER = 'S-1-5-21-9-9-9'

const id = (index: number): string => `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`
const base64 = (bytes: Buffer): string => bytes.toString('base64')

function record(dn: string, index: number, lines: readonly string[], rid: string | null = `${DOMAIN}-${index}`): string {
  const sid = rid === null ? [] : [`objectSid:: ${base64(sidBytes(rid))}`]
  return [`dn: ${dn}`, `objectGUID:: ${base64(guidBytes(id(index)))}`, ...sid, ...lines, '', ''].join('\n')
}

const user = (index: number, dn = `CN=u${index},${BASE}`): string =>
  record(dn, index, [
    'objectClass: user',
    `sAMAccountName: u${index}`,
    'primaryGroupID: 513',
    'userAccountControl: 512',
    'accountExpires: 0',
  ])
const group = (index: number, members: readonly string[], more: readonly string[] = [], dn = `CN=g${index},${BASE}`): string =>
  record(dn, index, ['objectClass: group', `sAMAccountName: g${index}`, ...members.map((member) => `member: ${member}`), ...more])
const everyone = group(513, [])

const edges = ({ memberships }: Facts): readonly string[] =>
  memberships.flatMap(({ group: holder, members, kind }) => members.map((member) => `${holder} <- ${member} (${kind})`)).sort()

describe("what the controller's own count shows (tokenGroups)", () => {
  const tokens = (index: number, rids: readonly number[]): string =>
    record(
      `CN=u${index},${BASE}`,
      index,
      rids.map((rid) => `tokenGroups:: ${base64(sidBytes(`${DOMAIN}-${rid}`))}`),
    )
  const read = async (told: string, groups: string): Promise<Facts> =>
    factsOf({
      users: user(1) + user(2),
      groups: everyone + groups,
      counts: { byName: { 'counts.ldif': '', 'tokens.ldif': `# the base is the whole domain\n\n${told}` } },
    })
  const nested = group(600, [`CN=u1,${BASE}`]) + group(601, [`CN=g600,${BASE}`, `CN=g602,${BASE}`]) + group(602, [`CN=g601,${BASE}`])

  test('equals the groups that the lists give, nested ones, rings and the primary group too', async () => {
    const facts = await read(tokens(1, [513, 600, 601, 602]) + tokens(2, [513]), nested)
    expect(facts.gaps).toEqual([])
  })

  test('a group that is in no list is a gap on the account, with both numbers', async () => {
    const facts = await read(tokens(1, [513, 600, 601, 602, 700]) + tokens(2, [513]), nested)
    expect(facts.gaps).toMatchObject([{ record: id(1), dataset: 'users', code: 'dataset-incomplete' }])
    expect(facts.gaps[0]?.reason).toMatch(/counts 5 security groups .* and 4 were found in lists: not found: S-1-5-21-1-2-3-700$/u)
  })

  test('so is a group that the lists give and the controller does not count', async () => {
    const facts = await read(tokens(1, [513, 600]), nested)
    expect(facts.gaps[0]?.reason).toMatch(/counts 2 .* and 4 were found in lists: not counted: S-1-5-21-1-2-3-60\d, not counted: \S+$/u)
  })

  test('who is in a distribution list has no token because of it', async () => {
    const list = group(603, [`CN=u1,${BASE}`], ['groupType: 2']) + group(604, [`CN=g603,${BASE}`])
    const facts = await read(tokens(1, [513]), list)
    expect(facts.gaps).toEqual([])
    // the membership itself is read: what a list of members grants elsewhere is not ours to say
    expect(edges(facts)).toContain(`id:${id(604)} <- dn:cn=g603,${BASE} (member)`)
  })

  test('groups of other domains, and those built in, are not compared', async () => {
    const strange = ['S-1-5-32-545', `${OTHER}-1105`].map((sid) => `tokenGroups:: ${base64(sidBytes(sid))}`)
    const told = record(`CN=u2,${BASE}`, 2, [...strange, `tokenGroups:: ${base64(sidBytes(`${DOMAIN}-513`))}`])
    expect((await read(told, nested)).gaps).toEqual([])
  })
})

describe('members of other domains', () => {
  const child = 'CN=Ada,CN=Users,DC=child,DC=northmoor,DC=example'
  const outside = `dn: CN=g600,${BASE}\ngatehouseOutsideMember: <GUID=${id(7)}>;<SID=${OTHER}-1105>;${child}\n\n`

  test('of the same forest are known by the SID that the group was asked for', async () => {
    const facts = await factsOf({
      groups: everyone + group(600, [child, `CN=u1,${BASE}`]),
      users: user(1),
      foreign: { byName: { 'foreign.ldif': '', 'outside-members.ldif': outside } },
    })
    expect(edges(facts)).toContain(`id:${id(600)} <- sid:${OTHER}-1105 (foreign)`)
    expect(edges(facts)).toContain(`id:${id(600)} <- dn:cn=u1,${BASE} (member)`)
  })

  test('are known by the SID of their stand-in, whatever its name', async () => {
    const standIn = `CN=odd,CN=ForeignSecurityPrincipals,${BASE}`
    const facts = await factsOf({
      groups: everyone + group(600, [standIn]),
      foreign: record(standIn, 800, ['objectClass: foreignSecurityPrincipal'], `${OTHER}-1106`),
    })
    expect(edges(facts)).toContain(`id:${id(600)} <- sid:${OTHER}-1106 (foreign)`)
  })
})

test('a member whose time is limited is one until then', async () => {
  const facts = await factsOf({ groups: everyone + group(600, [`<TTL=3600>,CN=u1,${BASE}`]), users: user(1) })
  expect(edges(facts)).toContain(`id:${id(600)} <- dn:cn=u1,${BASE} (member)`)
  expect(facts.gaps).toEqual([])
})

test('the name by which another domain knew an account is one more of its SIDs', async () => {
  const moved = record(`CN=m,${BASE}`, 5, [
    'objectClass: user',
    'sAMAccountName: m',
    'primaryGroupID: 513',
    'userAccountControl: 512',
    'accountExpires: 0',
    `sIDHistory:: ${base64(sidBytes(`${OTHER}-1200`))}`,
  ])
  const facts = await factsOf({ groups: everyone, users: moved })
  expect(facts.accounts[0]?.names.filter((name) => name.startsWith('sid:'))).toEqual([`sid:${DOMAIN}-5`, `sid:${OTHER}-1200`])
})

describe('what replication set aside', () => {
  const conflict = `CN=u1\\0ACNF:${id(1)},${BASE}`

  test.each([
    ['a conflict', conflict],
    ['a deleted object', `CN=u1\\0ADEL:${id(1)},CN=Deleted Objects,${BASE}`],
  ])('%s is flagged, and never found by what it is called', async (_, dn) => {
    const facts = await factsOf({
      groups: everyone,
      users: user(1, dn).replace('\n\n', '\nuserPrincipalName: u1@northmoor.example\nmail: u1@northmoor.example\nemployeeID: E1\n\n'),
    })
    const [fact] = facts.accounts
    expect(fact?.names.filter((name) => !/^(?:id|dn|sid):/u.test(name))).toEqual([])
    expect(Object.keys(fact?.account.attributes ?? {})).toEqual(['employeeid', 'objectclass', 'objectsid'])
    expect(facts.gaps).toMatchObject([
      { code: 'identity-ambiguous', record: id(1), reason: expect.stringContaining('set aside by replication') },
    ])
  })

  test('a group, too', async () => {
    const facts = await factsOf({ groups: everyone + group(600, [], [], `CN=g600\\0ACNF:${id(600)},${BASE}`) })
    expect(facts.groups[1]?.names.filter((name) => name.startsWith('name:'))).toEqual([])
    expect(facts.gaps).toMatchObject([{ code: 'identity-ambiguous', record: id(600) }])
  })
})
