import type { Day, Instant } from '../../base/instant.ts'
import type { PartDigest } from '../result-digest.ts'
import type { PastTerm } from './without-people.ts'

/** What one prune did: kept beside the reports, and its hash in the chain. Plain JSON; names nobody. */
export interface PruneRecord {
  readonly format: 1
  readonly at: Instant
  /** The terms that it went by, as they were written. */
  readonly terms: { readonly evidence: string; readonly access: string; readonly people: string }
  /** Collected runs whose evidence was deleted, with the hashes of their manifests; by run. */
  readonly evidence: readonly DeletedEvidence[]
  /** By run. */
  readonly runs: readonly EmptiedRun[]
  /** Fingerprints of findings whose last known form in the store names nobody any more; sorted. */
  readonly findings: readonly string[]
  /** How many messages, sent or withdrawn, lost their text. */
  readonly messages: number
}

export interface DeletedEvidence {
  readonly run: string
  readonly sources: readonly { readonly source: string; readonly manifest: string | null }[]
}

/** All that was ever emptied of a published result, so that the same can be done again should it be interrupted. */
export interface EmptiedRun {
  readonly run: string
  readonly access: boolean
  readonly rest: boolean
  /** Fingerprints as the result has them. */
  readonly findings: readonly string[]
  readonly exceptionsEndedBefore: Day | null
  /** The last day of the exceptions that are still told in full; null for none. */
  readonly exceptionsLeftUntil: Day | null
  /** The parts whose published digests no longer fit, with those that they have now; sorted by part. */
  readonly emptied: readonly PartDigest[]
}

export function pastTermOf({ access, rest, findings, exceptionsEndedBefore }: EmptiedRun): PastTerm {
  const due = new Set(findings)
  return { access, rest, isFindingDue: (fingerprint) => due.has(fingerprint), exceptionsEndedBefore }
}

/**
 * The digests that the parts of a run's result must have now: those published, but for what prunes emptied. The last prune that
 * names a run lists all that was ever emptied of it.
 */
export function expectedParts(published: readonly PartDigest[], emptied: readonly PartDigest[]): readonly PartDigest[] {
  const now = new Map(emptied.map(({ part, digest }) => [part, digest]))
  return published.map(({ part, digest }) => ({ part, digest: now.get(part) ?? digest }))
}
