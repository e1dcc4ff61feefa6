import type { Time } from '../entra-source.ts'
import type { Answer } from './answer.ts'

/** How often a whole-looking but useless answer, a broken line or a silent server is asked again. */
const DAMAGES = 5
/** How often a server that is out of order is asked again without having said when. */
const ROUNDS = 10

/**
 * How long one dataset may wait in all (C6). State worth a class: every request of the dataset draws on the same time.
 */
export class Patience {
  readonly #time: Time
  readonly #endsAt: number

  constructor(time: Time, minutes: number) {
    this.#time = time
    this.#endsAt = time.now() + minutes * 60_000
  }

  isOver(): boolean {
    return this.#time.now() >= this.#endsAt
  }

  /** Waits out a busy server: its Retry-After in full, else 2, 4, 8 … 64 s with jitter. False: there is no time left for that. */
  async afterBusy(answer: Pick<Answer, 'retryAfter' | 'status'>, round: number): Promise<boolean> {
    const told = retryAfterMs(answer.retryAfter)
    if (told === null && answer.status !== 429 && round >= ROUNDS) return false
    return this.wait(told ?? this.backOffMs(round))
  }

  async afterDamage(round: number): Promise<boolean> {
    return round < DAMAGES && (await this.wait(this.backOffMs(round)))
  }

  /** 2, 4, 8 … 64 s, each up to a quarter longer. */
  backOffMs(round: number): number {
    return Math.min(64, 2 ** (round + 1)) * 1_000 * (1 + this.#time.random() / 4)
  }

  /** False, at once, where the wait would outlast the dataset's time. */
  async wait(ms: number): Promise<boolean> {
    if (this.#time.now() + ms > this.#endsAt) return false
    await this.#time.sleep(ms)
    return true
  }
}

/** Seconds or an HTTP date (RFC 9110, 10.2.3) as milliseconds from now; null where there is none that can be read. */
export function retryAfterMs(written: string | null): number | null {
  if (written === null) return null
  if (/^\d+(\.\d+)?$/u.test(written.trim())) return Number(written) * 1_000
  const at = Date.parse(written)
  // A date is by the server's clock and ours: a second more, so that a fraction cut off does not bring us too early.
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now() + 1_000)
}
