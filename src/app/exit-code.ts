import { compareSeverity } from '../core/findings/severity-order.ts'
import { hasEffect } from '../core/findings/exceptions.ts'
import { findingsTonight, projectsTonight } from '../core/findings/findings-tonight.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import type { Finding, SeverityClass } from '../core/model/finding.ts'

/** 0 complete and nothing at or above the threshold; 1 findings; 2 incomplete; 3 both. `architecture.md`, Exit codes. */
export function exitCodeOf(result: AuditResult, failOn: SeverityClass): 0 | 1 | 2 | 3 {
  const findings = openFindings(result).some((finding) => counts(finding, failOn))
  const incomplete = isIncomplete(result)
  if (findings) return incomplete ? 3 : 1
  return incomplete ? 2 : 0
}

/** Everything that is open: seen tonight, or not re-checked since. */
function openFindings(result: AuditResult): readonly Finding[] {
  const { life } = result
  const unchecked = life.findings.flatMap(({ state, lastKnown }) => (state === 'not-rechecked' && lastKnown !== null ? [lastKnown] : []))
  return [...findingsTonight(result), ...unchecked]
}

function counts({ severity, exception }: Finding, failOn: SeverityClass): boolean {
  const isAccepted = exception !== null && hasEffect(exception.state)
  return !isAccepted && severity.class !== 'notice' && compareSeverity(severity.class, failOn) >= 0
}

/** A project above `open` is not assessed, or rests on partial evidence beyond accepted blind spots; or a policy is unusable. */
function isIncomplete(result: AuditResult): boolean {
  const { assessment } = result
  const projects = projectsTonight(result).some(
    ({ status, reasons }) =>
      status.kind === 'not-assessed' ||
      (status.kind === 'excess' && status.coverage === 'partial' && reasons.some(({ blindSpot }) => blindSpot === null)),
  )
  return projects || assessment.findings.some(({ rule }) => rule.id === 'POL-02')
}
