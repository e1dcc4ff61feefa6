import { dayInWords } from '../../base/day-words.ts'
import { isExternalKind } from '../../model/affiliation-kind.ts'
import type { Project, Resource } from '../../model/declared-project.ts'
import type { Condition } from '../../model/condition.ts'
import type { Person } from '../../model/person.ts'
import { affiliationTruth } from '../affiliation.ts'
import type { Comparison } from '../comparison.ts'
import { organisationsOf } from '../partner-of.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'
import { isInForce } from './in-force.ts'
import { mayNarrow } from './sign-in.ts'

/** The licence that a line names must be the project's, in force, and name the person where it names people. */
export function licence(id: string, person: Person, project: Project, context: Comparison): EvaluatedPart {
  const condition = `licence:${id}`
  const found = project.exportControl?.licences.find((candidate) => candidate.id === id)
  if (found === undefined) return notMet('licence', 'CLR-04', `licence \`${id}\` is not registered`, { condition })
  if (found.until < context.today)
    return notMet('licence', 'CLR-04', `licence \`${id}\` ended on ${dayInWords(found.until)}`, { condition, endedOn: found.until })
  if (found.people !== 'any' && !found.people.some((reference) => context.isPerson(reference, person))) {
    return notMet('licence', 'CLR-04', `licence \`${id}\` does not name this person`, { condition })
  }
  return met('licence', 'CLR-04', `licence \`${id}\` is in force until ${dayInWords(found.until)}`)
}

/** The person must stand on the project's technology control plan. */
export function controlPlan(id: string, person: Person, project: Project, context: Comparison): EvaluatedPart {
  const condition = `control-plan:${id}`
  const plan = project.exportControl?.controlPlan ?? null
  if (plan === null || plan.id !== id) return notMet('control-plan', 'CLR-04', `control plan \`${id}\` is not registered`, { condition })
  const listed = plan.people === 'any' || plan.people.some((reference) => context.isPerson(reference, person))
  if (!listed) return notMet('control-plan', 'CLR-04', `control plan \`${id}\` does not name this person`, { condition })
  return met('control-plan', 'CLR-04', `control plan \`${id}\` names this person`)
}

/**
 * Controlled technology may be reached from the countries of `access_from` and, on this line, those of its licences.
 *
 * Asked of the seat of the person's organisation and of the recorded work country, never of the person (`product.md`, What it
 * refuses). Null where the project limits nothing. An external of no known organisation is unknown; a member of the institution
 * without a work country works at its seat.
 */
export function territory(
  when: readonly Condition[],
  person: Person,
  project: Project,
  resource: Resource,
  strict: boolean,
  context: Comparison,
): EvaluatedPart | null {
  const base = project.exportControl?.accessFrom ?? null
  if (base === null) return null
  const licensed = (project.exportControl?.licences ?? [])
    .filter(({ id, until }) => until >= context.today && when.some((condition) => condition.kind === 'licence' && condition.id === id))
    .flatMap(({ to }) => to)
  const allowed = new Set([...base, ...licensed])
  const registers = placeRegisters.map((name) => context.placeRegister(name, person)).filter((register) => register.kind !== 'unsourced')
  const { from, restsOn: signInRestsOn } = context.signIn(person, resource)
  const restsOn = [...registers.flatMap(({ datasets }) => datasets), ...signInRestsOn]
  const places = placesOf(person, context)
  const outside = places.find(({ country }) => !allowed.has(country))
  if (outside !== undefined)
    return notMet('territory', 'CLR-03', `${outside.what} is ${outside.country}, outside ${[...allowed].sort().join(', ')}`, { restsOn })
  if (from.kind === 'anywhere') return notMet('territory', 'CLR-03', from.says, { restsOn })
  const signIn = from.kind === 'countries' ? from.countries.filter((country) => !allowed.has(country)) : []
  const mayBeRefused = from.kind === 'countries' && !from.exact
  if (signIn.length > 0 && !mayBeRefused) {
    const says = `sign-in is also allowed from ${signIn.sort().join(', ')}, outside ${[...allowed].sort().join(', ')}`
    return notMet('territory', 'CLR-03', says, { restsOn })
  }
  // Of systems that show no rules about signing in nothing is asked: `docs/out-of-scope.md` says so.
  if (signIn.length > 0) return unknown('territory', 'CLR-03', mayNarrow(signIn), { restsOn })
  if (from.kind === 'unknown') return unknown('territory', 'CLR-03', from.says, { restsOn })
  // A work country outside may stand in what was not read.
  const partial = registers.find((register) => register.kind === 'partial')
  if (partial !== undefined) return unknown('territory', 'CLR-03', partial.says, { restsOn })
  const isInternal = affiliationTruth(context.affiliation(person), strict, (kind) => !isExternalKind(kind)) === 'met'
  if (places.length === 0 && !isInternal) return unknown('territory', 'CLR-03', 'no organisation or work country is recorded', { restsOn })
  const says = places.length === 0 ? 'works at the institution' : `works within ${[...allowed].sort().join(', ')}`
  return met('territory', 'CLR-03', says, restsOn)
}

/** The registers that may tell where somebody works. */
const placeRegisters = ['hr', 'visitors', 'partners'] as const

function placesOf(person: Person, context: Comparison): readonly { readonly what: string; readonly country: string }[] {
  const rows = [...person.hr, ...person.visits, ...person.partnerships].filter((row) => isInForce(row, context.today))
  const worked = rows.flatMap(({ workCountry }) =>
    workCountry === null || workCountry === '' ? [] : [{ what: 'the work country', country: workCountry }],
  )
  const seats = organisationsOf(person, context.partners, context.snapshot.accounts, context.today).flatMap((organisation) =>
    organisation.kind === 'partner' ? [{ what: `the seat of ${organisation.partner.name}`, country: organisation.partner.country }] : [],
  )
  return [...worked, ...seats]
}
