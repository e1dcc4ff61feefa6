import type { Day, Instant } from '../base/instant.ts'

/** What a board is shown, in this order (`reports.md`, Board summary). */
export const MEASURE_NAMES = [
  'sources-on-time',
  'crown-resources-seen',
  'affiliations-known',
  'projects-answered',
  'externals-without-entitlement',
  'crown-externals-without-entitlement',
  'access-after-end',
  'findings-overdue',
  'partners-with-agreement',
  'partners-with-diligence',
  'externals-entitled',
] as const

export type MeasureName = (typeof MEASURE_NAMES)[number]

/** A number beside its denominator. Counts of people and things, never a name of a person. */
export interface Measure {
  readonly name: MeasureName
  readonly count: number
  readonly all: number
  /** What it rests on that was not read completely: sources by name, and projects as `project <id>`, or `120 projects` where they are many; sorted. */
  readonly unread: readonly string[]
}

/** How the institution stood at the end of one period between two meetings of the board. */
export interface Period {
  /** Its first day; it ends where the next begins. */
  readonly begins: Day
  /** The last run in it. */
  readonly run: string
  readonly now: Instant
  /** By what it was measured: a later period with another version or other sources is not compared with it. */
  readonly method: { readonly gatehouse: string; readonly sources: readonly string[] }
  readonly measures: readonly Measure[]
}

/** A decision that the board is asked for: what stands open in one project and may be accepted by one office. Names no person. */
export interface Ask {
  readonly project: string
  readonly title: string
  /** `siro`, `senior_lead`, `officers/<role>`, `nobody`. */
  readonly office: string
  /** Titles of the rules that speak, sorted. */
  readonly risks: readonly string[]
  /** The earliest day by which one of them is due; null where none has a date. */
  readonly by: Day | null
  /** Fingerprints, sorted. */
  readonly findings: readonly string[]
}

/** What became of something that was asked for in the period before. */
export interface AskOutcome {
  readonly ask: Omit<Ask, 'findings'>
  readonly findings: number
  readonly open: number
  readonly accepted: number
  readonly resolved: number
  /** No longer audited: not put right. */
  readonly outOfScope: number
}
