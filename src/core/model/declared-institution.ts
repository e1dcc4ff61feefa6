import type { Place } from '../base/diagnostic.ts'
import type { Duration } from '../base/duration.ts'
import type { AffiliationKind } from './affiliation-kind.ts'
import type { PersonReference } from './person-reference.ts'
import type { ResourceAddress } from './resource-address.ts'
import type { Sensitivity } from './sensitivity.ts'

export const GRADED_SEVERITIES = ['critical', 'high', 'medium', 'low'] as const

/** The severities that a policy sets terms for; a notice asks for nothing. */
export type GradedSeverity = (typeof GRADED_SEVERITIES)[number]

export interface Institution {
  readonly name: string
  /** IANA zone in which days begin and end. */
  readonly timezone: string
  readonly seniorLead: PersonReference
  readonly siro: PersonReference
  /** Null where none is appointed. */
  readonly champions: { readonly academic: PersonReference | null; readonly corporate: PersonReference | null }
  /** By role. */
  readonly officers: readonly { readonly role: string; readonly person: PersonReference }[]
  readonly escalation: Readonly<Record<GradedSeverity, EscalationTerms>>
  readonly appetite: Appetite
  readonly reviews: ReviewIntervals
  readonly homeLawReview: readonly HomeLawReview[]
  /** Groups that an approval process alone may fill. */
  readonly authorities: readonly ResourceAddress[]
  readonly thresholds: Thresholds
  readonly place: Place
}

export interface EscalationTerms {
  readonly to: readonly EscalationTarget[]
  readonly fixWithin: Duration
  readonly mayAccept: AcceptanceRank
}

export type EscalationTarget =
  | { readonly kind: 'person'; readonly person: PersonReference }
  | { readonly kind: 'senior_lead' }
  | { readonly kind: 'siro' }
  | { readonly kind: 'project-lead' }
  | { readonly kind: 'host' }
  | { readonly kind: 'officer'; readonly role: string }

/** Who may accept a finding: a rank (project-lead < senior_lead < siro), or an officer. */
export type AcceptanceRank =
  | { readonly kind: 'project-lead' }
  | { readonly kind: 'senior_lead' }
  | { readonly kind: 'siro' }
  | { readonly kind: 'officer'; readonly role: string }

export interface Appetite {
  readonly bySensitivity: Readonly<Record<Sensitivity, SensitivityAppetite>>
  readonly funding: { readonly oneFunderMax: Percent | null; readonly oneCountryMax: Percent | null }
  readonly coverage: { readonly sourcesOnTimeMin: Percent | null; readonly affiliationKnownMin: Percent | null }
}

export interface SensitivityAppetite {
  /** How many open findings of a severity are borne; null = no limit. */
  readonly open: Readonly<Record<GradedSeverity, number | null>>
  readonly maxException: Duration
}

/** 0 to 100. */
export type Percent = number

export interface ReviewIntervals {
  readonly board: Duration
  readonly partner: Duration
  /** Null = open projects are not reviewed. */
  readonly open: Duration | null
  readonly internal: Duration
  readonly sensitive: Duration
  readonly controlled: Duration
}

export interface HomeLawReview {
  /** The seat of an organisation, ISO 3166-1 alpha-2 or XK. */
  readonly country: string
  readonly reason: string
  readonly owner: PersonReference
}

export interface Thresholds {
  readonly endsSoon: Duration
  readonly unusedAfter: Duration
  readonly missingAfter: Duration
  readonly cumulativeProjects: number
}

/** `kind` holds for whoever meets all of `match`. */
export interface AffiliationRule {
  readonly kind: AffiliationKind
  /** Never empty. */
  readonly match: readonly AttributeMatch[]
  readonly requires: {
    readonly host: boolean
    readonly endDate: boolean
    readonly maxLength: Duration | null
    readonly maxExtensions: number | null
  }
  readonly winsOverExternal: boolean
  readonly place: Place
}

export interface AttributeMatch {
  /** A key of `sources` in `gatehouse.yaml`. */
  readonly source: string
  /** As written; the source decides whether letter case counts. */
  readonly attribute: string
  readonly test: { readonly kind: 'one-of'; readonly values: readonly string[] } | { readonly kind: 'domain-of-partner' }
  readonly place: Place
}
