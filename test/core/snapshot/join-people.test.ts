import { describe, expect, test } from 'vitest'
import { effectiveJoinKeys, type JoinKey, type JoinOverrule } from '../../../src/core/model/joins.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { KEYS, account, day, factsOf, hrRow, instant, partnership, snapshotOf, visit, type Facts } from '../compare/institution.ts'

/** What became of the account with this id: whose it is and by which key; then each doubt. */
function joined(snapshot: Snapshot, id: string): string[] {
  const handle = snapshot.accounts.findIndex((one) => one.id === id)
  const person = snapshot.people.find(({ joins }) => joins.some((join) => join.account === handle))
  const join = person?.joins.find((one) => one.account === handle)
  const doubts = snapshot.doubtfulJoins.filter((one) => one.account === handle)
  return [`${person?.key} by ${join?.by}`, ...doubts.map(({ person: key, by, doubt }) => `perhaps ${key} by ${by}: ${doubt}`)]
}

const aisha = hrRow('E1', { mail: 'Aisha.Khan@northmoor.example', upn: 'ak1@northmoor.example' })
const tom = hrRow('E2', { mail: 'tom.reid@northmoor.example', upn: 'tr2@northmoor.example', line: 3 })
const left = hrRow('E3', { upn: 'jo@northmoor.example', status: 'left', until: '2026-06-30', line: 4 })

const upn = 'userprincipalname'
const cases: readonly [string, Partial<Facts>, string[], JoinOverrule?][] = [
  ['an employee number joins', { accounts: [account('ad', 'a', { attributes: { employeeid: 'E1' } })] }, ['employee:E1 by ad.employeeid']],
  [
    'an employee number is trimmed',
    { accounts: [account('ad', 'a', { attributes: { employeenumber: ' E1 ' } })] },
    ['employee:E1 by ad.employeenumber'],
  ],
  [
    'a login name joins, whatever its case',
    { accounts: [account('ad', 'a', { attributes: { [upn]: 'AK1@Northmoor.example' } })] },
    ['employee:E1 by ad.userprincipalname'],
  ],
  [
    'an eppn joins',
    { accounts: [account('ad', 'a', { attributes: { edupersonprincipalname: 'tr2@northmoor.example' } })] },
    ['employee:E2 by ad.edupersonprincipalname'],
  ],
  [
    'a mail that its holder can write is a doubt, and the account stands for itself',
    { accounts: [account('ad', 'a', { attributes: { mail: 'aisha.khan@northmoor.example' } })] },
    ['account:ad/a by itself', 'perhaps employee:E1 by ad.mail: its holder can write this key'],
  ],
  [
    'a mail that holds a login name is a doubt too',
    { accounts: [account('ad', 'a', { attributes: { mail: 'ak1@northmoor.example' } })] },
    ['account:ad/a by itself', 'perhaps employee:E1 by ad.mail: its holder can write this key'],
  ],
  [
    'a login name that two accounts carry joins neither',
    {
      accounts: [
        account('ad', 'a', { attributes: { [upn]: 'ak1@northmoor.example' } }),
        account('ad', 'b', { attributes: { [upn]: 'AK1@northmoor.example' } }),
      ],
    },
    ['account:ad/a by itself', 'perhaps employee:E1 by ad.userprincipalname: two accounts carry this key'],
  ],
  [
    'an employee number contradicts the login name',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E9', [upn]: 'ak1@northmoor.example' } })] },
    ['account:ad/a by itself', 'perhaps employee:E1 by ad.userprincipalname: the account carries employee number `E9`, the register `E1`'],
  ],
  [
    'a known employee number wins over the login name of somebody else, and says so',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E2', [upn]: 'ak1@northmoor.example' } })] },
    [
      'employee:E2 by ad.employeeid',
      'perhaps employee:E1 by ad.userprincipalname: the account carries employee number `E2`, the register `E1`',
    ],
  ],
  [
    'a mail beside a trusted key that names somebody else stays a doubt',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E2', mail: 'aisha.khan@northmoor.example' } })] },
    ['employee:E2 by ad.employeeid', 'perhaps employee:E1 by ad.mail: its holder can write this key'],
  ],
  [
    'a mail beside a trusted key of the same person is nothing',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E1', mail: 'aisha.khan@northmoor.example' } })] },
    ['employee:E1 by ad.employeeid'],
  ],
  [
    'a mail that its holder wrote does not change by which number an unregistered person is known',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E7', mail: 'aisha.khan@northmoor.example' } })] },
    ['employee:E7 by itself', 'perhaps employee:E1 by ad.mail: its holder can write this key'],
  ],
  [
    'two employee numbers of two people join nobody',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E1', employeenumber: 'E2' } })] },
    [
      'account:ad/a by itself',
      'perhaps employee:E1 by ad.employeeid: its employee numbers name two people',
      'perhaps employee:E2 by ad.employeenumber: its employee numbers name two people',
    ],
  ],
  [
    'two login names of two people join nobody',
    { accounts: [account('ad', 'a', { attributes: { [upn]: 'ak1@northmoor.example', edupersonprincipalname: 'tr2@northmoor.example' } })] },
    [
      'account:ad/a by itself',
      'perhaps employee:E2 by ad.edupersonprincipalname: two people claim this account',
      'perhaps employee:E1 by ad.userprincipalname: two people claim this account',
    ],
  ],
  [
    'an account made after everybody of that name had left was given to somebody else',
    { accounts: [account('ad', 'a', { createdAt: instant('2026-09-01T08:00:00Z'), attributes: { [upn]: 'jo@northmoor.example' } })] },
    [
      'account:ad/a by itself',
      'perhaps employee:E3 by ad.userprincipalname: the account was made after this person had left: the name was given to somebody else',
    ],
  ],
  [
    'an account made while the person was there is theirs, though they have left since',
    { accounts: [account('ad', 'a', { createdAt: instant('2026-06-30T20:00:00Z'), attributes: { [upn]: 'jo@northmoor.example' } })] },
    ['employee:E3 by ad.userprincipalname'],
  ],
  [
    'an employee number is never given again, so its date decides nothing',
    { accounts: [account('ad', 'a', { createdAt: instant('2026-09-01T08:00:00Z'), attributes: { employeeid: 'E3' } })] },
    ['employee:E3 by ad.employeeid'],
  ],
  ['an account without any key is a person of its own', { accounts: [account('ad', 'a')] }, ['account:ad/a by itself']],
  [
    'an employee number that no register knows is the key of an unregistered person',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E7' } })] },
    ['employee:E7 by itself'],
  ],
  [
    'so is a login name',
    { accounts: [account('ad', 'a', { attributes: { [upn]: 'New@northmoor.example' } })] },
    ['upn:new@northmoor.example by itself'],
  ],
  [
    'a card holder written as an employee number',
    { accounts: [account('doors', 'a', { attributes: { person: 'id:E1' } })] },
    ['employee:E1 by doors.person'],
  ],
  [
    'a card holder written as a mail that the register states',
    { accounts: [account('doors', 'a', { attributes: { person: 'tom.reid@northmoor.example' } })] },
    ['employee:E2 by doors.person'],
  ],
  [
    'overruled to somebody, against every key',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E1' } })] },
    ['employee:E2 by overruled'],
    overrule('ad:a', 'tom.reid@northmoor.example'),
  ],
  [
    'overruled to nobody known',
    { accounts: [account('ad', 'a', { attributes: { employeeid: 'E1' } })] },
    ['account:ad/a by itself'],
    overrule('ad:a', null),
  ],
  [
    'overruled to nobody known, with the login of a colleague',
    { accounts: [account('ad', 'a', { attributes: { [upn]: 'ak1@northmoor.example' } })] },
    ['account:ad/a by itself'],
    overrule('ad:a', null),
  ],
  [
    'overruled to an employee number that no register knows',
    { accounts: [account('ad', 'a')] },
    ['employee:E8 by overruled'],
    overrule('ad:a', 'id:E8'),
  ],
  [
    'overruled to a mail that no register knows',
    { accounts: [account('ad', 'a')] },
    ['account:ad/a by overruled'],
    overrule('ad:a', 'nobody@northmoor.example'),
  ],
]

function overrule(named: string, person: string | null): JoinOverrule {
  return { account: named, person, reason: 'seen in person', by: 'priya.nair@northmoor.example', on: day('2026-11-01') }
}

describe('an account and the registers', () => {
  test.each(cases)('%s', (_, told, expected, decided) => {
    const facts = factsOf({ hr: [aisha, tom, left], ...told })
    expect(joined(snapshotOf(facts, { overrules: decided === undefined ? [] : [decided] }), 'a')).toEqual(expected)
  })
})

describe('who somebody is', () => {
  test('two registers that name one person by different keys make one person', () => {
    const facts = factsOf({ hr: [aisha], visitors: [visit('id:E1')], partners: [partnership('helios', 'AK1@northmoor.example')] })
    const [person, ...others] = snapshotOf(facts).people
    expect(others).toEqual([])
    expect(person).toMatchObject({ key: 'employee:E1', registered: true, employeeNumber: 'E1' })
    expect([person?.hr.length, person?.visits.length, person?.partnerships.length]).toEqual([1, 1, 1])
  })

  test('a visitor row that names two people is lent to neither', () => {
    const twin = hrRow('E2', { mail: 'aisha.khan@northmoor.example', line: 3 })
    const { people, gaps } = snapshotOf(factsOf({ hr: [aisha, twin], visitors: [visit('aisha.khan@northmoor.example')] }))
    expect(people.map(({ key, visits }) => [key, visits.length])).toEqual([
      ['employee:E1', 0],
      ['employee:E2', 0],
    ])
    expect(gaps).toMatchObject([
      { code: 'identity-ambiguous', dataset: 'visitors', unit: 'visitors.csv', record: 'aisha.khan@northmoor.example' },
    ])
  })

  test('a mail that two people have finds several, and never one of them', () => {
    const twin = hrRow('E2', { mail: 'aisha.khan@northmoor.example', line: 3 })
    const found = snapshotOf(factsOf({ hr: [aisha, twin] })).findPerson('aisha.khan@northmoor.example')
    expect(found.found === 'several' && found.things.map(({ key }) => key)).toEqual(['employee:E1', 'employee:E2'])
  })

  test('a person is found by number, login, mail, in any case, and by nothing else', () => {
    const snapshot = snapshotOf(
      factsOf({
        hr: [aisha],
        visitors: [visit('li.wei@northmoor.example')],
        accounts: [account('ad', 'a', { displayName: 'Aisha Khan', attributes: { employeeid: 'E1', [upn]: 'other@northmoor.example' } })],
      }),
    )
    const keyOf = (reference: string): string => {
      const found = snapshot.findPerson(reference)
      return found.found === 'one' ? found.thing.key : found.found
    }
    expect(['id:E1', 'ak1@northmoor.example', 'AISHA.KHAN@northmoor.example', 'other@northmoor.example'].map(keyOf)).toEqual(
      Array<string>(4).fill('employee:E1'),
    )
    expect(keyOf('Li.Wei@northmoor.example')).toBe('upn:li.wei@northmoor.example')
    expect(['E1', 'id:e1', 'Aisha Khan', 'a', '', 'ak1'].map(keyOf)).toEqual(Array<string>(6).fill('none'))
  })

  test('unregistered accounts of two sources with one trusted key are one unknown person', () => {
    const keys: readonly JoinKey[] = effectiveJoinKeys(
      [],
      [
        { name: 'ad', kind: 'ldap' },
        { name: 'unix', kind: 'ldap' },
      ],
    )
    const facts = factsOf({
      accounts: [
        account('ad', 'a', { attributes: { [upn]: 'new@northmoor.example' } }),
        account('unix', 'u', { attributes: { edupersonprincipalname: 'New@northmoor.example' } }),
        account('ad', 'b', { attributes: { employeeid: 'E7' } }),
        account('unix', 'v', { attributes: { employeenumber: 'E7' } }),
      ],
    })
    const { people } = snapshotOf(facts, { keys })
    expect(people.map(({ key, registered, joins }) => [key, registered, joins.map(({ by }) => by)])).toEqual([
      ['employee:E7', false, ['itself', 'employee-number']],
      ['upn:new@northmoor.example', false, ['itself', 'unix.edupersonprincipalname']],
    ])
  })

  test('a name that only another account of a colleague bears is a doubt, and the colleague is still found by it', () => {
    const keys = effectiveJoinKeys(
      [],
      [
        { name: 'ad', kind: 'ldap' },
        { name: 'unix', kind: 'ldap' },
      ],
    )
    const facts = factsOf({
      hr: [hrRow('E1')],
      accounts: [
        account('ad', 'a', { attributes: { employeeid: 'E1', [upn]: 'ak1@northmoor.example' } }),
        account('unix', 'u', { attributes: { edupersonprincipalname: 'ak1@northmoor.example' } }),
      ],
    })
    const snapshot = snapshotOf(facts, { keys })
    expect(joined(snapshot, 'u')).toEqual([
      'account:unix/u by itself',
      'perhaps employee:E1 by unix.edupersonprincipalname: another account of this person bears the name, and no register states it',
    ])
    expect(snapshot.findPerson('ak1@northmoor.example')).toMatchObject({ found: 'one', thing: { key: 'employee:E1' } })
  })

  test('an account overruled to nobody lends its number to nobody: the colleague is still found by it', () => {
    const facts = factsOf({ hr: [aisha], accounts: [account('ad', 'a', { attributes: { employeeid: 'E1' } })] })
    const snapshot = snapshotOf(facts, { overrules: [overrule('ad:a', null)] })
    expect(snapshot.findPerson('id:E1')).toMatchObject({ found: 'one', thing: { key: 'employee:E1', registered: true, joins: [] } })
  })

  test('two accounts of one source with one reusable name are two unknown people', () => {
    const facts = factsOf({
      accounts: ['a', 'b'].map((id) => account('ad', id, { attributes: { [upn]: 'new@northmoor.example' } })),
    })
    expect(snapshotOf(facts).people.map(({ key }) => key)).toEqual(['account:ad/a', 'account:ad/b'])
  })

  test('an account whose mail a stranger wrote finds nobody by that mail', () => {
    const facts = factsOf({ accounts: [account('ad', 'a', { attributes: { mail: 'helen.ward@northmoor.example' } })] })
    expect(snapshotOf(facts).findPerson('helen.ward@northmoor.example')).toEqual({ found: 'none' })
  })

  test('the strongest declared key names the subject: number, login, mail, account', () => {
    const facts = factsOf({
      hr: [aisha],
      visitors: [visit('li.wei@northmoor.example')],
      accounts: [account('ad', 'a'), account('ad', 'b', { attributes: { [upn]: 'zoe@northmoor.example' } })],
    })
    expect(snapshotOf(facts).people.map(({ key }) => key)).toEqual([
      'account:ad/a',
      'employee:E1',
      'upn:li.wei@northmoor.example',
      'upn:zoe@northmoor.example',
    ])
  })

  test('a label is the name that an account of a registered person shows, else what the register writes; nobody borrows a name', () => {
    const facts = factsOf({
      hr: [aisha, hrRow('E9', { line: 7 })],
      visitors: [visit('Li.Wei@northmoor.example')],
      accounts: [
        account('ad', 'a', { displayName: 'Aisha Khan', attributes: { employeeid: 'E1' } }),
        account('ad', 'b', { displayName: 'Aisha Khan' }),
      ],
    })
    expect(snapshotOf(facts).people.map(({ label }) => label)).toEqual(['account b', 'Aisha Khan', 'E9', 'Li.Wei@northmoor.example'])
  })

  test('a key without its own attribute joins nothing, and a declared key replaces the default', () => {
    const declared: JoinKey = {
      name: 'badge',
      source: 'ad',
      attribute: 'mail',
      equals: 'mail',
      writtenBy: 'institution',
      reassigned: 'never',
    }
    const keys = effectiveJoinKeys([declared], [{ name: 'ad', kind: 'ldap' }])
    const facts = factsOf({ hr: [aisha], accounts: [account('ad', 'a', { attributes: { mail: 'aisha.khan@northmoor.example' } })] })
    expect(joined(snapshotOf(facts, { keys }), 'a')).toEqual(['employee:E1 by badge'])
    expect(joined(snapshotOf(facts, { keys: KEYS }), 'a')[0]).toBe('account:ad/a by itself')
  })
})
