import { assertNever } from '../../base/assert-never.ts'
import type { AuditResult, ResolvedReason } from '../../model/audit-result.ts'
import type { Finding } from '../../model/finding.ts'
import type { MethodChange } from '../../model/run-diff.ts'

/** Why a finding was closed, and whether the later run itself did it; else a run between the two. */
export interface Closing {
  readonly reason: ResolvedReason
  readonly inBetween: boolean
}

/**
 * Was a finding that is no longer open fixed, and why is it gone?
 *
 * Fixed means that access was taken away, that the person is gone, or that a condition is met by the same method. A line that was
 * written for it, anything that nobody looks at any more, and what was closed in between and could not be looked at since, is none.
 */
export function whyGone(
  finding: Finding,
  closing: Closing | null,
  to: AuditResult,
  method: readonly MethodChange[],
): { readonly fixed: boolean; readonly because: string } {
  if (closing === null) return { fixed: false, because: 'no longer listed, and the store does not say why' }
  const gone = reasonWords(finding, closing.reason, method)
  const unread = closing.inBetween && gone.fixed ? unreadSource(finding, to) : null
  return unread === null ? gone : { fixed: false, because: `${gone.because} in between, but the later run did not read all of ${unread}` }
}

function unreadSource({ evidence }: Finding, { assessment }: AuditResult): string | null {
  const whole = (source: string) => {
    const rows = assessment.coverage.filter((row) => row.source === source)
    return rows.length > 0 && rows.every(({ state }) => state === 'complete')
  }
  return evidence.find(({ source }) => !whole(source))?.source ?? null
}

function reasonWords(
  { projects }: Finding,
  reason: ResolvedReason,
  method: readonly MethodChange[],
): { readonly fixed: boolean; readonly because: string } {
  const judgedBy = method.filter(({ what }) => what !== 'time-zone-data' && what !== 'sources').map(({ what }) => what)
  switch (reason) {
    case 'access-removed':
      return { fixed: true, because: 'the access was removed' }
    case 'subject-gone':
      return { fixed: true, because: 'the person is no longer there' }
    case 'condition-met':
      return judgedBy.length === 0
        ? { fixed: true, because: 'what it spoke of no longer holds' }
        : { fixed: false, because: `it no longer holds, or is judged otherwise: changed meanwhile: ${judgedBy.join(', ')}` }
    case 'declared':
      return { fixed: false, because: 'the access is still there: a line of the policy covers it now' }
    case 'out-of-scope':
      return {
        fixed: false,
        because: `no longer audited: ${projects.length === 0 ? 'its source or rule' : 'its project, resource, source or rule'}`,
      }
    default:
      return assertNever(reason, 'reason')
  }
}
