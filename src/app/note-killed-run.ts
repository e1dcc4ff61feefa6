import type { Config } from '../config/config.ts'
import type { Store } from '../store/store.ts'
import { tellKilledRun } from './failed-runs.ts'
import type { PublicationLock } from './publication/publication-lock.ts'
import type { System } from './system.ts'

/** What an audit that collects takes the lock for. */
export const AUDIT = 'audit'

/** An audit that was killed before it was published told nobody: whoever takes its lock over does, since only the lock says so. */
export async function noteKilledRun(store: Store, { dead }: Pick<PublicationLock, 'dead'>, config: Config, system: System): Promise<void> {
  if (dead === null || dead.doing !== AUDIT) return
  const latest = await store.latestRun()
  // Its `now` was taken after its start: if a newer run stands, it is that one, and was killed while it sent its messages.
  if (latest === null || latest.now < dead.started) await tellKilledRun(config, dead.started, system)
}
