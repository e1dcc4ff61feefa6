import { dayAfter, instantAfter } from '../base/duration.ts'
import { type Day, type Instant, dayIn, daysBetween, plusCalendar } from '../base/instant.ts'
import { sortedBy } from '../base/order.ts'
import type { EscalationTerms, GradedSeverity } from '../model/declared-institution.ts'
import type { Finding, SeverityClass } from '../model/finding.ts'
import { SENSITIVITIES } from '../model/sensitivity.ts'

export interface DueTerms {
  readonly escalation: Readonly<Record<GradedSeverity, EscalationTerms>>
  /** The institution's, in which days begin and end. */
  readonly timeZone: string
}

/** The day by which a finding is to be dealt with, counted from `since`; null for a notice, which asks for nothing. */
export function dueDay(since: Instant, severity: SeverityClass, { escalation, timeZone }: DueTerms): Day | null {
  if (severity === 'notice') return null
  const { fixWithin } = escalation[severity]
  // Hours run from the moment itself; days and months from the day on which it was seen.
  if (fixWithin.unit === 'hours') return dayIn(timeZone, instantAfter(since, fixWithin, timeZone))
  return dayAfter(dayIn(timeZone, since), fixWithin)
}

/** Over how many times its own term a baseline is spread: what is critical is due at once, also on the first night. */
const SPREAD: Readonly<Record<GradedSeverity, number>> = { critical: 1, high: 7, medium: 3, low: 2 }

/**
 * Due days of a baseline, by fingerprint: findings first observed together are spread, so that the first night is no flood.
 *
 * Within one severity the most sensitive projects come first, then the highest sums, then the fingerprint decides. O(n log n).
 */
export function baselineDueDays(findings: readonly Finding[], since: Instant, terms: DueTerms): ReadonlyMap<string, Day | null> {
  const due = new Map<string, Day | null>()
  const bySeverity = Map.groupBy(findings, ({ severity }) => severity.class)
  for (const [severity, same] of bySeverity) {
    const first = dueDay(since, severity, terms)
    const ordered = sortedBy(same, ({ sensitivity, severity: { sum }, fingerprint }) => [
      sensitivity === null ? 0 : -SENSITIVITIES.indexOf(sensitivity),
      -(sum ?? 0),
      fingerprint,
    ])
    for (const [position, { fingerprint }] of ordered.entries()) {
      if (first === null || severity === 'notice') {
        due.set(fingerprint, first)
        continue
      }
      const term = daysBetween(dayIn(terms.timeZone, since), first)
      const later = Math.floor(((SPREAD[severity] - 1) * term * position) / ordered.length)
      due.set(fingerprint, plusCalendar(first, { days: later }))
    }
  }
  return due
}

/** Due days never slip because a finding got worse, and a finding that got better is given its new term. */
export function movedDueDay(
  before: Day | null,
  moved: 'worse' | 'better' | 'same',
  { firstSeen, now, severity }: { readonly firstSeen: Instant; readonly now: Instant; readonly severity: SeverityClass },
  terms: DueTerms,
): Day | null {
  if (moved === 'same') return before
  if (moved === 'worse') {
    const fresh = dueDay(now, severity, terms)
    return before === null ? fresh : fresh === null || before < fresh ? before : fresh
  }
  const fresh = dueDay(firstSeen, severity, terms)
  return fresh === null || before === null || fresh > before ? fresh : before
}
