import { dayInWords } from '../base/day-words.ts'
import { assertNever } from '../base/assert-never.ts'
import type { EntitlementLine, Project, Resource } from '../model/declared-project.ts'
import type { Truth } from '../model/finding.ts'
import type { Person } from '../model/person.ts'
import { type Level, levelCovers } from '../model/resource-kind.ts'
import type { Affiliation } from './affiliation.ts'
import { affiliationTruth, kindFor } from './affiliation.ts'
import { bestState, mayWork } from './holder.ts'
import type { Comparison } from './comparison.ts'
import { anyAgreement } from './condition/agreement.ts'
import { dataTerms } from './condition/data-terms.ts'
import { evaluatedCondition } from './condition/evaluate.ts'
import { territory } from './condition/export-control.ts'
import { isInForce, lastEnd } from './condition/in-force.ts'
import { type EvaluatedPart, allOf, met, notMet, unknown } from './evaluated-part.ts'
import { type AuthorityGroups, type Fit, fitOf } from './line-fit.ts'

/** A line that fits person and resource, or might, with all its parts. */
export interface LineOutcome {
  readonly line: EntitlementLine
  readonly parts: readonly EvaluatedPart[]
  readonly truth: Truth
  /** False where not even `who` could be decided. */
  readonly surelyFits: boolean
}

/**
 * Holds one line against one access: null if it names somebody else or another resource, else every part of the conjunction of
 * `policy-language.md`, Meaning 2. `strict` where the resource is governed as sensitive or controlled.
 */
export function lineOutcome(
  line: EntitlementLine,
  person: Person,
  project: Project,
  resource: Resource,
  level: Level,
  strict: boolean,
  groups: AuthorityGroups,
  context: Comparison,
): LineOutcome | null {
  const declared = line.gets.find((entitled) => entitled.resource === resource.slug)
  if (declared === undefined) return null
  const fit = fitOf(line, person, groups, context)
  if (fit.fits === 'no') return null
  const parts = [
    levelPart(resource, level, declared.level),
    datesPart(line, context),
    ...approvalPart(fit, context),
    ...affiliationPart(line, person, strict, context),
    ...agreementPart(line, fit, person, project, resource, context),
    ...line.when.map((condition) => evaluatedCondition(condition, person, project, resource, context)),
    ...[
      territory(line.when, person, project, resource, strict, context),
      dataTerms(fit.fits === 'yes' ? fit.partner : null, person, project, resource, strict, context),
    ].filter((part) => part !== null),
  ]
  return { line, parts, truth: allOf(parts.map(({ truth }) => truth)), surelyFits: fit.fits === 'yes' }
}

function levelPart(resource: Resource, held: Level, declared: Level): EvaluatedPart {
  // Out of hours, or without an escort where one is asked for: a right on a room, and told as one.
  const rule = resource.kind === 'room' ? 'BLD-01' : 'ACC-02'
  if (levelCovers(resource.kind, held, declared)) return met('level', rule, `\`${declared}\` is declared`)
  return notMet('level', rule, `\`${declared}\` is declared, \`${held}\` is held`)
}

function datesPart({ from, until }: EntitlementLine, { today }: Comparison): EvaluatedPart {
  if (until < today) return notMet('ended', 'EXP-01', `the line ended on ${dayInWords(until)}`, { endedOn: until })
  if (from !== null && from > today) return notMet('not-begun', 'ACC-01', `the line begins on ${dayInWords(from)}`)
  return met('ended', 'EXP-01', `the line holds until ${dayInWords(until)}`)
}

function approvalPart(fit: Exclude<Fit, { fits: 'no' }>, { today }: Comparison): readonly EvaluatedPart[] {
  if (fit.fits === 'unknown') return [unknown('approval', 'EXP-01', fit.says, { restsOn: fit.restsOn })]
  if (fit.approval === null) return []
  const live = fit.approval.find((row) => isInForce(row, today))
  if (live !== undefined)
    return [met('approval', 'EXP-01', `approved${live.until === null ? '' : ` until ${dayInWords(live.until)}`}`, fit.restsOn)]
  if (fit.unread !== null) return [unknown('approval', 'EXP-01', fit.unread, { restsOn: fit.restsOn })]
  const endedOn = lastEnd(fit.approval)
  const says = endedOn === null || endedOn >= today ? 'the approval has not begun' : `the approval ended on ${dayInWords(endedOn)}`
  return [notMet('approval', 'EXP-01', says, { endedOn, restsOn: fit.restsOn })]
}

function affiliationPart(line: EntitlementLine, person: Person, strict: boolean, context: Comparison): readonly EvaluatedPart[] {
  const { affiliations } = line
  if (affiliations === null) return []
  const affiliation = context.affiliation(person)
  const kind = kindFor(affiliation, strict)
  const wanted = affiliations.map((one) => `\`${one}\``).join(' or ')
  const truth = affiliationTruth(affiliation, strict, (one) => one !== 'unknown' && affiliations.includes(one))
  switch (truth) {
    case 'met':
      return [met('affiliation', 'ACC-01', `affiliation is \`${kind}\``, context.affiliationDatasets)]
    case 'unknown': {
      const says = `affiliation is not known: ${context.affiliationDoubt(person) ?? 'a record about it was not read'}`
      return [unknown('affiliation', 'ACC-01', says, { restsOn: context.affiliationDatasets })]
    }
    case 'not-met':
      return [endedOrOther(affiliation, kind, line, wanted, person, context)]
    default:
      return assertNever(truth)
  }
}

/** A relation that ended is EXP-02's where a working account outlives it; a wrong relation is an undeclared access. */
function endedOrOther(
  affiliation: Affiliation,
  kind: string,
  line: EntitlementLine,
  wanted: string,
  person: Person,
  context: Comparison,
): EvaluatedPart {
  const restsOn = context.affiliationDatasets
  const was = affiliation.matches.find((match) => line.affiliations?.includes(match.kind) === true && !match.inForce)
  if (affiliation.ended && was !== undefined) {
    const says = `affiliation \`${was.kind}\` ended${affiliation.endedOn === null ? '' : ` on ${dayInWords(affiliation.endedOn)}`}`
    const worksStill = mayWork(
      bestState(
        person.joins.map(({ account }) => account),
        context,
      ),
    )
    return notMet('affiliation', worksStill ? 'EXP-02' : 'ACC-01', says, { endedOn: affiliation.endedOn, restsOn })
  }
  return notMet('affiliation', 'ACC-01', `affiliation is \`${kind}\`, the line is for ${wanted}`, { restsOn })
}

function agreementPart(
  line: EntitlementLine,
  fit: Exclude<Fit, { fits: 'no' }>,
  person: Person,
  project: Project,
  resource: Resource,
  context: Comparison,
): readonly EvaluatedPart[] {
  if (line.who.kind !== 'partner' || line.when.some(({ kind }) => kind === 'agreement')) return []
  const partner = fit.fits === 'yes' ? fit.partner : null
  if (partner === null) return [notMet('agreement', 'AGR-01', 'the partner is not registered')]
  return [anyAgreement(partner, person, project, resource, context)]
}
