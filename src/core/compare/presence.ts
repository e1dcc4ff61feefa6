import { dayInWords } from '../base/day-words.ts'
import type { Person } from '../model/person.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { Comparison } from './comparison.ts'
import { hiddenNames } from './hidden-names.ts'
import { mayWork } from './holder.ts'

/**
 * Is somebody whom the policy names for a duty there to answer for it? `says` is the end of a sentence; `isNobody` where no source shows
 * anybody of that name.
 */
export type Presence =
  | { readonly kind: 'present'; readonly person: Person }
  | { readonly kind: 'absent'; readonly says: string; readonly isNobody: boolean }
  | { readonly kind: 'unknown'; readonly because: string }

/** Present is whom a register knows, who has not left, and who can sign in; what nobody can tell is `unknown`. O(accounts of the person). */
export function presenceOf(reference: PersonReference, context: Comparison): Presence {
  const { snapshot } = context
  const hidden = hiddenNames(context).people()
  const unlessHidden = (says: string, isNobody = false): Presence =>
    hidden === null ? { kind: 'absent', says, isNobody } : { kind: 'unknown', because: hidden }
  const found = snapshot.findPerson(reference.kind === 'employee' ? reference.written : reference.text)
  if (found.found === 'several') return { kind: 'absent', says: 'could be two people', isNobody: false }
  if (found.found === 'none') return unlessHidden('is not found in any source', true)
  const person = found.thing
  if (!person.registered) return unlessHidden('stands in no register of people')
  const affiliation = context.affiliation(person)
  if (affiliation.ended) {
    const doubt = context.affiliationDoubt(person)
    const on = affiliation.endedOn === null ? '' : ` on ${dayInWords(affiliation.endedOn)}`
    return doubt === null ? { kind: 'absent', says: `left${on}`, isNobody: false } : { kind: 'unknown', because: doubt }
  }
  const states = person.joins.map(({ account }) => snapshot.accounts[account]?.state ?? 'unknown')
  if (states.length > 0 && !states.some(mayWork)) return unlessHidden('can no longer sign in')
  return { kind: 'present', person }
}
