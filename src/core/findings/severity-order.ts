import type { SeverityClass } from '../model/finding.ts'

/** Lowest first. */
const ASCENDING: readonly SeverityClass[] = ['notice', 'low', 'medium', 'high', 'critical']

/** Negative where `a` is less severe than `b`. */
export function compareSeverity(a: SeverityClass, b: SeverityClass): number {
  return ASCENDING.indexOf(a) - ASCENDING.indexOf(b)
}
