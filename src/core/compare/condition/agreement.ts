import { dayInWords } from '../../base/day-words.ts'
import type { Agreement, Partner } from '../../model/declared-partner.ts'
import type { DataClass, Project, Resource } from '../../model/declared-project.ts'
import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet } from '../evaluated-part.ts'
import { isInForce, lastEnd } from './in-force.ts'

/** The agreement that a line names must be in force, cover project and data, and, where it names people, the person. */
export function namedAgreement(id: string, person: Person, project: Project, resource: Resource, context: Comparison): EvaluatedPart {
  const agreement = context.policy.partners.flatMap(({ agreements }) => agreements).find((candidate) => candidate.id === id)
  if (agreement === undefined) return notMet('agreement', 'AGR-01', `agreement \`${id}\` is not registered`)
  return judged([agreement], person, project, resource, context, `agreement \`${id}\``)
}

/**
 * A partner's line needs some agreement of that partner, written in `when` or not: one in force that covers the project and is
 * not only an `nda` (`rules.md`, required agreement).
 */
export function anyAgreement(partner: Partner, person: Person, project: Project, resource: Resource, context: Comparison): EvaluatedPart {
  const binding = partner.agreements.filter(({ type }) => type !== 'nda')
  if (binding.length === 0) return notMet('agreement', 'AGR-01', `${partner.name} has no agreement but confidentiality`)
  return judged(binding, person, project, resource, context, `an agreement of ${partner.name}`)
}

function judged(
  agreements: readonly Agreement[],
  person: Person,
  project: Project,
  resource: Resource,
  context: Comparison,
  what: string,
): EvaluatedPart {
  const covering = agreements.filter(({ covers }) => covers.includes(project.slug))
  if (covering.length === 0) return notMet('agreement', 'AGR-02', `${what} does not cover this project`)
  const live = covering.filter((agreement) => isInForce(agreement, context.today))
  if (live.length === 0) {
    const ended = lastEnd(covering.filter(({ until }) => until < context.today))
    return notMet('agreement', 'AGR-01', ended === null ? `${what} has not begun` : `${what} ended on ${dayInWords(ended)}`, {
      endedOn: ended,
    })
  }
  const naming = live.filter(({ people }) => people === 'any' || people.some((reference) => context.isPerson(reference, person)))
  if (naming.length === 0) return notMet('agreement', 'AGR-02', `${what} does not name this person`)
  const classes = resource.data ?? project.data
  const fitting = naming.find(({ data }) => data === null || classes.every((dataClass) => data.includes(dataClass)))
  if (fitting === undefined) return notMet('agreement', 'AGR-02', `${what} does not extend to ${listed(classes)}`)
  return met('agreement', 'AGR-01', `agreement \`${fitting.id}\` is in force until ${dayInWords(fitting.until)}`)
}

function listed(classes: readonly DataClass[]): string {
  return classes.map((dataClass) => `\`${dataClass}\``).join(', ')
}
