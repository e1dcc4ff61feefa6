import { afterAll, beforeAll, expect, test } from 'vitest'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { AUDITOR, BASE_DN, GROUPS_DN, PEOPLE_DN, ROOT_ENTRIES } from '../../servers/slapd-example.ts'
import { startSlapd, type Slapd } from '../../servers/slapd.ts'
import { collected, type Collected } from './collected.ts'
import { factsOf } from './facts-of.ts'

const USERS = 400
const person = (uid: string): string => `uid=${uid},${PEOPLE_DN}`
const group = (cn: string): string => `cn=${cn},${GROUPS_DN}`

function entry(index: number): string {
  const kind = ['staff', 'student', 'affiliate'][index % 3]
  return [
    `dn: ${person(`p${index}`)}\nobjectClass: inetOrgPerson\nobjectClass: eduPerson\nobjectClass: posixAccount\nuid: p${index}\n`,
    `cn: ${index % 50 === 0 ? 'Zoë' : 'Kim'} (${index})\nsn: x\nuidNumber: ${5_000 + index}\ngidNumber: ${index % 40 === 1 ? 7_001 : 9_999}\nhomeDirectory: /h\n`,
    `eduPersonAffiliation: ${kind}\nemployeeNumber: ${index}\n${index % 4 === 0 ? `manager: ${person('p1')}\n` : ''}${index % 7 === 0 ? 'departmentNumber: PHY-1\n' : ''}`,
  ].join('')
}

// The rules of groups that have one, each of another form; what dynlist finds is asked of slapd.
const RULES: readonly string[] = [
  `${PEOPLE_DN}??one?(eduPersonAffiliation=staff)`,
  `${PEOPLE_DN}??sub?(eduPersonAffiliation=STUDENT)`,
  `${BASE_DN}??sub?(&(objectClass=person)(!(eduPersonAffiliation=staff)))`,
  `${PEOPLE_DN}??one?(|(employeeNumber=7)(departmentNumber=phy*))`,
  `${PEOPLE_DN}??one?(uid=p1*9)`,
  `${PEOPLE_DN}??one?(cn=Zo%C3%AB%20*)`,
  `${PEOPLE_DN}??one?(cn=zo\\c3\\8b \\28100\\29)`,
  `${PEOPLE_DN}??one?(manager=UID=p1, ou=People,${BASE_DN})`,
  `${PEOPLE_DN}??one?(&(uidNumber>=5010)(uidNumber<=5020))`,
  `${PEOPLE_DN}??one?(&(manager=*)(!(departmentNumber=*)))`,
  `${GROUPS_DN}??one?(&(objectClass=groupOfNames)(cn=static1*))`,
  `${person('p3')}??base?`,
  `${PEOPLE_DN}??base?(objectClass=*)`,
]

const LISTS = Array.from({ length: 20 }, (_, index) => ({
  name: `static${index}`,
  members: [
    ...Array.from({ length: 15 }, (_member, position) => person(`p${(index * 11 + position * 7) % USERS}`)),
    ...(index % 5 === 0 ? [group(`static${(index + 1) % 20}`)] : []),
  ],
}))

describeWithServers(['slapd'], 'members on OpenLDAP', () => {
  let slapd: Slapd
  let read: Collected

  beforeAll(async () => {
    slapd = await startSlapd({ content: [ROOT_ENTRIES, ...Array.from({ length: USERS }, (_, index) => entry(index))].join('\n') })
    // while it runs, so that the overlay writes memberOf; the lists name groups that come later, so they come by a change
    await slapd.ldapadd(
      LISTS.map(({ name }) => `dn: ${group(name)}\nobjectClass: groupOfNames\ncn: ${name}\nmember: ${person('p0')}\n`).join('\n'),
    )
    await slapd.ldapmodify(
      LISTS.map(
        ({ name, members }) =>
          `dn: ${group(name)}\nchangetype: modify\nreplace: member\n${[...new Set(members)].map((member) => `member: ${member}\n`).join('')}`,
      ).join('\n'),
    )
    await slapd.ldapadd(
      [
        ...RULES.map(
          (rule, index) => `dn: ${group(`ruled${index}`)}\nobjectClass: groupOfURLs\ncn: ruled${index}\nmemberURL: ldap:///${rule}\n`,
        ),
        `dn: ${group('beyond')}\nobjectClass: groupOfURLs\ncn: beyond\nmemberURL: ldap:///${PEOPLE_DN}??one?(sn=nobody)\n`,
        `dn: ${group('elsewhere')}\nobjectClass: groupOfURLs\ncn: elsewhere\nmemberURL: ldap:///dc=readers,dc=example??sub?(objectClass=nothing)\n`,
        `dn: ${group('posix')}\nobjectClass: posixGroup\ncn: posix\ngidNumber: 7001\nmemberUid: p2\nmemberUid: twin\n`,
        ...['a', 'b'].map(
          (place) =>
            `dn: ou=${place},${PEOPLE_DN}\nobjectClass: organizationalUnit\nou: ${place}\n\ndn: uid=twin,ou=${place},${PEOPLE_DN}\nobjectClass: inetOrgPerson\nuid: twin\ncn: twin\nsn: ${place}\n`,
        ),
        `dn: ${group('placeholder')}\nobjectClass: groupOfNames\ncn: placeholder\nmember: ${BASE_DN}\nmember: ${group('placeholder')}\n`,
        `dn: ${group('unique')}\nobjectClass: groupOfUniqueNames\ncn: unique\nuniqueMember: ${person('p5')}#'0101'B\nuniqueMember: ${person('p6')}\n`,
      ].join('\n'),
    )
    read = await collected(slapd, AUDITOR, { base: BASE_DN })
  })

  afterAll(() => slapd?.stop())

  test('direct membership equals memberOf, both ways', () => {
    const labels = new Map(read.groups.map(({ group: { path } }) => [path.toLowerCase(), path]))
    const listed = pairsOf(read, (cn) => cn.startsWith('static') || cn === 'placeholder')
    const claimed = new Set<string>()
    for (const [file, text] of read.files) {
      if (!/(?:users|groups)\.ldif/u.test(file)) continue
      for (const record of text.split('\n\n')) {
        const own = dnIn(record)
        for (const [, to = ''] of record.matchAll(/^memberOf: (.*)$/gmu))
          if (labels.has(to.toLowerCase())) claimed.add(`${own} in ${to.toLowerCase()}`)
      }
    }
    // neither the suffix nor the group itself claims anything: placeholders where the class wants a member
    for (const placeholder of [BASE_DN, group('placeholder')]) listed.delete(`${placeholder} in ${group('placeholder')}`)
    expect([...listed].filter((pair) => !claimed.has(pair))).toEqual([])
    expect([...claimed].filter((pair) => !listed.has(pair))).toEqual([])
    console.log(`OpenLDAP: ${listed.size} pairs of member and group compared with memberOf`)
    expect(listed.size).toBeGreaterThan(250)
  })

  test("our own expansion of rules equals the server's, both ways", async () => {
    const texts = (part: string): string => [...read.files].find(([file]) => file.includes(part))?.[1] ?? ''
    const listed = new Set<string>()
    for (const record of texts('groups.ldif').split('\n\n')) {
      const own = dnIn(record)
      if (!own.startsWith('cn=ruled')) continue
      for (const [, member = ''] of record.matchAll(/^member: (.*)$/gmu)) listed.add(`${member.toLowerCase()} in ${own}`)
    }
    // as a plain server would show it: the rules alone
    const groups = texts('groups.ldif').replaceAll(/(\n\ndn: cn=ruled[^]*?)(?=\n\n)/gu, (record) => record.replaceAll(/\nmember: .*/gu, ''))
    const alone = await factsOf({ groups, users: texts('users.ldif') })
    const expanded = pairsOf(alone, (cn) => cn.startsWith('ruled'))
    expect([...expanded].filter((pair) => !listed.has(pair))).toEqual([])
    // dynlist lists containers, too, which are nobody
    expect([...listed].filter((pair) => !expanded.has(pair) && !pair.startsWith('ou=') && !pair.startsWith('dc='))).toEqual([])
    expect(alone.gaps.filter(({ reason }) => reason.includes('cn=ruled'))).toEqual([])
    expect(
      new Set(
        alone.memberships
          .filter(({ group: to }) => alone.groups.some(({ group: { label, id } }) => `id:${id}` === to && label.startsWith('ruled')))
          .map(({ kind }) => kind),
      ),
    ).toEqual(new Set(['dynamic']))
    console.log(`OpenLDAP: ${RULES.length} rules, ${expanded.size} pairs of member and group compared with what dynlist lists`)
    expect(expanded.size).toBeGreaterThan(500)
  })

  test('a rule that asks for what is not read, and one that looks elsewhere, are gaps on their groups', () => {
    const reasons = read.gaps.filter(({ dataset }) => dataset === 'groups').map(({ reason }) => reason)
    expect(reasons.find((reason) => reason.startsWith('cn=beyond'))).toContain('what it asks of `sn` cannot be decided')
    expect(reasons.find((reason) => reason.startsWith('cn=elsewhere'))).toContain(`it looks beyond \`${BASE_DN}\``)
  })

  test('what the server leaves out of its own expansion is a gap with both numbers', async () => {
    const groups = `dn: ${group('short')}\nobjectClass: groupOfURLs\ncn: short\nentryUUID: 00000000-0000-4000-8000-000000000001\nmemberURL: ldap:///${PEOPLE_DN}??one?(eduPersonAffiliation=staff)\nmember: ${person('p0')}\n`
    const users = [...read.files].find(([file]) => file.includes('users.ldif'))?.[1] ?? ''
    const facts = await factsOf({ groups, users })
    expect(facts.gaps).toContainEqual(
      expect.objectContaining({ reason: expect.stringMatching(/fits 134 entries, and the server lists 1, without 133 of them/u) }),
    )
  })

  test('posix groups by number and by login; an ambiguous login, a placeholder and the group itself are nobody', () => {
    const building = assembler()
    for (const part of ['accounts', 'groups', 'memberships'] as const) building.sink[part](read[part] as never)
    const snapshot = building.finish({ keys: [], overrules: [] })
    const inside = (cn: string): readonly string[] => {
      const found = snapshot.findGroup('directory', group(cn))
      const labels: string[] = []
      if (found.found === 'one')
        snapshot.memberships.forEachAccountOf(found.thing, (account, how) =>
          labels.push(`${snapshot.accounts[account]?.label} ${snapshot.memberships.kind(how)}`),
        )
      return labels.sort()
    }
    expect(inside('posix')).toEqual(['p2 posix', ...Array.from({ length: USERS / 40 }, (_, index) => `p${index * 40 + 1} primary`)].sort())
    expect(inside('unique')).toEqual(['p5 member', 'p6 member'])
    expect(inside('placeholder')).toEqual([])
    const reasons = snapshot.gaps.map(({ code, reason }) => `${code} ${reason}`).join('\n')
    expect(reasons).toMatch(/reference-ambiguous .*twin/u)
    expect(reasons).toMatch(/reference-dangling .*dc=northmoor,dc=example/u)
  })

  test('a referral object is a reference that is named and not followed', async () => {
    const other = await startSlapd({
      content: `${ROOT_ENTRIES}dn: ou=moved,${BASE_DN}\nobjectClass: referral\nobjectClass: extensibleObject\nou: moved\nref: ldap://elsewhere.northmoor.example/ou=moved,${BASE_DN}\n`,
    })
    const partial = await collected(other, AUDITOR, { base: BASE_DN })
    await other.stop()
    for (const dataset of ['users', 'groups']) {
      expect(partial.state(dataset)).toBe('partial')
      expect(partial.reasons(dataset)).toContain('elsewhere.northmoor.example')
    }
  })
})

function dnIn(record: string): string {
  const [, sign = '', written = ''] = /^dn:(:?) (.*)$/mu.exec(record) ?? []
  return (sign === ':' ? Buffer.from(written, 'base64').toString('utf8') : written).toLowerCase()
}

function pairsOf(
  { accounts, groups, memberships }: Pick<Collected, 'accounts' | 'groups' | 'memberships'>,
  wanted: (cn: string) => boolean,
): Set<string> {
  const dnOf = new Map(
    [...accounts, ...groups].flatMap(({ names }) =>
      names.map((name) => [name, (names.find((one) => one.startsWith('dn:')) ?? '').slice(3)] as const),
    ),
  )
  const cnOf = new Map(groups.flatMap(({ group: { label }, names }) => names.map((name) => [name, label] as const)))
  return new Set(
    memberships
      .filter(({ group: to }) => wanted(cnOf.get(to) ?? ''))
      .flatMap(({ group: to, members }) => members.map((member) => `${dnOf.get(member) ?? member.slice(3)} in ${dnOf.get(to)}`)),
  )
}
