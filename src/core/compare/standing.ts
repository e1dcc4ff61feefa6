import type { Day } from '../base/instant.ts'
import { compareKeys } from '../base/order.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { Project, Resource } from '../model/declared-project.ts'
import type { DoubtfulJoin, Person } from '../model/person.ts'
import { type Level, levelCovers } from '../model/resource-kind.ts'
import { affiliationTruth } from './affiliation.ts'
import { type Comparison, isExternalFor, isStrictly } from './comparison.ts'
import { declarers, governingSensitivity } from './declarers.ts'
import type { EvaluatedPart } from './evaluated-part.ts'
import type { AuthorityGroups } from './line-fit.ts'
import { type LineOutcome, lineOutcome } from './line-outcome.ts'
import { organisationName } from './partner-of.ts'

/** How one access stands against the policy; `rules.md`, Which rule speaks. */
export type Standing =
  | { readonly kind: 'entitled'; readonly by: Cover; readonly considered: readonly LineOutcome[] }
  /** Case 2: a line fits, and a part is not met for certain. */
  | {
      readonly kind: 'failing'
      readonly nearest: LineOutcome
      readonly failing: readonly EvaluatedPart[]
      readonly considered: readonly LineOutcome[]
    }
  /** Case 3: no line fits. */
  | {
      readonly kind: 'undeclared'
      readonly rule: 'ACC-01' | 'ACC-05' | 'ACC-06' | 'BLD-01'
      readonly says: string
      readonly considered: readonly LineOutcome[]
    }
  | { readonly kind: 'not-assessed'; readonly open: OpenQuestion; readonly says: string; readonly considered: readonly LineOutcome[] }

/**
 * What cannot be told: whether a condition holds, what the person is to the institution, or whose the account is. A relation is open
 * only because of datasets and records that are short themselves.
 */
export type OpenQuestion = 'condition' | 'relation' | 'identity'

export type Cover =
  | { readonly kind: 'line'; readonly outcome: LineOutcome; readonly until: Day }
  /** The default of `internal` projects for staff and research students. */
  | { readonly kind: 'default'; readonly affiliation: string }
  | { readonly kind: 'administrator'; readonly platform: string }

/** The highest level that an internal project's default covers, by what the scale of the kind calls it. */
const defaultLevels: readonly Level[] = ['write', 'use', 'connect', 'unescorted']

/** Holds one access against all lines of its project. O(lines × their conditions). */
export function standingOf(
  person: Person,
  project: Project,
  resource: Resource,
  level: Level,
  doubts: readonly DoubtfulJoin[],
  groups: AuthorityGroups,
  context: Comparison,
): Standing {
  const considered = linesFor(person, project, resource, level, groups, context)
  const covering = considered.find(({ truth }) => truth === 'met')
  if (covering !== undefined) return { kind: 'entitled', by: { kind: 'line', outcome: covering, until: covering.line.until }, considered }
  const implied = [defaultCover(person, project, resource, level, context), administratorCover(person, project, resource, context)]
  const cover = implied.find((one) => one !== null && one.kind !== 'doubtful') ?? implied.find((one) => one !== null) ?? null
  if (cover !== null && cover.kind !== 'doubtful') return { kind: 'entitled', by: cover, considered }

  const undecided = considered.find(({ truth }) => truth === 'unknown')
  if (undecided !== undefined) return { kind: 'not-assessed', open: openQuestion(undecided), says: unknownParts(undecided), considered }
  if (cover !== null) return { kind: 'not-assessed', open: 'relation', says: cover.says, considered }

  const fitting = considered.filter(({ surelyFits }) => surelyFits)
  const nearest = [...fitting].sort((a, b) => compareKeys(nearness(a), nearness(b)))[0]
  if (nearest !== undefined) {
    return { kind: 'failing', nearest, failing: nearest.parts.filter(({ truth }) => truth === 'not-met'), considered }
  }
  const claim = coveredIfTheSame(doubts, project, resource, level, groups, context)
  if (claim !== null) return { kind: 'not-assessed', open: 'identity', says: claim, considered }
  return { kind: 'undeclared', ...undeclaredRule(person, project, resource, context), considered }
}

function linesFor(
  person: Person,
  project: Project,
  resource: Resource,
  level: Level,
  groups: AuthorityGroups,
  context: Comparison,
): readonly LineOutcome[] {
  const sharing = declarers(project, resource, context.policy)
  const strict = isStrictly(governingSensitivity(sharing))
  return sharing.flatMap(({ project: declaring, resource: declared }) =>
    declaring.entitled.flatMap((line) => lineOutcome(line, person, declaring, declared, level, strict, groups, context) ?? []),
  )
}

/** Fewest failing parts first; then as written. */
function nearness({ parts, line }: LineOutcome): readonly (string | number)[] {
  return [parts.filter(({ truth }) => truth === 'not-met').length, line.place.file, line.place.line, line.place.column]
}

function openQuestion({ parts }: LineOutcome): OpenQuestion {
  return parts.every(({ part, truth }) => truth !== 'unknown' || part === 'affiliation') ? 'relation' : 'condition'
}

function unknownParts({ parts, line }: LineOutcome): string {
  const says = parts.filter(({ truth }) => truth === 'unknown').map((part) => part.says)
  return `the line at ${line.place.file}:${line.place.line} cannot be decided: ${says.join('; ')}`
}

function defaultCover(person: Person, project: Project, resource: Resource, level: Level, context: Comparison): Cover | Doubtful | null {
  if (governingSensitivity(declarers(project, resource, context.policy)) !== 'internal') return null
  if (!defaultLevels.some((limit) => levelCovers(resource.kind, level, limit))) return null
  const affiliation = context.affiliation(person)
  const truth = affiliationTruth(affiliation, false, (kind) => kind === 'staff' || kind === 'research-student')
  if (truth === 'not-met') return null
  return truth === 'met' ? { kind: 'default', affiliation: affiliation.kind } : doubtful(person, context)
}

/** A platform's administrators count as entitled on resources of its source; an external one never does (Meaning 11). */
function administratorCover(person: Person, project: Project, resource: Resource, context: Comparison): Cover | Doubtful | null {
  const platform = context.policy.platforms.find(
    ({ source, administrators }) =>
      source === resource.at.source && administrators.some((reference) => context.isPerson(reference, person)),
  )
  if (platform === undefined) return null
  const strict = isStrictly(governingSensitivity(declarers(project, resource, context.policy)))
  const truth = affiliationTruth(context.affiliation(person), strict, (kind) => !isExternalKind(kind))
  if (truth === 'not-met') return null
  return truth === 'met' ? { kind: 'administrator', platform: platform.id } : doubtful(person, context)
}

/** The cover holds for some of what the person may turn out to be. */
interface Doubtful {
  readonly kind: 'doubtful'
  readonly says: string
}

function doubtful(person: Person, context: Comparison): Doubtful {
  return { kind: 'doubtful', says: `affiliation is not known: ${context.affiliationDoubt(person) ?? 'a record about it was not read'}` }
}

/**
 * An account whose owner is in doubt never inherits an entitlement. If the colleague whom an institution's own key points at would
 * be covered, nobody can say whether the access is right; a key that the holder can write counts for nothing at all.
 */
function coveredIfTheSame(
  doubts: readonly DoubtfulJoin[],
  project: Project,
  resource: Resource,
  level: Level,
  groups: AuthorityGroups,
  context: Comparison,
): string | null {
  for (const { person: key, doubt } of doubts) {
    if (doubt === holderWritten) continue
    const person = context.snapshot.person(key)
    if (person === null) continue
    const covered = linesFor(person, project, resource, level, groups, context).some(({ truth }) => truth !== 'not-met')
    const byDefault = defaultCover(person, project, resource, level, context)
    if (covered || byDefault !== null) return `whose account it is cannot be told: ${doubt}`
  }
  return null
}

/** As `join-people` words it. */
const holderWritten = 'its holder can write this key'

/** A room is told as one, with the reason that would be given for anything else. */
function undeclaredRule(
  person: Person,
  project: Project,
  resource: Resource,
  context: Comparison,
): { readonly rule: 'ACC-01' | 'ACC-05' | 'ACC-06' | 'BLD-01'; readonly says: string } {
  const told = ruleOfHolder(person, project, context)
  return resource.kind === 'room' ? { ...told, rule: 'BLD-01' } : told
}

function ruleOfHolder(
  person: Person,
  project: Project,
  context: Comparison,
): { readonly rule: 'ACC-01' | 'ACC-05' | 'ACC-06'; readonly says: string } {
  const affiliation = context.affiliation(person)
  const organisation = context.organisation(person)
  const external = isExternalFor(person, project, context)
  if (external && organisation.kind === 'partner') {
    const covers = organisation.partner.agreements.some((agreement) => agreement.covers.includes(project.slug))
    if (!covers) return { rule: 'ACC-06', says: `no agreement of ${organisation.partner.name} covers this project` }
  }
  if (affiliation.matches.length === 0) {
    // Only where everything was read is somebody unknown; else the register that would tell is.
    const doubt = context.affiliationDoubt(person)
    if (doubt === null) return { rule: 'ACC-05', says: 'no rule of `affiliations` says who this is' }
    return { rule: 'ACC-01', says: `no line of the policy names this person for this resource, and who they are is not known: ${doubt}` }
  }
  const stranger = affiliation.kind === 'partner' && organisation.kind !== 'partner'
  if (stranger) return { rule: 'ACC-05', says: `${organisationName(organisation) ?? 'the organisation'} is no registered partner` }
  return { rule: 'ACC-01', says: 'no line of the policy names this person for this resource' }
}
