import { BerCursor, INTEGER, OCTETS, SEQUENCE, SET } from './ber-cursor.ts'
import { BrokenAnswer } from './message-framing.ts'
import type { WireAttribute, WireEntry } from './wire.ts'

/** What a message is to a search: an entry or a continuation reference (RFC 4511, 4.5.2), or anything else, as its end. */
export interface AnswerHead {
  readonly kind: 'entry' | 'reference' | 'other'
  readonly messageId: number
}

/** Reads no further than the head of one whole LDAP message. Throws `BrokenAnswer` where it is none. */
export function answerHead(message: Buffer): AnswerHead {
  const cursor = new BerCursor(message)
  const end = cursor.enter(message.length, SEQUENCE)
  const messageId = integer(cursor, end)
  const tag = cursor.tag(end)
  return { kind: tag === ENTRY ? 'entry' : tag === REFERENCE ? 'reference' : 'other', messageId }
}

/** Steps to the content of the entry that a message holds; returns where it ends. */
export function entryEnd(cursor: BerCursor): number {
  const end = cursor.enter(cursor.bytes.length, SEQUENCE)
  integer(cursor, end)
  return cursor.enter(end, ENTRY)
}

/** The entry in a message that holds one. Values stay bytes and share the message's memory; throws `BrokenAnswer` for broken bytes. */
export function entryIn(message: Buffer): WireEntry {
  const cursor = new BerCursor(message)
  const end = entryEnd(cursor)
  const dn = octets(cursor, end).toString('utf8')
  const listEnd = cursor.enter(end, SEQUENCE)
  const attributes: WireAttribute[] = []
  while (cursor.at < listEnd) {
    const attributeEnd = cursor.enter(listEnd, SEQUENCE)
    const name = octets(cursor, attributeEnd).toString('latin1')
    const setEnd = cursor.enter(attributeEnd, SET)
    const values: Uint8Array[] = []
    while (cursor.at < setEnd) values.push(octets(cursor, setEnd))
    attributes.push({ name, values })
    cursor.at = attributeEnd
  }
  return { dn, attributes }
}

/** The URLs in a message that holds a continuation reference. */
export function referenceIn(message: Buffer): readonly string[] {
  const cursor = new BerCursor(message)
  const whole = cursor.enter(message.length, SEQUENCE)
  integer(cursor, whole)
  const end = cursor.enter(whole, REFERENCE)
  const urls: string[] = []
  while (cursor.at < end) urls.push(octets(cursor, end).toString('utf8'))
  return urls
}

const ENTRY = 0x64
const REFERENCE = 0x73

function octets(cursor: BerCursor, limit: number): Buffer {
  const end = cursor.enter(limit, OCTETS)
  const content = cursor.bytes.subarray(cursor.at, end)
  cursor.at = end
  return content
}

function integer(cursor: BerCursor, limit: number): number {
  const end = cursor.enter(limit, INTEGER)
  const length = end - cursor.at
  if (length === 0 || length > 4) throw new BrokenAnswer('the answer has no message number')
  const value = cursor.bytes.readIntBE(cursor.at, length)
  cursor.at = end
  return value
}
