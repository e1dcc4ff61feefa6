import type { Time } from './time.ts'

/** Lets so many calls a second go, and no more: a service that counts all calls of an account together. State worth a class. */
export class Pace {
  readonly #time: Time
  readonly #perMs: number
  readonly #most: number
  #tokens: number
  #at: number
  #turn: Promise<void> = Promise.resolve()

  constructor(time: Time, perSecond: number) {
    this.#time = time
    this.#perMs = perSecond / 1_000
    this.#most = perSecond
    this.#tokens = perSecond
    this.#at = time.now()
  }

  /** Resolves when one call may go; in the order in which they came. */
  async admit(): Promise<void> {
    const before = this.#turn
    const mine = before.then(async () => this.#wait())
    this.#turn = mine.catch(() => undefined)
    return mine
  }

  async #wait(): Promise<void> {
    for (this.#refill(); this.#tokens < 1; this.#refill()) await this.#time.sleep(Math.ceil((1 - this.#tokens) / this.#perMs))
    this.#tokens -= 1
  }

  #refill(): void {
    const now = this.#time.now()
    this.#tokens = Math.min(this.#most, this.#tokens + (now - this.#at) * this.#perMs)
    this.#at = now
  }
}
