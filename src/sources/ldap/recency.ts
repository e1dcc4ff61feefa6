import { type Instant, epochMs, plusMs } from '../../core/base/instant.ts'
import type { Recency } from '../../core/model/account.ts'
import { fileTime, generalizedTime } from './directory-time.ts'

/**
 * The bucket of an account's last use at `now`, from the latest use that the value allows: Active Directory writes `lastLogonTimestamp`
 * only when the one before is up to 14 days old.
 *
 * `unknown` for what cannot be read: never taken for unused.
 */
export function recencyOf(attribute: string, value: string, now: Instant): Recency {
  if (attribute === 'lastlogontimestamp') {
    const at = fileTime(value)
    if (at === 'never') return 'never'
    return at === null ? 'unknown' : bucket(plusMs(at, 14 * DAY_MS), now)
  }
  const at = generalizedTime(value)
  return at === null ? 'unknown' : bucket(at, now)
}

/** The bucket that evidence holds, or `unknown`. */
export function recencyFrom(text: string | null): Recency {
  return BUCKETS.find((candidate) => candidate === text) ?? 'unknown'
}

const DAY_MS = 86_400_000

const BUCKETS: readonly Recency[] = ['≤30', '31–90', '91–180', '>180', 'never', 'unknown']

function bucket(lastUse: Instant, now: Instant): Recency {
  const days = (epochMs(now) - epochMs(lastUse)) / DAY_MS
  return days <= 30 ? '≤30' : days <= 90 ? '31–90' : days <= 180 ? '91–180' : '>180'
}
