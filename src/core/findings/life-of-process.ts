import type { Sha256 } from '../base/hash.ts'
import type { FindingLife } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import type { EarlierLife } from './earlier.ts'
import { fingerprint } from './fingerprint.ts'
import { identityOf } from './identity.ts'

/** Is the finding one that only earlier runs tell of? */
export function isOfLife({ rule }: Pick<Finding, 'rule'>): boolean {
  return rule.id === 'GOV-03' || rule.id === 'DAT-05'
}

/** What a rule about lives may raise tonight: their earlier lives are needed beside those of the findings themselves. */
export function raisable(findings: readonly Finding[], institution: string, sha256: Sha256): readonly string[] {
  const overdue = findings.map((finding) => neglectOf(finding.fingerprint, sha256))
  return [...overdue, fingerprint(identityOf('DAT-05', { family: 'hold', institution }), sha256)]
}

export function neglectOf(overdue: string, sha256: Sha256): string {
  return fingerprint(identityOf('GOV-03', { family: 'process', overdue }), sha256)
}

/**
 * What it means that a finding about the life of others is not raised tonight. A neglect ends with its finding, and is open as long as
 * nobody can say whether that one is; a hold ends where nothing is held any more.
 */
export function unraised(before: EarlierLife, lives: ReadonlyMap<string, FindingLife>): Pick<FindingLife, 'state' | 'reason' | 'because'> {
  const overdue = lives.get(before.lastKnown.identity['overdue'] ?? '')
  if (overdue?.state === 'not-rechecked')
    return { state: 'not-rechecked', reason: null, because: 'the finding that it is about was not re-checked' }
  const reason = overdue?.state === 'resolved' ? overdue.reason : 'condition-met'
  return { state: 'resolved', reason, because: null }
}
