import type { Day, Instant } from '../base/instant.ts'
import type { Provenance } from './provenance.ts'
import type { Sensitivity } from './sensitivity.ts'

export type SeverityClass = 'critical' | 'high' | 'medium' | 'low' | 'notice'

/** How a severity came about; the steps are kept and shown. `rules.md`, Severity. */
export interface Severity {
  readonly class: SeverityClass
  /** Sum of the steps after reductions; null where the rule names the class itself. */
  readonly sum: number | null
  readonly steps: readonly { readonly what: string; readonly add: number }[]
  /** Floors and ceilings that moved the class, in the order in which they did. */
  readonly bounds: readonly { readonly what: string; readonly to: SeverityClass }[]
}

/** A fact, met or not, or not known because something was not read. */
export type Truth = 'met' | 'not-met' | 'unknown'

/** The parts of an entitlement line that an access can fail; `rules.md`, Which rule speaks. */
export type LinePart =
  | 'level'
  | 'ended'
  | 'not-begun'
  | 'approval'
  | 'affiliation'
  | 'agreement'
  | 'terms'
  | 'territory'
  | 'clearance'
  | 'licence'
  | 'control-plan'
  | 'training'
  | 'host'
  | 'mfa'
  | 'access-from'

/** What an exception of the access family can accept. */
export type AcceptablePart = 'undeclared' | 'level' | 'ended' | 'agreement' | 'terms' | 'territory'

/** One part of a line held against one access. */
export interface PartOutcome {
  readonly part: LinePart
  readonly truth: Truth
  /** One line for a reader: `training \`trusted-research\` ended on 3 March 2026`. */
  readonly says: string
}

/** A line of `entitled` that fits person and resource, and how it was met. */
export interface LineConsidered {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly says: string
  readonly parts: readonly PartOutcome[]
}

/** Who a finding is about, as the reports may show it. */
export interface FindingSubject {
  /** The subject's key (`person.ts`), or the key of a partner, register entry, … for findings not about a person. */
  readonly key: string
  readonly label: string
  /** Affiliation, or `unknown`. */
  readonly relation: string
  readonly external: boolean
  /** Home organisation's name, null if none or unknown. */
  readonly organisation: string | null
  readonly host: string | null
}

/** A hop of a proof in words and records: what reports print and what replay checks. */
export interface ProofHop {
  readonly kind: 'account' | 'membership' | 'grant' | 'record'
  readonly from: string
  readonly to: string
  /** `is a member of`, `has *write* on`, … */
  readonly how: string
  readonly record: Provenance
  readonly readAt: Instant
}

/** The families of `findings.md`, A finding: what enters the fingerprint. */
export type FindingFamily =
  | 'access'
  | 'access-hygiene'
  | 'condition'
  | 'account'
  | 'object'
  | 'at-large'
  | 'segment'
  | 'declared-thing'
  | 'ending'
  | 'source'
  | 'hold'
  | 'process'

/** The state of an exception tonight; `findings.md`, Exceptions. */
export type ExceptionState = 'pending' | 'active' | 'ending' | 'expired' | 'unused' | 'not-assessed' | 'defective'

/** A number of paths; not exact where counting stopped, which is never taken for the whole. */
export interface PathTally {
  readonly count: number
  readonly exact: boolean
}

/** What the audit reports. Plain JSON. */
export interface Finding {
  /** First 32 hex digits of a SHA-256 over `identity`. */
  readonly fingerprint: string
  readonly rule: { readonly id: string; readonly name: string; readonly title: string }
  readonly family: FindingFamily
  /** The fields that are hashed: what the finding is about, never how it is worded. */
  readonly identity: Readonly<Record<string, string>>
  /** The project it belongs to; null for findings at large. */
  readonly project: string | null
  /** All projects that it touches, sorted. */
  readonly projects: readonly string[]
  readonly sensitivity: Sensitivity | null
  readonly subject: FindingSubject | null
  readonly account: { readonly source: string; readonly id: string; readonly label: string; readonly state: string } | null
  readonly resource: { readonly slug: string; readonly kind: string; readonly address: string } | null
  readonly level: string | null
  readonly severity: Severity
  readonly confirmation: 'confirmed' | 'unconfirmed'
  /** Counts as excess: cases 2 and 3 of `rules.md`. */
  readonly excess: boolean
  /** From the person to the resource; empty only for findings about things that are absent. */
  readonly proof: readonly ProofHop[]
  /** How many other paths lead there. */
  readonly otherPaths: PathTally
  readonly considered: readonly LineConsidered[]
  readonly failing: readonly LinePart[]
  /** One sentence for a research lead, without identifiers of systems. */
  readonly sentence: string
  /** The technical line: identifiers, records. */
  readonly detail: string
  readonly remediation: string
  /** The exception text to paste; null where none may be granted. */
  readonly exceptionText: string | null
  readonly owner: string | null
  /** Who may accept it: `siro`, `officers/clearance`, `nobody`, … */
  readonly mayAccept: string
  readonly serves: readonly string[]
  readonly exception: {
    readonly id: string
    readonly state: ExceptionState
    readonly until: Day
    readonly by: string
    readonly reason: string
  } | null
  /** Oldest state of each source that the finding rests on, sorted by source. */
  readonly evidence: readonly { readonly source: string; readonly asOf: Instant }[]
}
