import type { Day } from '../base/instant.ts'
import type { ExceptionOutcome } from '../model/audit-result.ts'
import type { Institution } from '../model/declared-institution.ts'
import type { PolicyException, SubjectReference } from '../model/declared-exception.ts'
import type { ExceptionState, Finding, Truth } from '../model/finding.ts'
import type { PersonReference } from '../model/person-reference.ts'
import type { ResourceAddress } from '../model/resource-address.ts'
import type { Sensitivity } from '../model/sensitivity.ts'

/** What exceptions need to know of people and things; what cannot be established is said, never guessed. */
export interface Officers {
  /** Is this a live internal person: one, registered, not left, of an internal affiliation? */
  isLiveInternal(person: PersonReference): Truth
  /** The highest rank that the person holds for a finding of these projects; null = none. */
  rankOf(person: PersonReference, projects: readonly string[]): Rank | null
  /** Roles of `institution.officers` that the person fills, sorted. */
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

export type Rank = 'project-lead' | 'senior_lead' | 'siro'

export interface ExceptionInput {
  readonly exceptions: readonly PolicyException[]
  readonly institution: Institution
  readonly findings: readonly Finding[]
  /** In the institution's zone. */
  readonly today: Day
  readonly officers: Officers
  /** How a declared project is to be treated; null for none of that name. */
  sensitivityOf(project: string): Sensitivity | null
  /** Was everything complete tonight that rules of this family, or this rule, need for the project (null: the institution)? */
  isAssessed(about: { readonly rule: string | null; readonly project: string | null }): boolean
}

/** Does an exception in this state take a finding out of the exit threshold and the list of what is new? */
export function hasEffect(state: ExceptionState): boolean {
  return state === 'active' || state === 'ending'
}

/** Every exception with its state, by id; and the findings, in their order, with the exception that speaks of each. */
export function withExceptions(input: ExceptionInput): {
  readonly outcomes: readonly ExceptionOutcome[]
  readonly findings: readonly Finding[]
} {
  throw new Error(`not written yet: ${input.today}`)
}
