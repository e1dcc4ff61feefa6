import { compareKeys, sortedBy } from '../base/order.ts'
import { type Gap, datasetId } from '../model/coverage.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import { effectiveSensitivity } from '../model/declared-project.ts'
import type { AccountHandle } from '../model/handle.ts'
import type { DoubtfulJoin, Person } from '../model/person.ts'
import { type Level, compareLevels, isLevelOf, levelCovers } from '../model/resource-kind.ts'
import type { Reach } from '../reach/answer.ts'
import { authorityGroups } from './authority-groups.ts'
import type { OpenAccess } from '../model/setting.ts'
import { isAnybody, openToAnybody } from './open-to-anybody.ts'
import { compareSensitivity } from '../model/sensitivity.ts'
import type { Comparison } from './comparison.ts'
import { isWithoutEvidence } from './coverage-ledger.ts'
import { declarers, governingSensitivity } from './declarers.ts'
import { withRuleForLeavers } from './ended-affiliation.ts'
import type { AuthorityGroups } from './line-fit.ts'
import { Reliance, type Shortfall } from './reliance.ts'
import { type Standing, standingOf } from './standing.ts'

/** One person's access to one declared resource, held against the policy. */
export interface ComparedAccess {
  readonly person: Person
  readonly resource: Resource
  /** The resource by its native id: what fingerprints hash. */
  readonly identity: string
  readonly level: Level
  /** The account with the shortest path at that level. */
  readonly account: AccountHandle
  /** All accounts of the person that reach the resource, by handle, each with the highest level that it holds. */
  readonly accounts: readonly { readonly account: AccountHandle; readonly level: Level }[]
  readonly standing: Standing
}

export interface ComparedResource {
  readonly resource: Resource
  readonly observed: boolean
  /** Why it was not observed; null where it was. */
  readonly says: string | null
  readonly people: number
}

/** A declared resource that is open, or has something open in it, to people whom nobody named. */
export interface ComparedOpening {
  readonly resource: Resource
  readonly identity: string
  readonly opening: OpenAccess
}

export interface ComparedProject {
  readonly project: Project
  /** False for open projects: nothing is compared there. */
  readonly compared: boolean
  readonly resources: readonly ComparedResource[]
  /** Sorted by person, then resource. */
  readonly accesses: readonly ComparedAccess[]
  /** From sensitive up: what is open on its resources tonight; sorted by resource, then by what opens it. Each is excess. */
  readonly open: readonly ComparedOpening[]
  readonly restsOn: readonly string[]
  /** Empty = everything that the answer rests on is complete and fresh. */
  readonly shortfalls: readonly Shortfall[]
}

/** Compares everybody who can reach a project's resources with its lines. O(holders × lines). */
export function comparedProject(project: Project, reach: Reach, context: Comparison): ComparedProject {
  const reliance = new Reliance()
  const groups = authorityGroups(reach, context, reliance)
  const accesses: ComparedAccess[] = []
  const resources: ComparedResource[] = []
  const open: ComparedOpening[] = []
  const compared = effectiveSensitivity(project) !== 'open'
  if (compared && project.resources.length === 0) reliance.onShortfall('its policy declares no resource', 'declare what is protected')
  for (const resource of project.resources) {
    const holders = holdersOf(resource, reach, context, reliance)
    resources.push({ resource, observed: holders.observed, says: holders.says, people: holders.people.length })
    const isGuarded = compared && holders.observed && isFromSensitiveUp(project, resource, context)
    if (isGuarded) open.push(...openingsOf(resource, holders, reach, context))
    for (const holder of holders.people) {
      // Anybody is no person to be listed: what is open to the world is said as that.
      if (isGuarded && isAnybody(holder.person, context.snapshot)) continue
      const access = comparedAccess(holder, project, resource, holders.identity, groups, context)
      accesses.push(access)
      if (compared) noteReliance(access, reliance, context)
    }
  }
  return {
    project,
    compared,
    resources,
    accesses: sortedBy(accesses, ({ person, resource }) => [person.key, resource.slug]),
    open: sortedBy(open, ({ resource, opening }) => [resource.slug, opening.object, opening.provenance.record]),
    restsOn: reliance.datasets(),
    shortfalls: reliance.shortfalls(context.ledger),
  }
}

/** Below, an open door is what the institution allows. */
function isFromSensitiveUp(project: Project, resource: Resource, { policy }: Comparison): boolean {
  return compareSensitivity(governingSensitivity(declarers(project, resource, policy)), 'sensitive') >= 0
}

/** What opens the resource tonight. */
function openingsOf(
  resource: Resource,
  { identity, people }: Pick<Holders, 'identity' | 'people'>,
  reach: Reach,
  { snapshot, today }: Comparison,
): readonly ComparedOpening[] {
  const { source, native } = resource.at
  const stated = snapshot.settings.openAccess(source, native).filter(({ until }) => until === null || today <= until)
  const decided = people.filter(({ person }) => isAnybody(person, snapshot)).flatMap(({ held }) => openToAnybody(resource, held, reach))
  return [...stated, ...decided].map((opening) => ({ resource, identity, opening }))
}

interface Holder {
  readonly person: Person
  readonly held: readonly { readonly account: AccountHandle; readonly level: Level; readonly hops: number }[]
}

interface Holders {
  readonly observed: boolean
  readonly says: string | null
  readonly identity: string
  readonly people: readonly Holder[]
}

function holdersOf(resource: Resource, reach: Reach, context: Comparison, reliance: Reliance): Holders {
  const { source, native, text } = resource.at
  const answer = reach.who(text)
  if (answer.kind !== 'answered') {
    const unread = context.ledger.rows.filter((row) => row.source === source && row.state !== 'complete')
    const says = answer.kind === 'ambiguous' ? `\`${text}\` names several objects` : `\`${text}\` was not observed`
    reliance.onDatasets(context.ledger.rows.filter((row) => row.source === source))
    reliance.onShortfall(says, unread[0]?.cure ?? 'correct the address, or find out where the resource went')
    return { observed: false, says, identity: text, people: [] }
  }
  const touched = reach.touchedBy(text)
  if (touched.kind === 'answered') {
    reliance.onDatasets(touched.value.datasets)
    // Whose a copied account is, a source may say of which nothing came.
    const { unresolved } = context.snapshot.copies
    if (touched.value.datasets.some((one) => unresolved.has(one.source))) reliance.onDatasets(context.ledger.rows.filter(isWithoutEvidence))
    reliance.onGaps(touched.value.gaps)
  }
  const byPerson = new Map<Person, { account: AccountHandle; level: Level; hops: number }[]>()
  for (const { account, level, hops } of answer.value) {
    if (!isLevelOf(resource.kind, level)) {
      reliance.onShortfall(
        `a grant on \`${text}\` has the level \`${level}\`, which a ${resource.kind} does not have`,
        'correct the kind in the policy, or the export',
      )
      continue
    }
    const person = context.snapshot.personOf(account)
    const there = byPerson.get(person)
    if (there === undefined) byPerson.set(person, [{ account, level, hops }])
    else there.push({ account, level, hops })
  }
  const group = resource.kind === 'group' ? context.snapshot.findGroup(source, native) : { found: 'none' as const }
  const identity = group.found === 'one' ? `${source}:${context.snapshot.groups[group.thing]?.id ?? native}` : text
  return { observed: true, says: null, identity, people: [...byPerson].map(([person, held]) => ({ person, held })) }
}

/** The levels that no other held level includes: one on most scales, two where a kind has two. */
function highestLevels(held: Holder['held'], resource: Resource): readonly Level[] {
  const levels = [...new Set(held.map(({ level }) => level))]
  return levels.filter((level) => !levels.some((other) => other !== level && levelCovers(resource.kind, level, other)))
}

const gravity: readonly Standing['kind'][] = ['undeclared', 'failing', 'not-assessed', 'entitled']

function comparedAccess(
  { person, held }: Holder,
  project: Project,
  resource: Resource,
  identity: string,
  groups: AuthorityGroups,
  context: Comparison,
): ComparedAccess {
  const handles = [...new Set(held.map(({ account }) => account))].sort((a, b) => a - b)
  const accounts = handles.map((account) => ({ account, level: highestOf(account, held, resource) }))
  const doubts = doubtsAbout(handles, context)
  const judged = highestLevels(held, resource).map((level) => ({
    level,
    standing: standingOf(person, project, resource, level, doubts, groups, context),
  }))
  const [worst] = judged.sort((a, b) =>
    compareKeys([gravity.indexOf(a.standing.kind), a.level], [gravity.indexOf(b.standing.kind), b.level]),
  )
  if (worst === undefined) throw new Error('a holder without a level')
  const [shortest] = held.filter(({ level }) => level === worst.level).sort((a, b) => a.hops - b.hops || a.account - b.account)
  if (shortest === undefined) throw new Error('a level without a holder')
  const standing = withRuleForLeavers(worst.standing, person, handles, context)
  return { person, resource, identity, level: worst.level, account: shortest.account, accounts, standing }
}

function highestOf(account: AccountHandle, held: Holder['held'], { kind }: Resource): Level {
  const [first, ...others] = held.filter((one) => one.account === account).map(({ level }) => level)
  if (first === undefined) throw new Error('an account without a level')
  return others.reduce((best, level) => (compareLevels(kind, level, best) > 0 ? level : best), first)
}

function doubtsAbout(accounts: readonly AccountHandle[], { snapshot }: Comparison): readonly DoubtfulJoin[] {
  return snapshot.doubtfulJoins.length === 0 ? [] : snapshot.doubtfulJoins.filter(({ account }) => accounts.includes(account))
}

/** Registers that say who somebody is, and whose an account: every answer about a person rests on them. */
const registersOfPeople = ['hr', 'visitors', 'partners'] as const

function noteReliance({ person, standing }: ComparedAccess, reliance: Reliance, context: Comparison): void {
  const datasets = [
    ...context.affiliationDatasets,
    ...registersOfPeople.flatMap((name) => context.registerDatasets(name)),
    ...standing.considered.flatMap(({ parts }) => parts.flatMap(({ restsOn }) => restsOn)),
  ]
  reliance.onDatasets(datasets)
  const gaps: readonly Gap[] = context.recordGaps(person)
  if (gaps.length > 0) {
    const touched = new Set(datasets.map(datasetId))
    reliance.onGaps(gaps.filter((gap) => touched.has(datasetId(gap))))
  }
  // An open relation is told by the datasets and records that leave it open, so that a blind spot may accept them.
  if (standing.kind === 'not-assessed' && standing.open !== 'relation') reliance.onUndecided(person.label, standing.says)
  if (standing.kind !== 'failing') return
  // A part that no source shows: that it fails as well can neither be said nor, where it was found before, be taken back.
  for (const { truth, restsOn, says } of standing.nearest.parts)
    if (truth === 'unknown' && restsOn.length === 0) reliance.onUndecided(person.label, says)
}
