import type { LogEvent, System } from '../app/system.ts'
import { machineClock } from '../app/system.ts'

/** What a command may touch of the process: streams and environment. */
export interface Io {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean }
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The machine's clock and environment; logs go to stderr: a line of JSON an event, or of words on a terminal. */
export function systemOf({ stderr, env }: Io): System {
  return {
    clock: machineClock,
    env,
    log: (event) =>
      void stderr.write(stderr.isTTY === true ? progressLine(event) : `${JSON.stringify({ at: machineClock(), ...event })}\n`),
  }
}

function progressLine({ level, event, ...details }: LogEvent): string {
  const words = Object.entries(details).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`],
  )
  return `${level === 'info' ? '·' : '!'} ${event.replaceAll('-', ' ')}${words.length === 0 ? '' : ` – ${words.join('; ')}`}\n`
}

export function printJson({ stdout }: Io, value: unknown): void {
  stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
