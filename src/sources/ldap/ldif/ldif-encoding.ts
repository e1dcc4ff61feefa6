import { TextDecoder } from 'node:util'

/**
 * A stream of LDIF as UTF-8: takes a byte-order mark away, and turns UTF-16 with one (what PowerShell's redirection writes) into UTF-8.
 *
 * Without a mark the bytes are passed as they are. Throws `BadUtf16` where UTF-16 is not well-formed or ends inside a letter.
 */
export class LdifDecoder {
  #head: Uint8Array | null = new Uint8Array()
  #utf16: TextDecoder | null = null

  push(chunk: Uint8Array): Uint8Array {
    if (this.#head === null) return this.#decoded(chunk, true)
    const head = Buffer.concat([this.#head, chunk])
    if (head.length < 3) {
      this.#head = head
      return new Uint8Array()
    }
    return this.#begin(head, true)
  }

  end(): Uint8Array {
    return this.#head === null ? this.#decoded(new Uint8Array(), false) : this.#begin(this.#head, false)
  }

  #begin(head: Uint8Array, stream: boolean): Uint8Array {
    this.#head = null
    const [first, second, third] = head
    if (first === 0xef && second === 0xbb && third === 0xbf) return head.subarray(3)
    if (first === 0xff && second === 0xfe) this.#utf16 = new TextDecoder('utf-16le', { fatal: true })
    if (first === 0xfe && second === 0xff) this.#utf16 = new TextDecoder('utf-16be', { fatal: true })
    return this.#decoded(head, stream)
  }

  #decoded(bytes: Uint8Array, stream: boolean): Uint8Array {
    if (this.#utf16 === null) return bytes
    try {
      return Buffer.from(this.#utf16.decode(bytes, { stream }), 'utf8')
    } catch (cause) {
      throw cause instanceof TypeError ? new BadUtf16('the text is not well-formed UTF-16', { cause }) : cause
    }
  }
}

/** A kind of its own: whoever takes in the text may fail with any other error. */
export class BadUtf16 extends Error {}
