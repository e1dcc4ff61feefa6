import type { Day } from '../base/instant.ts'
import type { Provenance } from './provenance.ts'

/** The registers of `policy-language.md`; `doors` and `grants` become accounts, resources and grants and have no rows of their own. */
export type RegisterName = 'hr' | 'visitors' | 'partners' | 'training' | 'clearances' | 'approvals' | 'doors' | 'grants'

interface Row {
  /** Inclusive days; null = open at that end. */
  readonly from: Day | null
  readonly until: Day | null
  readonly provenance: Provenance
}

export interface HrRow extends Row {
  readonly employeeId: string
  readonly mail: string
  readonly employeeType: string
  readonly department: string
  readonly status: 'active' | 'left'
  readonly upn: string | null
  readonly workCountry: string | null
  readonly reportsTo: string | null
}

export interface VisitorRow extends Row {
  /** Mail, UPN, eppn or `id:<employee number>`, as written. */
  readonly person: string
  readonly kind: string
  /** Partner slug, ROR address or domain. */
  readonly organisation: string
  readonly host: string
  readonly extensions: number | null
  readonly card: string | null
  readonly workCountry: string | null
}

export interface PartnerRow extends Row {
  readonly partner: string
  readonly person: string
  readonly agreement: string
  readonly host: string
  readonly workCountry: string | null
}

export interface TrainingRow extends Row {
  readonly person: string
  readonly course: string
}

export interface ClearanceRow extends Row {
  readonly person: string
  readonly clearance: string
  readonly status: 'ok' | 'pending' | 'missing' | 'expired' | 'unknown'
  /** The project that the clearance was given for. */
  readonly project: string
  readonly reference: string | null
}

export interface ApprovalRow extends Row {
  readonly authority: string
  readonly person: string
}

/** A batch of rows of one register, each kept with the source that it came from (in its provenance). */
export type RegisterRows =
  | { readonly register: 'hr'; readonly rows: readonly HrRow[] }
  | { readonly register: 'visitors'; readonly rows: readonly VisitorRow[] }
  | { readonly register: 'partners'; readonly rows: readonly PartnerRow[] }
  | { readonly register: 'training'; readonly rows: readonly TrainingRow[] }
  | { readonly register: 'clearances'; readonly rows: readonly ClearanceRow[] }
  | { readonly register: 'approvals'; readonly rows: readonly ApprovalRow[] }
