import type { Day, Instant } from '../../src/core/base/instant.ts'
import type { Finding, FindingSubject, ProofHop, Severity, SeverityClass } from '../../src/core/model/finding.ts'

/** Nine findings of different rules; which of them are seen tonight is said in `sample-result.ts`. */
export function sampleFindings(): readonly Finding[] {
  return [
    sampleFinding('a1'),
    {
      ...about('a2', person('upn:mara.lindqvist', 'Mara Lindqvist', 'partner', 'Delft Cryogenics', null), 'mlindqvist'),
      sentence:
        'Mara Lindqvist of Delft Cryogenics can use the beam-line group, and her organisation’s agreement ended on 31 October 2026.',
      rule: { id: 'AGR-01', name: 'agreement-missing', title: 'No agreement in force' },
      severity: severity('critical', 8),
      failing: ['agreement', 'ended'],
      exception: { id: 'EX-2026-04', state: 'expired', until: '2026-11-20' as Day, by: 'siro', reason: 'beam time booked' },
    },
    {
      ...about('a3', person('employee:E0117', 'Tomasz Zielinski', 'staff', null, null), 'tzielinski'),
      sentence: 'Tomasz Zielinski can manage the project’s group; he is entitled to use it.',
      rule: { id: 'ACC-02', name: 'level-exceeded', title: 'Higher level than entitled' },
      level: 'manage',
      severity: severity('medium', 5),
      failing: ['level'],
      otherPaths: { count: 0, exact: true },
      confirmation: 'unconfirmed',
    },
    {
      ...about(
        'a4',
        person('upn:noor.hassan', 'Noor Hassan', 'visiting-academic', 'University of Tartu', 'aisha.khan@northmoor.example'),
        'nhassan',
      ),
      sentence: 'Noor Hassan, a visiting academic, can use the group and no line of the policy names her.',
      severity: severity('high', 6),
      exception: {
        id: 'EX-2026-01',
        state: 'active',
        until: '2026-12-05' as Day,
        by: 'siro',
        reason: 'beam time booked before the agreement was renewed',
      },
    },
    {
      ...sampleFinding('a5'),
      rule: { id: 'EXP-03', name: 'end-date-missing', title: 'External with no end date, or too long' },
      family: 'account',
      subject: person('upn:jonas.weber', 'Jonas Weber', 'visiting-student', null, 'tom.reid@northmoor.example'),
      sentence: 'The visit of Jonas Weber has no end date.',
      resource: null,
      level: null,
      severity: severity('medium', null),
      excess: false,
      proof: [record('Jonas Weber', 'visitors register', 'stands in')],
      considered: [],
      failing: [],
      otherPaths: { count: 0, exact: true },
      project: null,
      projects: ['helix', 'qsense'],
    },
    {
      ...sampleFinding('a6'),
      sentence: 'Li Wei can reach the cold laboratory and no line of the policy names them.',
      project: 'cryolab',
      projects: ['cryolab'],
      severity: severity('high', 6),
    },
    {
      ...sampleFinding('a7'),
      sentence: 'Edwin Achterberg could use the group and had no entitlement for it.',
      severity: severity('medium', 4),
    },
    {
      ...sampleFinding('a8'),
      rule: { id: 'DAT-01', name: 'source-incomplete', title: 'Source missing, stale or partial' },
      family: 'source',
      subject: null,
      account: null,
      resource: null,
      level: null,
      project: null,
      projects: ['cryolab'],
      sensitivity: 'controlled',
      severity: {
        class: 'high',
        sum: null,
        steps: [{ what: 'dataset is failed', add: 0 }],
        bounds: [{ what: 'it blinds a controlled project', to: 'high' }],
      },
      sentence: 'The door system was not read, so nobody can say who may enter the cold laboratory.',
      detail: 'doors/doors.csv/rights: failed: the file ends in the middle of line 812',
      remediation: 'export `doors.csv` again',
      excess: false,
      proof: [],
      considered: [],
      failing: [],
      otherPaths: { count: 0, exact: true },
      exceptionText: null,
      mayAccept: 'nobody',
    },
    { ...sampleFinding('a9'), sentence: 'Rosa Marchetti could read the retired share.', severity: severity('low', 2) },
  ]
}

/** The same finding about somebody else, with their own first hops. */
function about(name: string, subject: FindingSubject, login: string): Finding {
  const finding = sampleFinding(name)
  const [, , ...rest] = finding.proof
  const [line] = finding.considered
  return {
    ...finding,
    subject,
    account: { source: 'ad', id: `S-1-5-21-1004-${login}`, label: login, state: 'enabled' },
    identity: { ...finding.identity, subject: subject.key },
    detail: finding.detail.replace('lwei', login),
    considered: line === undefined ? [] : [line],
    proof: [
      { ...record(subject.label, login, 'holds the account (joined by employee-number)'), kind: 'account' },
      { ...record(login, 'instrument-users', 'is a member of'), kind: 'membership' },
      ...rest,
    ],
  }
}

/** The finding of `reports.md`, A proof on the page. */
export function sampleFinding(name: string): Finding {
  return {
    fingerprint: name.padEnd(32, '0'),
    rule: { id: 'ACC-01', name: 'access-undeclared', title: 'Access that no entitlement covers' },
    family: 'access',
    identity: { family: 'access', project: 'qsense', subject: 'employee:E1042', resource: 'ad:CN=qsense-core' },
    project: 'qsense',
    projects: ['qsense'],
    sensitivity: 'controlled',
    subject: person('employee:E1042', 'Li Wei', 'visiting-academic', 'University of Helsinki', 'aisha.khan@northmoor.example'),
    account: { source: 'ad', id: 'S-1-5-21-1004-2205', label: 'lwei', state: 'enabled' },
    resource: { slug: 'core-group', kind: 'group', address: 'ad:CN=qsense-core,OU=Groups,DC=northmoor,DC=example' },
    level: 'use',
    severity: severity('high', 7),
    confirmation: 'confirmed',
    excess: true,
    proof: [
      { ...record('Li Wei', 'lwei', 'holds the account (joined by employee-number)'), kind: 'account' },
      { ...record('lwei', 'instrument-users', 'is a member of'), kind: 'membership' },
      { ...record('instrument-users', 'qsense-core', 'is a member of'), kind: 'membership' },
      { ...record('qsense-core', 'core-group', 'has *use* on'), kind: 'grant' },
    ],
    otherPaths: { count: 2, exact: true },
    considered: [
      {
        file: 'policies/projects/qsense.yaml',
        line: 27,
        column: 7,
        says: '`read` until 30 November 2026',
        parts: [
          { part: 'level', truth: 'not-met', says: 'held `use`, declared `read`' },
          { part: 'training', truth: 'unknown', says: 'training `trusted-research`: the register is 9 days old' },
          { part: 'host', truth: 'met', says: 'host aisha.khan@northmoor.example' },
        ],
      },
    ],
    failing: ['level'],
    sentence: 'Li Wei, a visiting academic, can use the group that opens the quantum sensing data; nobody declared that.',
    detail: '`lwei` holds `use` on `ad:CN=qsense-core` through `instrument-users`',
    remediation: 'take `instrument-users` out of `qsense-core` in Active Directory, or declare the access with a reason and an end',
    exceptionText: [
      'exceptions:',
      '  - id: EX-2026-NN',
      '    rule: {access: [undeclared]}',
      '    about: {project: qsense, subject: "id:E1042", resource: "ad:CN=qsense-core", level: use}',
      '    reason: ""',
      '    expires: 2026-12-26',
    ].join('\n'),
    owner: 'aisha.khan@northmoor.example',
    mayAccept: 'siro',
    serves: ['TR-information', 'B2.a', 'A.8.3', 'AC-6', 'S3.2.03'],
    exception: null,
    evidence: [
      { source: 'ad', asOf: '2026-11-26T02:14:00.000Z' as Instant },
      { source: 'visitors', asOf: '2026-11-25T12:31:00.000Z' as Instant },
    ],
  }
}

function person(key: string, label: string, relation: string, organisation: string | null, host: string | null): FindingSubject {
  return { key, label, relation, external: relation !== 'staff', organisation, host }
}

function severity(name: SeverityClass, sum: number | null): Severity {
  if (sum === null) return { class: name, sum, steps: [], bounds: [] }
  return {
    class: name,
    sum,
    steps: [
      { what: 'sensitivity: controlled', add: 3 },
      { what: 'level: use', add: 2 },
      { what: 'holder: external with a visit and a host', add: sum - 5 },
    ],
    bounds: name === 'critical' ? [{ what: 'no agreement in force: at least high', to: 'high' }] : [],
  }
}

function record(from: string, to: string, how: string): ProofHop {
  return {
    kind: 'record',
    from,
    to,
    how,
    record: { source: 'ad', dataset: 'groups', file: 'groups-0001.ldif', record: `CN=${to},OU=Groups,DC=northmoor,DC=example` },
    readAt: '2026-11-26T02:14:00.000Z' as Instant,
  }
}
