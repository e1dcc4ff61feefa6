import type { Place } from '../base/diagnostic.ts'
import type { Day } from '../base/instant.ts'
import type { Condition } from './condition.ts'
import type { AffiliationKind } from './affiliation-kind.ts'
import type { PersonReference } from './person-reference.ts'
import type { ResourceAddress } from './resource-address.ts'
import type { Level, ResourceKind } from './resource-kind.ts'
import type { Sensitivity } from './sensitivity.ts'

export interface Project {
  readonly slug: string
  readonly title: string
  readonly lead: PersonReference
  readonly deputy: PersonReference | null
  readonly department: string | null
  /** As declared; `effectiveSensitivity` says how to treat the project. */
  readonly sensitivity: Sensitivity
  readonly crownJewel: boolean
  /** Both inclusive, in the institution's zone; null = from ever. */
  readonly from: Day | null
  readonly until: Day
  readonly whySensitive: readonly SensitivityReason[]
  readonly decision: SeniorDecision | null
  readonly exportControl: ExportControl | null
  readonly data: readonly DataClass[]
  /** As declared; already merged into the `when` of every line. */
  readonly requires: readonly Condition[]
  /** By duty. */
  readonly duties: readonly { readonly duty: string; readonly people: readonly PersonReference[] }[]
  /** By slug. */
  readonly resources: readonly Resource[]
  /** In the order written. Lines are a union; one line must cover an access by itself. */
  readonly entitled: readonly EntitlementLine[]
  readonly place: Place
}

/** A crown jewel is treated as controlled, whatever is declared. */
export function effectiveSensitivity(project: Pick<Project, 'sensitivity' | 'crownJewel'>): Sensitivity {
  return project.crownJewel ? 'controlled' : project.sensitivity
}

export const SENSITIVITY_REASONS = ['commercial', 'patent', 'defence', 'dual-use', 'ethical', 'personal-data', 'export-control'] as const

export type SensitivityReason = (typeof SENSITIVITY_REASONS)[number]

export const DATA_CLASSES = ['research-data', 'intellectual-property', 'personal-data', 'special-category'] as const

export type DataClass = (typeof DATA_CLASSES)[number]

export interface SeniorDecision {
  readonly outcome: 'proceed' | 'proceed-with-controls' | 'stop'
  readonly by: PersonReference
  readonly on: Day
}

export interface ExportControl {
  readonly regime: 'UK' | 'EU' | 'US-EAR' | 'US-ITAR'
  readonly rating: string | null
  /** Countries from which the project's access may be used; null = not restricted here. */
  readonly accessFrom: readonly string[] | null
  /** By id. */
  readonly licences: readonly Licence[]
  readonly controlPlan: { readonly id: string; readonly people: readonly PersonReference[] | 'any'; readonly place: Place } | null
  readonly place: Place
}

export interface Licence {
  /** Unique within the project. */
  readonly id: string
  readonly until: Day
  readonly to: readonly string[]
  readonly people: readonly PersonReference[] | 'any'
  readonly place: Place
}

export interface Resource {
  readonly slug: string
  readonly kind: ResourceKind
  readonly at: ResourceAddress
  readonly owner: PersonReference | null
  readonly tags: readonly string[]
  readonly via:
    | { readonly kind: 'resource'; readonly slug: string }
    | { readonly kind: 'authority'; readonly address: ResourceAddress }
    | null
  /** Null = the project's classes. */
  readonly data: readonly DataClass[] | null
  /** Other projects that may declare the same address; consent counts only if it is mutual, which loading has checked. */
  readonly sharedWith: readonly string[]
  readonly place: Place
}

/** One line of `entitled`: a conjunction of all its parts. */
export interface EntitlementLine {
  /** Position in `entitled`, from 0. */
  readonly index: number
  readonly who: Who
  /** Null = any affiliation. Never empty. */
  readonly affiliations: readonly AffiliationKind[] | null
  /** By resource slug. */
  readonly gets: readonly EntitledLevel[]
  /** Inclusive; the project's where the line has none of its own (`ownFrom`, `ownUntil` say which). */
  readonly from: Day | null
  readonly until: Day
  readonly ownFrom: Day | null
  readonly ownUntil: Day | null
  /** The project's `requires`, then the line's own `when`; all must hold. */
  readonly when: readonly Condition[]
  readonly why: string | null
  /** Of the line's `who`. */
  readonly place: Place
}

export interface EntitledLevel {
  readonly resource: string
  readonly level: Level
  /** Null = any port; a list only where the resource is a segment. */
  readonly ports: readonly number[] | null
  readonly place: Place
}

/** The six forms in which a line names people or programs. */
export type Who =
  | { readonly kind: 'person'; readonly person: PersonReference }
  | { readonly kind: 'people'; readonly people: readonly PersonReference[] }
  | { readonly kind: 'partner'; readonly partner: string; readonly people: readonly PersonReference[] }
  | { readonly kind: 'department'; readonly department: string }
  /** An approvals register, or a group that an approval process alone may fill. */
  | { readonly kind: 'authority'; readonly authority: ResourceAddress }
  | { readonly kind: 'workload'; readonly workload: ResourceAddress; readonly owner: PersonReference }
