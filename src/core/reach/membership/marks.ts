/** A set of small integers that is emptied in O(1): scratch space for one walk after another. */
export class Marks {
  readonly #stamps: Uint32Array
  #generation = 1

  constructor(size: number) {
    this.#stamps = new Uint32Array(size)
  }

  clear(): void {
    if (++this.#generation <= 0xffffffff) return
    this.#stamps.fill(0)
    this.#generation = 1
  }

  /** True if `item` was not in the set before. */
  add(item: number): boolean {
    if (this.#stamps[item] === this.#generation) return false
    this.#stamps[item] = this.#generation
    return true
  }
}
