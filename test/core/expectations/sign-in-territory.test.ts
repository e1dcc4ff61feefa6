import { expect, test } from 'vitest'
import { diagnosticText } from '../../../src/core/base/diagnostic.ts'
import { metExpectations } from '../../../src/core/expectations/met-expectations.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { policyTest } from '../../../src/core/policy/test-file.ts'

// CLR-03 (b): no source of this version shows from where people sign in. Where an expectation states it, the territory is held to it.
const POLICY = `version: 1
institution:
  name: Northmoor
  timezone: Europe/London
  senior_lead: helen.ward@n.example
  siro: omar.haddad@n.example
affiliations:
  - {kind: staff, match: [{source: hr, attribute: employee_type, is: employee}]}
projects:
  qsense:
    title: Q
    lead: aisha.khan@n.example
    sensitivity: controlled
    why_sensitive: [export-control]
    until: 2028-09-30
    export_control: {regime: UK, access_from: [GB], licences: [{id: SIEL-1, until: 2027-06-30, to: [DE]}]}
    resources: {archive: {kind: share, at: 'files:archive'}, drawings: {kind: share, at: 'files:drawings'}}
    entitled:
      - {who: {person: tom.reid@n.example}, gets: {archive: read}}
      - {who: {person: tom.reid@n.example}, gets: {drawings: read}, when: {licence: SIEL-1}}
`

test.each([
  ['from inside only', 'access_from: [GB]', 'can: {archive: read, drawings: read}'],
  [
    'from Germany too, which the licence of one line adds',
    'access_from: [DE, GB]',
    'cannot: {archive: read}, can: {drawings: read}, because: territory',
  ],
  ['from anywhere', 'access_from: [CH, GB]', 'cannot: {archive: read, drawings: read}, because: territory'],
  ['from where nobody says', '', 'can: {archive: read, drawings: read}'],
])('sign-in is allowed %s', (_, given, outcome) => {
  const sources = [
    { name: 'hr', kind: 'table', register: 'hr' as const, readable: true },
    { name: 'files', kind: 'table', register: 'grants' as const, readable: true },
  ]
  const { policy } = loadPolicy([{ path: 'policies/all.yaml', text: POLICY }], { sources })
  if (policy === null) throw new Error('the policy does not load')
  const facts = ['affiliation: staff', 'work_country: GB', given].filter((fact) => fact !== '').join(', ')
  const text = `version: 1
project: qsense
given: {tom.reid@n.example: {${facts}}}
expect: [{on: 2026-11-26, who: tom.reid@n.example, ${outcome}}]
`
  const read = policyTest({ path: 'policies/tests/t.yaml', text }, 'policies', policy, [])
  expect(read.diagnostics.map(diagnosticText)).toEqual([])
  if (read.test === null) throw new Error('the test file is wrong')
  expect(metExpectations(read.test, policy).flatMap(({ failure }) => (failure === null ? [] : [diagnosticText(failure)]))).toEqual([])
})
