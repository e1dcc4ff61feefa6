import type { Day } from '../../src/core/base/instant.ts'
import type { AccessRow, ProjectAssessment, ProjectCounts } from '../../src/core/model/audit-result.ts'

/** One project of every status, excess both complete and partial. */
export function sampleProjects(): readonly ProjectAssessment[] {
  return [
    {
      ...project('basalt', 'Basalt: rock mechanics', 'internal'),
      status: { kind: 'excess', coverage: 'partial' },
      reasons: [{ says: 'the training register was not read', gap: 'd91b44aa0c37', cure: null, blindSpot: null }],
      counts: counts(19, 4, 1),
      access: [accessRow('Piotr Nowak', 'excess'), accessRow('Hannah Osei', 'not-assessed')],
    },
    {
      ...project('cryolab', 'Cold laboratory', 'controlled'),
      status: { kind: 'not-assessed' },
      reasons: [
        { says: 'the door system was not read', gap: '7c20ee514bb0', cure: 'export `doors.csv` again', blindSpot: null },
        {
          says: 'a member of `deep-cryo` has no name',
          gap: '0f3a9b2c11d4',
          cure: 'correct the `member` value in the directory',
          blindSpot: null,
        },
      ],
      counts: { ...counts(12, 3, 0), notAssessedAccesses: 12, entitledAccesses: 0 },
      resources: [{ slug: 'lab', kind: 'room', address: 'doors:cold-lab', observed: false, people: 0, excess: 0 }],
      access: [accessRow('Hannah Osei', 'not-assessed')],
    },
    {
      ...project('helix', 'Helix: protein folding', 'sensitive'),
      status: { kind: 'none' },
      counts: counts(33, 6, 0),
      access: [accessRow('Ada Fenwick', 'entitled'), accessRow('Samir Haddad', 'entitled')],
    },
    { ...project('open-tides', 'Open tides', 'open'), status: { kind: 'not-compared' }, access: [], lead: null },
    {
      ...project('qsense', 'Quantum sensing', 'controlled'),
      crownJewel: true,
      status: { kind: 'excess', coverage: 'complete' },
      counts: { ...counts(41, 14, 3), acceptedAccesses: 1 },
      access: [
        { ...accessRow('Li Wei', 'excess'), finding: 'a1'.padEnd(32, '0') },
        { ...accessRow('Mara Lindqvist', 'excess'), finding: 'a2'.padEnd(32, '0'), organisation: 'Delft Cryogenics', relation: 'partner' },
        { ...accessRow('Noor Hassan', 'accepted'), finding: 'a4'.padEnd(32, '0') },
        { ...accessRow('Aisha Khan', 'entitled'), external: false, relation: 'staff', organisation: null, host: null, until: null },
        { ...accessRow('Ben Carter', 'entitled'), external: false, relation: 'staff', organisation: null, host: null, until: null },
      ],
    },
    {
      ...project('tidewater', 'Tidewater', 'sensitive'),
      status: { kind: 'not-assessed' },
      reasons: [
        {
          says: 'its policy cannot be used: policies/projects/tidewater.yaml:41:9',
          gap: null,
          cure: 'mend the policy file',
          blindSpot: null,
        },
      ],
      counts: counts(0, 0, 0),
      access: [],
    },
    {
      ...project('verdant', 'Verdant', 'sensitive'),
      status: { kind: 'none-in-what-was-read', blindSpots: ['archive-groups'] },
      reasons: [{ says: 'archive: site-groups was not read completely (no interface shows them)', gap: null, cure: null, blindSpot: null }],
      counts: counts(8, 1, 0),
      access: [accessRow('Ada Fenwick', 'entitled')],
    },
  ]
}

export function accessRow(label: string, standing: AccessRow['standing']): AccessRow {
  return {
    subject: `upn:${label.toLowerCase().replaceAll(' ', '.')}`,
    label,
    relation: 'visiting-academic',
    external: true,
    organisation: 'University of Helsinki',
    host: 'aisha.khan@northmoor.example',
    resource: 'core-group',
    level: 'use',
    standing,
    finding: null,
    because: standing === 'not-assessed' ? 'the training register was not read' : 'policies/projects/qsense.yaml:27',
    accounts: ['ad:lwei'],
    accountState: 'enabled',
    recency: '≤30 days',
    until: standing === 'entitled' ? ('2026-11-30' as Day) : null,
    from: standing === 'entitled' ? ('2026-09-01' as Day) : null,
    cover: standing === 'entitled' ? 'line' : null,
    why: standing === 'entitled' ? 'Magnetometer calibration visit' : null,
    conditions:
      standing === 'excess' || standing === 'accepted'
        ? []
        : [
            { part: 'training', truth: standing === 'entitled' ? 'met' : 'unknown' },
            { part: 'host', truth: 'met' },
          ],
  }
}

function project(id: string, title: string, sensitivity: ProjectAssessment['sensitivity']): Omit<ProjectAssessment, 'status'> {
  return {
    id,
    title,
    lead: 'aisha.khan@northmoor.example',
    deputy: 'tom.reid@northmoor.example',
    sensitivity,
    crownJewel: false,
    reasons: [],
    restsOn: [],
    counts: counts(0, 0, 0),
    resources: [
      {
        slug: 'core-group',
        kind: 'group',
        address: 'ad:CN=qsense-core,OU=Groups,DC=northmoor,DC=example',
        observed: true,
        people: 41,
        excess: 3,
      },
    ],
    access: [],
  }
}

function counts(people: number, externals: number, excess: number): ProjectCounts {
  return {
    people,
    externals,
    accesses: people,
    entitledAccesses: people - excess,
    excessPeople: excess,
    excessAccesses: excess,
    acceptedAccesses: 0,
    notAssessedAccesses: 0,
  }
}
