import type { Resource } from '../../model/declared-project.ts'
import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'

/** Strong sign-in must be demanded of the person at this resource. */
export function strongSignIn(person: Person, resource: Resource, context: Comparison): EvaluatedPart {
  const { strong, restsOn } = context.signIn(person, resource)
  const condition = 'mfa'
  switch (strong.kind) {
    case 'demanded':
      return met(condition, 'CLR-05', strong.says, restsOn)
    case 'not-demanded':
      return notMet(condition, 'CLR-05', strong.says, { condition, restsOn })
    case 'unknown':
    case 'unsourced':
      return unknown(condition, 'CLR-05', strong.says, { condition, restsOn })
  }
}

/** The sign-in policy must let the person in from these countries only. */
export function signInFrom(countries: readonly string[], person: Person, resource: Resource, context: Comparison): EvaluatedPart {
  const { from, restsOn } = context.signIn(person, resource)
  const condition = 'access-from'
  switch (from.kind) {
    case 'countries': {
      const outside = from.countries.filter((country) => !countries.includes(country))
      if (outside.length === 0) return met(condition, 'CLR-05', `sign-in is allowed from ${inWords(from.countries)} only`, restsOn)
      if (!from.exact) return unknown(condition, 'CLR-05', mayNarrow(outside), { condition, restsOn })
      return notMet(condition, 'CLR-05', `sign-in is also allowed from ${inWords(outside)}`, { condition, restsOn })
    }
    case 'anywhere':
      return notMet(condition, 'CLR-05', from.says, { condition, restsOn })
    case 'unknown':
    case 'unsourced':
      return unknown(condition, 'CLR-05', from.says, { condition, restsOn })
  }
}

/** What is said where a rule that could not be decided may refuse these countries after all. */
export function mayNarrow(outside: readonly string[]): string {
  return `whether sign-in is allowed from ${inWords(outside)} is not known: a rule that may refuse it could not be decided`
}

function inWords(countries: readonly string[]): string {
  return countries.length === 0 ? 'nowhere' : [...countries].sort().join(', ')
}
