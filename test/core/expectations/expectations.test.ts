import { describe, expect, test } from 'vitest'
import { diagnosticText } from '../../../src/core/base/diagnostic.ts'
import { metExpectations } from '../../../src/core/expectations/met-expectations.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { policyTest } from '../../../src/core/policy/test-file.ts'

const POLICY = `version: 1
institution:
  name: Northmoor
  timezone: Europe/London
  senior_lead: helen.ward@n.example
  siro: omar.haddad@n.example
  authorities: ["ad:cn=board"]
affiliations:
  - {kind: staff, match: [{source: hr, attribute: employee_type, is: employee}]}
  - {kind: visiting-academic, match: [{source: visitors, attribute: kind, is: academic}]}
  - {kind: partner, match: [{source: ad, attribute: userType, is: Guest}, {source: ad, attribute: mail, domain_in: partners}]}
partners:
  helios:
    name: Helios
    country: GB
    domains: [helios.example]
    agreements: [{id: CA-1, type: collaboration, covers: [qsense], until: 2027-03-31}]
projects:
  qsense:
    title: Q
    lead: aisha.khan@n.example
    sensitivity: sensitive
    why_sensitive: [patent]
    until: 2028-09-30
    resources:
      core: {kind: group, at: "ad:cn=core"}
      room: {kind: room, at: "doors:B/1"}
    entitled:
      - {who: {person: li.wei@n.example}, affiliation: [visiting-academic], gets: {room: escorted}, until: 2026-11-30, when: {host: aisha.khan@n.example, training: [tr], mfa: true}, why: w}
      - {who: {authority: "approvals:qsense"}, affiliation: [staff], gets: {core: use}, when: {clearance: [atas]}}
      - {who: {authority: "ad:cn=board"}, gets: {room: unescorted}}
      - {who: {department: Physics}, affiliation: [staff], gets: {room: escorted}}
      - {who: {partner: helios, people: [j.brand@helios.example]}, gets: {core: use}, until: 2027-06-30, why: w}
      - {who: {person: "id:E7"}, gets: {core: use}}
  open-one:
    title: O
    lead: aisha.khan@n.example
    sensitivity: open
    until: 2028-09-30
    resources: {}
    entitled: []
`
const WHOLE = 'affiliation: visiting-academic, host: aisha.khan@n.example, training: [tr], mfa: true, approved: []'

describe('what is given decides, by the comparison of the audit', () => {
  test.each([
    ['all that the line asks', WHOLE, '2026-11-30', 'can: {room: escorted}'],
    ['the day after the last', WHOLE, '2026-12-01', 'cannot: {room: escorted}, because: until'],
    ['a level above the declared', WHOLE, '2026-11-30', 'cannot: {room: unescorted}'],
    ['another host', WHOLE.replace('aisha.khan', 'tom.reid'), '2026-11-30', 'cannot: {room: escorted}, because: host'],
    ['known to have no host', WHOLE.replace('aisha.khan@n.example', 'none'), '2026-11-30', 'cannot: {room: escorted}, because: host'],
    [
      'a host that nobody gave',
      WHOLE.replace('host: aisha.khan@n.example, ', ''),
      '2026-11-30',
      'unknown: {room: escorted}, because: host',
    ],
    ['training that is known to be missing', WHOLE.replace('[tr]', '[]'), '2026-11-30', 'cannot: {room: escorted}, because: training'],
    ['training that nobody gave', WHOLE.replace('training: [tr], ', ''), '2026-11-30', 'unknown: {room: escorted}, because: training'],
    ['no strong sign-in', WHOLE.replace('mfa: true', 'mfa: false'), '2026-11-30', 'cannot: {room: escorted}, because: mfa'],
    ['a sign-in that nobody gave', WHOLE.replace(', mfa: true', ''), '2026-11-30', 'unknown: {room: escorted}, because: mfa'],
    ['another affiliation', WHOLE.replace('visiting-academic', 'staff'), '2026-11-30', 'cannot: {core: use}'],
    [
      'an affiliation that nobody gave',
      WHOLE.replace('affiliation: visiting-academic, ', ''),
      '2026-11-30',
      'unknown: {room: escorted}, because: affiliation',
    ],
    [
      'several affiliations, one of them external',
      WHOLE.replace('visiting-academic', '[staff, visiting-academic]'),
      '2026-11-30',
      'can: {room: escorted}',
    ],
    ['nobody’s line', 'approved: [], affiliation: visiting-academic', '2026-11-30', 'cannot: {core: use}, because: who'],
    [
      'an approval and a clearance',
      'affiliation: staff, approved: ["approvals:qsense"], clearance: {atas: ok}',
      '2027-01-01',
      'can: {core: use}',
    ],
    [
      'a pending clearance',
      'affiliation: staff, approved: ["approvals:qsense"], clearance: {atas: pending}',
      '2027-01-01',
      'cannot: {core: use}, because: clearance',
    ],
    [
      'a clearance that nobody gave',
      'affiliation: staff, approved: ["approvals:qsense"]',
      '2027-01-01',
      'unknown: {core: use}, because: clearance',
    ],
    ['an approval that nobody gave', 'affiliation: staff, clearance: {atas: ok}', '2027-01-01', 'unknown: {core: use}, because: authority'],
    ['the group of an authority', 'affiliation: staff, approved: ["ad:cn=board"]', '2027-01-01', 'can: {room: unescorted}'],
    ['a department', 'affiliation: staff, approved: [], department: Physics', '2027-01-01', 'can: {room: escorted}'],
    ['another department', 'affiliation: staff, approved: [], department: Chemistry', '2027-01-01', 'cannot: {room: escorted}'],
  ])('%s', (_, facts, on, wanted) => {
    expect(failures(`given:\n  li.wei@n.example: {${facts}}\nexpect:\n  - {on: ${on}, who: li.wei@n.example, ${wanted}}\n`)).toEqual([])
  })

  test('a partner whose agreement covers the project, until the agreement ends', () => {
    const given = 'given:\n  j.brand@helios.example: {affiliation: partner, partner: helios, approved: []}\n'
    const met = `${given}expect:\n  - {on: 2027-03-31, who: j.brand@helios.example, can: {core: use}}\n  - {on: 2027-04-01, who: j.brand@helios.example, cannot: {core: use}, because: agreement}\n`
    expect(failures(met)).toEqual([])
  })

  test('a person by employee number', () => {
    expect(
      failures(
        'given:\n  id:E7: {approved: []}\nexpect:\n  - {on: 2027-01-01, who: "id:E7", can: {core: use}, cannot: {room: escorted}}\n',
      ),
    ).not.toEqual([])
    expect(
      failures(
        'given:\n  id:E7: {approved: [], affiliation: visiting-academic}\nexpect:\n  - {on: 2027-01-01, who: "id:E7", can: {core: use}, cannot: {room: escorted}}\n',
      ),
    ).toEqual([])
  })
})

test('a failed expectation says at its line what was found instead, and why', () => {
  const text = `given:\n  li.wei@n.example: {${WHOLE.replace('[tr]', '[]')}}\nexpect:\n  - on: 2026-11-30\n    who: li.wei@n.example\n    can: {room: escorted}\n    cannot: {core: use}\n    because: until\n`
  expect(failures(text)).toEqual([
    'policies/tests/t.yaml:8:11 error P071 li.wei@n.example on 30 November 2026, `escorted` on `room`: expected can, found cannot: training `tr` is not recorded',
    'policies/tests/t.yaml:10:14 error P071 li.wei@n.example on 30 November 2026, `use` on `core`: cannot as expected, not because of `until`, but of `who`: no line of the policy names this person for this resource',
  ])
})

describe('P070: a test file that is wrong is not tested', () => {
  const good = 'given:\n  li.wei@n.example: {}\nexpect:\n  - {on: 2026-11-30, who: li.wei@n.example, unknown: {room: escorted}}\n'
  test.each([
    ['a syntax error', 'given: {', /YAML/u],
    ['an unknown key', good.replace('{}', '{trainings: [tr]}'), /unknown key `trainings`.*did you mean `training`/su],
    ['a project that is not there', `project: qsens\n${good}`, /there is no project `qsens`.*did you mean `qsense`/su],
    ['an open project', `project: open-one\n${good}`, /open: nothing is compared/u],
    ['a person who is not given', good.replace('who: li.wei', 'who: li.wie'), /`li.wie@n.example` is not in `given`.*did you mean/su],
    ['a resource that is not there', good.replace('room:', 'rom:'), /has no resource `rom`.*did you mean `room`/su],
    ['a level of another kind', good.replace('escorted', 'read'), /a room has no level `read`/u],
    ['a day that is none', good.replace('2026-11-30', '30.11.2026'), /is not a date/u],
    ['an affiliation that no rule gives', good.replace('{}', '{affiliation: emeritus}'), /no rule of `affiliations` gives `emeritus`/u],
    ['a partner that is not there', good.replace('{}', '{partner: helio}'), /there is no partner `helio`/u],
    [
      'an authority that no line asks',
      good.replace('{}', '{approved: ["approvals:qsens"]}'),
      /no line of the policy asks `approvals:qsens`/u,
    ],
    ['a protected attribute', good.replace('{}', '{nationality: x}'), /protected attribute/u],
    ['nothing expected', good.replace(', unknown: {room: escorted}', ''), /nothing is expected/u],
    ['a reason for what somebody can do', good.replace('unknown:', 'can:').replace('}}', '}, because: until}'), /has no `because`/u],
    ['one person twice', good.replace('{}\n', '{}\n  LI.WEI@n.example: {}\n'), /is given twice/u],
    ['no expectation', 'given: {}\nexpect: []\n', /at least one entry/u],
  ])('%s', (_, text, says) => {
    const { test: read, diagnostics } = parsed(text)
    expect(read).toBeNull()
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['P070']))
    expect(diagnostics.map(diagnosticText).join('\n')).toMatch(says)
  })
})

function parsed(text: string) {
  const load = loadPolicy([{ path: 'policies/all.yaml', text: POLICY }], {
    sources: [
      { name: 'ad', kind: 'ldap', register: null, readable: true },
      ...(['hr', 'visitors', 'doors', 'approvals', 'training', 'clearances'] as const).map((name) => ({
        name,
        kind: 'table',
        register: name,
        readable: true,
      })),
    ],
  })
  if (load.policy === null) throw new Error(load.diagnostics.map(diagnosticText).join('\n'))
  expect(load.broken).toEqual([])
  const head = `version: 1\n${text.startsWith('project:') ? '' : 'project: qsense\n'}`
  return { ...policyTest({ path: 'policies/tests/t.yaml', text: head + text }, 'policies', load.policy, []), policy: load.policy }
}

function failures(text: string): readonly string[] {
  const { test: read, diagnostics, policy } = parsed(text)
  expect(diagnostics.map(diagnosticText)).toEqual([])
  if (read === null) throw new Error('the test file is wrong')
  return metExpectations(read, policy).flatMap(({ failure }) => (failure === null ? [] : [diagnosticText(failure)]))
}
