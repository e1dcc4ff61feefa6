import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'

/** Strong sign-in must be demanded of the person. */
export function strongSignIn(person: Person, context: Comparison): EvaluatedPart {
  const { mfa } = context.signIn(person)
  if (mfa === null) return unknown('mfa', 'CLR-05', 'no source of this version shows how people sign in', { condition: 'mfa' })
  return mfa
    ? met('mfa', 'CLR-05', 'strong sign-in is demanded')
    : notMet('mfa', 'CLR-05', 'strong sign-in is not demanded', { condition: 'mfa' })
}

/** The sign-in policy must let the person in from these countries only. */
export function signInFrom(countries: readonly string[], person: Person, context: Comparison): EvaluatedPart {
  const { from } = context.signIn(person)
  const condition = 'access-from'
  if (from === null) return unknown(condition, 'CLR-05', 'no source of this version shows from where sign-in is allowed', { condition })
  const outside = from.filter((country) => !countries.includes(country))
  if (outside.length === 0) return met(condition, 'CLR-05', `sign-in is allowed from ${[...from].sort().join(', ')} only`)
  return notMet(condition, 'CLR-05', `sign-in is also allowed from ${[...outside].sort().join(', ')}`, { condition })
}
