/** A column of unsigned 32-bit numbers that grows by doubling: amortised O(1) a value, no object a value. */
export class GrowableColumn {
  #values: Uint32Array = new Uint32Array(1024)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(this.#values.length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = value
  }

  /** The values so far, without a copy: valid until the next `push`. */
  values(): Uint32Array {
    return this.#values.subarray(0, this.#length)
  }
}
