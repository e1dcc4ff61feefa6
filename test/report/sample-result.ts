import type { Day, Instant } from '../../src/core/base/instant.ts'
import type { AuditResult, FindingLife, LifeState } from '../../src/core/model/audit-result.ts'
import type { Finding } from '../../src/core/model/finding.ts'
import { sampleCoverage, sampleGaps } from './sample-coverage.ts'
import { sampleFinding, sampleFindings } from './sample-findings.ts'
import { accessRow, sampleProjects } from './sample-projects.ts'

/** A partial night at Northmoor: all project states, all life states, exceptions of all states, one source down. Made by hand. */
export function sampleResult(): AuditResult {
  const findings = sampleFindings()
  const tonight = findings.filter(({ fingerprint }) => !GONE.has(fingerprint))
  return {
    schemaVersion: '1.0',
    run: {
      id: '20261126-0231-5f2a9c',
      now: instant('2026-11-26T02:31:00.000Z'),
      institution: 'Northmoor University',
      timeZone: 'Europe/London',
      gatehouse: '0.1.0',
      timeZoneData: '2026a',
      policyHash: 'c41d7a0be2f39b51c41d7a0be2f39b51c41d7a0be2f39b51c41d7a0be2f39b51',
      configHash: '9e07b64f1a2c8d359e07b64f1a2c8d359e07b64f1a2c8d359e07b64f1a2c8d35',
      joinsHash: null,
      evidence: ['ad', 'doors', 'hr', 'training', 'visitors'].map((source) => ({
        source,
        kind: source === 'ad' ? 'ldap' : 'table',
        reader: source === 'ad' ? 'CN=svc-gatehouse,OU=Service,DC=northmoor,DC=example' : null,
        manifestHash: source === 'doors' ? null : source.padEnd(64, '0'),
        startedAt: instant('2026-11-26T02:10:00.000Z'),
        endedAt: source === 'doors' ? null : instant('2026-11-26T02:14:00.000Z'),
      })),
    },
    assessment: {
      coverage: sampleCoverage(),
      gaps: sampleGaps(),
      neverChecked: [
        'who can change the membership of a group through its access-control list',
        'local accounts on laboratory instruments',
        'copies of data outside the declared resources',
      ],
      population: { accounts: 431, groups: 62, memberships: 4310, people: 402, externals: 41, unknownAffiliation: 3, ambiguousAccounts: 2 },
      projects: sampleProjects(),
      findings: tonight,
      causes: [
        {
          id: 'cause-1',
          says: 'membership of `instrument-users` in `qsense-core` opens 2 of the 5 findings on access',
          record: { source: 'ad', dataset: 'groups', file: 'groups-0001.ldif', record: 'CN=qsense-core,OU=Groups,DC=northmoor,DC=example' },
          findings: [fp('a1'), fp('a2')],
        },
      ],
      exceptions: (['active', 'ending', 'pending', 'expired', 'unused', 'not-assessed', 'defective'] as const).map((state, i) => ({
        id: `EX-2026-0${i + 1}`,
        state,
        rule: 'access',
        about: { project: 'qsense', subject: 'mara.lindqvist@delft-partner.example', resource: 'ad:CN=qsense-core', level: 'use' },
        reason: 'beam time booked before the agreement was renewed',
        mitigation: 'works beside a member of staff',
        askedBy: 'aisha.khan@northmoor.example',
        approvedBy: 'omar.haddad@northmoor.example',
        granted: day('2026-11-05'),
        expires: day(state === 'expired' ? '2026-11-20' : '2026-12-05'),
        defects: state === 'defective' ? ['approved by the person who asked for it'] : [],
        findings: state === 'active' ? [fp('a4')] : state === 'expired' ? [fp('a2')] : [],
      })),
      rulesNotAssessed: [{ rule: 'BLD-01', projects: ['cryolab'], reason: 'the door system was not read' }],
      policyDiagnostics: [
        {
          file: 'policies/projects/tidewater.yaml',
          line: 41,
          column: 9,
          code: 'P012',
          level: 'error',
          message: 'unknown key `untill` in an entitlement',
          help: 'did you mean `until`?',
        },
      ],
      offices: [
        { office: 'senior-lead', holder: 'helen.ward@northmoor.example' },
        { office: 'siro', holder: 'omar.haddad@northmoor.example' },
        { office: 'champion/academic', holder: 'tom.reid@northmoor.example' },
        { office: 'champion/corporate', holder: null },
        { office: 'officers/clearance', holder: 'priya.nair@northmoor.example' },
      ],
      appetite: {
        open: [{ sensitivity: 'controlled', severity: 'high', max: 0 }],
        sourcesOnTimeMin: 95,
        affiliationKnownMin: 98,
        oneFunderMax: 30,
        oneCountryMax: null,
      },
      funders: [{ name: 'Delft Cryogenics', country: 'NL', share: 34 }],
    },
    life: {
      firstRun: false,
      previousRun: { id: '20261125-0231-aa01bc', now: instant('2026-11-25T02:31:00.000Z') },
      lastComplete: [
        { project: 'cryolab', run: '20261117-0231-000001', now: instant('2026-11-17T02:31:00.000Z'), status: 'none' },
        { project: 'qsense', run: '20261126-0231-5f2a9c', now: instant('2026-11-26T02:31:00.000Z'), status: 'excess' },
        { project: 'helix', run: '20261126-0231-5f2a9c', now: instant('2026-11-26T02:31:00.000Z'), status: 'none' },
      ],
      findings: findings.map((finding) => lifeOf(finding)),
      aliases: [{ from: 'mail:li.wei@northmoor.example', to: 'employee:E1042', because: 'a new join by employee number' }],
      coverageLost: ['doors/doors.csv/rights'],
      coverageRegained: ['visitors/visitors.csv/rows'],
      raised: [],
      held: [],
      acknowledgements: [],
      periods: [],
      asked: [],
    },
    publication: {
      sequence: 14,
      previous: '77aa09c1e5b2d4f677aa09c1e5b2d4f677aa09c1e5b2d4f677aa09c1e5b2d4f6',
      head: '3be1f0927ac4d5683be1f0927ac4d5683be1f0927ac4d5683be1f0927ac4d568',
      undelivered: [],
      failedRuns: [],
    },
  }
}

/** A night on which everything was read and nothing was found; the first of its store. */
export function quietFirstNight(): AuditResult {
  const base = sampleResult()
  const project = base.assessment.projects.find(({ id }) => id === 'helix')
  if (project === undefined) throw new Error('the sample has lost its project helix')
  return {
    ...base,
    run: { ...base.run, evidence: base.run.evidence.filter(({ source }) => source !== 'doors' && source !== 'training') },
    assessment: {
      ...base.assessment,
      coverage: base.assessment.coverage.filter(({ state }) => state === 'complete').map((row) => ({ ...row, projects: ['helix'] })),
      gaps: [],
      projects: [project],
      findings: [],
      causes: [],
      exceptions: [],
      rulesNotAssessed: [],
      policyDiagnostics: [],
    },
    life: {
      firstRun: true,
      previousRun: null,
      lastComplete: [],
      findings: [],
      aliases: [],
      coverageLost: [],
      coverageRegained: [],
      raised: [],
      held: [],
      acknowledgements: [],
      periods: [],
      asked: [],
    },
    publication: null,
  }
}

/** Nothing declared: no project, so no verdict. */
export function undeclaredNight(): AuditResult {
  const base = quietFirstNight()
  return {
    ...base,
    assessment: { ...base.assessment, projects: [], coverage: base.assessment.coverage.map((row) => ({ ...row, projects: [] })) },
  }
}

/** `count` findings on one project that as many people can reach: to see the pages split. */
export function largeNight(count: number): AuditResult {
  const base = sampleResult()
  const helix = base.assessment.projects.find(({ id }) => id === 'helix')
  if (helix === undefined) throw new Error('the sample has lost its project helix')
  const numbers = Array.from({ length: count }, (_, i) => i)
  const findings = numbers.map((i) => ({ ...sampleFinding(`l${i}x`), project: 'helix', projects: ['helix'] }))
  const access = numbers.map((i) => ({ ...accessRow(`Person ${String(i).padStart(6, '0')}`, 'excess'), finding: fp(`l${i}x`) }))
  return {
    ...base,
    assessment: {
      ...base.assessment,
      findings,
      causes: [],
      projects: [
        {
          ...helix,
          status: { kind: 'excess', coverage: 'complete' },
          access,
          counts: { ...helix.counts, people: count, excessPeople: count, accesses: count, excessAccesses: count, entitledAccesses: 0 },
        },
      ],
    },
    life: { ...base.life, findings: findings.map((finding) => lifeOf(finding, 'new')) },
  }
}

/** Fingerprint of a sample finding: 32 characters, readable in a failed test. */
export function fp(name: string): string {
  return name.padEnd(32, '0')
}

export function instant(text: string): Instant {
  return text as Instant
}

function day(text: string): Day {
  return text as Day
}

const STATES = new Map<string, LifeState>([
  [fp('a1'), 'new'],
  [fp('a2'), 'reopened'],
  [fp('a3'), 'worse'],
  [fp('a4'), 'persisting'],
  [fp('a5'), 'better'],
  [fp('a6'), 'not-rechecked'],
  [fp('a7'), 'resolved'],
  [fp('a8'), 'first-observed'],
  [fp('a9'), 'resolved'],
])

const GONE = new Set([fp('a6'), fp('a7'), fp('a9')])

function lifeOf(finding: Finding, fixed?: LifeState): FindingLife {
  const state = fixed ?? STATES.get(finding.fingerprint) ?? 'persisting'
  const fresh = state === 'new' || state === 'first-observed'
  return {
    fingerprint: finding.fingerprint,
    state,
    reason: state === 'resolved' ? (finding.fingerprint === fp('a7') ? 'access-removed' : 'out-of-scope') : null,
    firstSeen: instant(fresh ? '2026-11-26T02:31:00.000Z' : '2026-10-03T02:31:00.000Z'),
    lastSeen: instant(state === 'not-rechecked' ? '2026-11-17T02:31:00.000Z' : '2026-11-26T02:31:00.000Z'),
    lastChecked: instant(state === 'not-rechecked' ? '2026-11-17T02:31:00.000Z' : '2026-11-26T02:31:00.000Z'),
    timesReopened: state === 'reopened' ? 1 : 0,
    due: fresh ? day('2026-12-03') : day('2026-11-20'),
    lastKnown: GONE.has(finding.fingerprint) ? finding : null,
    because: state === 'not-rechecked' ? 'the door system was not read' : null,
  }
}
