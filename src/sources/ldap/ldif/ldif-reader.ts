import { LdifDecoder } from './ldif-encoding.ts'
import type { LdifAttribute, LdifItem, LdifProblem } from './ldif-record.ts'

/**
 * The items of an LDIF stream, in its order, a batch for each chunk; at most one record is held.
 *
 * Takes what RFC 2849 calls content records, and what tools print around them: folded lines, comments anywhere, LF or CRLF, a
 * byte-order mark, UTF-16 with one, raw UTF-8 values, the lines of `ldapsearch` about the search. Change records and values in files
 * (`:<`, never opened) are problems. Never fails for what the text holds; rejects only when `bytes` does.
 */
export async function* ldifItems(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LdifItem[]> {
  const reader = new LdifReader()
  const decoder = new LdifDecoder()
  try {
    for await (const chunk of bytes) {
      reader.push(decoder.push(chunk))
      yield reader.taken()
    }
    reader.push(decoder.end())
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    reader.stop('the text is not well-formed UTF-16, and nothing behind this line is read')
  }
  reader.end()
  yield reader.taken()
}

const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const HASH = 0x23
const COLON = 0x3a
const LESS = 0x3c

const DESCRIPTION = /^[a-z0-9][a-z0-9.-]*(?:;[a-z0-9.=*_-]+)*$/iu
const BASE64 = /^(?:[a-z0-9+/]{4})*(?:[a-z0-9+/]{2}==|[a-z0-9+/]{3}=)?$/iu

/** Names that `ldapsearch` prints in blocks of their own. */
const SEARCH_NOTES = new Set(['version', 'search', 'result', 'matcheddn', 'text', 'ref', 'control', 'pagedresults'])

/** The same few descriptions come with every record. */
const keys = new Map<string, string>()
const MOST_KEYS = 10_000

interface OpenRecord {
  readonly dn: string
  readonly line: number
  readonly attributes: Map<string, { readonly name: string; readonly values: Uint8Array[] }>
  readonly problems: LdifProblem[]
}

/** Physical lines in, items out. */
class LdifReader {
  #items: LdifItem[] = []
  /** The end of what was pushed, without a line end. */
  #rest: Buffer = Buffer.alloc(0)
  /** The number of the last physical line. */
  #lines = 0
  /** The logical line that the next physical one may go on. */
  #open: { readonly line: number; readonly parts: Buffer[] } | null = null
  #record: OpenRecord | null = null
  /** Inside a block that names no entry: said once, the lines that follow in it are skipped. */
  #headless = false

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? asBuffer(chunk) : Buffer.concat([this.#rest, chunk])
    let start = 0
    for (let end = bytes.indexOf(LF, start); end >= 0; end = bytes.indexOf(LF, start)) {
      this.#physicalLine(bytes.subarray(start, bytes[end - 1] === CR && end > start ? end - 1 : end))
      start = end + 1
    }
    this.#rest = bytes.subarray(start)
  }

  taken(): readonly LdifItem[] {
    const items = this.#items
    this.#items = []
    return items
  }

  end(): void {
    if (this.#rest.length > 0) this.#physicalLine(this.#rest)
    this.#rest = Buffer.alloc(0)
    this.#closeLine()
    this.#closeRecord()
  }

  stop(reason: string): void {
    this.#rest = Buffer.alloc(0)
    this.#closeLine()
    this.#closeRecord()
    this.#items.push({ kind: 'malformed', problem: { line: this.#lines + 1, reason } })
  }

  #physicalLine(line: Buffer): void {
    this.#lines += 1
    if (line[0] === SPACE && this.#open !== null) {
      this.#open.parts.push(line.subarray(1))
      return
    }
    this.#closeLine()
    if (line.length === 0) this.#closeRecord()
    else this.#open = { line: this.#lines, parts: [line] }
  }

  #closeLine(): void {
    if (this.#open === null) return
    const { line, parts } = this.#open
    this.#open = null
    const bytes = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    if (bytes[0] === HASH) this.#items.push({ kind: 'comment', line, text: textOf(bytes.subarray(1)).trim() })
    else if (!this.#headless) this.#logicalLine(line, bytes)
  }

  #logicalLine(line: number, bytes: Buffer): void {
    const colon = bytes.indexOf(COLON)
    const name = colon < 0 ? '' : bytes.toString('latin1', 0, colon)
    if (!keys.has(name) && !DESCRIPTION.test(name)) {
      this.#problem(line, bytes[0] === SPACE ? 'a line that goes on, and nothing before it' : 'expected `attribute: value`')
      return
    }
    const key = keyOf(name)
    const value = lineValue(bytes, colon)
    if (this.#record === null) this.#firstLine(line, key, value)
    else this.#addValue(this.#record, line, name, key, value)
  }

  #firstLine(line: number, key: string, value: LineValue): void {
    if (!value.ok) this.#problem(line, value.reason)
    else if (key === 'dn') this.#openRecord(line, value.bytes)
    else if (!SEARCH_NOTES.has(key)) this.#problem(line, `expected \`dn:\` at the begin of a record, found \`${key}:\``)
    else if (key === 'version' && textOf(value.bytes) !== '1')
      this.#problem(line, `expected LDIF version 1, found \`${textOf(value.bytes)}\``)
    else this.#items.push({ kind: 'note', line, name: key, value: textOf(value.bytes) })
  }

  #openRecord(line: number, bytes: Uint8Array): void {
    const dn = strictText(bytes)
    if (dn === null) this.#problem(line, 'the name of the entry is not UTF-8')
    else this.#record = { dn, line, attributes: new Map(), problems: [] }
  }

  #addValue(record: OpenRecord, line: number, name: string, key: string, value: LineValue): void {
    // `ldapsearch -u` prints the name once more, in a form for people.
    if (key === 'ufn') return
    if (key === 'changetype' || key === 'control')
      record.problems.push({ line, reason: 'a change record, expected the content of an entry' })
    else if (key === 'dn') record.problems.push({ line, reason: 'a second `dn:`, expected an empty line before it' })
    else if (!value.ok) record.problems.push({ line, reason: `${value.reason} in \`${name}\`` })
    else {
      const known = record.attributes.get(key)
      if (known === undefined) record.attributes.set(key, { name, values: [value.bytes] })
      else known.values.push(value.bytes)
    }
  }

  #problem(line: number, reason: string): void {
    if (this.#record !== null) {
      this.#record.problems.push({ line, reason })
      return
    }
    this.#headless = true
    this.#items.push({ kind: 'malformed', problem: { line, reason } })
  }

  #closeRecord(): void {
    this.#headless = false
    if (this.#record === null) return
    const { dn, line, attributes, problems } = this.#record
    this.#record = null
    const written: ReadonlyMap<string, LdifAttribute> = attributes
    this.#items.push({ kind: 'record', record: { dn, line, attributes: written }, problems })
  }
}

type LineValue = { readonly ok: true; readonly bytes: Uint8Array } | { readonly ok: false; readonly reason: string }

function lineValue(bytes: Uint8Array, colon: number): LineValue {
  const mark = bytes[colon + 1]
  if (mark === LESS) return { ok: false, reason: 'a value in a file (`:<`), which is never opened' }
  let start = mark === COLON ? colon + 2 : colon + 1
  while (bytes[start] === SPACE) start += 1
  const value = bytes.subarray(start)
  if (mark !== COLON) return { ok: true, bytes: value }
  const text = asBuffer(value).toString('latin1').trimEnd()
  return BASE64.test(text) ? { ok: true, bytes: Buffer.from(text, 'base64') } : { ok: false, reason: 'expected base64 behind `::`' }
}

function keyOf(name: string): string {
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = name.toLowerCase()
  if (keys.size < MOST_KEYS) keys.set(name, key)
  return key
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function strictText(bytes: Uint8Array): string | null {
  try {
    return strictDecoder.decode(bytes)
  } catch (cause) {
    if (cause instanceof TypeError) return null
    throw cause
  }
}

/** For lines that only people and the completeness of an export read: bad bytes show as U+FFFD. */
function textOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('utf8')
}
