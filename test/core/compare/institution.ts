import type { Day, Instant } from '../../../src/core/base/instant.ts'
import { parseDay, parseInstant } from '../../../src/core/base/instant.ts'
import { diagnosticText } from '../../../src/core/base/diagnostic.ts'
import { authorityGroups } from '../../../src/core/compare/authority-groups.ts'
import { comparison, type Comparison } from '../../../src/core/compare/comparison.ts'
import { comparedProject, type ComparedProject } from '../../../src/core/compare/compared-project.ts'
import { coverageLedger, type LedgerSource } from '../../../src/core/compare/coverage-ledger.ts'
import type { AuthorityGroups } from '../../../src/core/compare/line-fit.ts'
import { Reliance } from '../../../src/core/compare/reliance.ts'
import { type Standing, standingOf } from '../../../src/core/compare/standing.ts'
import type { ControlFact, StatedEntry } from '../../../src/core/model/access-control.ts'
import type { Account } from '../../../src/core/model/account.ts'
import type { DatasetCoverage, DatasetState, Gap } from '../../../src/core/model/coverage.ts'
import type { DeclaredPolicy } from '../../../src/core/model/declared-policy.ts'
import type { Project, Resource } from '../../../src/core/model/declared-project.ts'
import type {
  AccountFact,
  FragmentSink,
  GrantFact,
  GroupFact,
  MembershipFact,
  Name,
  ResourceFact,
} from '../../../src/core/model/fragment.ts'
import { effectiveJoinKeys, type JoinKey, type JoinOverrule } from '../../../src/core/model/joins.ts'
import type { Person } from '../../../src/core/model/person.ts'
import type { KnownSource } from '../../../src/core/model/policy-load.ts'
import type { Provenance } from '../../../src/core/model/provenance.ts'
import type {
  ApprovalRow,
  ClearanceRow,
  HrRow,
  PartnerRow,
  RegisterName,
  RegisterRows,
  TrainingRow,
  VisitorRow,
} from '../../../src/core/model/register.ts'
import type { Level } from '../../../src/core/model/resource-kind.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'

export const NOW = instant('2026-11-26T02:14:00Z')
export const TODAY = day('2026-11-26')

const REGISTERS: readonly RegisterName[] = ['hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'doors', 'grants']

/** A small institution's facts, as its sources would hand them over; every table is a source of its register's name. */
export interface Facts {
  readonly accounts: readonly AccountFact[]
  readonly groups: readonly GroupFact[]
  readonly memberships: readonly MembershipFact[]
  readonly resources: readonly ResourceFact[]
  readonly grants: readonly GrantFact[]
  readonly hr: readonly HrRow[]
  readonly visitors: readonly VisitorRow[]
  readonly partners: readonly PartnerRow[]
  readonly training: readonly TrainingRow[]
  readonly clearances: readonly ClearanceRow[]
  readonly approvals: readonly ApprovalRow[]
  /** Left out, every group has rules that let nobody change it. */
  readonly controls: readonly ControlFact[]
  readonly gaps: readonly Gap[]
  readonly coverage: readonly DatasetCoverage[]
}

/** `unsourced`: no source supplies it. */
export type States = Readonly<Partial<Record<string, DatasetState | 'unsourced'>>>

/** What is left out is empty, and every dataset complete; `states` says which are not. */
export function factsOf(told: Partial<Omit<Facts, 'coverage'>>, states: States = {}): Facts {
  const none = { accounts: [], groups: [], memberships: [], resources: [], grants: [], gaps: [] }
  const noRows = { hr: [], visitors: [], partners: [], training: [], clearances: [], approvals: [] }
  const controls = (told.groups ?? []).map(({ group: { source, id } }) => ruled(source, id, []))
  return { ...none, ...noRows, controls, ...told, coverage: coverageOf(states) }
}

export function coverageOf(states: States = {}): readonly DatasetCoverage[] {
  const directory = ['users', 'groups', 'members', 'acl'].map((dataset) => ({
    source: 'ad',
    unit: 'DC=northmoor',
    dataset,
    name: `ad/${dataset}`,
  }))
  const tables = REGISTERS.map((name) => ({ source: name, unit: `${name}.csv`, dataset: name, name }))
  return [...directory, ...tables].flatMap(({ name, ...key }) => {
    const state = states[name] ?? 'complete'
    return state === 'unsourced' ? [] : [coverage(key, state)]
  })
}

export function coverage(
  key: { readonly source: string; readonly unit: string; readonly dataset: string },
  state: DatasetState = 'complete',
  more: Partial<DatasetCoverage> = {},
): DatasetCoverage {
  const at = instant('2026-11-26T01:00:00Z')
  const reasons = state === 'complete' ? [] : [`the test made it ${state}`]
  const counts = { cure: null, pages: 1, records: 1, total: null, reusedFrom: null }
  return { ...key, state, reasons, ...counts, startedAt: at, endedAt: at, asOf: at, ...more }
}

/** A gap of one row of a table, as `src/sources/table` writes it. */
export function badRow(register: RegisterName, record: string | null): Gap {
  const file = `${register}.csv/${register}/${register}.csv`
  return {
    source: register,
    unit: `${register}.csv`,
    dataset: register,
    code: 'record-malformed',
    record,
    reason: 'the row is malformed',
    cure: 'mend the row in the system that it comes from',
    at: `${file}:7`,
  }
}

export function instant(text: string): Instant {
  const read = parseInstant(text)
  if (read === null) throw new Error(`no instant: ${text}`)
  return read
}

export function day(text: string): Day {
  const read = parseDay(text)
  if (read === null) throw new Error(`no day: ${text}`)
  return read
}

interface ToldAccount extends Partial<Omit<Account, 'attributes' | 'source' | 'id'>> {
  readonly attributes?: Readonly<Record<string, string | readonly string[]>>
  readonly names?: readonly Name[]
}

/** An account known by its id, and by its id in lower case as a name. */
export function account(source: string, id: string, { attributes = {}, names = [], ...told }: ToldAccount = {}): AccountFact {
  const values = Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? [value] : value] as const)
  return {
    account: {
      source,
      id,
      weakKey: false,
      label: id,
      displayName: null,
      isWorkload: false,
      state: 'enabled',
      endsAt: null,
      createdAt: '2015-09-01T08:00:00.000Z' as Instant,
      recency: 'unknown',
      provenance: { source, dataset: 'users', file: 'users.ldif', record: id },
      ...told,
      attributes: Object.fromEntries(values),
    },
    names: [`id:${id}`, `name:${id.toLowerCase()}`, ...names],
  }
}

export function group(source: string, id: string, names: readonly Name[] = []): GroupFact {
  const provenance = { source, dataset: 'groups', file: 'groups.ldif', record: id }
  return {
    group: { source, id, weakKey: false, label: id, path: `cn=${id}`, grantsAccess: true, breadth: { kind: 'named' }, provenance },
    names: [`id:${id}`, `name:${id.toLowerCase()}`, ...names],
  }
}

/** Members are written `id:…`, `dn:…` or plain, which is an id. */
export function members(source: string, of: string, names: readonly string[], kind: MembershipFact['kind'] = 'member'): MembershipFact {
  const asName = (text: string): Name => (/^(id|dn|sid|uid|name):/u.test(text) ? (text as Name) : `id:${text}`)
  return {
    source,
    group: asName(of),
    members: names.map(asName),
    kind,
    provenance: { source, dataset: 'members', file: 'members.ldif', record: of },
  }
}

/** A group of a directory with its rules, each as `<name> <right>`. */
export function ruled(source: string, id: string, rules: readonly string[]): ControlFact {
  const entries = rules.map((rule): StatedEntry => {
    const [name = '', right = ''] = rule.split(' ')
    return { effect: 'allow', who: { name: name as Name }, right: right as StatedEntry['right'], says: `by ${name} write` }
  })
  const provenance = { source, dataset: 'acl', file: 'acl.ldif', record: id }
  return { source, object: { group: `id:${id}` }, trusteesOf: null, lists: [{ form: 'stated', entries }], provenance }
}

export function resource(source: string, native: string, kind: ResourceFact['kind'] = 'share'): ResourceFact {
  return { source, native, kind, label: native, provenance: tableRow(source, 'export.yaml') }
}

export function grant(
  source: string,
  native: string,
  principal: string,
  level: string,
  told: Partial<Pick<GrantFact, 'from' | 'until' | 'nativeRight'>> & { readonly line?: number } = {},
): GrantFact {
  const { line = 2, ...dates } = told
  const open = { nativeRight: null, from: null, until: null }
  return {
    source,
    resource: native,
    principal: { address: principal },
    level,
    ...open,
    ...dates,
    provenance: tableRow(source, `line ${line}`),
  }
}

function tableRow(register: string, record: string): Provenance {
  return { source: register, dataset: register, file: `${register}.csv/${register}/${register}.csv`, record }
}

type Told<Row> = Partial<Omit<Row, 'provenance' | 'from' | 'until'>> & {
  readonly from?: string | null
  readonly until?: string | null
  readonly line?: number
}

function term({ from = null, until = null }: { readonly from?: string | null; readonly until?: string | null }) {
  return { from: from === null ? null : day(from), until: until === null ? null : day(until) }
}

export function hrRow(employeeId: string, told: Told<HrRow> = {}): HrRow {
  const { line = 2, ...cells } = told
  const usual = {
    mail: '',
    employeeType: 'employee',
    department: 'Physics',
    status: 'active',
    upn: null,
    workCountry: null,
    reportsTo: null,
  } as const
  return { employeeId, ...usual, ...cells, ...term(told), provenance: tableRow('hr', `line ${line}`) }
}

export function visit(person: string, told: Told<VisitorRow> = {}): VisitorRow {
  const { line = 2, ...cells } = told
  const usual = { kind: 'academic', organisation: '', host: '', extensions: null, card: null, workCountry: null }
  return { person, ...usual, ...cells, ...term(told), provenance: tableRow('visitors', `line ${line}`) }
}

export function partnership(partner: string, person: string, told: Told<PartnerRow> = {}): PartnerRow {
  const { line = 2, ...cells } = told
  return {
    partner,
    person,
    agreement: '',
    host: '',
    workCountry: null,
    ...cells,
    ...term(told),
    provenance: tableRow('partners', `line ${line}`),
  }
}

export function trained(person: string, course: string, told: Told<TrainingRow> = {}): TrainingRow {
  return { person, course, ...term({ from: '2026-01-01', ...told }), provenance: tableRow('training', `line ${told.line ?? 2}`) }
}

export function cleared(
  person: string,
  clearance: string,
  project: string,
  status: ClearanceRow['status'] = 'ok',
  told: Told<ClearanceRow> = {},
): ClearanceRow {
  const provenance = tableRow('clearances', `line ${told.line ?? 2}`)
  return { person, clearance, project, status, reference: null, ...term(told), provenance }
}

export function approved(authority: string, person: string, told: Told<ApprovalRow> = {}): ApprovalRow {
  return { authority, person, ...term(told), provenance: tableRow('approvals', `line ${told.line ?? 2}`) }
}

/** The default keys of a directory named `ad` and of card readers named `doors`. */
export const KEYS: readonly JoinKey[] = effectiveJoinKeys(
  [],
  [
    { name: 'ad', kind: 'ldap' },
    { name: 'doors', kind: 'doors' },
  ],
)

export interface ToldJoins {
  readonly keys?: readonly JoinKey[]
  readonly overrules?: readonly JoinOverrule[]
}

/** The real snapshot of these facts, each kind handed over in one batch. */
export function snapshotOf(facts: Facts, joins: ToldJoins = {}): Snapshot {
  const building = assembler('everywhere')
  for (const hand of deliveries(facts)) hand(building.sink)
  return building.finish({ keys: joins.keys ?? KEYS, overrules: joins.overrules ?? [] })
}

/** Everything that is to be handed over, a kind a batch, or in batches of `size`. */
export function deliveries(facts: Facts, size = Number.MAX_SAFE_INTEGER): readonly ((sink: FragmentSink) => void)[] {
  const rows: readonly RegisterRows[] = [
    ...parts(facts.hr, size).map((part) => ({ register: 'hr', rows: part }) as const),
    ...parts(facts.visitors, size).map((part) => ({ register: 'visitors', rows: part }) as const),
    ...parts(facts.partners, size).map((part) => ({ register: 'partners', rows: part }) as const),
    ...parts(facts.training, size).map((part) => ({ register: 'training', rows: part }) as const),
    ...parts(facts.clearances, size).map((part) => ({ register: 'clearances', rows: part }) as const),
    ...parts(facts.approvals, size).map((part) => ({ register: 'approvals', rows: part }) as const),
  ]
  return [
    ...parts(facts.accounts, size).map((part) => (sink: FragmentSink) => sink.accounts(part)),
    ...parts(facts.groups, size).map((part) => (sink: FragmentSink) => sink.groups(part)),
    ...parts(facts.memberships, size).map((part) => (sink: FragmentSink) => sink.memberships(part)),
    ...parts(facts.resources, size).map((part) => (sink: FragmentSink) => sink.resources(part)),
    ...parts(facts.grants, size).map((part) => (sink: FragmentSink) => sink.grants(part)),
    ...parts(facts.controls, size).map((part) => (sink: FragmentSink) => sink.controls(part)),
    ...parts(facts.gaps, size).map((part) => (sink: FragmentSink) => sink.gaps(part)),
    ...parts(facts.coverage, size).map((part) => (sink: FragmentSink) => sink.coverage(part)),
    ...rows.map((batch) => (sink: FragmentSink) => sink.rows(batch)),
  ]
}

function parts<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const found: Item[][] = []
  for (let at = 0; at < items.length; at += size) found.push(items.slice(at, at + size))
  return found
}

const KNOWN: readonly KnownSource[] = [
  { name: 'ad', kind: 'ldap', register: null, readable: true },
  ...REGISTERS.map((register): KnownSource => ({ name: register, kind: 'table', register, readable: true })),
]

/** The sections of a policy that a test does not care about. */
export const INSTITUTION = {
  name: 'Northmoor University',
  timezone: 'Europe/London',
  senior_lead: 'helen.ward@northmoor.example',
  siro: 'omar.haddad@northmoor.example',
}

export const AFFILIATIONS = [
  { kind: 'staff', match: [{ source: 'hr', attribute: 'employee_type', is: 'employee' }] },
  { kind: 'research-student', match: [{ source: 'hr', attribute: 'employee_type', is: 'research-student' }] },
  { kind: 'visiting-academic', match: [{ source: 'visitors', attribute: 'kind', is: 'academic' }] },
  { kind: 'partner', match: [{ source: 'partners', attribute: 'partner', is_one_of: ['helios', 'rheinstadt'] }] },
]

/** Loads a policy through the real loader, so that a test cannot declare what a policy could not. Throws on any error. */
export function policyOf(sections: Readonly<Record<string, unknown>>): DeclaredPolicy {
  const whole = { version: 1, institution: INSTITUTION, affiliations: AFFILIATIONS, ...sections }
  const { policy, diagnostics } = loadPolicy([{ path: 'policies/all.yaml', text: JSON.stringify(whole, null, 1) }], { sources: KNOWN })
  const errors = diagnostics.filter(({ level }) => level === 'error')
  if (policy === null || errors.length > 0) throw new Error(errors.map(diagnosticText).join('\n'))
  return policy
}

/** A project with one share, `grants:\\fs1\data`, unless told otherwise. */
export function projectOf(told: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const sensitivity = told['sensitivity'] ?? 'sensitive'
  return {
    title: 'Quantum sensing',
    lead: 'aisha.khan@northmoor.example',
    sensitivity,
    why_sensitive: ['patent'],
    until: '2028-09-30',
    resources: { data: { kind: 'share', at: 'grants:data' } },
    entitled: [],
    ...told,
  }
}

export const SOURCES: readonly LedgerSource[] = ['ad', ...REGISTERS].map((name) => ({
  name,
  kind: name === 'ad' ? 'ldap' : 'table',
  readable: true,
  maxAgeMs: 36 * 3_600_000,
}))

export interface TestNight {
  readonly snapshot: Snapshot
  readonly context: Comparison
  readonly groups: AuthorityGroups
  person(reference: string): Person
  project(slug?: string): Project
  resource(slug?: string, project?: string): Resource
  standing(person: string | Person, level?: Level, resource?: string, project?: string): Standing
  compared(slug?: string): ComparedProject
}

export interface NightOptions extends ToldJoins {
  readonly now?: Instant
  /** Configured sources; only those with evidence unless told otherwise, so that `unsourced` is possible. */
  readonly sources?: readonly LedgerSource[]
}

/** A night's comparison over the real snapshot, ledger and membership engine. */
export function nightOf(facts: Facts, policy: DeclaredPolicy, options: NightOptions = {}): TestNight {
  const now = options.now ?? NOW
  const snapshot = snapshotOf(facts, options)
  const seen = new Set(facts.coverage.map(({ source }) => source))
  const sources = options.sources ?? SOURCES.filter(({ name }) => seen.has(name))
  const ledger = coverageLedger(snapshot, sources, now, { rows: snapshot.coverage, gaps: [] })
  const context = comparison(snapshot, policy, ledger, now)
  const reach = reachOver(snapshot, context.today)
  const groups = authorityGroups(reach, context, new Reliance())
  const person = (reference: string): Person => {
    if (reference.startsWith('account:')) {
      const found = snapshot.person(reference as `account:${string}`)
      if (found !== null) return found
    }
    const found = snapshot.findPerson(reference)
    if (found.found !== 'one') throw new Error(`\`${reference}\` names ${found.found}`)
    return found.thing
  }
  const project = (slug = 'qsense'): Project =>
    wanted(
      policy.projects.find((one) => one.slug === slug),
      slug,
    )
  const resourceOf = (slug = 'data', of = 'qsense'): Resource =>
    wanted(
      project(of).resources.find((one) => one.slug === slug),
      slug,
    )
  return {
    snapshot,
    context,
    groups,
    person,
    project,
    resource: resourceOf,
    standing(whose, level = 'read', slug = 'data', of = 'qsense') {
      const holder = typeof whose === 'string' ? person(whose) : whose
      const accounts = new Set(holder.joins.map((join) => join.account))
      const doubts = snapshot.doubtfulJoins.filter((doubt) => accounts.has(doubt.account))
      return standingOf(holder, project(of), resourceOf(slug, of), level, doubts, groups, context)
    },
    compared: (slug) => comparedProject(project(slug), reach, context),
  }
}

function wanted<Thing>(thing: Thing | undefined, name: string): Thing {
  if (thing === undefined) throw new Error(`there is no \`${name}\``)
  return thing
}
