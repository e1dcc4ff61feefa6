import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FragmentSink } from '../../../src/core/model/fragment.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import {
  KEYS,
  account,
  approved,
  badRow,
  cleared,
  deliveries,
  factsOf,
  grant,
  group,
  hrRow,
  instant,
  members,
  partnership,
  resource,
  ruled,
  snapshotOf,
  trained,
  visit,
  type Facts,
} from '../compare/institution.ts'
import { dumped } from './dump.ts'

const ids = ['a', 'b', 'c', 'd', 'e'] as const
const mails = ['x@northmoor.example', 'y@northmoor.example', 'Z@northmoor.example'] as const
const numbers = ['E1', 'E2', 'E3'] as const
const person = fc.constantFrom(...mails, 'id:E1', 'id:E2', 'id:E4')
const perhaps = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 3 })
const until = fc.constantFrom(null, '2026-06-30', '2027-06-30')

const someAccount = fc
  .record({
    source: fc.constantFrom('ad', 'ad', 'doors'),
    id: fc.constantFrom(...ids),
    label: fc.constantFrom('one', 'two'),
    displayName: fc.constantFrom(null, 'One', 'Two'),
    createdAt: fc.constantFrom(null, instant('2026-09-01T08:00:00Z')),
    file: fc.constantFrom('users-1.ldif', 'users-2.ldif'),
    employeeid: perhaps(fc.constantFrom(...numbers)),
    userprincipalname: perhaps(fc.constantFrom(...mails)),
    mail: perhaps(fc.constantFrom(...mails)),
    alias: perhaps(fc.constantFrom('name:one', 'name:two')),
  })
  .map(({ source, id, label, displayName, createdAt, file, alias, ...keys }) =>
    account(source, id, {
      label,
      displayName,
      createdAt,
      names: alias === undefined ? [] : [alias as 'name:one'],
      attributes: {
        ...Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined)),
        ...(source === 'doors' ? { person: keys.userprincipalname ?? 'id:E1' } : {}),
      },
      provenance: { source, dataset: 'users', file, record: id },
    }),
  )

const line = fc.nat({ max: 40 })
const facts: fc.Arbitrary<Facts> = fc
  .record({
    accounts: fc.array(someAccount, { maxLength: 8 }),
    groups: fc.array(fc.tuple(fc.constantFrom('g', 'h', 'k'), perhaps(fc.constantFrom('name:one', 'name:g')))),
    memberships: fc.array(
      fc.tuple(
        fc.constantFrom('g', 'h', 'k', 'name:one'),
        fc.array(fc.constantFrom(...ids, 'g', 'name:one', 'dn:cn=lost'), { maxLength: 4 }),
      ),
      { maxLength: 5 },
    ),
    grants: fc.array(
      fc.tuple(
        fc.constantFrom('data', 'lost'),
        fc.constantFrom('ad:a', 'ad:g', 'ad:one', 'ad:gone'),
        fc.constantFrom('read', 'write'),
        line,
      ),
      { maxLength: 4 },
    ),
    kinds: fc.array(fc.constantFrom('share', 'database'), { maxLength: 2 }),
    hr: fc.array(fc.tuple(fc.constantFrom(...numbers), fc.constantFrom('', ...mails), perhaps(fc.constantFrom(...mails)), until), {
      maxLength: 4,
    }),
    visitors: fc.array(fc.tuple(person, until), { maxLength: 3 }),
    partners: fc.array(person, { maxLength: 2 }),
    conditions: fc.array(person, { maxLength: 3 }),
    rules: fc.array(
      fc.tuple(
        fc.constantFrom('g', 'h', 'lost'),
        fc.array(fc.constantFrom('id:a control', 'name:one add-members', 'dn:cn=lost join', 'sid:S-1-1-0 join', 'sid:S-1-5-21-9 control')),
      ),
      { maxLength: 4 },
    ),
    gaps: fc.array(fc.constantFrom('E1', 'x@northmoor.example', null), { maxLength: 2 }),
  })
  .map((drawn) =>
    factsOf({
      accounts: drawn.accounts,
      groups: drawn.groups.map(([id, name]) => group('ad', id, name === undefined ? [] : [name as 'name:one'])),
      memberships: drawn.memberships.map(([of, names]) => members('ad', of, names)),
      resources: drawn.kinds.map((kind) => resource('grants', 'data', kind)),
      grants: drawn.grants.map(([native, principal, level, at]) => grant('grants', native, principal, level, { line: at })),
      hr: drawn.hr.map(([id, mail, upn, end], at) => hrRow(id, { mail, upn: upn ?? null, until: end, line: at + 2 })),
      visitors: drawn.visitors.map(([who, end], at) => visit(who, { until: end, line: at + 2 })),
      partners: drawn.partners.map((who, at) => partnership('helios', who, { line: at + 2 })),
      training: drawn.conditions.map((who, at) => trained(who, 'tr', { line: at + 2 })),
      clearances: drawn.conditions.map((who, at) => cleared(who, 'atas', 'qsense', 'ok', { line: at + 2 })),
      approvals: drawn.conditions.map((who, at) => approved('qsense', who, { line: at + 2 })),
      controls: drawn.rules.map(([id, rules]) => ruled('ad', id, rules)),
      gaps: drawn.gaps.map((record) => badRow('hr', record)),
    }),
  )

test('batches of any size in any order give the same snapshot', () => {
  const withOrder = facts.chain((drawn) =>
    fc.record({
      drawn: fc.constant(drawn),
      size: fc.constantFrom(1, 2, 1_000),
      order: fc.array(fc.nat(), { minLength: 200, maxLength: 200 }),
    }),
  )
  fc.assert(
    fc.property(withOrder, ({ drawn, size, order }) => {
      const shuffled = deliveries(drawn, size)
        .map((hand, at) => ({ hand, at: order[at % order.length]! }))
        .sort((a, b) => a.at - b.at)
        .map(({ hand }) => hand)
      expect(dumped(assembledFrom(shuffled))).toBe(dumped(snapshotOf(drawn)))
    }),
    { numRuns: 600, seed: 11 },
  )
})

test('every account has one owner, and a key that its holder can write never gives one', () => {
  fc.assert(
    fc.property(facts, (drawn) => {
      const snapshot = snapshotOf(drawn)
      const { people, accounts } = snapshot
      const owners = people.flatMap((one) => one.joins.map(({ account: held }) => held)).sort((a, b) => a - b)
      expect(owners).toEqual([...accounts.keys()])
      for (const one of people) for (const join of one.joins) expect(snapshot.personOf(join.account)).toBe(one)
      expect(people.flatMap(({ joins }) => joins.filter(({ by }) => by === 'ad.mail'))).toEqual([])
    }),
    { numRuns: 600, seed: 12 },
  )
})

test('every subject has a key of its own', () => {
  fc.assert(
    fc.property(facts, (drawn) => {
      const { people } = snapshotOf(drawn)
      expect(new Set(people.map(({ key }) => key)).size).toBe(people.length)
    }),
    { numRuns: 600, seed: 13 },
  )
})

test('a policy that names somebody means one person or nobody, never the wrong one of two', () => {
  fc.assert(
    fc.property(facts, (drawn) => {
      const snapshot = snapshotOf(drawn)
      for (const reference of ['x@northmoor.example', 'y@northmoor.example', 'z@northmoor.example', 'id:E1', 'id:E2']) {
        const bearers = snapshot.people.filter(
          ({ logins, mails: stated, employeeNumber }) =>
            logins.includes(reference) || stated.includes(reference) || `id:${employeeNumber}` === reference,
        )
        const found = snapshot.findPerson(reference)
        expect(found.found, reference).toBe(bearers.length === 0 ? 'none' : bearers.length === 1 ? 'one' : 'several')
        if (found.found === 'one') expect(found.thing).toBe(bearers[0])
      }
    }),
    { numRuns: 600, seed: 14 },
  )
})

// Doubts about the account itself stay whatever the registers lose. A doubt between two people does not: with one of them the
// reason goes, and the register that lost the row must be known to be incomplete.
const ownDoubts = ['its holder can write this key', 'two accounts carry this key']

test('taking a register row away never makes a doubtful join trusted', () => {
  let doubts = 0
  fc.assert(
    fc.property(facts, (drawn) => {
      const before = snapshotOf(drawn)
      const doubtful = before.doubtfulJoins.filter(({ doubt }) => ownDoubts.some((own) => doubt.startsWith(own)))
      if (doubtful.length === 0) return
      doubts += doubtful.length
      for (const register of ['hr', 'visitors', 'partners'] as const) {
        for (const at of drawn[register].keys()) {
          const after = snapshotOf({ ...drawn, [register]: drawn[register].toSpliced(at, 1) })
          for (const { account: held, person: key, by } of doubtful) {
            const trusted = after.personOf(held).joins.find((join) => join.account === held)
            expect(after.personOf(held).key === key && trusted?.by === by, `${key} by ${by}`).toBe(false)
          }
        }
      }
    }),
    { numRuns: 600, seed: 15 },
  )
  expect(doubts).toBeGreaterThan(100)
})

function assembledFrom(hands: readonly ((sink: FragmentSink) => void)[]) {
  const building = assembler('everywhere')
  for (const hand of hands) hand(building.sink)
  return building.finish({ keys: KEYS, overrules: [] })
}
