/** Numbers from 0 for distinct byte strings, in the order in which they were first met. */
const EMPTY = -1

/**
 * Numbers byte strings without making texts of them: a directory names a hundred thousand members a million times over, and each
 * naming would otherwise cost a decoded text and its hash.
 *
 * Open addressing over FNV-1a, at most half full; the bytes of each distinct string are kept once. O(length) a look-up.
 */
export class ByteNumbers {
  #slots = new Int32Array(1 << 12).fill(EMPTY)
  #hashes = new Uint32Array(1 << 11)
  #ends = new Uint32Array(1 << 11)
  #kept = new Uint8Array(1 << 16)
  #count = 0

  get count(): number {
    return this.#count
  }

  /** The number of the part of `bytes` from `start` to before `end`; equal to the former `count` if it was met for the first time. */
  numberOf(bytes: Uint8Array, start: number, end: number): number {
    let hash = 0x811c9dc5
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    hash >>>= 0
    const mask = this.#slots.length - 1
    // The low bits of FNV alone cluster for names that differ in their first letters.
    let slot = (hash ^ (hash >>> 15)) & mask
    for (let number = this.#slots[slot]!; number !== EMPTY; number = this.#slots[slot]!) {
      if (this.#hashes[number] === hash && this.#isSame(number, bytes, start, end)) return number
      slot = (slot + 1) & mask
    }
    return this.#add(bytes, start, end, hash, slot)
  }

  #isSame(number: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = number === 0 ? 0 : this.#ends[number - 1]!
    if (this.#ends[number]! - from !== end - start) return false
    for (let at = start, kept = from; at < end; at++, kept++) if (bytes[at] !== this.#kept[kept]) return false
    return true
  }

  #add(bytes: Uint8Array, start: number, end: number, hash: number, slot: number): number {
    const number = this.#count++
    this.#slots[slot] = number
    if (number === this.#hashes.length) {
      this.#hashes = larger(this.#hashes)
      this.#ends = larger(this.#ends)
    }
    const from = number === 0 ? 0 : this.#ends[number - 1]!
    const to = from + end - start
    if (to > this.#kept.length) {
      const kept = new Uint8Array(Math.max(to, this.#kept.length * 2))
      kept.set(this.#kept)
      this.#kept = kept
    }
    this.#kept.set(bytes.subarray(start, end), from)
    this.#hashes[number] = hash
    this.#ends[number] = to
    if (this.#count * 2 > this.#slots.length) this.#spread()
    return number
  }

  #spread(): void {
    this.#slots = new Int32Array(this.#slots.length * 2).fill(EMPTY)
    const mask = this.#slots.length - 1
    for (let number = 0; number < this.#count; number++) {
      const hash = this.#hashes[number]!
      let slot = (hash ^ (hash >>> 15)) & mask
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask
      this.#slots[slot] = number
    }
  }
}

function larger(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(column.length * 2)
  next.set(column)
  return next
}
