import { Cron } from 'croner'
import type { CronTimes } from './cron.ts'

export interface DaemonInput {
  readonly cron: CronTimes
  readonly zone: string
  /** One audit; it ends soon after `stop`. Its failure is its own to tell. */
  night(stop: AbortSignal): Promise<void>
  /** Sends again what was not taken; as `night`. */
  resend(stop: AbortSignal): Promise<void>
  /** Ends the daemon. */
  readonly stop: AbortSignal
  readonly log: (event: 'waiting' | 'night-skipped' | 'night-failed', details: Readonly<Record<string, string | null>>) => void
}

/**
 * Audits whenever it is time until `stop`, one night at a time, and sends again every hour. Resolves when all that was going has ended.
 *
 * A night that is due while another is going is left out, and said to be. One that is due while messages are sent waits for them.
 */
export async function runDaemon(input: DaemonInput): Promise<void> {
  const { cron, zone, stop, log } = input
  let going: 'night' | 'resend' | null = null
  let work: Promise<void> = Promise.resolve()

  function begin(what: 'night' | 'resend', act: (stop: AbortSignal) => Promise<void>): void {
    going = what
    work = work
      .then(async () => (stop.aborted ? undefined : act(stop)))
      .catch((cause: unknown) => log('night-failed', { what, reason: cause instanceof Error ? cause.message : String(cause) }))
      .finally(() => {
        if (going === what) going = null
        if (what === 'night') announce()
      })
  }
  const nights = new Cron(cron.written, { timezone: zone }, () => {
    if (going === 'night') log('night-skipped', { reason: 'the night before is still going' })
    else begin('night', async (signal) => input.night(signal))
  })
  const resends = new Cron(HOURLY, { timezone: zone }, () => {
    if (going === null) begin('resend', async (signal) => input.resend(signal))
  })
  function announce(): void {
    if (!stop.aborted) log('waiting', { next: nights.nextRun()?.toISOString() ?? null, zone })
  }

  announce()
  await new Promise<void>((resolve) => {
    if (stop.aborted) resolve()
    else stop.addEventListener('abort', () => resolve(), { once: true })
  })
  nights.stop()
  resends.stop()
  await work
}

/** Off the full and the half hour, at which nights are wont to begin. */
const HOURLY = '47 * * * *'
