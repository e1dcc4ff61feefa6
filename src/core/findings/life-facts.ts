import type { FindingLife } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'

/** What only the earlier runs tell: what rules about the process may see, once the life of tonight's findings is worked out. */
export interface LifeFacts {
  /** Every finding that was seen tonight, with its life; by fingerprint. */
  readonly seen: readonly LivingFinding[]
  /** Closings that are held back; null where none are. */
  readonly held: HeldClosings | null
}

export interface LivingFinding {
  readonly finding: Finding
  readonly life: FindingLife
}

export interface HeldClosings {
  /** How many findings would have been closed, and of how many that were open. */
  readonly count: number
  readonly open: number
}

export const NO_LIVES: LifeFacts = { seen: [], held: null }
