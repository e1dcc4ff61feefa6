import type { Agreement, AgreementType, Partner } from '../../model/declared-partner.ts'
import type { DataClass, Project, Resource } from '../../model/declared-project.ts'
import type { Person } from '../../model/person.ts'
import { dayInWords } from '../../base/day-words.ts'
import { type Comparison, isExternalFor } from '../comparison.ts'
import { type EvaluatedPart, met, notMet } from '../evaluated-part.ts'
import { isInForce, lastEnd } from './in-force.ts'
import { isZoneOf } from './seat.ts'

/**
 * A partner's people may reach personal data only under terms: an agreement about data that covers project, person and class, and
 * one about the transfer where the partner's seat is in another country than the institution.
 *
 * Asked of every line that fits, whatever it says. Null where the resource holds no personal data, or the person is no partner's. Where
 * somebody comes for several partners, each needs terms.
 */
export function dataTerms(
  named: Partner | null,
  person: Person,
  project: Project,
  resource: Resource,
  context: Comparison,
): EvaluatedPart | null {
  const classes = (resource.data ?? project.data).filter((dataClass) => PERSONAL.has(dataClass))
  if (classes.length === 0) return null
  const partners = partnersBehind(named, person, project, context)
  const judged = partners.map((partner) => termsOf(partner, classes, person, project, context))
  return judged.find(({ truth }) => truth === 'not-met') ?? judged[0] ?? null
}

const PERSONAL: ReadonlySet<DataClass> = new Set<DataClass>(['personal-data', 'special-category'])
const ABOUT_DATA: readonly AgreementType[] = ['data-processing', 'data-sharing']

function partnersBehind(named: Partner | null, person: Person, project: Project, context: Comparison): readonly Partner[] {
  const known = context.organisations(person).flatMap((organisation) => (organisation.kind === 'partner' ? [organisation.partner] : []))
  return [...new Set([...(named === null ? [] : [named]), ...(isExternalFor(person, project, context) ? known : [])])]
}

function termsOf(partner: Partner, classes: readonly DataClass[], person: Person, project: Project, context: Comparison): EvaluatedPart {
  const { today, zone } = context
  const fitting = (types: readonly AgreementType[]): readonly Agreement[] =>
    partner.agreements.filter(
      ({ type, covers, people, data }) =>
        types.includes(type) &&
        covers.includes(project.slug) &&
        (people === 'any' || people.some((reference) => context.isPerson(reference, person))) &&
        (data === null || classes.every((dataClass) => data.includes(dataClass))),
    )
  const lacking = (what: string, agreements: readonly Agreement[]): EvaluatedPart => {
    const ended = lastEnd(agreements.filter(({ until }) => until < today))
    const says = ended === null ? `${partner.name} has no ${what}` : `the ${what} of ${partner.name} ended on ${dayInWords(ended)}`
    return notMet('terms', 'AGR-04', says, { endedOn: ended })
  }
  const about = fitting(ABOUT_DATA)
  const live = about.find((agreement) => isInForce(agreement, today))
  if (live === undefined) return lacking('agreement on this personal data', about)
  if (isZoneOf(zone, partner.country)) return met('terms', 'AGR-04', `agreement \`${live.id}\` covers the personal data`)
  const transfers = fitting(['transfer'])
  const basis = transfers.find((agreement) => isInForce(agreement, today))
  if (basis === undefined) return lacking(`basis for a transfer to its seat (${partner.country})`, transfers)
  return met('terms', 'AGR-04', `agreements \`${live.id}\` and \`${basis.id}\` cover the personal data and its transfer`)
}
