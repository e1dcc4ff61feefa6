import type { Person } from '../../model/person.ts'
import type { Comparison } from '../comparison.ts'
import { type EvaluatedPart, met, notMet, unknown } from '../evaluated-part.ts'

/** What is known of how somebody signs in; null where nothing is. No source of this version shows it: an expectation may state it. */
export interface SignIn {
  /** Is strong sign-in demanded? */
  readonly mfa: boolean | null
  /** The countries from which the sign-in policy lets the person in. */
  readonly from: readonly string[] | null
}

export const NOTHING_KNOWN: SignIn = { mfa: null, from: null }

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
