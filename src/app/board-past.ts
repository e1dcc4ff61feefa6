import { type Duration } from '../core/base/duration.ts'
import type { Instant } from '../core/base/instant.ts'
import { type BoardPast, earlierPeriods } from '../core/findings/trend.ts'
import type { Store } from '../store/store.ts'

/** What earlier runs say to the board of tonight, whose periods are `every` long. */
export async function boardPast(store: Store, every: Duration, now: Instant, zone: string): Promise<BoardPast> {
  const kept = await store.keptMeasures()
  const before = earlierPeriods({ every, kept }, now, zone).at(-1)
  return { every, kept, asked: before === undefined ? [] : await store.keptAsks(before.run) }
}
