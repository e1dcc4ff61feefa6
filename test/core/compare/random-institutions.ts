import fc from 'fast-check'
import type { PlainPolicy, PlainWorld } from '../../oracle/compare.ts'
import type { RegisterName } from '../../../src/core/model/register.ts'
import { type Facts } from './institution.ts'

/** A small institution told three times: as facts for the engine, as a policy to load, and plainly for the oracle. */
export interface RandomInstitution {
  readonly drawn: Drawn
  readonly facts: Facts
  readonly sections: Readonly<Record<string, unknown>>
  readonly world: PlainWorld
  readonly policy: PlainPolicy
}

/** Everything that chance decides; a law changes one thing in it and tells the institution again. */
export interface Drawn {
  readonly rows: readonly DrawnRow[]
  readonly states: Readonly<Partial<Record<RegisterName | 'ad', 'partial' | 'unsourced'>>>
  readonly badRows: readonly { readonly register: RegisterName; readonly about: string }[]
  readonly steering: readonly number[]
  readonly marks: readonly string[]
  /** By human: the level on the share, whether in the core group, the level in the room. */
  readonly held: readonly { readonly data: string | null; readonly core: boolean; readonly lab: string | null }[]
  readonly policy: PlainPolicy
}

export interface DrawnRow {
  readonly register: 'hr' | 'visitors' | 'partners' | 'training' | 'clearances' | 'approvals'
  /** Position of the human whom it is about; and which of the names it uses. */
  readonly human: number
  readonly name: number
  readonly from: string | null
  readonly until: string | null
  readonly cells: Readonly<Record<string, string>>
}

/** Two of the house, one visitor from a partner's domain, one partner's person: each with an account of their own. */
export const HUMANS = [
  { employee: 'E0', login: 'aisha@northmoor.example', mail: 'Aisha.Khan@northmoor.example' },
  { employee: 'E1', login: 'tom@northmoor.example', mail: 'tom.reid@northmoor.example' },
  { employee: null, login: 'li@tu-rheinstadt.example', mail: null },
  { employee: null, login: 'brand@helios.example', mail: null },
] as const

export const LEVELS = {
  data: ['see', 'read', 'write', 'manage', 'admin'],
  core: ['use', 'manage', 'admin'],
  lab: ['escorted', 'unescorted', 'out-of-hours'],
} as const

const DAYS = ['2026-11-01', '2026-11-25', '2026-11-26', '2026-11-27', '2026-12-24'] as const
const perhapsDay = fc.oneof(fc.constant(null), fc.constantFrom(...DAYS), fc.constant(null))
const term = fc
  .tuple(perhapsDay, perhapsDay)
  .map(([a, b]) => (a !== null && b !== null && b < a ? { from: b, until: a } : { from: a, until: b }))

/** `value` once in so many times, else left out. */
const onceIn = <Value>(times: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: 1, arbitrary: value }, { weight: times - 1, arbitrary: fc.constant(undefined) })

const someHuman = fc.nat({ max: HUMANS.length - 1 })
const row = (register: DrawnRow['register'], cells: fc.Arbitrary<Record<string, string>>, whose = someHuman) =>
  fc
    .record({ register: fc.constant(register), human: whose, name: fc.nat({ max: 2 }), term, cells })
    .map(({ term: { from, until }, ...rest }): DrawnRow => ({ ...rest, from, until }))

const place = fc.constantFrom('', '', 'GB', 'DE')
const hostName = fc.constantFrom('', 'id:E0', 'id:E1', 'aisha@northmoor.example')
const anyRow: fc.Arbitrary<DrawnRow> = fc.oneof(
  row(
    'hr',
    fc.record({
      employee_type: fc.constantFrom('employee', 'employee', 'research-student', 'casual'),
      department: fc.constantFrom('Physics', 'Chemistry'),
      status: fc.constantFrom('active', 'active', 'left'),
      work_country: place,
    }),
    fc.nat({ max: 1 }),
  ),
  row(
    'visitors',
    fc.record({
      kind: fc.constantFrom('academic', 'academic', 'contractor'),
      organisation: fc.constantFrom('', 'rheinstadt', 'helios.example', 'nobody.example'),
      host: hostName,
      work_country: place,
    }),
  ),
  row(
    'partners',
    fc.record({ partner: fc.constantFrom('helios', 'rheinstadt', 'stranger'), host: hostName, work_country: place }),
    fc.nat({ max: 3 }),
  ),
  row('training', fc.record({ course: fc.constantFrom('tr', 'laser') })),
  row(
    'clearances',
    fc.record({
      clearance: fc.constantFrom('atas'),
      for: fc.constantFrom('qsense', 'qsense', 'helix'),
      status: fc.constantFrom('ok', 'ok', 'ok', 'pending', 'expired', 'missing', 'unknown'),
    }),
  ),
  row('approvals', fc.record({ authority: fc.constantFrom('qsense', 'other') })),
)

/** At least one record a human, so that most of them are somebody. */
const rows = fc
  .tuple(fc.array(anyRow, { maxLength: 14 }), fc.tuple(fc.boolean(), fc.boolean(), fc.boolean(), fc.boolean()))
  .map(([drawn, [staff, student, visitor, partner]]): readonly DrawnRow[] => [
    ...drawn,
    ...(staff ? [usual('hr', 0, { employee_type: 'employee', department: 'Physics', status: 'active', work_country: '' })] : []),
    ...(student
      ? [usual('hr', 1, { employee_type: 'research-student', department: 'Chemistry', status: 'active', work_country: '' })]
      : []),
    ...(visitor ? [usual('visitors', 2, { kind: 'academic', organisation: 'rheinstadt', host: 'id:E0', work_country: '' })] : []),
    ...(partner ? [usual('partners', 3, { partner: 'helios', host: 'id:E0', work_country: '' })] : []),
  ])

function usual(register: DrawnRow['register'], human: number, cells: Record<string, string>): DrawnRow {
  return { register, human, name: 0, from: null, until: null, cells }
}

const states = fc
  .record(
    Object.fromEntries(
      (['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'ad'] as const).map((name) => [
        name,
        fc.constantFrom(...Array<string>(12).fill('complete'), 'partial', name === 'ad' ? 'partial' : 'unsourced'),
      ]),
    ),
  )
  .map((drawn) => Object.fromEntries(Object.entries(drawn).filter(([, state]) => state !== 'complete')) as Drawn['states'])

const reference = fc.constantFrom(
  'id:E0',
  'AISHA@northmoor.example',
  'aisha.khan@northmoor.example',
  'id:E1',
  'tom@northmoor.example',
  'li@tu-rheinstadt.example',
  'Brand@helios.example',
  'nobody@northmoor.example',
)
const references = fc.uniqueArray(reference, { minLength: 1, maxLength: 6 })
const anyOrSome = onceIn(2, fc.oneof(fc.constant('any' as const), references))
const oneOf = <Item extends string>(...items: Item[]) =>
  onceIn(
    6,
    fc.constantFrom(...items).map((item) => [item]),
  )

const badRows = fc.array(
  fc.record({
    register: fc.constantFrom<RegisterName>('hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'doors', 'grants'),
    about: fc.constantFrom('E0', 'id:E0', 'tom@northmoor.example', 'li@tu-rheinstadt.example', 'somebody else', 'data', 'lab'),
  }),
  { maxLength: 2 },
)

const conditions = fc
  .record({
    training: oneOf('tr', 'laser'),
    clearance: oneOf('atas'),
    agreement: onceIn(12, fc.constantFrom(['CA-1'], ['CA-2'], ['NDA-1'])),
    licence: onceIn(6, fc.constantFrom(['SIEL-1'], ['SIEL-2'])),
    control_plan: onceIn(8, fc.constant(['PLAN'])),
    host: onceIn(8, fc.constantFrom('any', 'id:E0', 'tom@northmoor.example')),
    mfa: onceIn(30, fc.constant(true as const)),
  })
  .map(written)

const gets = fc
  .record({
    data: fc.oneof(fc.constantFrom(...LEVELS.data), fc.constantFrom('write', 'manage', 'admin')),
    core: onceIn(2, fc.constantFrom(...LEVELS.core)),
    lab: onceIn(2, fc.constantFrom(...LEVELS.lab)),
  })
  .map(written)
  .map((given) => (Object.keys(given).length === 0 ? { data: 'read' } : given))

const who = fc.oneof(
  reference.map((person) => ({ person })),
  references.map((people) => ({ people })),
  references.map((people) => ({ people })),
  references.map((people) => ({ partner: 'helios', people })),
  references.map((people) => ({ partner: 'rheinstadt', people })),
  fc.constantFrom('Physics', 'Chemistry').map((department) => ({ department })),
  fc.constant({ authority: 'approvals:qsense' }),
  fc.constant({ authority: 'ad:steering' }),
  fc.constantFrom('ad:acc-0', 'ad:acc-2').map((workload) => ({ workload, owner: 'id:E0' })),
)
const kinds = fc.subarray(['staff', 'research-student', 'visiting-academic', 'contractor', 'partner', 'emeritus'], {
  minLength: 1,
  maxLength: 3,
})

const line = (widest: boolean) =>
  fc
    .record({ who, affiliation: onceIn(2, kinds), term, gets, when: conditions })
    .map(({ who: named, affiliation, term: { from, until }, gets: given, when }) =>
      written({
        who: named,
        // A department asks for kinds.
        affiliation: affiliation ?? ('department' in named ? ['staff'] : undefined),
        gets: widest ? given : { data: given.data ?? 'read' },
        from: from ?? undefined,
        until: until ?? undefined,
        when: Object.keys(when).length === 0 ? undefined : when,
      }),
    )

const exportControl = onceIn(
  2,
  fc
    .record({
      regime: fc.constant('UK'),
      access_from: onceIn(2, fc.constantFrom(['GB'], ['GB', 'DE'], ['GB', 'DE'])),
      people: anyOrSome,
      listed: anyOrSome,
      until: fc.constantFrom(...DAYS),
    })
    .map(({ people, listed, until, ...rest }) => ({
      ...written(rest),
      licences: [
        written({ id: 'SIEL-1', until, to: ['DE'], people }),
        written({ id: 'SIEL-2', until: '2027-01-01', to: ['DE'], people: listed }),
      ],
      control_plan: written({ id: 'PLAN', people: listed }),
    })),
)

// Licences and plans are asked for only where the project declares them: the loader refuses the rest.
const project = (sharing: boolean, other: string) =>
  fc
    .record({
      sensitivity: fc.constantFrom('internal', 'sensitive', 'controlled'),
      export_control: exportControl,
      requires: onceIn(3, conditions),
      entitled: fc.array(line(other === 'helix'), { maxLength: 4 }),
      data: onceIn(3, fc.constantFrom(['research-data'], ['personal-data'])),
      until: fc.constantFrom('2026-11-25', ...Array<string>(9).fill('2028-09-30')),
    })
    .map(({ requires, entitled, export_control, ...rest }) =>
      written({
        ...rest,
        title: 'Quantum sensing',
        lead: 'id:E0',
        why_sensitive: ['patent'],
        export_control,
        requires: requires === undefined ? undefined : withoutLicences(requires, export_control !== undefined),
        resources: {
          data: written({
            kind: 'share',
            at: other === 'helix' || sharing ? 'grants:data' : 'grants:other',
            shared_with: sharing ? [other] : undefined,
          }),
          ...(other === 'helix' ? { core: { kind: 'group', at: 'ad:core' }, lab: { kind: 'room', at: 'doors:lab' } } : {}),
        },
        entitled: entitled.map((one) => {
          const { when, until, ...others } = one as { when?: object; until?: string }
          const kept = when === undefined ? undefined : withoutLicences(when, export_control !== undefined)
          return written({ ...others, until, when: kept })
        }),
      }),
    )

function withoutLicences(when: object, kept: boolean): object {
  return kept ? when : Object.fromEntries(Object.entries(when).filter(([key]) => key !== 'licence' && key !== 'control_plan'))
}

const partners = fc
  .record({
    covers: fc.constantFrom(['qsense'], ['helix'], ['qsense', 'helix']),
    people: anyOrSome,
    one: term,
    other: term,
    data: onceIn(3, fc.constant(['research-data'])),
  })
  .map(({ covers, people, one, other, data }) => ({
    helios: {
      name: 'Helios Photonics Ltd',
      country: 'GB',
      domains: ['helios.example'],
      agreements: [
        written({ id: 'CA-1', type: 'collaboration', covers, from: one.from ?? undefined, until: one.until ?? '2027-01-01', people, data }),
        written({ id: 'NDA-1', type: 'nda', covers: ['qsense', 'helix'], until: '2027-01-01' }),
      ],
    },
    rheinstadt: {
      name: 'Technische Universität Rheinstadt',
      country: 'DE',
      domains: ['tu-rheinstadt.example'],
      agreements: [
        written({ id: 'CA-2', type: 'collaboration', covers, from: other.from ?? undefined, until: other.until ?? '2027-01-01' }),
      ],
    },
  }))

const rules = fc
  .tuple(
    fc.shuffledSubarray(
      [
        { kind: 'staff', match: [{ source: 'hr', attribute: 'employee_type', is: 'employee' }] },
        { kind: 'research-student', match: [{ source: 'hr', attribute: 'employee_type', is: 'research-student' }] },
        { kind: 'visiting-academic', match: [{ source: 'visitors', attribute: 'kind', is: 'academic' }] },
        { kind: 'partner', match: [{ source: 'partners', attribute: 'partner', is_one_of: ['helios', 'rheinstadt'] }] },
        { kind: 'contractor', match: [{ source: 'ad', attribute: 'employeetype', is: 'contractor' }] },
        {
          kind: 'partner',
          match: [
            { source: 'ad', attribute: 'contact', domain_in: 'partners' },
            { source: 'visitors', attribute: 'kind', is: 'contractor' },
          ],
        },
      ],
      { minLength: 3 },
    ),
    fc.boolean(),
  )
  .map(([list, wins]) => list.map((rule, index) => (index === 0 && wins ? { ...rule, wins_over_external: true } : rule)))

const platforms = onceIn(3, fc.tuple(fc.constantFrom('grants', 'ad', 'doors'), references)).map((drawn) =>
  drawn === undefined ? [] : [{ id: 'platform', source: drawn[0], run_by: 'institution', owner: 'id:E0', administrators: drawn[1] }],
)

export const drawnInstitution: fc.Arbitrary<Drawn> = fc
  .record({
    rows,
    states,
    badRows: onceIn(3, badRows).map((bad) => bad ?? []),
    steering: fc.subarray([0, 1, 2, 3]),
    marks: fc.array(fc.constantFrom('employee', 'contractor', 'contact', ''), { minLength: 4, maxLength: 4 }),
    held: fc.array(
      fc.record({
        data: fc.constantFrom(null, ...LEVELS.data),
        core: fc.boolean(),
        lab: fc.constantFrom(null, null, ...LEVELS.lab),
      }),
      { minLength: HUMANS.length, maxLength: HUMANS.length },
    ),
    affiliations: rules,
    partners,
    platforms,
    sharing: fc.constantFrom(true, false, false),
  })
  .chain(({ sharing, affiliations, partners: declared, platforms: run, ...rest }) =>
    fc.record({ qsense: project(sharing, 'helix'), helix: project(sharing, 'qsense') }).map((projects) => ({
      ...rest,
      policy: { affiliations, partners: declared, platforms: run, projects } as unknown as PlainPolicy,
    })),
  )

/** Without the members that are undefined, as a person writes a policy. */
function written<Value extends object>(value: Value): Partial<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Partial<Value>
}
