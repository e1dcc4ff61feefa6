import type { Time } from '../entra-source.ts'
import type { Answer } from './answer.ts'

/** Lets requests go no faster than a limit of the service. */
export interface Pace {
  /** Resolves when a request of so many units may go. */
  admit(units: number): Promise<void>
  /** An answer came: what it says of costs and of the quota. `planned` is what was admitted. */
  heard(answer: Pick<Answer, 'units' | 'quotaUsed'>, planned: number): void
  /** The service is busy: nothing goes for so long. */
  hold(ms: number): void
}

/** Resource units in 10 s, by how many users a tenant has (learn.microsoft.com/graph/throttling-limits, identity and access). */
export function quotaOf(users: number | null): number {
  return users === null || users < 50 ? 3_500 : users <= 500 ? 5_000 : 8_000
}

const WINDOW_MS = 10_000
/** The bucket holds one second: a longer store would only make bursts. */
const STORE_MS = 1_000

/**
 * A token bucket: so many units in 10 s, as near to the limit as the answers' own word on their cost allows. A request that is let in
 * may leave a debt, which the next one waits for. State worth a class.
 */
export class Bucket implements Pace {
  readonly #time: Time
  #unitsAMs: number
  #units: number
  #at: number
  #heldUntil: number
  #turn: Promise<void> = Promise.resolve()

  constructor(time: Time, unitsIn10s: number) {
    this.#time = time
    this.#unitsAMs = unitsIn10s / WINDOW_MS
    this.#units = this.#store()
    this.#at = time.now()
    this.#heldUntil = this.#at
  }

  setLimit(unitsIn10s: number): void {
    this.#refill()
    this.#unitsAMs = unitsIn10s / WINDOW_MS
  }

  async admit(units: number): Promise<void> {
    const before = this.#turn
    let done = (): void => undefined
    this.#turn = new Promise((resolve) => {
      done = resolve
    })
    await before
    try {
      for (let wait = this.#waitMs(); wait > 0; wait = this.#waitMs()) await this.#time.sleep(wait)
      this.#units -= units
    } finally {
      done()
    }
  }

  heard({ units, quotaUsed }: Pick<Answer, 'units' | 'quotaUsed'>, planned: number): void {
    if (units !== null) this.#units -= units - planned
    // Others use the tenant's quota too: beyond four fifths we make room, the more the fuller it is.
    if (quotaUsed !== null && quotaUsed > 0.8) this.hold((quotaUsed - 0.8) * WINDOW_MS)
  }

  hold(ms: number): void {
    this.#heldUntil = Math.max(this.#heldUntil, this.#time.now() + ms)
  }

  #waitMs(): number {
    this.#refill()
    const held = this.#heldUntil - this.#time.now()
    const debt = this.#units >= 1 ? 0 : (1 - this.#units) / this.#unitsAMs
    return Math.ceil(Math.max(held, debt))
  }

  #refill(): void {
    const now = this.#time.now()
    this.#units = Math.min(this.#store(), this.#units + (now - this.#at) * this.#unitsAMs)
    this.#at = now
  }

  /** One request at least, or none could ever go. */
  #store(): number {
    return Math.max(1, this.#unitsAMs * STORE_MS)
  }
}
