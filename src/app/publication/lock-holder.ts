import { z } from 'zod'
import { type Instant, epochMs } from '../../core/base/instant.ts'
import type { LockMachine } from './lock-machine.ts'

/** What a lock file says of the one who holds it. */
export interface LockHolder {
  readonly pid: number
  readonly host: string
  readonly started: Instant
  /** When the holder last said that it lives; null in the lock of a version that never did. */
  readonly renewed: Instant | null
  /** What it holds it for, such as `audit`; null where it did not say. */
  readonly doing: string | null
}

/** How often a holder renews its lock. */
export const RENEWAL_MS = 60_000
/** A lock that was not renewed for so long is reported as abandoned. */
const ABANDONED_MS = 15 * 60_000
/** How long an abandoned lock of another host is watched before it is taken over: two renewals and a half. */
export const WATCH_MS = 150_000

const HOLDER = z.object({
  pid: z.number().int().positive(),
  host: z.string(),
  started: z.string(),
  renewed: z.string().nullable().default(null),
  doing: z.string().nullable().default(null),
})

export function parsedHolder(text: string): LockHolder | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  const parsed = HOLDER.safeParse(value)
  if (!parsed.success) return null
  const { started, renewed, ...rest } = parsed.data
  return { ...rest, started: started as Instant, renewed: renewed as Instant | null }
}

/** Only a process of this very host can be known to be dead; a number that was given again since is another process. */
export function isDead({ pid, host, started }: LockHolder, machine: LockMachine): boolean {
  if (host !== machine.host) return false
  const startedMs = epochMs(started)
  if (startedMs < machine.bootedMs()) return true
  if (pid === machine.pid) return startedMs < machine.processStartedMs
  return !machine.isRunning(pid)
}

/** Has a holder on another host been silent for so long that it is worth watching? One that never renews is never watched. */
export function seemsAbandoned({ host, renewed }: LockHolder, machine: LockMachine): boolean {
  return host !== machine.host && renewed !== null && machine.nowMs() - epochMs(renewed) >= ABANDONED_MS
}
