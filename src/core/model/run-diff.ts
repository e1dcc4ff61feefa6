import type { Instant } from '../base/instant.ts'
import type { AccessRow, ProjectStatus } from './audit-result.ts'
import type { SeverityClass } from './finding.ts'

/** What lies between two published runs: what changed, and apart from it what only became visible or invisible. Plain JSON. */
export interface RunDiff {
  readonly from: DiffedRun
  readonly to: DiffedRun
  /** What the runs were judged by, where it is not the same: any of it can make a finding appear or go. */
  readonly method: readonly MethodChange[]
  /** `source/unit/dataset`, sorted. */
  readonly coverage: { readonly lost: readonly string[]; readonly regained: readonly string[]; readonly added: readonly string[] }
  /** By id. Those of which nothing is different are left out. */
  readonly projects: readonly ProjectDiff[]
  /** Each list gravest first, then by fingerprint. */
  readonly changed: {
    readonly appeared: readonly DiffedFinding[]
    readonly worse: readonly DiffedFinding[]
    readonly better: readonly DiffedFinding[]
    /** Seen to be over: the access is gone, the condition met, the person gone. */
    readonly resolved: readonly DiffedFinding[]
  }
  /** By decision, not by a change of access: accepted by an exception, or no longer. */
  readonly decided: { readonly accepted: readonly DiffedFinding[]; readonly returned: readonly DiffedFinding[] }
  /** INVARIANT: nothing here was fixed, and nothing here is known to be new. */
  readonly onlySeen: { readonly visible: readonly DiffedFinding[]; readonly invisible: readonly DiffedFinding[] }
  /** Open in both runs, and in none of the lists. */
  readonly unchanged: number
}

export interface DiffedRun {
  readonly id: string
  readonly now: Instant
  readonly gatehouse: string
  /** Findings that were open, and how many of them that run had seen itself. */
  readonly open: number
  readonly seen: number
}

export interface MethodChange {
  readonly what: 'policy' | 'configuration' | 'joins' | 'sources' | 'gatehouse' | 'time-zone-data'
  readonly from: string
  readonly to: string
}

export interface DiffedFinding {
  readonly fingerprint: string
  readonly rule: string
  readonly project: string | null
  readonly severity: SeverityClass
  /** Where it moved; else null. */
  readonly severityBefore: SeverityClass | null
  readonly sentence: string
  /** Why it stands in its list, one line; null where the list says it all. */
  readonly because: string | null
}

export interface ProjectDiff {
  readonly id: string
  /** Null: the run did not have the project. */
  readonly from: ProjectState | null
  readonly to: ProjectState | null
  /** Null where the list of one run is no longer kept. */
  readonly access: AccessDiff | null
}

export interface ProjectState {
  readonly status: ProjectStatus
  readonly complete: boolean
  readonly people: number
  readonly externals: number
}

/** By subject and resource. */
export interface AccessDiff {
  readonly gained: readonly DiffedAccess[]
  readonly lost: readonly DiffedAccess[]
  /** Another level or standing on the same resource. */
  readonly moved: readonly DiffedAccess[]
  /** Not in the list of the run that did not read all: there may be as many as before. */
  readonly notSeen: readonly DiffedAccess[]
  /** In the list only of the run that read more: they may have been there before. */
  readonly newlySeen: readonly DiffedAccess[]
}

export type DiffedAccess = Pick<AccessRow, 'subject' | 'label' | 'external' | 'resource' | 'level' | 'standing'>
