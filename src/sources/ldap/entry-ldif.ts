import type { Instant } from '../../core/base/instant.ts'
import { LAST_USE, RECENCY, isBinaryAttribute } from './attributes.ts'
import { BerCursor, OCTETS, SEQUENCE, SET } from './ber-cursor.ts'
import { LdifBytes } from './ldif/ldif-bytes.ts'
import { type MissingRange, missingRanges } from './member-ranges.ts'
import { recencyOf } from './recency.ts'
import { entryEnd, entryIn } from './search-answer.ts'
import { baseName } from './wire.ts'

/**
 * The entries of one page as LDIF, written while they come, straight from the server's bytes: what the allow-list lets through, times
 * of use as their bucket. The same bytes as `ldifRecordText` of `keptEntry`, at a fifth of the time.
 */
export class EntryLdif {
  readonly #names: KeptNames
  readonly #watch: MemberWatch | null
  readonly #sample: NameSample | null
  readonly #ldif = new LdifBytes()
  /** Lists that go on. */
  readonly missing: MissingRange[] = []
  /** Names of the entries that list somebody outside the base. */
  readonly outside: string[] = []
  #namesOutside = false
  taken = 0
  /** Values of attributes that are not on the allow-list. */
  dropped = 0
  /** Values that were replaced by their bucket. */
  redacted = 0

  constructor(names: KeptNames, watch: MemberWatch | null, sample: NameSample | null) {
    this.#names = names
    this.#watch = watch
    this.#sample = sample
  }

  /** Throws `BrokenAnswer` for bytes that are no entry. */
  take(message: Buffer): void {
    const cursor = new BerCursor(message)
    const end = entryEnd(cursor)
    const nameEnd = cursor.enter(end, OCTETS)
    this.#ldif.line(DN, message, cursor.at, nameEnd, false)
    this.#sample?.see(message, cursor.at, nameEnd)
    cursor.at = nameEnd
    const listEnd = cursor.enter(end, SEQUENCE)
    let mayGoOn = false
    let before = this.#names.first
    while (cursor.at < listEnd) {
      const attributeEnd = cursor.enter(listEnd, SEQUENCE)
      const descriptionEnd = cursor.enter(attributeEnd, OCTETS)
      before = this.#names.found(before, message, cursor.at, descriptionEnd)
      cursor.at = descriptionEnd
      const values = this.#values(cursor, attributeEnd, before)
      mayGoOn ||= before.isRange || (values === 0 && before.isMember)
      cursor.at = attributeEnd
    }
    this.#ldif.endRecord()
    this.taken += 1
    if (this.#namesOutside) this.outside.push(entryIn(message).dn)
    this.#namesOutside = false
    if (mayGoOn) this.missing.push(...missingRanges(entryIn(message)))
  }

  /** The LDIF that was written since the last call. */
  pieces(): readonly Buffer[] {
    return this.#ldif.taken()
  }

  #values(cursor: BerCursor, limit: number, name: KeptName): number {
    const end = cursor.enter(limit, SET)
    const watch = name.key === 'member' ? this.#watch : null
    let count = 0
    while (cursor.at < end) {
      const valueEnd = cursor.enter(end, OCTETS)
      if (watch !== null && !this.#namesOutside) this.#namesOutside = watch.isOutside(cursor.bytes.subarray(cursor.at, valueEnd))
      if (name.treatment === 'keep') this.#ldif.line(name.bytes, cursor.bytes, cursor.at, valueEnd, name.isBinary)
      else if (name.treatment === 'bucket' && count === 0) this.#recency(name, cursor.bytes.toString('utf8', cursor.at, valueEnd))
      cursor.at = valueEnd
      count += 1
    }
    if (name.treatment === 'drop') this.dropped += count
    else if (name.treatment === 'bucket') this.redacted += count
    return count
  }

  #recency({ key }: KeptName, value: string): void {
    const bucket = Buffer.from(recencyOf(key, value, this.#names.now), 'utf8')
    this.#ldif.line(RECENCY_NAME, bucket, 0, bucket.length, false)
  }
}

/** Knows which members stand outside the base. */
interface MemberWatch {
  isOutside(member: Uint8Array): boolean
}

/** Draws some of the names that pass. */
interface NameSample {
  see(bytes: Buffer, start: number, end: number): void
}

/** What becomes of an attribute's values, by its description as the server writes it. */
interface KeptName {
  readonly bytes: Uint8Array
  /** In lower case, without options. */
  readonly key: string
  readonly treatment: 'keep' | 'bucket' | 'drop'
  readonly isBinary: boolean
  readonly isRange: boolean
  readonly isMember: boolean
  /** What stood behind it in the entry before: entries of one kind look alike. */
  next: KeptName | null
}

/** The allow-list, as it is asked for every attribute of every entry. `allowed`: names in lower case, without options. */
export class KeptNames {
  readonly #allowed: ReadonlySet<string>
  readonly #known = new Map<string, KeptName>()
  /** The moment from which recency counts. */
  readonly now: Instant
  readonly first: KeptName = { bytes: DN, key: '', treatment: 'drop', isBinary: false, isRange: false, isMember: false, next: null }

  constructor(allowed: ReadonlySet<string>, now: Instant) {
    this.#allowed = allowed
    this.now = now
  }

  /** The description that stands in `bytes` from `start` to `end`, `before` being the one before it. */
  found(before: KeptName, bytes: Buffer, start: number, end: number): KeptName {
    const { next } = before
    if (next !== null && isEqual(next.bytes, bytes, start, end)) return next
    const description = bytes.toString('latin1', start, end)
    const name = this.#known.get(description) ?? this.#learnt(description)
    before.next = name
    return name
  }

  #learnt(description: string): KeptName {
    const key = baseName(description)
    const name: KeptName = {
      bytes: Buffer.from(description, 'latin1'),
      key,
      treatment: !this.#allowed.has(key) ? 'drop' : LAST_USE.has(key) ? 'bucket' : 'keep',
      isBinary: isBinaryAttribute(description),
      isRange: /;range=/iu.test(description),
      isMember: description.toLowerCase() === 'member',
      next: null,
    }
    if (this.#known.size < MOST_KNOWN) this.#known.set(description, name)
    return name
  }
}

const DN = Buffer.from('dn', 'latin1')
const RECENCY_NAME = Buffer.from(RECENCY, 'latin1')
/** Ranges make descriptions without number. */
const MOST_KNOWN = 10_000

function isEqual(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false
  for (let index = 0; index < name.length; index++) if (name[index] !== bytes[start + index]) return false
  return true
}
