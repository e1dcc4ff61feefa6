import { BrokenAnswer } from './message-framing.ts'
import type { WireAttribute, WireEntry } from './wire.ts'

/** A message that belongs to a search and is not its end. */
export type SearchAnswer =
  | { readonly kind: 'entry'; readonly messageId: number; readonly entry: WireEntry }
  | { readonly kind: 'reference'; readonly messageId: number; readonly urls: readonly string[] }

/**
 * Decodes one whole LDAP message that holds an entry or a continuation reference (RFC 4511, 4.5.2); null for any other message.
 *
 * Values stay bytes and share the message's memory. Every length is held against the one around it: throws `BrokenAnswer` where they
 * do not fit, since a value that is cut off silently would be a member that nobody sees.
 */
export function searchAnswer(message: Buffer): SearchAnswer | null {
  const whole = new Elements(message).next(SEQUENCE)
  const messageId = integer(whole.next(INTEGER).bytes)
  const operation = whole.next()
  if (operation.tag === ENTRY) return { kind: 'entry', messageId, entry: entryIn(operation) }
  if (operation.tag !== REFERENCE) return null
  const urls: string[] = []
  while (operation.hasMore) urls.push(operation.next(OCTETS).bytes.toString('utf8'))
  return { kind: 'reference', messageId, urls }
}

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const OCTETS = 0x04
const ENTRY = 0x64
const REFERENCE = 0x73

function entryIn(operation: Elements): WireEntry {
  const dn = operation.next(OCTETS).bytes.toString('utf8')
  const list = operation.next(SEQUENCE)
  const attributes: WireAttribute[] = []
  while (list.hasMore) {
    const attribute = list.next(SEQUENCE)
    const name = attribute.next(OCTETS).bytes.toString('latin1')
    const set = attribute.next(SET)
    const values: Uint8Array[] = []
    while (set.hasMore) values.push(set.next(OCTETS).bytes)
    attributes.push({ name, values })
  }
  return { dn, attributes }
}

function integer(bytes: Buffer): number {
  if (bytes.length === 0 || bytes.length > 4) throw new BrokenAnswer('the answer has no message number')
  return bytes.readIntBE(0, bytes.length)
}

/** The BER elements inside one element, one after the other. */
class Elements {
  readonly bytes: Buffer
  readonly tag: number
  #at = 0

  constructor(bytes: Buffer, tag = 0) {
    this.bytes = bytes
    this.tag = tag
  }

  get hasMore(): boolean {
    return this.#at < this.bytes.length
  }

  next(expected?: number): Elements {
    const tag = this.bytes[this.#at]
    const first = this.bytes[this.#at + 1]
    if (tag === undefined || first === undefined) throw new BrokenAnswer('the answer ends inside an element')
    if (expected !== undefined && tag !== expected)
      throw new BrokenAnswer(`expected element 0x${expected.toString(16)} in the answer, found 0x${tag.toString(16)}`)
    const size = first < 0x80 ? 0 : first & 0x7f
    const start = this.#at + 2 + size
    if (first === 0x80 || size > 4 || start > this.bytes.length) throw new BrokenAnswer('the answer has a length that LDAP does not know')
    let length = size === 0 ? first : 0
    for (let index = this.#at + 2; index < start; index++) length = length * 256 + (this.bytes[index] ?? 0)
    if (start + length > this.bytes.length) throw new BrokenAnswer('the answer holds an element that is longer than what holds it')
    this.#at = start + length
    return new Elements(this.bytes.subarray(start, start + length), tag)
  }
}
