import type { SubjectReference } from '../model/declared-exception.ts'
import type { Truth } from '../model/finding.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { ResourceAddress } from '../model/resource-address.ts'

/** Lowest first. */
export const RANKS = ['project-lead', 'senior_lead', 'siro'] as const

export type Rank = (typeof RANKS)[number]

/** What exceptions need to know of people and things; what cannot be established is said, never guessed. */
export interface Officers {
  /** Is this a live internal person: one, registered, not left, of an internal affiliation? */
  isLiveInternal(person: PersonReference): Truth
  /** The highest rank that the person holds for a finding of these projects; null = none. */
  rankOf(person: PersonReference, projects: readonly string[]): Rank | null
  /** Roles of `institution.officers` that the person fills. */
  officesOf(person: PersonReference): readonly string[]
  /** Do both name one person? */
  sameAs(a: PersonReference, b: PersonReference): Truth
  /** Is the person the subject with this key? */
  isSubject(person: PersonReference, subjectKey: string): Truth
  /** Is the person a host of the subject with this key? */
  isHostOf(person: PersonReference, subjectKey: string): Truth
  /** The key of the subject that a policy names; null where nobody, or more than one, can be found. */
  subjectKey(reference: SubjectReference): string | null
  /** The address of a resource with its native id, as findings state it; null where nothing is found. */
  resourceAddress(address: ResourceAddress): string | null
  /** Native id of an account or credential; null where nothing is found. */
  accountId(address: ResourceAddress): string | null
}
