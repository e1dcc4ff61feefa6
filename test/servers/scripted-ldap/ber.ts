/** The basic encoding rules of X.690, as far as LDAP (RFC 4511, 5.1) uses them: definite lengths, tags of one byte. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
}

export const Tag = { boolean: 0x01, integer: 0x02, octets: 0x04, enumerated: 0x0a, sequence: 0x30, set: 0x31 } as const

/** One element: tag, length in the shortest form, content. */
export function element(tag: number, ...content: readonly Buffer[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag]), encodedLength(length), ...content])
}

export function octets(value: string | Buffer, tag: number = Tag.octets): Buffer {
  return element(tag, typeof value === 'string' ? Buffer.from(value, 'utf8') : value)
}

/** A non-negative integer below 2^31. */
export function integer(value: number, tag: number = Tag.integer): Buffer {
  const bytes: number[] = []
  for (let rest = value; bytes.length === 0 || rest > 0; rest >>= 8) bytes.unshift(rest & 0xff)
  if ((bytes[0] ?? 0) > 0x7f) bytes.unshift(0) // else it would be negative
  return element(tag, Buffer.from(bytes))
}

export function boolean(value: boolean): Buffer {
  return element(Tag.boolean, Buffer.from([value ? 0xff : 0x00]))
}

/** The first element of `bytes` and where it ends; undefined while bytes are missing. */
export function firstElement(bytes: Buffer): { readonly first: Element; readonly end: number } | undefined {
  const [tag, short] = bytes
  if (tag === undefined || short === undefined) return undefined
  let start = 2
  let length = short
  if (short >= 0x80) {
    const lengthBytes = short & 0x7f
    if (lengthBytes === 0 || lengthBytes > 4) throw new Error(`a length of ${lengthBytes} bytes is not LDAP`)
    start += lengthBytes
    if (bytes.length < start) return undefined
    length = bytes.readUIntBE(2, lengthBytes)
  }
  if (bytes.length < start + length) return undefined
  return { first: { tag, content: bytes.subarray(start, start + length) }, end: start + length }
}

/** The elements within a constructed one. Throws where they do not fill it exactly. */
export function elementsOf({ content }: Element): readonly Element[] {
  const found: Element[] = []
  for (let rest = content; rest.length > 0;) {
    const next = firstElement(rest)
    if (next === undefined) throw new Error('an element is longer than the one around it')
    found.push(next.first)
    rest = rest.subarray(next.end)
  }
  return found
}

export function integerOf({ content }: Element): number {
  return content.length === 0 ? 0 : content.readIntBE(0, content.length)
}

function encodedLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}
