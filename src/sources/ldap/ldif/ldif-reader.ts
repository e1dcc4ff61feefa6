import { BadUtf16, LdifDecoder } from './ldif-encoding.ts'
import { LdifAttribute, type LdifItem, type LdifProblem } from './ldif-record.ts'

/**
 * Hands over the items of an LDIF stream, in its order, each before the next one is read: at most one record is held.
 *
 * Takes what RFC 2849 calls content records, and what tools print around them: folded lines, comments anywhere, LF or CRLF, a
 * byte-order mark, UTF-16 with one, raw UTF-8 values, the lines of `ldapsearch` about the search. Change records and values in files
 * (`:<`, never opened) are problems. Never fails for what the text holds; rejects only when `bytes` or `take` does.
 */
export async function readLdif(bytes: AsyncIterable<Uint8Array>, take: (item: LdifItem) => void): Promise<void> {
  const reader = new LdifReader(take)
  const decoder = new LdifDecoder()
  try {
    for await (const chunk of bytes) reader.push(decoder.push(chunk))
    reader.push(decoder.end())
  } catch (cause) {
    if (!(cause instanceof BadUtf16)) throw cause
    reader.stop('the text is not well-formed UTF-16, and nothing behind this line is read')
  }
  reader.end()
}

/** As `readLdif`, a batch for each chunk, for callers that must wait between items. */
export async function* ldifItems(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<readonly LdifItem[]> {
  let items: LdifItem[] = []
  const reader = new LdifReader((item) => items.push(item))
  const decoder = new LdifDecoder()
  const taken = (): readonly LdifItem[] => {
    const batch = items
    items = []
    return batch
  }
  try {
    for await (const chunk of bytes) {
      reader.push(decoder.push(chunk))
      yield taken()
    }
    reader.push(decoder.end())
  } catch (cause) {
    if (!(cause instanceof BadUtf16)) throw cause
    reader.stop('the text is not well-formed UTF-16, and nothing behind this line is read')
  }
  reader.end()
  yield taken()
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

/** An attribute's description as written, and the key of all its spellings. */
interface Description {
  readonly name: string
  readonly key: string
  readonly bytes: Uint8Array
  /** What stood behind it when it was met last: entries of one kind look alike. */
  next: Description | null
}

/** The same few descriptions come with every record. */
const known = new Map<string, Description>()
const MOST_KNOWN = 10_000

interface OpenRecord {
  readonly dn: string
  readonly line: number
  readonly attributes: Map<string, LdifAttribute>
  readonly problems: LdifProblem[]
}

/** Physical lines in, items out. */
class LdifReader {
  readonly #take: (item: LdifItem) => void
  /** The end of what was pushed, without a line end. */
  #rest: Buffer = Buffer.alloc(0)
  /** The number of the last physical line. */
  #lines = 0
  /** The logical line that the next physical one may go on. */
  #open: { readonly line: number; readonly parts: Buffer[] } | null = null
  #record: OpenRecord | null = null
  /** Inside a block that names no entry: said once, the lines that follow in it are skipped. */
  #headless = false
  /** The attribute of the line before: a list of members has one description on all its lines. */
  #last: Description | null = null
  #lastAttribute: LdifAttribute | null = null

  constructor(take: (item: LdifItem) => void) {
    this.#take = take
  }

  push(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? asBuffer(chunk) : Buffer.concat([this.#rest, chunk])
    const { length } = bytes
    let start = 0
    for (let at = 0; at < length; at++) {
      if (bytes[at] !== LF) continue
      const end = bytes[at - 1] === CR && at > start ? at - 1 : at
      // A line that nothing goes on and that goes on nothing: nearly all, and no object is made for them.
      const isWhole = bytes[start] !== SPACE && at + 1 < length && bytes[at + 1] !== SPACE
      if (isWhole) this.#closeLine()
      if (!isWhole || !this.#plainLine(bytes, start, end)) this.#physicalLine(bytes.subarray(start, end))
      start = at + 1
    }
    this.#rest = bytes.subarray(start)
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
    this.#take({ kind: 'malformed', problem: { line: this.#lines + 1, reason } })
  }

  /** Takes in `name: value` of the open record where the name is one that was met before; false for whatever else stands there. */
  #plainLine(bytes: Buffer, start: number, end: number): boolean {
    const record = this.#record
    if (record === null || start === end) return false
    let description = this.#last
    if (description === null || !startsWith(bytes, start, end, description)) {
      description = description?.next ?? null
      if (description === null || !startsWith(bytes, start, end, description)) return false
    }
    let from = start + description.bytes.length + 1
    if (bytes[from] === COLON || bytes[from] === LESS) return false
    while (from < end && bytes[from] === SPACE) from += 1
    this.#lines += 1
    if (description === this.#last && this.#lastAttribute !== null) this.#lastAttribute.add(bytes, from, end)
    else this.#lastAttribute = addedValue(record, description, bytes, from, end)
    this.#last = description
    return true
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
    if (bytes[0] === HASH) this.#take({ kind: 'comment', line, text: textOf(bytes.subarray(1)).trim() })
    else if (!this.#headless) this.#logicalLine(line, bytes)
  }

  #logicalLine(line: number, bytes: Buffer): void {
    const colon = bytes.indexOf(COLON)
    const name = colon < 0 ? '' : bytes.toString('latin1', 0, colon)
    if (!known.has(name) && !DESCRIPTION.test(name)) {
      this.#problem(line, bytes[0] === SPACE ? 'a line that goes on, and nothing before it' : 'expected `attribute: value`')
      return
    }
    const description = describe(name)
    const value = lineValue(bytes, colon)
    if (this.#record === null) this.#firstLine(line, description.key, value)
    else this.#addValue(this.#record, line, description, value)
  }

  #firstLine(line: number, key: string, value: LineValue): void {
    if (!value.ok) this.#problem(line, value.reason)
    else if (key === 'dn') this.#openRecord(line, value.bytes)
    else if (!SEARCH_NOTES.has(key)) this.#problem(line, `expected \`dn:\` at the begin of a record, found \`${key}:\``)
    else if (key === 'version' && textOf(value.bytes) !== '1')
      this.#problem(line, `expected LDIF version 1, found \`${textOf(value.bytes)}\``)
    else this.#take({ kind: 'note', line, name: key, value: textOf(value.bytes) })
  }

  #openRecord(line: number, bytes: Uint8Array): void {
    const dn = strictText(bytes)
    if (dn === null) this.#problem(line, 'the name of the entry is not UTF-8')
    else this.#record = { dn, line, attributes: new Map(), problems: [] }
    this.#last = BEGIN
    this.#lastAttribute = null
  }

  #addValue(record: OpenRecord, line: number, description: Description, value: LineValue): void {
    const { name, key } = description
    // `ldapsearch -u` prints the name once more, in a form for people.
    if (key === 'ufn') return
    if (key === 'changetype' || key === 'control')
      record.problems.push({ line, reason: 'a change record, expected the content of an entry' })
    else if (key === 'dn') record.problems.push({ line, reason: 'a second `dn:`, expected an empty line before it' })
    else if (!value.ok) record.problems.push({ line, reason: `${value.reason} in \`${name}\`` })
    else {
      this.#lastAttribute = addedValue(record, description, value.bytes, 0, value.bytes.length)
      if (this.#last !== null) this.#last.next = description
      this.#last = description
    }
  }

  #problem(line: number, reason: string): void {
    if (this.#record !== null) {
      this.#record.problems.push({ line, reason })
      return
    }
    this.#headless = true
    this.#take({ kind: 'malformed', problem: { line, reason } })
  }

  #closeRecord(): void {
    this.#headless = false
    if (this.#record === null) return
    const { dn, line, attributes, problems } = this.#record
    this.#record = null
    this.#take({ kind: 'record', record: { dn, line, attributes }, problems })
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

/** Before the first attribute of a record. */
const BEGIN: Description = { name: '', key: '', bytes: Buffer.from('\0'), next: null }

function describe(name: string): Description {
  const there = known.get(name)
  if (there !== undefined) return there
  const description: Description = { name, key: name.toLowerCase(), bytes: Buffer.from(name, 'latin1'), next: null }
  if (known.size < MOST_KNOWN) known.set(name, description)
  return description
}

function addedValue({ attributes }: OpenRecord, { name, key }: Description, bytes: Uint8Array, start: number, end: number): LdifAttribute {
  const there = attributes.get(key)
  if (there !== undefined) {
    there.add(bytes, start, end)
    return there
  }
  const attribute = new LdifAttribute(name, bytes, start, end)
  attributes.set(key, attribute)
  return attribute
}

/** Does the line begin with this description and a colon? */
function startsWith(bytes: Buffer, start: number, end: number, { bytes: name }: Description): boolean {
  if (start + name.length >= end || bytes[start + name.length] !== COLON) return false
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false
  return true
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
