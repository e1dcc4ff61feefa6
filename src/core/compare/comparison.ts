import { type Day, type Instant, dayIn } from '../base/instant.ts'
import { DATASETS_WITHOUT_PEOPLE } from '../model/beside-datasets.ts'
import type { DatasetCoverage, DatasetKey, Gap } from '../model/coverage.ts'
import type { DeclaredPolicy } from '../model/declared-policy.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { Person, SubjectKey } from '../model/person.ts'
import { type PersonReference, personReferenceKey } from '../model/person-reference.ts'
import type { RegisterName } from '../model/register.ts'
import { type Sensitivity, compareSensitivity } from '../model/sensitivity.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type Affiliation, affiliationOf, isExternal } from './affiliation.ts'
import { signInOf } from './known-sign-in.ts'
import type { SignIn } from './sign-in.ts'
import type { Ledger } from './coverage-ledger.ts'
import { type DeclaredGroup, declaredGroups } from './declared-groups.ts'
import { type PartnerIndex, partnerIndex } from './partner-index.ts'
import { type Organisation, organisationsOf } from './partner-of.ts'
import { type RegisterState, registerDatasets, registerRowGaps, registerState } from './register-coverage.ts'

/** What every comparison of one night shares; answers about people are worked out once each. */
export interface Comparison {
  readonly snapshot: Snapshot
  readonly policy: DeclaredPolicy
  readonly ledger: Ledger
  readonly now: Instant
  /** The institution's day at `now`. */
  readonly today: Day
  readonly zone: string
  affiliation(person: Person): Affiliation
  /** The one that counts: the first of `organisations`, if any. */
  organisation(person: Person): Organisation
  /** Strongest first. */
  organisations(person: Person): readonly Organisation[]
  /** How far the register may be believed when it shows nothing about `person`: a malformed row of theirs makes it partial for them. */
  register(name: RegisterName, person: Person): RegisterState
  /** As `register`, where it is asked for the place in which somebody works. */
  placeRegister(name: RegisterName, person: Person): RegisterState
  /** How the person signs in to a resource, as far as anything says it. */
  signIn(person: Person, resource: Resource): SignIn
  /** Why the person's affiliation may be other than it looks; null where everything behind it was read. */
  affiliationDoubt(person: Person): string | null
  /** Gaps of register rows that concern the person, or nobody in particular. */
  registerGaps(person: Pick<Person, 'key'>): readonly Gap[]
  /** Those, and the malformed records of the person's own accounts. */
  recordGaps(person: Person): readonly Gap[]
  /** The datasets that hold a register, or may; empty where none does. */
  registerDatasets(name: RegisterName): readonly DatasetKey[]
  /** Does the reference mean exactly this person? A reference that means several people means none. */
  isPerson(reference: PersonReference, person: Person): boolean
  readonly partners: PartnerIndex
  /** Declared resources that are groups, found once a night. */
  declaredGroups(): readonly DeclaredGroup[]
  /** The datasets that affiliations are decided on. */
  readonly affiliationDatasets: readonly DatasetCoverage[]
}

const noGaps: readonly Gap[] = []

export function comparison(snapshot: Snapshot, policy: DeclaredPolicy, ledger: Ledger, now: Instant): Comparison {
  const zone = policy.institution.timezone
  const today = dayIn(zone, now)
  const affiliations = new Map<Person, Affiliation>()
  const organisations = new Map<Person, readonly Organisation[]>()
  const organisationsBehind = (person: Person): readonly Organisation[] =>
    remembered(organisations, person, () => organisationsOf(person, partners, snapshot.accounts, today))
  const signIns = new Map<Person, Map<string, SignIn>>()
  const states = new Map<RegisterName, RegisterState>()
  const holding = new Map<RegisterName, readonly DatasetKey[]>()
  const rowGaps = registerRowGaps(snapshot, ledger)
  const named = new Map<string, SubjectKey | null>()
  const sources = new Set(policy.affiliations.flatMap(({ match }) => match.map(({ source }) => source)))
  const partners = partnerIndex(policy.partners)
  let groups: readonly DeclaredGroup[] | null = null
  const affiliationDatasets = ledger.rows.filter(({ source, dataset }) => sources.has(source) && !DATASETS_WITHOUT_PEOPLE.has(dataset))
  const unread = new Set(affiliationDatasets.filter(({ state }) => state !== 'complete').map(({ source }) => source))
  // On most nights no single record is bad, and this is asked about everybody.
  const anyBadRecord = ledger.gaps.some(({ record }) => record !== null)
  const badRecordsOf = (person: Person): readonly Gap[] =>
    anyBadRecord
      ? [
          ...rowGaps.about(person),
          ...person.joins.flatMap(({ account }) => {
            const { source = '', id = '' } = snapshot.accounts[account] ?? {}
            return snapshot.gapsOf(source, id).filter(({ code }) => code === 'record-malformed')
          }),
        ]
      : noGaps
  const register = (name: RegisterName, person: Person): RegisterState => {
    const state = remembered(states, name, () => registerState(name, ledger.byId))
    const gap = rowGaps.about(person).find(({ dataset }) => dataset === name)
    if (gap === undefined || state.kind !== 'complete') return state
    return { kind: 'partial', datasets: state.datasets, says: gap.reason }
  }
  return {
    snapshot,
    policy,
    ledger,
    now,
    today,
    zone,
    affiliation: (person) =>
      remembered(affiliations, person, () => {
        const bad = new Set(badRecordsOf(person).map(({ source }) => source))
        const mayHide = (source: string): boolean => unread.has(source) || bad.has(source)
        return affiliationOf(person, snapshot, policy.affiliations, partners, today, mayHide)
      }),
    organisation: (person) => organisationsBehind(person)[0] ?? { kind: 'none' },
    organisations: organisationsBehind,
    register,
    placeRegister: register,
    signIn: (person, resource) => {
      const bySource = remembered(signIns, person, () => new Map<string, SignIn>())
      const key = `${resource.kind} ${resource.at.source}`
      return remembered(bySource, key, () => signInOf(person, resource, { snapshot, ledger }))
    },
    affiliationDoubt: (person) => {
      const incomplete = affiliationDatasets.find(({ state }) => state !== 'complete')
      if (incomplete !== undefined) return `\`${incomplete.source}\` was not read completely`
      return badRecordsOf(person).find(({ source }) => sources.has(source))?.reason ?? null
    },
    registerGaps: (person) => rowGaps.about(person),
    recordGaps: badRecordsOf,
    registerDatasets: (name) => remembered(holding, name, () => registerDatasets(name, ledger.byId)),
    isPerson: (reference, person) =>
      remembered(named, personReferenceKey(reference), () => {
        const found = snapshot.findPerson(reference.kind === 'employee' ? reference.written : reference.text)
        return found.found === 'one' ? found.thing.key : null
      }) === person.key,
    affiliationDatasets,
    partners,
    declaredGroups: () => (groups ??= declaredGroups(policy.projects, snapshot)),
  }
}

/** Sensitive and controlled projects take the stricter reading of everything. */
export function isStrict(project: Project): boolean {
  return isStrictly(effectiveSensitivity(project))
}

export function isStrictly(sensitivity: Sensitivity): boolean {
  return compareSensitivity(sensitivity, 'sensitive') >= 0
}

/** Is the person external for this project? */
export function isExternalFor(person: Person, project: Project | null, context: Comparison): boolean {
  const affiliation = context.affiliation(person)
  const kind = project !== null && isStrict(project) ? affiliation.strictKind : affiliation.kind
  return isExternal({ kind, ended: affiliation.ended })
}

function remembered<Key, Value>(memory: Map<Key, Value>, key: Key, compute: () => Value): Value {
  const there = memory.get(key)
  if (there !== undefined) return there
  const value = compute()
  memory.set(key, value)
  return value
}
