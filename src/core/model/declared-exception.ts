import type { Place } from '../base/diagnostic.ts'
import type { Day } from '../base/instant.ts'
import type { AcceptablePart } from './finding.ts'
import type { PersonReference } from './person-reference.ts'
import type { ResourceAddress } from './resource-address.ts'
import type { Level } from './resource-kind.ts'

/** An approved departure from the policy until a date. It marks findings accepted; it never widens an entitlement, and hides nothing. */
export interface PolicyException {
  readonly id: string
  readonly about: ExceptionAbout
  readonly reason: string
  readonly mitigation: string
  readonly askedBy: PersonReference
  readonly approvedBy: PersonReference
  readonly granted: Day
  /** Inclusive. */
  readonly expires: Day
  readonly ticket: string | null
  readonly place: Place
}

/** The failing parts that an exception of the access family may accept. */
export const ACCEPTABLE_PARTS = [
  'undeclared',
  'level',
  'ended',
  'agreement',
  'terms',
  'territory',
] as const satisfies readonly AcceptablePart[]

/** A subject as an exception names it: a person by a declared key, or an account, group or workload by its address. */
export type SubjectReference =
  | { readonly kind: 'person'; readonly person: PersonReference }
  | { readonly kind: 'address'; readonly address: ResourceAddress }

/** Exactly the identity fields of the rule's family (findings page, "A finding"), plus the level or the ports that are accepted. */
export type ExceptionAbout =
  | {
      readonly family: 'access'
      /** The failing parts that are accepted; never empty. */
      readonly parts: readonly AcceptablePart[]
      readonly project: string
      readonly subject: SubjectReference
      readonly resource: ResourceAddress
      /** The highest level accepted. */
      readonly level: Level
    }
  | { readonly family: 'segment'; readonly rule: string; readonly from: string; readonly to: string; readonly ports: readonly number[] }
  | {
      readonly family: 'access-hygiene'
      readonly rule: string
      readonly project: string
      readonly subject: SubjectReference
      readonly resource: ResourceAddress
    }
  | {
      readonly family: 'condition'
      readonly rule: string
      readonly project: string
      readonly subject: SubjectReference
      readonly condition: string
    }
  | { readonly family: 'account'; readonly rule: string; readonly account: ResourceAddress }
  | {
      readonly family: 'object'
      readonly rule: string
      /** Null where it is about the platform, whatever lies there. */
      readonly project: string | null
      readonly on: { readonly kind: 'resource'; readonly address: ResourceAddress } | { readonly kind: 'platform'; readonly id: string }
      /** The granting object, in its system's words. */
      readonly object: string
    }
  | {
      readonly family: 'at-large'
      readonly rule: string
      readonly holder:
        | { readonly kind: 'subject'; readonly subject: SubjectReference }
        | { readonly kind: 'partner'; readonly partner: string }
      readonly conflict: string | null
    }
  | { readonly family: 'declared-thing'; readonly rule: string; readonly on: DeclaredThing }
  | {
      readonly family: 'ending'
      readonly rule: string
      readonly on:
        | DeclaredThing
        | { readonly kind: 'register'; readonly register: string; readonly subject: SubjectReference; readonly item: string }
    }
  /** What is overdue: a project, the board, a threshold, or the fingerprint of a neglected finding. */
  | { readonly family: 'process'; readonly rule: string; readonly overdue: string }

/** A section and the key of an entry, or the hash of a line's `who` and `gets`. */
export type DeclaredThing =
  | { readonly kind: 'entry'; readonly section: string; readonly key: string }
  | { readonly kind: 'line'; readonly hash: string }
