import { Attribute, Change, Client, InsufficientAccessError, NoSuchObjectError } from 'ldapts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { DS_AUDITOR, DS_ROOT_ENTRIES } from '../../servers/ds389-example.ts'
import { type Ds389, startDs389 } from '../../servers/ds389.ts'
import { BASE_DN, GROUPS_DN, PEOPLE_DN } from '../../servers/slapd-example.ts'
import { collected } from './collected.ts'
import { changersOf } from './reached-control.ts'
import { mayChange, namesOf } from './stated-control.ts'

const PEOPLE = ['helper', 'deep', 'owner', 'viaowner', 'member', 'plain', 'newcomer', 'rule'] as const
type Person = (typeof PEOPLE)[number]

const person = (uid: string): string => `uid=${uid},${PEOPLE_DN}`
const group = (cn: string): string => `cn=${cn},${GROUPS_DN}`
const PROJECT = group('project')
const PROJECT_LDIF = `dn: ${PROJECT}\nobjectClass: groupOfNames\ncn: project\nmember: ${person('member')}\nowner: ${person('owner')}\nowner: ${group('owners')}\n`

const EVERYBODY_READS = '(targetattr!="userPassword")(version 3.0; acl "read"; allow (read, search, compare)(userdn="ldap:///all");)'
const may = (who: string, { target = '(targetattr="member")', rights = 'write', effect = 'allow' } = {}): string =>
  `${target}(version 3.0; acl "set-up"; ${effect} (${rights})(${who});)`
const user = (uid: string): string => `userdn="ldap:///${person(uid)}"`
const inGroup = (cn: string): string => `groupdn="ldap:///${group(cn)}"`

// Each set-up is a list of rules on the base; what the server really lets everybody do is asked of it.
const SET_UPS: readonly (readonly [string, readonly string[]])[] = [
  ['nobody writes', []],
  ['a person by name', [may(user('plain'))]],
  ['the help desk, and who is nested in it', [may(inGroup('helpdesk'))]],
  ['a group with a rule', [may(inGroup('ruled'))]],
  ['owners among the users', [may('userattr="owner#USERDN"')]],
  ['owners among the groups', [may('userattr="owner#GROUPDN"')]],
  ['owners by the older words', [may('userdnattr="owner"'), may('groupdnattr="owner"')]],
  ['owners, and who may become one', [may('userattr="owner#USERDN"'), may(user('plain'), { target: '(targetattr="owner")' })]],
  ['members add members', [may('userattr="member#USERDN"')]],
  ['everybody joins and leaves', [may('userdn="ldap:///all"', { rights: 'selfwrite' })]],
  ['everybody writes', [may('userdn="ldap:///all"')]],
  ['anyone writes', [may('userdn="ldap:///anyone"')]],
  ['all rights', [may(user('plain'), { rights: 'all' })]],
  ['one is denied what his group is allowed', [may(inGroup('helpdesk')), may(user('helper'), { effect: 'deny' })]],
  ['a group is denied what one of it is allowed', [may(user('deep')), may(inGroup('helpdesk'), { effect: 'deny' })]],
  ['a rule that denies to all', [may(user('plain')), may('userdn="ldap:///anyone"', { effect: 'deny', rights: 'all' })]],
  ['every attribute', [may(user('plain'), { target: '(targetattr="*")' })]],
  ['every attribute but one', [may(user('plain'), { target: '(targetattr!="userPassword")' })]],
  ['every attribute but this', [may(user('plain'), { target: '(targetattr!="member || owner || aci")' })]],
  ['several attributes', [may(user('plain'), { target: '(targetattr = "cn || member")' })]],
  ['no attribute named', [may(user('plain'), { target: '' })]],
  ['no attribute named, all rights', [may(user('plain'), { target: '', rights: 'all' })]],
  ['a branch that holds the group', [may(user('plain'), { target: `(target="ldap:///${GROUPS_DN}")(targetattr="member")` })]],
  ['the group itself', [may(user('plain'), { target: `(target="ldap:///${PROJECT}")(targetattr="member")` })]],
  ['another branch', [may(user('plain'), { target: `(target="ldap:///${PEOPLE_DN}")(targetattr="member")` })]],
  ['all but a branch', [may(user('plain'), { target: `(target!="ldap:///${PEOPLE_DN}")(targetattr="member")` })]],
  ['a name with an asterisk', [may(user('plain'), { target: `(target="ldap:///cn=pro*,${GROUPS_DN}")(targetattr="member")` })]],
  [
    'a name with an asterisk that does not fit',
    [may(user('plain'), { target: `(target="ldap:///uid=*,${PEOPLE_DN}")(targetattr="member")` })],
  ],
  ['groups by their class', [may(user('plain'), { target: '(targetfilter="(objectClass=groupOfNames)")(targetattr="member")' })]],
  ['groups by another class', [may(user('plain'), { target: '(targetfilter="(objectClass=posixGroup)")(targetattr="member")' })]],
  [
    'all groups but one',
    [may(user('plain'), { target: '(targetfilter="(&(!(cn=project))(objectClass=groupOfNames))")(targetattr="member")' })],
  ],
  ['groups by what is not known', [may(user('plain'), { target: '(targetfilter="(description=x)")(targetattr="member")' })]],
  [
    'delete and add',
    [
      may(user('plain'), {
        target: '(target="ldap:///cn=project,ou=groups,dc=northmoor,dc=example")(targetattr="*")',
        rights: 'add, delete',
      }),
    ],
  ],
  ['delete alone', [may(user('plain'), { target: '', rights: 'delete' })]],
  ['one or the other', [may(`${user('plain')} or ${inGroup('helpdesk')}`)]],
  ['several names', [may(`userdn="ldap:///${person('plain')} || ldap:///${person('deep')}"`)]],
  ['one and a condition', [may(`${user('plain')} and ip="10.*"`)]],
  ['all but one', [may(`userdn!="ldap:///${person('helper')}"`)]],
  ['whoever has a name of a pattern', [may(`userdn="ldap:///uid=pl*,${PEOPLE_DN}"`)]],
  ['whoever a search finds', [may(`userdn="ldap:///${PEOPLE_DN}??sub?(uid=plain)"`)]],
  ['the entry itself', [may('userdn="ldap:///self"')]],
  ['some denied by a condition', [may('userdn="ldap:///all"'), may(`${user('plain')} and ip="127.0.0.1"`, { effect: 'deny' })]],
  ['the rules themselves', [may(user('plain'), { target: '(targetattr="aci")' })]],
  [
    'values of one form',
    [may(user('plain'), { target: `(targetattr="member")(targattrfilters="add=member:(member=${person('deep')})")` })],
  ],
]

describeWithServers(['ds389'], 'who may change a group on 389 Directory Server', () => {
  let server: Ds389
  const bound = new Map<Person, Client>()

  beforeAll(async () => {
    server = await startDs389({
      content: [
        DS_ROOT_ENTRIES,
        ...PEOPLE.map(
          (uid) =>
            `dn: ${person(uid)}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nuserPassword: password-of-${uid}\n`,
        ),
      ].join('\n'),
    })
    await server.ldapadd(
      [
        `dn: ${group('nested')}\nobjectClass: groupOfNames\ncn: nested\nmember: ${person('deep')}\n`,
        `dn: ${group('helpdesk')}\nobjectClass: groupOfNames\ncn: helpdesk\nmember: ${person('helper')}\nmember: ${group('nested')}\n`,
        `dn: ${group('owners')}\nobjectClass: groupOfNames\ncn: owners\nmember: ${person('viaowner')}\n`,
        `dn: ${group('ruled')}\nobjectClass: groupOfURLs\ncn: ruled\nmemberURL: ldap:///${PEOPLE_DN}??one?(uid=rule)\n`,
        PROJECT_LDIF,
      ].join('\n'),
    )
    for (const uid of PEOPLE) {
      const client = new Client({ url: server.plainUrl, timeout: 10_000 })
      await client.bind(person(uid), `password-of-${uid}`)
      bound.set(uid, client)
    }
  })

  afterAll(async () => {
    for (const client of bound.values()) await client.unbind()
    await server?.stop()
  })

  /** The reader's own rule stays: it names the readers by their names. */
  async function rules(set: readonly string[]): Promise<void> {
    const own = /^aci: (.*)$/mu.exec(DS_ROOT_ENTRIES)?.[1] ?? ''
    await server.ldapmodify(
      `dn: ${BASE_DN}\nchangetype: modify\nreplace: aci\n${[own, EVERYBODY_READS, ...set].map((text) => `aci: ${text}\n`).join('')}`,
    )
  }

  async function tries(change: () => Promise<void>): Promise<boolean> {
    try {
      await change()
      return true
    } catch (error) {
      if (error instanceof InsufficientAccessError || error instanceof NoSuchObjectError) return false
      throw error
    }
  }

  async function really(uid: Person, set: readonly string[]): Promise<{ readonly add: boolean; readonly join: boolean | null }> {
    const client = bound.get(uid)
    if (client === undefined) throw new Error(uid)
    const adds = (type: string, value: string, at = PROJECT) =>
      tries(async () => client.modify(at, new Change({ operation: 'add', modification: new Attribute({ type, values: [value] }) })))
    const restore = async (): Promise<void> => {
      await server.ldapmodify(`dn: ${PROJECT}\nchangetype: delete\n`).catch(() => undefined)
      await server.ldapadd(PROJECT_LDIF)
    }
    const writes = await adds('member', person('newcomer'))
    if (writes) await restore()
    const joins = uid === 'member' ? null : await adds('member', person(uid))
    if (joins === true) await restore()
    const owns = writes ? false : await adds('owner', person(uid))
    const writesAsOwner = owns && (await adds('member', person('newcomer')))
    if (owns) await restore()
    const deletes = writes || writesAsOwner ? false : await tries(async () => client.del(PROJECT))
    const replaces =
      deletes &&
      (await tries(async () => client.add(PROJECT, { objectClass: ['top', 'groupOfNames'], cn: 'project', member: person('newcomer') })))
    if (deletes) await restore()
    const rewrites = writes ? false : await adds('aci', may(user(uid)).replace('set-up', 'own'), BASE_DN)
    const writesByOwnRule = rewrites && (await adds('member', person('newcomer')))
    if (rewrites) await restore()
    if (rewrites) await rules(set)
    const add = writes || writesAsOwner || replaces || writesByOwnRule
    return { add, join: joins === null ? null : add || joins }
  }

  const compared = { equal: 0, gap: 0 }

  test.each(SET_UPS)('%s', async (_, set) => {
    await rules(set)
    const read = await collected(server, DS_AUDITOR, { base: BASE_DN })
    const ids = namesOf(read, 'project')
    const isOpen = read.state('acl') !== 'complete' || read.gaps.some(({ dataset, record }) => dataset === 'acl' && ids.has(`id:${record}`))
    const reached = changersOf(read, 'project')
    for (const uid of PEOPLE.filter((one) => one !== 'newcomer')) {
      const says = mayChange(read, 'project', uid)
      const does = await really(uid, set)
      if (isOpen) {
        expect([uid, says.add && !does.add, says.join && does.join === false]).toEqual([uid, false, false])
        compared.gap += 1
      } else {
        expect([uid, { add: says.add, join: does.join === null ? null : says.join }]).toEqual([uid, does])
        expect([uid, reached.has(uid)]).toEqual([uid, does.join ?? says.join])
        compared.equal += 1
      }
    }
  })

  test('prints how many pairs of account and group were tried', () => {
    console.log(`389 control: ${SET_UPS.length} set-ups, ${compared.equal} pairs equal, ${compared.gap} pairs under a named gap`)
    expect(compared.equal).toBeGreaterThan(200)
  })
})
