/** Bytes that are not LDAP messages: nothing behind them can be trusted. */
export class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer'
}

/**
 * Cuts the bytes of a connection into LDAP messages (RFC 4511, 5.2): reads the length first and joins the chunks of a message once, so
 * that a group of a million members costs its size and not its square.
 *
 * `push` throws `BrokenAnswer` for bytes that begin no message of a sane size.
 */
export class MessageFraming {
  #chunks: Buffer[] = []
  #held = 0

  /** The messages that are whole with this chunk, in order; they share its memory. */
  push(chunk: Buffer): readonly Buffer[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    const messages: Buffer[] = []
    for (let length = this.#messageLength(); length !== null && this.#held >= length; length = this.#messageLength()) {
      const bytes = this.#joined(length)
      messages.push(bytes.subarray(0, length))
      this.#chunks = length < bytes.length ? [bytes.subarray(length), ...this.#chunks.slice(1)] : this.#chunks.slice(1)
      this.#held -= length
    }
    return messages
  }

  /** Of the message that comes next, its own head included; null while too little of it is there. */
  #messageLength(): number | null {
    if (this.#held < 2) return null
    const head = this.#joined(Math.min(HEAD_BYTES, this.#held))
    if (head[0] !== SEQUENCE)
      throw new BrokenAnswer(`the answer begins with byte 0x${(head[0] ?? 0).toString(16)}, which begins no LDAP message`)
    const first = head[1] ?? 0
    if (first < 0x80) return 2 + first
    const size = first & 0x7f
    if (size === 0 || size > 4) throw new BrokenAnswer('the answer has a length that LDAP does not know')
    if (head.length < 2 + size) return null
    let length = 0
    for (const byte of head.subarray(2, 2 + size)) length = length * 256 + byte
    if (length > MOST_BYTES) throw new BrokenAnswer(`the answer says that it has ${length} bytes`)
    return 2 + size + length
  }

  /** The first chunk, joined with those behind it if it is shorter than `length`. */
  #joined(length: number): Buffer {
    const [first] = this.#chunks
    if (first !== undefined && first.length >= length) return first
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }
}

const SEQUENCE = 0x30
const HEAD_BYTES = 6
/** Ten times a group of a million members. */
const MOST_BYTES = 1024 * 1024 * 1024
