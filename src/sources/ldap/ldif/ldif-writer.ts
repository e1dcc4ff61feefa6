/** An attribute to be written: its description, and its values as bytes. */
export interface WrittenAttribute {
  readonly name: string
  readonly values: readonly Uint8Array[]
}

/**
 * One content record with its empty line, unwrapped: base64 for each value that is no SAFE-STRING (RFC 2849), for one that ends with a
 * space, and for every value of an attribute that `isBinary` names.
 */
export function ldifRecordText(dn: string, attributes: Iterable<WrittenAttribute>, isBinary: (name: string) => boolean): string {
  let text = ldifLine('dn', Buffer.from(dn, 'utf8'), false)
  for (const { name, values } of attributes) {
    const binary = isBinary(name)
    for (const value of values) text += ldifLine(name, value, binary)
  }
  return `${text}\n`
}

/** Comment lines; a line end inside `text` begins another one. */
export function ldifComment(text: string): string {
  return text
    .split(/\r\n|[\r\n]/u)
    .map((line) => `# ${line}\n`)
    .join('')
}

function ldifLine(name: string, value: Uint8Array, binary: boolean): string {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  if (bytes.length === 0) return `${name}:\n`
  return binary || !isSafe(bytes) ? `${name}:: ${bytes.toString('base64')}\n` : `${name}: ${bytes.toString('latin1')}\n`
}

const SPACE = 0x20
const COLON = 0x3a
const LESS = 0x3c

function isSafe(bytes: Uint8Array): boolean {
  const first = bytes[0]
  if (first === SPACE || first === COLON || first === LESS || bytes.at(-1) === SPACE) return false
  for (const byte of bytes) if (byte === 0 || byte === 0x0a || byte === 0x0d || byte > 0x7f) return false
  return true
}
