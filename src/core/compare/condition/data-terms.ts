import type { Agreement, AgreementType, Partner } from '../../model/declared-partner.ts'
import type { DataClass, Project, Resource } from '../../model/declared-project.ts'
import type { Person } from '../../model/person.ts'
import { dayInWords } from '../../base/day-words.ts'
import { affiliationTruth } from '../affiliation.ts'
import type { Comparison } from '../comparison.ts'
import { isExternalKind } from '../../model/affiliation-kind.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'
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
  strict: boolean,
  context: Comparison,
): EvaluatedPart | null {
  const classes = (resource.data ?? project.data).filter((dataClass) => PERSONAL.has(dataClass))
  if (classes.length === 0) return null
  const isInternal = affiliationTruth(context.affiliation(person), strict, (kind) => !isExternalKind(kind))
  const others = isInternal === 'met' ? [] : partnersBehind(person, context).filter((partner) => partner !== named)
  const certain = [...(named === null ? [] : [named]), ...(isInternal === 'not-met' ? others : [])]
  const judged = certain.map((partner) => termsOf(partner, classes, person, project, context))
  const lacking = judged.find(({ truth }) => truth === 'not-met')
  if (lacking !== undefined) return lacking
  if (isInternal === 'met') return judged[0] ?? null
  // For whom somebody comes may stand in what was not read, or whether they come for anybody.
  const registers = (['visitors', 'partners'] as const).map((name) => context.register(name, person))
  const partial = registers.find((register) => register.kind === 'partial')
  if (partial !== undefined) return unknown('terms', 'AGR-04', partial.says, { restsOn: partial.datasets })
  const open = isInternal === 'unknown' ? others.map((partner) => termsOf(partner, classes, person, project, context)) : []
  if (open.some(({ truth }) => truth === 'not-met')) {
    const says = `whether the person comes for a partner is not known: ${context.affiliationDoubt(person) ?? 'a record about it was not read'}`
    return unknown('terms', 'AGR-04', says, { restsOn: context.affiliationDatasets })
  }
  return judged[0] ?? open[0] ?? null
}

const PERSONAL: ReadonlySet<DataClass> = new Set<DataClass>(['personal-data', 'special-category'])
const ABOUT_DATA: readonly AgreementType[] = ['data-processing', 'data-sharing']

function partnersBehind(person: Person, context: Comparison): readonly Partner[] {
  const organisations = context.organisations(person)
  return [...new Set(organisations.flatMap((organisation) => (organisation.kind === 'partner' ? [organisation.partner] : [])))]
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
