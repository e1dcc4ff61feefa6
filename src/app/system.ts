import { createHash } from 'node:crypto'
import { type Instant, instantFromEpochMs } from '../core/base/instant.ts'

/** What the outside world supplies; tests and the demo put others in their place. */
export interface System {
  readonly clock: () => Instant
  readonly env: Readonly<Record<string, string | undefined>>
  /** One event of the run: NDJSON on stderr in the command line. Never holds secrets or bodies of records. */
  log(event: LogEvent): void
}

export interface LogEvent {
  readonly level: 'info' | 'warning' | 'error'
  readonly event: string
  readonly [detail: string]: string | number | boolean | null | readonly string[]
}

export function machineClock(): Instant {
  return instantFromEpochMs(Date.now())
}

export function sha256Base64(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}
