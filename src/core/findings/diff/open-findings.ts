import type { AuditResult } from '../../model/audit-result.ts'
import type { Finding } from '../../model/finding.ts'
import { findingsTonight } from '../findings-tonight.ts'

export interface OpenFinding {
  readonly finding: Finding
  /** By that run itself; else it stands as it was last known. */
  readonly seen: boolean
  /** Why it was not re-checked. */
  readonly because: string | null
}

/** Every finding that is open after a run, by fingerprint: seen in it, or not re-checked. */
export function openIn(result: AuditResult): ReadonlyMap<string, OpenFinding> {
  const open = new Map<string, OpenFinding>()
  for (const finding of findingsTonight(result)) open.set(finding.fingerprint, { finding, seen: true, because: null })
  for (const { fingerprint, state, lastKnown, because } of result.life.findings)
    if (state === 'not-rechecked' && lastKnown !== null && !open.has(fingerprint))
      open.set(fingerprint, { finding: lastKnown, seen: false, because })
  return open
}
