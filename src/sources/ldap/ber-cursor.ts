import { BrokenAnswer } from './message-framing.ts'

/** Tags of what an answer to a search is made of (X.690; RFC 4511, 4.5.2). */
export const SEQUENCE = 0x30
export const SET = 0x31
export const INTEGER = 0x02
export const OCTETS = 0x04

/**
 * A place among the BER elements of one message. Nothing is copied and nothing is made: a directory sends millions of values.
 *
 * Every length is held against the element around it: throws `BrokenAnswer` where they do not fit, since a value that is cut off
 * silently would be a member that nobody sees.
 */
export class BerCursor {
  readonly bytes: Buffer
  /** The next byte. Whoever has read the content of an element sets it to the element's end. */
  at = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** The tag of the element that comes next, before `limit`. */
  tag(limit: number): number {
    if (this.at + 2 > limit) throw new BrokenAnswer('the answer ends inside an element')
    return this.bytes[this.at] ?? 0
  }

  /** Steps into the element that comes next and returns where its content ends; `limit` is the end of what holds it. */
  enter(limit: number, expected: number): number {
    const { bytes, at } = this
    if (at + 2 > limit) throw new BrokenAnswer('the answer ends inside an element')
    if (bytes[at] !== expected)
      throw new BrokenAnswer(`expected element 0x${expected.toString(16)} in the answer, found 0x${(bytes[at] ?? 0).toString(16)}`)
    const first = bytes[at + 1] ?? 0
    const end = first < 0x80 ? at + 2 + first : this.#longEnd(limit, first)
    if (first < 0x80) this.at = at + 2
    if (end > limit) throw new BrokenAnswer('the answer holds an element that is longer than what holds it')
    return end
  }

  #longEnd(limit: number, first: number): number {
    const size = first & 0x7f
    const start = this.at + 2 + size
    if (size === 0 || size > 4 || start > limit) throw new BrokenAnswer('the answer has a length that LDAP does not know')
    let length = 0
    for (let index = this.at + 2; index < start; index++) length = length * 256 + (this.bytes[index] ?? 0)
    this.at = start
    return start + length
  }
}
