import { assertNever } from '../../../src/core/base/assert-never.ts'
import { boolean, element, integer, octets, Tag } from './ber.ts'
import { PAGING_CONTROL, type LdapRequest } from './request.ts'

export type Value = string | Buffer

export interface ScriptedEntry {
  readonly dn: string
  /** In the order in which they are sent; a name may occur twice, as no real server sends it. */
  readonly attributes: readonly (readonly [name: string, values: readonly Value[]])[]
}

/** One thing that the server does in answer to a request; a script gives a sequence of them. */
export type Answer =
  | ({ readonly kind: 'entry' } & ScriptedEntry)
  /** A continuation reference (RFC 4511, 4.5.3). */
  | { readonly kind: 'reference'; readonly urls: readonly string[] }
  /** An IntermediateResponse (RFC 4511, 4.13). */
  | { readonly kind: 'intermediate'; readonly name?: string; readonly value?: Buffer }
  /** The end of the operation; `cookie` adds the paging control, the empty one included. */
  | {
      readonly kind: 'done'
      readonly code: number
      readonly message?: string
      readonly matchedDn?: string
      readonly referrals?: readonly string[]
      readonly cookie?: Buffer
    }
  /** Bytes as they are, well formed or not. */
  | { readonly kind: 'raw'; readonly bytes: Buffer }
  /** The first bytes of another answer's message; what follows should be `drop` or `silence`. */
  | { readonly kind: 'beginning'; readonly of: Answer; readonly bytes: number }
  | { readonly kind: 'wait'; readonly ms: number }
  /** Closes the connection: by FIN, or by RST. */
  | { readonly kind: 'drop'; readonly by?: 'close' | 'reset' }
  /** From now on nothing is answered on this connection, which stays open. */
  | { readonly kind: 'silence' }

export function entry(dn: string, attributes: Readonly<Record<string, readonly Value[]>> = {}): ScriptedEntry & { readonly kind: 'entry' } {
  return { kind: 'entry', dn, attributes: Object.entries(attributes) }
}

export function done(code = 0, message = ''): Answer & { readonly kind: 'done' } {
  return { kind: 'done', code, message }
}

/** The bytes of an answer to `request`; none for what is not a message. */
export function encodedAnswer(answer: Answer, request: LdapRequest): Buffer {
  const message = (...parts: readonly Buffer[]): Buffer => element(Tag.sequence, integer(request.messageId), ...parts)
  switch (answer.kind) {
    case 'entry':
      return message(element(0x64, octets(answer.dn), element(Tag.sequence, ...answer.attributes.map(encodedAttribute))))
    case 'reference':
      return message(element(0x73, ...answer.urls.map((url) => octets(url))))
    case 'intermediate': {
      const name = answer.name === undefined ? [] : [octets(answer.name, 0x80)]
      const value = answer.value === undefined ? [] : [octets(answer.value, 0x81)]
      return message(element(0x79, ...name, ...value))
    }
    case 'done': {
      const { code, matchedDn = '', message: text = '', referrals = [], cookie } = answer
      const referral = referrals.length === 0 ? [] : [element(0xa3, ...referrals.map((url) => octets(url)))]
      const result = element(responseTag(request), integer(code, Tag.enumerated), octets(matchedDn), octets(text), ...referral)
      return message(result, ...(cookie === undefined ? [] : [element(0xa0, pagingControl(cookie))]))
    }
    case 'raw':
      return answer.bytes
    case 'beginning':
      return encodedAnswer(answer.of, request).subarray(0, answer.bytes)
    case 'wait':
    case 'drop':
    case 'silence':
      return Buffer.alloc(0)
    default:
      return assertNever(answer, 'answer')
  }
}

function encodedAttribute([name, values]: readonly [string, readonly Value[]]): Buffer {
  return element(Tag.sequence, octets(name), element(Tag.set, Buffer.concat(values.map((value) => octets(value)))))
}

/** RFC 2696, 2: the size is the server's estimate of the total, 0 where it makes none. */
function pagingControl(cookie: Buffer): Buffer {
  const value = element(Tag.sequence, integer(0), octets(cookie))
  return element(Tag.sequence, octets(PAGING_CONTROL), boolean(false), octets(value))
}

/** The response to each request: bind 1, search done 5, modify 7, add 9, delete 11, rename 13, compare 15, extended 24. */
function responseTag(request: LdapRequest): number {
  switch (request.kind) {
    case 'bind':
      return 0x61
    case 'search':
      return 0x65
    case 'extended':
      return 0x78
    case 'unbind':
    case 'abandon':
    case 'other':
      return (0x60 | (request.tag & 0x1f)) + 1
    default:
      return assertNever(request, 'request')
  }
}
