import { type Instant, epochMs } from '../../core/base/instant.ts'
import type { GraphDataset } from './graph-dataset.ts'
import { signInActivity } from './wire.ts'

const DAY_MS = 86_400_000

/**
 * Puts the bucket of the last use in the place of a record's sign-in times, and counts it: exact times never reach the disk. The latest
 * of all times counts, also an attempt's: in doubt an account was used. `none` where there is no time at all.
 */
export function withoutTimes(record: unknown, now: Instant, dataset: GraphDataset): unknown {
  if (typeof record !== 'object' || record === null || !('signInActivity' in record)) return record
  const { signInActivity: written, ...rest } = record
  dataset.redacted += 1
  if (written === null) return { ...rest, signInActivity: 'none' }
  const parsed = signInActivity.safeParse(written)
  // What cannot be read is left out: the reader then says that it is missing.
  if (!parsed.success) return rest
  const times = Object.values(parsed.data).flatMap((at) => (at === null ? [] : [epochMs(at)]))
  return { ...rest, signInActivity: times.length === 0 ? 'none' : bucketOf((epochMs(now) - Math.max(...times)) / DAY_MS) }
}

function bucketOf(days: number): string {
  return days <= 30 ? '≤30' : days <= 90 ? '31–90' : days <= 180 ? '91–180' : '>180'
}
