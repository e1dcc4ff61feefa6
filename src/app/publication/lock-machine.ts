import { hostname, uptime } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { hasCode } from './disk-error.ts'

/** What tells a live holder of the lock from a dead one. */
export interface LockMachine {
  readonly pid: number
  readonly host: string
  nowMs(): number
  bootedMs(): number
  readonly processStartedMs: number
  isRunning(pid: number): boolean
  /** Watches whether a holder elsewhere still renews its lock. */
  wait(ms: number): Promise<void>
  /** Calls `beat` every `ms` without keeping the process alive; the result ends it. */
  every(ms: number, beat: () => void): () => void
}

export const thisMachine: LockMachine = {
  pid: process.pid,
  host: hostname(),
  nowMs: () => Date.now(),
  // The clock may have been set since the boot; a minute's doubt goes to the holder.
  bootedMs: () => Date.now() - uptime() * 1000 - 60_000,
  processStartedMs: Math.floor(performance.timeOrigin),
  isRunning(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (cause) {
      if (hasCode(cause, 'ESRCH')) return false
      // Somebody else's process: it lives, we may not signal it.
      if (hasCode(cause, 'EPERM')) return true
      throw cause
    }
  },
  wait: async (ms) => setTimeout(ms),
  every(ms, beat) {
    const timer = setInterval(beat, ms).unref()
    return () => clearInterval(timer)
  },
}
