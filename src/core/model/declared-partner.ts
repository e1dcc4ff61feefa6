import type { Place } from '../base/diagnostic.ts'
import type { Day } from '../base/instant.ts'
import type { DataClass } from './declared-project.ts'
import type { PersonReference } from './person-reference.ts'

/** An organisation with which agreements exist. */
export interface Partner {
  readonly slug: string
  readonly name: string
  /** The organisation's seat, ISO 3166-1 alpha-2 or XK. People have no country. */
  readonly country: string
  readonly ror: string | null
  /** What ties accounts to the partner: mail domains in lower case, tenants, AWS account numbers. */
  readonly domains: readonly string[]
  readonly tenants: readonly string[]
  readonly awsAccounts: readonly string[]
  /** By id. */
  readonly agreements: readonly Agreement[]
  readonly dueDiligence: DueDiligence
  readonly lawReview: LawReview | null
  /** Percent, 0 to 100; null = unknown. */
  readonly funderShare: number | null
  readonly place: Place
}

export const AGREEMENT_TYPES = [
  'collaboration',
  'nda',
  'data-processing',
  'data-sharing',
  'transfer',
  'material-transfer',
  'contract-research',
] as const

export type AgreementType = (typeof AGREEMENT_TYPES)[number]

export interface Agreement {
  /** Unique among all partners. */
  readonly id: string
  readonly type: AgreementType
  /** Project slugs, sorted. */
  readonly covers: readonly string[]
  /** Both inclusive; null = from ever. */
  readonly from: Day | null
  readonly until: Day
  readonly people: readonly PersonReference[] | 'any'
  /** Null = the agreement names no classes, so it restricts none. */
  readonly data: readonly DataClass[] | null
  readonly place: Place
}

export type DiligenceOutcome = 'clear' | 'concern' | 'mitigated' | 'not-done'

export interface DueDiligence {
  readonly reputational: DiligenceOutcome
  readonly ethical: DiligenceOutcome
  readonly security: DiligenceOutcome
  readonly reviewed: Day | null
  readonly next: Day | null
  readonly by: PersonReference | null
}

export interface LawReview {
  readonly done: Day
  readonly by: PersonReference
  readonly outcome: string
}
