/**
 * LDIF written from bytes into bytes, for the millions of values of a directory: no text is made of any. The same lines as
 * `ldifRecordText`, whose page says when a value is written in base64.
 */
export class LdifBytes {
  readonly #full: Buffer[] = []
  #piece = Buffer.alloc(0)
  #at = 0

  /** One line: `name`, a colon, and the bytes of `from` between `start` and `end`. */
  line(name: Uint8Array, from: Buffer, start: number, end: number, binary: boolean): void {
    const length = end - start
    this.#makeRoom(name.length + 4 + 4 * Math.ceil(length / 3))
    const piece = this.#piece
    let at = this.#at
    for (let index = 0; index < name.length; index++) piece[at++] = name[index] ?? 0
    piece[at++] = COLON
    if (length > 0) {
      piece[at++] = SPACE
      if (binary || !copySafe(from, start, end, piece, at)) {
        piece[at - 1] = COLON
        piece[at++] = SPACE
        at += piece.write(from.toString('base64', start, end), at, 'latin1')
      } else at += length
    }
    piece[at++] = LF
    this.#at = at
  }

  /** The empty line behind a record. */
  endRecord(): void {
    this.#makeRoom(1)
    this.#piece[this.#at++] = LF
  }

  /** What was written since the last call, in pieces. */
  taken(): readonly Buffer[] {
    const pieces = this.#at === 0 ? [...this.#full] : [...this.#full, this.#piece.subarray(0, this.#at)]
    this.#full.length = 0
    this.#piece = this.#piece.subarray(this.#at)
    this.#at = 0
    return pieces
  }

  #makeRoom(bytes: number): void {
    if (this.#at + bytes <= this.#piece.length) return
    if (this.#at > 0) this.#full.push(this.#piece.subarray(0, this.#at))
    this.#piece = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytes))
    this.#at = 0
  }
}

const PIECE_BYTES = 256 * 1024
const LF = 0x0a
const SPACE = 0x20
const COLON = 0x3a
const LESS = 0x3c

/** Copies a value that is a SAFE-STRING (RFC 2849) and does not end with a space; false if it is none: what was copied is void. */
function copySafe(from: Uint8Array, start: number, end: number, to: Uint8Array, at: number): boolean {
  const first = from[start]
  if (first === SPACE || first === COLON || first === LESS || from[end - 1] === SPACE) return false
  const shift = at - start
  for (let index = start; index < end; index++) {
    const byte = from[index] ?? 0
    if (byte > 0x7f || byte === 0 || byte === LF || byte === 0x0d) return false
    to[index + shift] = byte
  }
  return true
}
