/**
 * Keeps results by key until their sizes add up to `budget`; then the oldest go.
 *
 * What is dropped is worked out again when asked for: the budget changes time and memory, never an answer.
 */
export class BoundedCache<Key, Value> {
  readonly #budget: number
  readonly #sizeOf: (value: Value) => number
  readonly #kept = new Map<Key, Value>()
  #size = 0

  constructor(budget: number, sizeOf: (value: Value) => number) {
    this.#budget = budget
    this.#sizeOf = sizeOf
  }

  get(key: Key): Value | undefined {
    return this.#kept.get(key)
  }

  /** Keeps `value` for a key that is not there yet, and returns it. */
  keep(key: Key, value: Value): Value {
    this.#size += this.#sizeOf(value)
    this.#kept.set(key, value)
    for (const [oldest, dropped] of this.#kept) {
      if (this.#size <= this.#budget || oldest === key) break
      this.#kept.delete(oldest)
      this.#size -= this.#sizeOf(dropped)
    }
    return value
  }
}
