import type { Place } from '../base/diagnostic.ts'
import type { Day } from '../base/instant.ts'
import type { AffiliationKind } from './affiliation-kind.ts'
import type { AffiliationRule, Institution } from './declared-institution.ts'
import type { Partner } from './declared-partner.ts'
import type { PolicyException } from './declared-exception.ts'
import type { Project } from './declared-project.ts'
import type { PersonReference } from './person-reference.ts'
import type { Ports } from './ports.ts'
import type { ResourceAddress } from './resource-address.ts'
import type { Sensitivity } from './sensitivity.ts'

/**
 * All that an institution has declared, merged from its files, checked, with every default applied.
 *
 * Absence is null, never `undefined`. Lists of named things are sorted by their name, so that neither the order of files nor that of
 * keys shows; lists whose order has a meaning (`affiliations`, the lines of `entitled`) keep it. Plain JSON throughout.
 */
export interface DeclaredPolicy {
  readonly institution: Institution
  /** In the order written: the first rule that matches wins. */
  readonly affiliations: readonly AffiliationRule[]
  /** By slug. Only whole ones: a broken entry stands in `PolicyLoad.broken`. */
  readonly partners: readonly Partner[]
  /** By slug. Only whole ones whose partners are whole too. */
  readonly projects: readonly Project[]
  /** By tag. */
  readonly tags: readonly TaggedSegments[]
  /** These four by id. */
  readonly segregation: readonly SegregationRule[]
  readonly conflicts: readonly ConflictRule[]
  readonly platforms: readonly Platform[]
  readonly blindSpots: readonly BlindSpot[]
  /** By id. Only whole ones. */
  readonly exceptions: readonly PolicyException[]
}

/** Segments or zones that bear a tag; a resource may bear one as well (`Resource.tags`). */
export interface TaggedSegments {
  readonly tag: string
  readonly addresses: readonly ResourceAddress[]
  readonly place: Place
}

export type SegregationRule = { readonly id: string; readonly ports: Ports; readonly place: Place } & (
  | { readonly kind: 'never'; readonly from: SegregationEnd; readonly to: SegregationEnd }
  /** Every segment that is not one of `from` is forbidden. */
  | { readonly kind: 'only'; readonly to: SegregationEnd; readonly from: readonly SegregationEnd[] }
)

export type SegregationEnd =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'segment'; readonly address: ResourceAddress }
  /** Whatever segment admits people of these kinds. */
  | { readonly kind: 'affiliation'; readonly affiliations: readonly AffiliationKind[] }
  | { readonly kind: 'internet' }

export type ConflictRule = { readonly id: string; readonly why: string | null; readonly place: Place } & (
  | { readonly kind: 'projects'; readonly projects: readonly string[]; readonly appliesTo: readonly ('person' | 'partner')[] }
  | { readonly kind: 'duties'; readonly duties: readonly string[] }
)

/** A system as a whole: who runs it and who administers it. Administrators count as entitled at `admin` on resources of its source. */
export interface Platform {
  readonly id: string
  readonly source: string
  readonly runBy: 'institution' | 'third-party'
  readonly owner: PersonReference
  /** The day of its last assessment; null = never, as far as declared. */
  readonly assessed: Day | null
  readonly administrators: readonly PersonReference[]
  /** Null where nothing is said for a sensitivity. */
  readonly externalSharing: Readonly<Record<Sensitivity, 'none' | 'named-guests' | 'any-guest' | 'anyone' | null>>
  readonly place: Place
}

/** A gap that cannot be cured, accepted until a date. It separates what nobody can read from what broke tonight, and hides nothing. */
export interface BlindSpot {
  readonly id: string
  readonly source: string
  readonly dataset: string
  readonly reason: string
  readonly acceptedBy: PersonReference
  readonly expires: Day
  readonly place: Place
}
