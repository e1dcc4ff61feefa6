import type { Instant } from '../base/instant.ts'

/** How far a dataset was read; `findings.md`, Coverage ledger. */
export type DatasetState = 'complete' | 'partial' | 'denied' | 'failed' | 'skipped'

/** Names one dataset of one source: what an answer may rest on. */
export interface DatasetKey {
  readonly source: string
  /** Account, domain or region inside the source; the source's base DN or file name where it has only one. */
  readonly unit: string
  readonly dataset: string
}

/** One row of the coverage ledger. */
export interface DatasetCoverage extends DatasetKey {
  readonly state: DatasetState
  /** Why it is not complete, in the system's own words; empty when complete. */
  readonly reasons: readonly string[]
  /** The permission or setting that would cure it. */
  readonly cure: string | null
  readonly pages: number
  readonly records: number
  /** The system's own count, where it gives one. */
  readonly total: number | null
  readonly startedAt: Instant
  readonly endedAt: Instant
  /** The moment whose state the records show: the export's own time, else the end of the read. */
  readonly asOf: Instant
  /** The run that this dataset was taken over from. */
  readonly reusedFrom: string | null
}

/** Closed list of the reasons why something was not seen. */
export type GapCode =
  | 'dataset-incomplete'
  | 'dataset-stale'
  | 'clock-skew'
  | 'implausible-shrink'
  | 'dataset-missing'
  | 'source-unreadable'
  | 'record-malformed'
  | 'reference-dangling'
  | 'reference-ambiguous'
  /** A member that no source describes and that is none of the group's own source: another domain's, or one that stands for many. */
  | 'reference-elsewhere'
  /** Rules of a group, or of all groups of a source, by which it could be told who may change them. */
  | 'control-unread'
  /** A group whose members another source keeps, and whose list here is not the one there. */
  | 'copy-differs'
  | 'identity-ambiguous'
  | 'resource-unobserved'
  | 'condition-unsourced'
  | 'policy-unusable'
  /** A way to a resource that this version does not evaluate, and that is there, or may be. */
  | 'route-not-evaluated'

/**
 * One thing that was not seen.
 *
 * With a `record` of known identity it touches only the answers that use that record; without one the whole dataset is
 * `partial`, and every answer that rests on the dataset is touched.
 */
export interface Gap extends DatasetKey {
  readonly code: GapCode
  /** The native id of the account, group or resource that it touches; null touches the whole dataset. */
  readonly record: string | null
  /** One line, lower case, in the system's own words where it has any. */
  readonly reason: string
  readonly cure: string | null
  /** Where in the evidence, if it can be said: file and line. */
  readonly at: string | null
}

export function datasetId({ source, unit, dataset }: DatasetKey): string {
  return `${source}/${unit}/${dataset}`
}
