import { describe, expect, test } from 'vitest'
import { officers } from '../../../src/core/compare/officers.ts'
import { parsePersonReference, type PersonReference } from '../../../src/core/model/person-reference.ts'
import { parseResourceAddress, type ResourceAddress } from '../../../src/core/model/resource-address.ts'
import {
  INSTITUTION,
  account,
  badRow,
  factsOf,
  group,
  hrRow,
  nightOf,
  policyOf,
  projectOf,
  resource,
  visit,
  type Facts,
  type States,
} from './institution.ts'

const people: Partial<Facts> = {
  accounts: [account('ad', 'guid-1', { names: ['name:akhan'], attributes: { employeeid: 'E1' } }), account('ad', 'guid-9')],
  groups: [group('ad', 'g-1', ['name:core', 'dn:cn=core'])],
  resources: [resource('grants', 'data')],
  hr: [
    hrRow('E1', { mail: 'aisha.khan@northmoor.example', upn: 'ak1@northmoor.example' }),
    hrRow('E2', { mail: INSTITUTION.siro, line: 3 }),
    hrRow('E3', { mail: INSTITUTION.senior_lead, line: 4 }),
    hrRow('E4', { mail: 'jo@northmoor.example', status: 'left', line: 5 }),
    hrRow('E5', { mail: 'us@northmoor.example', line: 6 }),
    hrRow('E6', { mail: 'us@northmoor.example', line: 7 }),
  ],
  visitors: [
    visit('li.wei@northmoor.example', { host: 'ak1@northmoor.example' }),
    visit('old@northmoor.example', { host: 'id:E1', until: '2026-11-25', line: 3 }),
  ],
}

function asked(facts: Partial<Facts> = {}, states: States = {}) {
  const institution = { ...INSTITUTION, officers: { clearance: 'id:E2', 'export-control': INSTITUTION.siro } }
  const projects = { qsense: projectOf(), tides: projectOf({ lead: 'id:E2', resources: { data: { kind: 'share', at: 'grants:tides' } } }) }
  return officers(nightOf(factsOf({ ...people, ...facts }, states), policyOf({ institution, projects })).context)
}

function person(text: string): PersonReference {
  const read = parsePersonReference(text)
  if (read === null) throw new Error(text)
  return read
}

function address(text: string): ResourceAddress {
  const read = parseResourceAddress(text)
  if (read === null) throw new Error(text)
  return read
}

describe('a live internal person', () => {
  test.each([
    ['staff', 'id:E1', {}, {}, 'met'],
    ['who has left', 'jo@northmoor.example', {}, {}, 'not-met'],
    ['a visitor', 'li.wei@northmoor.example', {}, {}, 'not-met'],
    ['nobody known', 'gone@northmoor.example', {}, {}, 'not-met'],
    ['a mail of two people', 'us@northmoor.example', {}, {}, 'not-met'],
    ['nobody known, staff not all read', 'gone@northmoor.example', {}, { hr: 'partial' }, 'unknown'],
    ['who has left, staff not all read', 'jo@northmoor.example', {}, { hr: 'partial' }, 'unknown'],
    ['who has left, the row beside it malformed', 'jo@northmoor.example', { gaps: [badRow('hr', 'E4')] }, {}, 'unknown'],
  ] as const)('%s', (_, reference, facts, states, expected) => {
    expect(asked(facts, states).isLiveInternal(person(reference))).toBe(expected)
  })
})

test.each([
  ['id:E2', ['qsense'], 'siro'],
  [INSTITUTION.siro, [], 'siro'],
  ['id:E3', ['qsense'], 'senior_lead'],
  ['AK1@northmoor.example', ['qsense'], 'project-lead'],
  ['id:E1', ['tides'], null],
  ['id:E1', [], null],
  ['id:E4', ['qsense'], null],
  ['nobody@northmoor.example', ['qsense'], null],
])('the rank of %s for %j is %s', (reference, projects, rank) => expect(asked().rankOf(person(reference), projects)).toBe(rank))

test('offices are found by any key of their holder, sorted', () => {
  expect(asked().officesOf(person(INSTITUTION.siro))).toEqual(['clearance', 'export-control'])
  expect(asked().officesOf(person('id:E1'))).toEqual([])
})

test.each([
  ['id:E1', 'aisha.khan@northmoor.example', 'met'],
  ['ak1@northmoor.example', 'Aisha.Khan@northmoor.example', 'met'],
  ['id:E1', 'id:E2', 'not-met'],
  ['gone@northmoor.example', 'Gone@northmoor.example', 'met'],
  ['gone@northmoor.example', 'id:E1', 'not-met'],
  // One of the two whom the mail may mean might be this very person.
  ['us@northmoor.example', 'id:E5', 'unknown'],
])('%s and %s are one person: %s', (a, b, expected) => {
  expect([asked().sameAs(person(a), person(b)), asked().sameAs(person(b), person(a))]).toEqual([expected, expected])
})

test.each([
  ['id:E1', 'employee:E1', 'met'],
  ['ak1@northmoor.example', 'employee:E1', 'met'],
  ['id:E2', 'employee:E1', 'not-met'],
  ['us@northmoor.example', 'employee:E5', 'unknown'],
  ['us@northmoor.example', 'employee:E1', 'not-met'],
  ['gone@northmoor.example', 'employee:E1', 'not-met'],
])('%s is the subject %s: %s', (reference, key, expected) => expect(asked().isSubject(person(reference), key)).toBe(expected))

test.each([
  ['id:E1', 'upn:li.wei@northmoor.example', 'met'],
  ['aisha.khan@northmoor.example', 'upn:li.wei@northmoor.example', 'met'],
  ['id:E2', 'upn:li.wei@northmoor.example', 'not-met'],
  ['id:E1', 'upn:old@northmoor.example', 'not-met'],
  ['id:E1', 'upn:nobody@northmoor.example', 'not-met'],
])('%s is a host of %s: %s', (reference, key, expected) => expect(asked().isHostOf(person(reference), key)).toBe(expected))

test('subjects, resources and accounts are found by their native ids, and never guessed', () => {
  const officer = asked()
  expect(officer.subjectKey({ kind: 'person', person: person('aisha.khan@northmoor.example') })).toBe('employee:E1')
  expect(officer.subjectKey({ kind: 'person', person: person('us@northmoor.example') })).toBeNull()
  expect(officer.subjectKey({ kind: 'address', address: address('ad:akhan') })).toBe('employee:E1')
  expect(officer.subjectKey({ kind: 'address', address: address('ad:guid-9') })).toBe('account:ad/guid-9')
  expect(officer.subjectKey({ kind: 'address', address: address('ad:nobody') })).toBeNull()
  expect(officer.resourceAddress(address('grants:data'))).toBe('grants:data')
  expect(officer.resourceAddress(address('ad:core'))).toBe('ad:g-1')
  expect(officer.resourceAddress(address('grants:gone'))).toBeNull()
  expect([officer.accountId(address('ad:AKhan')), officer.accountId(address('ad:nobody'))]).toEqual(['guid-1', null])
})
