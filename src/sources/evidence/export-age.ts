import { type Instant, epochMs } from '../../core/base/instant.ts'
import type { SourceCheck } from '../../core/model/source-check.ts'

const CLOCK_TOLERANCE_MS = 5 * 60_000

/** What `doctor` says about the age of an export, by its own time. */
export function ageCheck(exportedAt: Instant, { now, maxAgeMs }: { readonly now: Instant; readonly maxAgeMs: number }): SourceCheck {
  const ageMs = epochMs(now) - epochMs(exportedAt)
  const hours = Math.floor(ageMs / 3_600_000)
  if (ageMs < -CLOCK_TOLERANCE_MS)
    return {
      what: 'age',
      verdict: 'doubtful',
      said: `exported at ${exportedAt}, which is still to come`,
      cure: 'set the clocks of both machines',
    }
  if (ageMs > maxAgeMs)
    return {
      what: 'age',
      verdict: 'doubtful',
      said: `exported at ${exportedAt}, ${hours} hours ago`,
      cure: 'export it more often, or raise `max_age`',
    }
  return { what: 'age', verdict: 'good', said: `exported at ${exportedAt}`, cure: null }
}
