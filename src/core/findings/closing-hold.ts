import type { Day, Instant } from '../base/instant.ts'
import type { FindingLife } from '../model/audit-result.ts'
import type { Finding, FindingFamily, ProofHop } from '../model/finding.ts'
import type { AcceptedShrink, ClosingThresholds } from './breaker.ts'
import type { Tonight } from './tonight.ts'

/** A finding that would be closed tonight. */
export interface Closing {
  readonly finding: Finding
  readonly reason: FindingLife['reason']
}

export interface HoldInput {
  readonly closings: readonly Closing[]
  /** How many findings were open before tonight. */
  readonly open: number
  readonly thresholds: ClosingThresholds
  readonly accepted: readonly AcceptedShrink[]
  /** When the latest run was; what was accepted after it speaks about tonight. */
  readonly since: Instant
  readonly today: Day
  readonly tonight: Pick<Tonight, 'hop' | 'standing'>
}

/**
 * Fingerprints whose closing is held, because more would close at once than anything that was read explains (`findings.md`, Breaker).
 *
 * A closing is explained by what is seen: the access is still there and entitled, or a record on its old path was removed from a dataset
 * that is complete, and two or more people shared that record: a group, a nesting, a grant to a group. A membership of one's own that is
 * gone explains nothing, since a list that was cut short looks the same. Linear in the hops of the closings.
 */
export function heldClosings(input: HoldInput): ReadonlySet<string> {
  const { closings, open, thresholds } = input
  const resting = closings.filter((closing) => restsOnAbsence(closing, input))
  const removed = new Map(resting.map(({ finding }) => [finding.fingerprint, removedRecords(finding, input.tonight)]))
  const people = new Map<string, Set<string>>()
  for (const { finding } of resting) {
    for (const record of removed.get(finding.fingerprint) ?? []) {
      const there = people.get(record) ?? new Set<string>()
      people.set(record, there.add(finding.subject?.key ?? finding.fingerprint))
    }
  }
  const isExplained = ({ fingerprint }: Finding): boolean =>
    (removed.get(fingerprint) ?? []).some((record) => (people.get(record)?.size ?? 0) > 1)
  const unexplained = resting.filter(({ finding }) => !isExplained(finding))
  const tooMany = unexplained.length > thresholds.findings && unexplained.length * 100 > open * thresholds.percent
  return new Set(tooMany ? unexplained.map(({ finding }) => finding.fingerprint) : [])
}

/** Families whose findings close by what the policy says, or by what was read again: no evidence is missing there. */
const PRESENT: ReadonlySet<FindingFamily> = new Set<FindingFamily>(['declared-thing', 'ending', 'source', 'hold', 'process'])

/** Does the closing rest on something that was not seen? */
function restsOnAbsence({ finding, reason }: Closing, { accepted, since, today, tonight }: HoldInput): boolean {
  if (reason === 'declared' || reason === 'out-of-scope' || PRESENT.has(finding.family)) return false
  const { project, subject, resource } = finding
  if (project !== null && subject !== null && resource !== null) {
    if (tonight.standing(project, subject.key, finding.identity['resource'] ?? resource.address) !== null) return false
  }
  const vouched = accepted.filter(({ on, at }) => (on === null ? at > since : on === today))
  return !finding.proof.some(({ record }) => vouched.some(({ source, dataset }) => source === record.source && dataset === record.dataset))
}

/** The hops of the last proof that are no more, each under a name that is the same for all who went through it. */
function removedRecords({ proof, resource }: Finding, tonight: Pick<Tonight, 'hop'>): readonly string[] {
  return proof.filter((hop) => tonight.hop(hop, resource?.address ?? null) === 'gone').map((hop) => hopName(hop, resource?.address ?? ''))
}

function hopName({ kind, from, to, record }: ProofHop, resource: string): string {
  return JSON.stringify(kind === 'grant' ? [kind, from, resource] : [kind, record.source, from, to])
}
