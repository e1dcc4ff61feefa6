import type { Diagnostic } from '../base/diagnostic.ts'
import type { Day, Instant } from '../base/instant.ts'
import type { DatasetCoverage, Gap } from './coverage.ts'
import type { GradedSeverity } from './declared-institution.ts'
import type { ExceptionState, Finding, LinePart, Truth } from './finding.ts'
import type { AskOutcome, Period } from './measures.ts'
import type { Sensitivity } from './sensitivity.ts'

/** The whole outcome of one run: plain JSON, published schema in `schemas/`. Every report is made from it and from nothing else. */
export interface AuditResult {
  readonly schemaVersion: '1.0'
  readonly run: Run
  readonly assessment: Assessment
  readonly life: Life
  /** Null for an evaluation that was only printed. */
  readonly publication: PublicationRecord | null
}

/** Its place in the hash chain, and what had gone wrong around the runs before; the chain holds none of the latter. */
export interface PublicationRecord {
  readonly sequence: number
  readonly previous: string | null
  readonly head: string
  /** Messages of earlier runs that had not arrived when this one was published, oldest first. */
  readonly undelivered: readonly UndeliveredMessage[]
  /** Audits since the run before that failed before publication: the missing nights, oldest first. */
  readonly failedRuns: readonly FailedRun[]
}

export interface UndeliveredMessage {
  readonly run: string
  readonly audience: string
  readonly channel: 'mail' | 'webhook'
  readonly attempts: number
  /** Why the last attempt failed, one line; null before the first. */
  readonly failure: string | null
}

export interface FailedRun {
  readonly at: Instant
  /** One line. */
  readonly message: string
}

/** Everything that the assessment is a function of: the same in, the same bytes out. */
export interface Run {
  /** From `now` and the manifest hashes. */
  readonly id: string
  readonly now: Instant
  readonly institution: string
  readonly timeZone: string
  readonly gatehouse: string
  readonly timeZoneData: string
  readonly policyHash: string
  readonly configHash: string
  readonly joinsHash: string | null
  readonly evidence: readonly EvidenceUsed[]
}

export interface EvidenceUsed {
  readonly source: string
  readonly kind: string
  /** Who read it: the reader's own identity in that system. */
  readonly reader: string | null
  readonly manifestHash: string | null
  readonly startedAt: Instant | null
  readonly endedAt: Instant | null
}

/** The part that replay promises: evidence, policy, configuration, joins, accepted shrinks and `now` decide it. */
export interface Assessment {
  readonly coverage: readonly LedgerRow[]
  /** Sorted by source, unit, dataset, record. */
  readonly gaps: readonly GapRow[]
  /** Routes that this version does not evaluate, in a reader's words: never checked. */
  readonly neverChecked: readonly string[]
  readonly population: Population
  readonly projects: readonly ProjectAssessment[]
  readonly findings: readonly Finding[]
  readonly causes: readonly Cause[]
  readonly exceptions: readonly ExceptionOutcome[]
  /** Rules that could not speak somewhere, with the reason; sorted by rule. */
  readonly rulesNotAssessed: readonly { readonly rule: string; readonly projects: readonly string[]; readonly reason: string }[]
  readonly policyDiagnostics: readonly Diagnostic[]
  /** Who answers for what in the institution: the two leads, then champions and officers by name. */
  readonly offices: readonly Office[]
  readonly appetite: BorneRisk
  /** Partners whose share of the funding is declared, the largest first. */
  readonly funders: readonly { readonly name: string; readonly country: string; readonly share: number }[]
}

/** What the policy says is borne; null and absent = no limit. Shares in percent. */
export interface BorneRisk {
  readonly open: readonly { readonly sensitivity: Sensitivity; readonly severity: GradedSeverity; readonly max: number }[]
  readonly sourcesOnTimeMin: number | null
  readonly affiliationKnownMin: number | null
  readonly oneFunderMax: number | null
  readonly oneCountryMax: number | null
}

export interface LedgerRow extends DatasetCoverage {
  /** Projects above `open` that rest on it, sorted. */
  readonly projects: readonly string[]
}

export interface GapRow extends Gap {
  /** A stable short name to refer to it in texts: first 12 hex digits of its hash. */
  readonly id: string
  readonly projects: readonly string[]
}

export interface Population {
  readonly accounts: number
  readonly groups: number
  readonly memberships: number
  readonly people: number
  readonly externals: number
  readonly unknownAffiliation: number
  readonly ambiguousAccounts: number
}

export type ProjectStatus =
  | { readonly kind: 'excess'; readonly coverage: 'complete' | 'partial' }
  | { readonly kind: 'none' }
  | { readonly kind: 'none-in-what-was-read'; readonly blindSpots: readonly string[] }
  | { readonly kind: 'not-assessed' }
  | { readonly kind: 'not-compared' }

export interface ProjectAssessment {
  readonly id: string
  readonly title: string
  readonly lead: string | null
  readonly deputy: string | null
  readonly sensitivity: Sensitivity
  readonly crownJewel: boolean
  readonly status: ProjectStatus
  /** Why coverage is not complete, one line each, sorted; empty when complete. Names the gaps' ids. */
  readonly reasons: readonly {
    readonly says: string
    readonly gap: string | null
    readonly cure: string | null
    /** Id of the blind spot by which the policy accepts it; null if it is not accepted. */
    readonly blindSpot: string | null
  }[]
  readonly restsOn: readonly string[]
  readonly counts: ProjectCounts
  readonly resources: readonly ResourceAssessment[]
  /** Who can reach it. Sorted by standing, subject, resource. Not listed: open projects, and internal ones' default cover. */
  readonly access: readonly AccessRow[]
}

export interface ProjectCounts {
  readonly people: number
  readonly externals: number
  readonly accesses: number
  readonly entitledAccesses: number
  readonly excessPeople: number
  readonly excessAccesses: number
  readonly acceptedAccesses: number
  readonly notAssessedAccesses: number
}

export interface ResourceAssessment {
  readonly slug: string
  readonly kind: string
  readonly address: string
  readonly observed: boolean
  readonly people: number
  readonly excess: number
}

export interface AccessRow {
  readonly subject: string
  readonly label: string
  readonly relation: string
  readonly external: boolean
  readonly organisation: string | null
  readonly host: string | null
  readonly resource: string
  readonly level: string
  readonly standing: 'excess' | 'accepted' | 'not-assessed' | 'entitled'
  /** Fingerprint of the finding about it, if there is one. */
  readonly finding: string | null
  /** The covering line, `file:line`, or why it is not assessed. */
  readonly because: string
  readonly accounts: readonly string[]
  readonly accountState: string
  readonly recency: string
  readonly until: Day | null
  /** First day of the covering line; null where no line covers it, or where it always did. */
  readonly from: Day | null
  /** What speaks for it: a line, the default of internal projects, a platform's list of administrators; null where nothing does. */
  readonly cover: 'line' | 'default' | 'administrator' | null
  /** Why the line says that it exists, of the line that covers or nearly covers it. */
  readonly why: string | null
  /** The conditions of that line, each kind once with its worst answer; what a register holds about them is not said. */
  readonly conditions: readonly { readonly part: LinePart; readonly truth: Truth }[]
}

/** A role that the policy names somebody for. */
export interface Office {
  /** `senior-lead`, `siro`, `champion/academic`, `champion/corporate`, `officers/<role>`. */
  readonly office: string
  /** As the policy writes it; null where nobody is named. */
  readonly holder: string | null
}

/** One record whose removal alone ends every path of two or more findings. */
export interface Cause {
  readonly id: string
  readonly says: string
  readonly record: { readonly source: string; readonly dataset: string; readonly file: string; readonly record: string }
  readonly findings: readonly string[]
}

export interface ExceptionOutcome {
  readonly id: string
  readonly state: ExceptionState
  readonly rule: string
  readonly about: Readonly<Record<string, string>>
  readonly reason: string
  readonly mitigation: string
  readonly askedBy: string
  readonly approvedBy: string
  readonly granted: Day
  readonly expires: Day
  readonly defects: readonly string[]
  readonly findings: readonly string[]
}

export type LifeState = 'new' | 'first-observed' | 'persisting' | 'worse' | 'better' | 'reopened' | 'not-rechecked' | 'resolved'

export type ResolvedReason = 'access-removed' | 'declared' | 'condition-met' | 'subject-gone' | 'out-of-scope'

export interface FindingLife {
  readonly fingerprint: string
  readonly state: LifeState
  readonly reason: ResolvedReason | null
  readonly firstSeen: Instant
  readonly lastSeen: Instant
  readonly lastChecked: Instant
  readonly timesReopened: number
  readonly due: Day | null
  /** The finding as it was last seen, for those that were not seen tonight (`not-rechecked`, `resolved`); else null. */
  readonly lastKnown: Finding | null
  /** Why it was not re-checked, one line; null otherwise. */
  readonly because: string | null
}

/** What changed since the last runs: a function of the assessment and the store's earlier runs. */
export interface Life {
  readonly firstRun: boolean
  readonly previousRun: { readonly id: string; readonly now: Instant } | null
  /** By project: the last run in which its coverage was complete. */
  readonly lastComplete: readonly { readonly project: string; readonly run: string; readonly now: Instant; readonly status: string }[]
  readonly findings: readonly FindingLife[]
  /** Aliases: findings carried over because a new join changed a subject's key. */
  readonly aliases: readonly { readonly from: string; readonly to: string; readonly because: string }[]
  readonly coverageLost: readonly string[]
  readonly coverageRegained: readonly string[]
  /** Findings that only earlier runs tell of: what was not dealt with, what is held back. In the order of an assessment's. */
  readonly raised: readonly Finding[]
  /** Fingerprints of findings whose closing is held until a second complete run agrees, sorted; their lives are `not-rechecked`. */
  readonly held: readonly string[]
  /** Of open findings, as far as their day has not passed; by fingerprint. They change no state and no count. */
  readonly acknowledgements: readonly Acknowledgement[]
  /** How the institution stood in the board's periods before tonight's, oldest first; eleven at most. */
  readonly periods: readonly Period[]
  /** What became of the decisions that the board was asked for in the period before. */
  readonly asked: readonly AskOutcome[]
}

/** That somebody says of a finding: I am on it. */
export interface Acknowledgement {
  readonly fingerprint: string
  readonly owner: string
  /** Inclusive. */
  readonly until: Day
  readonly note: string
  readonly at: Instant
}
