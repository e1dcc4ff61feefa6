import type { SeverityClass } from '../model/finding.ts'

/** Lowest first. */
export const ascendingSeverities: readonly SeverityClass[] = ['notice', 'low', 'medium', 'high', 'critical']

/** Negative where `a` is less severe than `b`. */
export function compareSeverity(a: SeverityClass, b: SeverityClass): number {
  return severityRank(a) - severityRank(b)
}

/** 0 for a notice, rising. */
export function severityRank(severity: SeverityClass): number {
  return ascendingSeverities.indexOf(severity)
}
