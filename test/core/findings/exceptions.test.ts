import { describe, expect, test } from 'vitest'
import { parseDuration } from '../../../src/core/base/duration.ts'
import { acceptorOf, acceptorText } from '../../../src/core/findings/accepting.ts'
import { type ExceptionInput, hasEffect, withExceptions } from '../../../src/core/findings/exceptions.ts'
import type { Officers } from '../../../src/core/findings/officers.ts'
import type { ExceptionAbout, PolicyException } from '../../../src/core/model/declared-exception.ts'
import type { Institution } from '../../../src/core/model/declared-institution.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { type PersonReference, parsePersonReference } from '../../../src/core/model/person-reference.ts'
import { type ResourceAddress, parseResourceAddress } from '../../../src/core/model/resource-address.ts'
import { ESCALATION, GROUP, buildFinding, day, person } from './build-finding.ts'

const PLACE = { file: 'policies/exceptions.yaml', line: 2, column: 5 }
const OMAR = named('omar@northmoor.example')
const AISHA = named('aisha@northmoor.example')

function named(text: string): PersonReference {
  const reference = parsePersonReference(text)
  if (reference === null) throw new Error(`no person: ${text}`)
  return reference
}

function address(text: string): ResourceAddress {
  const parsed = parseResourceAddress(text)
  if (parsed === null) throw new Error(`no address: ${text}`)
  return parsed
}

const ABOUT: Extract<ExceptionAbout, { family: 'access' }> = {
  family: 'access',
  parts: ['undeclared'],
  project: 'qsense',
  subject: { kind: 'person', person: named('id:E1042') },
  resource: address(GROUP),
  level: 'use',
}

function exception(changes: Partial<PolicyException> = {}): PolicyException {
  return {
    id: 'EX-1',
    about: ABOUT,
    reason: 'beam time',
    mitigation: 'supervised',
    askedBy: AISHA,
    approvedBy: OMAR,
    granted: day('2026-11-10'),
    expires: day('2026-12-05'),
    ticket: null,
    place: PLACE,
    ...changes,
  }
}

const YEAR = { open: { critical: null, high: null, medium: null, low: null }, maxException: parseDuration('365d') ?? fail() }
const MONTH = { ...YEAR, maxException: parseDuration('30d') ?? fail() }

function fail(): never {
  throw new Error('no duration')
}

const INSTITUTION: Institution = {
  name: 'Northmoor University',
  timezone: 'Europe/London',
  seniorLead: named('helen@northmoor.example'),
  siro: OMAR,
  champions: { academic: null, corporate: null },
  officers: [{ role: 'clearance', person: named('priya@northmoor.example') }],
  escalation: ESCALATION,
  appetite: {
    bySensitivity: { open: YEAR, internal: YEAR, sensitive: YEAR, controlled: MONTH },
    funding: { oneFunderMax: null, oneCountryMax: null },
    coverage: { sourcesOnTimeMin: null, affiliationKnownMin: null },
  },
  reviews: {
    board: fixed('3mo'),
    partner: fixed('12mo'),
    open: null,
    internal: fixed('12mo'),
    sensitive: fixed('6mo'),
    controlled: fixed('6mo'),
  },
  homeLawReview: [],
  authorities: [],
  thresholds: { endsSoon: fixed('7d'), unusedAfter: fixed('90d'), missingAfter: fixed('7d'), cumulativeProjects: 3 },
  place: PLACE,
}

function fixed(text: string) {
  return parseDuration(text) ?? fail()
}

const OFFICERS: Officers = {
  isLiveInternal: () => 'met',
  rankOf: ({ written }) => (written.startsWith('omar') ? 'siro' : written.startsWith('aisha') ? 'project-lead' : null),
  officesOf: ({ written }) => (written.startsWith('priya') ? ['clearance'] : []),
  sameAs: (a, b) => (a.written === b.written ? 'met' : 'not-met'),
  isSubject: (who, key) => (`employee:${who.kind === 'employee' ? who.number : ''}` === key ? 'met' : 'not-met'),
  isHostOf: () => 'not-met',
  subjectKey: (subject) => (subject.kind === 'person' && subject.person.kind === 'employee' ? `employee:${subject.person.number}` : null),
  resourceAddress: ({ text }) => text,
  accountId: ({ native }) => native,
}

const FINDING = buildFinding()

function judged(changes: Partial<PolicyException> = {}, input: Partial<ExceptionInput> = {}) {
  const { outcomes, findings } = withExceptions({
    exceptions: [exception(changes)],
    institution: INSTITUTION,
    findings: [FINDING],
    today: day('2026-11-20'),
    officers: OFFICERS,
    sensitivityOf: () => 'controlled',
    isAssessed: () => true,
    ...input,
  })
  return { outcome: outcomes[0], finding: findings[0] }
}

describe('states', () => {
  test.each<readonly [string, string, string]>([
    ['before it is granted', '2026-11-09', 'pending'],
    ['on the day of the grant', '2026-11-10', 'active'],
    ['more than `ends_soon` before its end', '2026-11-27', 'active'],
    ['within `ends_soon` of its end', '2026-11-28', 'ending'],
    ['on its last day', '2026-12-05', 'ending'],
    ['after it', '2026-12-06', 'expired'],
  ])('%s', (_, today, state) => {
    const { outcome, finding } = judged({}, { today: day(today) })
    expect(outcome).toMatchObject({ state, defects: [], findings: [FINDING.fingerprint] })
    expect(finding?.exception).toMatchObject({ id: 'EX-1', state, until: '2026-12-05', by: 'omar@northmoor.example' })
  })

  test('unused where nothing matches and everything was read, else not assessed', () => {
    expect(judged({}, { findings: [] }).outcome).toMatchObject({ state: 'unused', findings: [] })
    expect(judged({}, { findings: [], isAssessed: () => false }).outcome).toMatchObject({ state: 'not-assessed' })
  })

  test('only active and ending have an effect', () => {
    const states = ['pending', 'active', 'ending', 'expired', 'unused', 'not-assessed', 'defective'] as const
    expect(states.filter(hasEffect)).toEqual(['active', 'ending'])
  })
})

describe('it covers exactly what it names', () => {
  test.each<readonly [string, Partial<Finding>, boolean]>([
    ['the access that it names', {}, true],
    ['another subject', { subject: person('employee:E2000') }, false],
    ['another project', { project: 'helix' }, false],
    ['a higher level', { level: 'manage' }, false],
    ['another failing part', { failing: ['level'] }, false],
    ['its part and one more', { failing: ['affiliation', 'agreement'] }, false],
    ['the same access under another rule of the family', { rule: { id: 'ACC-05', name: 'holder-unknown', title: 'x' } }, true],
  ])('%s', (_, changes, isCovered) => {
    const finding = buildFinding(changes)
    expect(judged({}, { findings: [finding] }).finding?.exception?.state).toBe(isCovered ? 'active' : undefined)
  })

  test('an accepted level covers the levels below it', () => {
    expect(judged({ about: { ...ABOUT, level: 'manage' } }).finding?.exception?.state).toBe('active')
  })

  test('what it does not cover is said', () => {
    const { outcome } = judged({}, { findings: [buildFinding({ level: 'admin' })] })
    expect(outcome).toMatchObject({ state: 'unused', defects: ['the access is held at `admin`, accepted up to `use`'] })
  })

  test('of another family, by rule and identity', () => {
    const about = { family: 'condition', project: 'qsense', subject: person('employee:E1042').key, condition: 'atas' } as const
    const clearance = buildFinding({ rule: { id: 'CLR-01', name: 'clearance-unrecorded', title: 'x' }, about, severityClass: 'high' })
    const accepted = exception({
      about: { ...about, rule: 'CLR-01', subject: ABOUT.subject },
      approvedBy: named('priya@northmoor.example'),
    })
    expect(judged(accepted, { findings: [clearance] }).finding?.exception?.state).toBe('active')
    const otherRule = exception({ ...accepted, about: { ...about, rule: 'CLR-02', subject: ABOUT.subject } })
    expect(judged(otherRule, { findings: [clearance] }).finding?.exception).toBeNull()
  })

  test('two that cover one finding: the one with an effect speaks, then the later end', () => {
    const exceptions = [
      exception({ id: 'EX-0', expires: day('2026-11-12') }),
      exception({ id: 'EX-1' }),
      exception({ id: 'EX-2', expires: day('2026-12-06') }),
    ]
    expect(judged({}, { exceptions }).finding?.exception?.id).toBe('EX-2')
  })
})

describe('defective, and without effect', () => {
  const defects = (changes: Partial<PolicyException>, input: Partial<ExceptionInput> = {}): readonly string[] => {
    const { outcome, finding } = judged(changes, input)
    expect(outcome?.state).toBe('defective')
    expect(hasEffect(finding?.exception?.state ?? 'unused')).toBe(false)
    return outcome?.defects ?? []
  }

  test('the approver is not a live internal person', () => {
    expect(defects({}, { officers: { ...OFFICERS, isLiveInternal: () => 'not-met' } })).toEqual([
      'the approver `omar@northmoor.example` is not a live internal person',
    ])
  })
  test('the approver asked for it', () => {
    expect(defects({ askedBy: OMAR })).toEqual(['the approver `omar@northmoor.example` is the one who asked for it'])
  })
  test('the approver is its subject, or the host of its subject', () => {
    expect(defects({}, { officers: { ...OFFICERS, isSubject: () => 'met' } })).toEqual([
      'the approver `omar@northmoor.example` is its subject',
    ])
    expect(defects({}, { officers: { ...OFFICERS, isHostOf: () => 'met' } })).toEqual([
      'the approver `omar@northmoor.example` is the host of its subject',
    ])
  })
  test('the approver is below the rank that the severity asks for', () => {
    expect(defects({ approvedBy: AISHA, askedBy: OMAR })).toEqual([
      'a high finding of ACC-01 is accepted by senior_lead or above; `aisha@northmoor.example` is not',
    ])
  })
  test('longer than allowed for the sensitivity', () => {
    expect(judged({ expires: day('2026-12-10') }).outcome?.state).toBe('active')
    expect(defects({ expires: day('2026-12-11') })).toEqual(['runs from 2026-11-10 to 2026-12-11, longer than 30 days'])
  })
  test('a third in a row for the same thing', () => {
    const first = exception({ id: 'EX-1', granted: day('2026-09-01'), expires: day('2026-09-30') })
    const second = exception({ id: 'EX-2', granted: day('2026-10-01'), expires: day('2026-10-30') })
    const third = exception({ id: 'EX-3', granted: day('2026-10-31'), expires: day('2026-11-29') })
    const run = (exceptions: readonly PolicyException[]) =>
      withExceptions({
        exceptions,
        institution: INSTITUTION,
        findings: [FINDING],
        today: day('2026-11-20'),
        officers: OFFICERS,
        sensitivityOf: () => 'controlled',
        isAssessed: () => true,
      }).outcomes.at(-1)
    expect(run([first, second, third])).toMatchObject({ state: 'defective', defects: ['the third in a row for the same thing'] })
    expect(run([second, third])).toMatchObject({ state: 'active' })
    expect(run([first, { ...third, granted: day('2026-11-01') }])).toMatchObject({ state: 'active' })
  })
  test.each(['DAT-01', 'GOV-03', 'POL-04'])('%s cannot be accepted by anybody', (rule) => {
    const about: ExceptionAbout =
      rule === 'GOV-03'
        ? { family: 'process', rule, overdue: 'x' }
        : { family: 'declared-thing', rule: rule === 'DAT-01' ? 'POL-06' : rule, on: { kind: 'line', hash: 'h' } }
    expect(defects({ about })[0]).toMatch(/cannot be accepted$/u)
  })
})

test('what cannot be established about the approver leaves it without effect', () => {
  const { outcome, finding } = judged({}, { officers: { ...OFFICERS, isLiveInternal: () => 'unknown' } })
  expect(outcome).toMatchObject({
    state: 'not-assessed',
    defects: ['cannot be established whether the approver `omar@northmoor.example` is not a live internal person'],
  })
  expect(finding?.exception?.state).toBe('not-assessed')
})

describe('who may accept', () => {
  test.each<readonly [string, Partial<Parameters<typeof buildFinding>[0]>, string]>([
    ['a critical finding', { severityClass: 'critical' }, 'siro'],
    ['a low finding', { severityClass: 'low' }, 'project-lead'],
    [
      'a clearance, of whatever severity',
      { rule: { id: 'CLR-01', name: 'x', title: 'x' }, about: { family: 'condition', project: 'p', subject: 's', condition: 'c' } },
      'officers/clearance',
    ],
    ['export control, where no officer is named', { rule: { id: 'CLR-03', name: 'x', title: 'x' } }, 'nobody'],
    ['an access that fails the territory under another rule', { failing: ['level', 'territory'] }, 'nobody'],
    [
      'an incomplete source',
      { rule: { id: 'DAT-01', name: 'x', title: 'x' }, about: { family: 'source', source: 's', unit: 'u', dataset: 'd' } },
      'nobody',
    ],
  ])('%s', (_, changes, expected) => {
    expect(acceptorText(acceptorOf(buildFinding(changes), INSTITUTION))).toBe(expected)
  })
})
