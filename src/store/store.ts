import type { Instant } from '../core/base/instant.ts'
import type { Result } from '../core/base/result.ts'
import type { AcceptedShrink, CompleteCount } from '../core/findings/breaker.ts'
import type { ChainHead, ChainLink } from '../core/findings/chain.ts'
import type { AssessedThing, Earlier, EarlierLife } from '../core/findings/earlier.ts'
import type { Acknowledgement, AuditResult, LifeState, ResolvedReason } from '../core/model/audit-result.ts'
import type { Finding } from '../core/model/finding.ts'
import type { KeptPost, SeenPosts } from '../core/model/held-post.ts'
import type { KeptAsk, KeptMeasures } from '../core/findings/trend.ts'
import type { StoreError } from './store-error.ts'

/**
 * What published runs leave behind: runs, ledger, lives of findings, the hash chain, pointers.
 *
 * The full result of a run lies in its folder; the store holds what the next night needs to know, so that no query ever reads
 * results. Asynchronous, since PostgreSQL is. A failure of the disk or of the database rejects with `StoreFailure`.
 */
export interface Store {
  latestRun(): Promise<PublishedRun | null>
  hasRun(id: string): Promise<boolean>
  /** By sequence, newest first. */
  runs(limit: number): Promise<readonly PublishedRun[]>
  /** What the life of tonight's findings needs: every open life, and the lives of `fingerprints`. */
  earlier(fingerprints: readonly string[]): Promise<Earlier>
  lifeOf(fingerprint: string): Promise<EarlierLife | null>
  /** What befell a finding, run by run, oldest first; nights on which it merely persisted or was not re-checked are left out. */
  changesOf(fingerprint: string): Promise<readonly FindingChange[]>
  /** The fingerprint under which a finding is kept now, after any number of changes of its subject's key. */
  currentFingerprint(fingerprint: string): Promise<string>
  /** By dataset: how many records it had when it was last published as complete. */
  completeCounts(): Promise<readonly CompleteCount[]>
  acceptedShrinks(): Promise<readonly AcceptedShrink[]>
  /** Vouches for a shrink; the link is the chain entry that says so. */
  acceptShrink(shrink: AcceptedShrink, link: ChainLink): Promise<Result<null, HeadMoved>>
  /** Keeps what somebody says of a finding; the link is the chain entry that says so. */
  acknowledge(acknowledgement: Acknowledgement, link: ChainLink): Promise<Result<null, HeadMoved>>
  /** In which posts people reached which projects, by project, subject and post: only of those who still reach them. */
  keptPosts(): Promise<readonly KeptPost[]>
  /** What the runs left for the board, oldest first; runs of older formats left nothing. */
  keptMeasures(): Promise<readonly KeptMeasures[]>
  /** What a run asked the board for, each finding as the latest run left it. */
  keptAsks(run: string): Promise<readonly KeptAsk[]>
  chainHead(): Promise<ChainHead | null>
  /** Entries after number `after`, in order, at most `limit`. */
  chainLinks(after: number, limit: number): Promise<readonly ChainLink[]>
  /**
   * Publishes a run in one transaction: run, ledger, findings, lives, posts, chain entry, outbox.
   *
   * Nothing of it is kept if the head of the chain is no longer the one that `link` follows, or if anything fails.
   */
  publish(publication: Publication): Promise<Result<null, HeadMoved>>
  /** Every resolved finding, by fingerprint. */
  resolvedFindings(): Promise<readonly ResolvedFinding[]>
  /** How many messages that were sent or withdrawn before `before` still have their text. */
  settledMessages(before: Instant): Promise<number>
  /** Forgets people who are past their term; the link is the chain entry that says so. */
  prune(pruning: StorePruning, link: ChainLink): Promise<Result<null, HeadMoved>>
  /** Messages neither sent nor withdrawn: the oldest run first, then by audience. */
  waitingMessages(): Promise<readonly WaitingMessage[]>
  /** What came of an attempt to send the message that `run` and `audience` name. */
  recordDelivery(run: string, audience: string, outcome: DeliveryOutcome): Promise<void>
  close(): Promise<void>
}

export interface ResolvedFinding {
  readonly fingerprint: string
  readonly firstSeen: Instant
  /** The run that resolved it, for the last time. */
  readonly resolvedAt: Instant
}

export interface StorePruning {
  /** Whose last known form is emptied, together with what was said of them. */
  readonly findings: readonly string[]
  emptied(finding: Finding): Finding
  /** Stands where a text was. */
  readonly inPlace: string
  readonly messagesBefore: Instant
}

export interface WaitingMessage {
  readonly run: string
  readonly audience: string
  readonly body: string
  readonly attempts: number
  readonly failure: string | null
}

export type DeliveryOutcome =
  | { readonly kind: 'sent'; readonly at: Instant }
  | { readonly kind: 'failed'; readonly at: Instant; readonly reason: string }
  /** It has nobody left to go to, and will not be tried again. */
  | { readonly kind: 'withdrawn'; readonly at: Instant; readonly reason: string }

export interface PublishedRun {
  readonly id: string
  /** Its number in the chain. */
  readonly sequence: number
  readonly now: Instant
  readonly head: string
}

export interface FindingChange {
  readonly run: string
  readonly now: Instant
  readonly state: LifeState
  readonly reason: ResolvedReason | null
}

/** Somebody else published between the reading of the head and the transaction. */
export interface HeadMoved {
  readonly kind: 'head-moved'
  readonly found: ChainHead | null
}

export interface Publication {
  /** With its life and its place in the chain. */
  readonly result: AuditResult
  readonly link: ChainLink
  readonly assessed: readonly AssessedThing[]
  readonly posts: SeenPosts
  readonly outbox: readonly { readonly audience: string; readonly body: string }[]
  /** Called inside the transaction, before and after everything was written; tests stop the process there. */
  readonly checkpoint: (step: 'transaction-begun' | 'transaction-written') => Promise<void>
}

/** The disk or the database refused; what was committed before is whole. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure'
}

export type OpenStore = Result<Store, StoreError>
