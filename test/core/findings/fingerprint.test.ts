import { describe, expect, test } from 'vitest'
import { familyOf, rulesWithFamily } from '../../../src/core/findings/family.ts'
import { fingerprint } from '../../../src/core/findings/fingerprint.ts'
import { type IdentityFields, identityOf } from '../../../src/core/findings/identity.ts'
import { GROUP, sha256 } from './build-finding.ts'

const ACCESS: IdentityFields = { family: 'access', project: 'qsense', subject: 'employee:E1042', resource: GROUP }

test('is the first 32 hex digits of SHA-256 over the canonical identity with its version', () => {
  const text = `{"family":"access","project":"qsense","resource":"${GROUP}","subject":"employee:E1042","v":1}`
  expect(fingerprint(identityOf('ACC-01', ACCESS), sha256)).toBe(sha256(text).slice(0, 32))
})

test('an access keeps its fingerprint when another rule of the family speaks for it', () => {
  const rules = ['ACC-01', 'ACC-02', 'ACC-05', 'ACC-06', 'EXP-01', 'AGR-01', 'AGR-02', 'AGR-04', 'CLR-03', 'BLD-01']
  expect(new Set(rules.map((rule) => fingerprint(identityOf(rule, ACCESS), sha256))).size).toBe(1)
})

const EXAMPLES: readonly (readonly [string, IdentityFields, Readonly<Record<string, string>>])[] = [
  [
    'PRV-02',
    { family: 'access-hygiene', project: 'p', subject: 's', resource: 'r' },
    { rule: 'PRV-02', project: 'p', subject: 's', resource: 'r' },
  ],
  [
    'CLR-01',
    { family: 'condition', project: 'p', subject: 's', condition: 'atas' },
    { rule: 'CLR-01', project: 'p', subject: 's', condition: 'atas' },
  ],
  ['EXP-02', { family: 'account', source: 'ad', account: 'guid' }, { rule: 'EXP-02', source: 'ad', account: 'guid' }],
  [
    'DAT-03',
    { family: 'object', project: 'p', on: 'platform', at: 'm365', object: 'o' },
    { rule: 'DAT-03', project: 'p', platform: 'm365', object: 'o' },
  ],
  [
    'COI-01',
    { family: 'at-large', holder: 'partner', key: 'helios', conflict: 'wall' },
    { rule: 'COI-01', partner: 'helios', conflict: 'wall' },
  ],
  ['ACC-07', { family: 'at-large', holder: 'subject', key: 's', conflict: null }, { rule: 'ACC-07', subject: 's' }],
  ['SEG-02', { family: 'segment', from: 'a', to: 'b' }, { rule: 'SEG-02', from: 'a', to: 'b' }],
  [
    'POL-02',
    { family: 'declared-thing', thing: { kind: 'entry', section: 'projects', key: 'p' } },
    { rule: 'POL-02', section: 'projects', key: 'p' },
  ],
  ['POL-04', { family: 'declared-thing', thing: { kind: 'line', hash: 'h' } }, { rule: 'POL-04', line: 'h' }],
  [
    'EXP-08',
    { family: 'ending', thing: { kind: 'register', register: 'visitors', subject: 's', item: 'i' } },
    { rule: 'EXP-08', register: 'visitors', subject: 's', item: 'i' },
  ],
  ['DAT-01', { family: 'source', source: 'ad', unit: 'u', dataset: 'd' }, { rule: 'DAT-01', source: 'ad', unit: 'u', dataset: 'd' }],
  ['DAT-05', { family: 'hold', institution: 'n' }, { rule: 'DAT-05', institution: 'n' }],
  ['GOV-03', { family: 'process', overdue: 'x' }, { rule: 'GOV-03', overdue: 'x' }],
]

describe('the identity of each family holds exactly its fields', () => {
  test.each(EXAMPLES)('%s', (rule, fields, expected) => {
    expect(identityOf(rule, fields)).toEqual(expected)
  })
})

test('a rule cannot be given the fields of another family', () => {
  expect(() => identityOf('EXP-02', ACCESS)).toThrow('EXP-02 is of the family account')
})

test('every rule of the catalogue has one family', () => {
  expect(rulesWithFamily()).toHaveLength(60)
  expect(new Set(rulesWithFamily()).size).toBe(60)
  expect(familyOf('DAT-01')).toBe('source')
  expect(() => familyOf('ACC-99')).toThrow('has no family')
})
