import type { Day, Instant } from '../base/instant.ts'
import type { Acknowledgement, Life, LifeState } from '../model/audit-result.ts'
import type { DatasetKey, DatasetState } from '../model/coverage.ts'
import type { Finding } from '../model/finding.ts'

/** What the published runs have left behind: all that the life of tonight's findings is worked out from. */
export interface Earlier {
  /** The latest published run; null before the first. */
  readonly previousRun: { readonly id: string; readonly now: Instant } | null
  /** Every open finding, and those resolved ones that are seen tonight; more does no harm. By fingerprint. */
  readonly lives: readonly EarlierLife[]
  /** By project: the last run in which its coverage was complete. */
  readonly lastComplete: Life['lastComplete']
  readonly everAssessed: readonly AssessedThing[]
  /** The ledger of the previous run. */
  readonly coverage: readonly (DatasetKey & { readonly state: DatasetState })[]
  /** Fingerprints whose closing the latest run held back. */
  readonly held: readonly string[]
  /** The last that was said of each finding; by fingerprint. */
  readonly acknowledgements: readonly Acknowledgement[]
}

/** How a finding stood after the last run that could say something about it. */
export interface EarlierLife {
  readonly fingerprint: string
  readonly open: boolean
  readonly state: LifeState
  readonly firstSeen: Instant
  readonly lastSeen: Instant
  readonly lastChecked: Instant
  readonly timesReopened: number
  readonly due: Day | null
  /** As it was last seen. */
  readonly lastKnown: Finding
}

/** Something whose first assessment makes its findings a baseline: `unit` is written `source/unit`. */
export interface AssessedThing {
  readonly kind: 'project' | 'source' | 'unit' | 'rule'
  readonly name: string
}

/** Before anything was ever published. */
export const NOTHING_EARLIER: Earlier = {
  previousRun: null,
  lives: [],
  lastComplete: [],
  everAssessed: [],
  coverage: [],
  held: [],
  acknowledgements: [],
}
