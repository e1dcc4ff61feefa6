import { isUtf8 } from 'node:buffer'
import { caseIgnored, normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { LdifRecord } from './ldif/ldif-record.ts'
import { guidText } from '../../core/base/guid.ts'
import { sidText } from './native-id.ts'
import { baseName } from './wire.ts'

/** The values of one record, decoded by name; what cannot be decoded is a problem, never an absence. */
export class RecordText {
  readonly record: LdifRecord
  readonly #given: readonly string[]
  #found: string[] | null = null
  readonly #withOptions: readonly string[]

  constructor(record: LdifRecord, problems: readonly string[]) {
    this.record = record
    this.#given = problems
    this.#withOptions = descriptionsWithOptions(record)
  }

  /** One line each, in the order in which they were met. */
  get problems(): readonly string[] {
    return this.#found ?? this.#given
  }

  problem(reason: string): void {
    this.#found ??= [...this.#given]
    this.#found.push(reason)
  }

  has(name: string): boolean {
    return this.record.attributes.has(name)
  }

  /** The texts of the attribute `name` (lower case), in the system's order, those under options such as `;lang-fr` behind them. */
  texts(name: string): readonly string[] {
    const plain = this.record.attributes.get(name)
    if (plain === undefined && this.#withOptions.length === 0) return NONE
    const texts: string[] = []
    this.forEachValue(name, (bytes, start, end) => {
      const text = textIn(bytes, start, end)
      if (text === null) this.problem(`a value of \`${name}\` is not UTF-8`)
      else texts.push(text)
    })
    return texts
  }

  first(name: string): string | null {
    return this.texts(name)[0] ?? null
  }

  /** Visits the values that `texts` gives, each as the part of `bytes` from `start` to before `end`. */
  forEachValue(name: string, visit: (bytes: Uint8Array, start: number, end: number) => void): void {
    this.record.attributes.get(name)?.forEachValue(visit)
    for (const key of this.#withOptions) if (key !== name && baseName(key) === name) this.record.attributes.get(key)?.forEachValue(visit)
  }

  guid(name: string): string | null {
    return this.#decoded(name, 'expected the 16 bytes of a GUID', guidText)[0] ?? null
  }

  sids(name: string): readonly string[] {
    return this.#decoded(name, 'expected a SID', sidText)
  }

  /** Values of the attribute `name` in base64, for keys that other systems write so. */
  base64(name: string): readonly string[] {
    return this.#decoded(name, 'expected bytes', (bytes) => Buffer.from(bytes).toString('base64'))
  }

  /** The names of the classes, in lower case. */
  classes(): ReadonlySet<string> {
    return new Set(this.texts('objectclass').map((name) => name.toLowerCase()))
  }

  #decoded(name: string, expected: string, decode: (bytes: Uint8Array) => string | null): readonly string[] {
    return (this.record.attributes.get(name)?.values ?? []).flatMap((value) => {
      const text = decode(value)
      if (text === null) this.problem(`${expected} in \`${name}\`, found ${value.length} bytes`)
      return text === null ? [] : [text]
    })
  }
}

const NONE: readonly string[] = []

function descriptionsWithOptions({ attributes }: LdifRecord): readonly string[] {
  let found: string[] | null = null
  for (const key of attributes.keys()) if (key.includes(';') && !key.includes(';range=')) (found ??= []).push(key)
  return found ?? NONE
}

/** The text of a part of `bytes`; null where it is not UTF-8. */
function textIn(bytes: Uint8Array, start: number, end: number): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
  for (let at = start; at < end; at++) if (bytes[at]! >= 0x80) return isUtf8(buffer) ? buffer.toString('utf8') : null
  return buffer.toString('latin1')
}

/** What identifies a record inside its source. */
export interface RecordKey {
  readonly id: string
  /** Only the name stands in for an identifier that cannot be read. */
  readonly weak: boolean
}

/**
 * The record's key, strongest first: objectGUID, entryUUID, ipaUniqueID, nsUniqueId, else the normalised name.
 *
 * Null, with a problem noted, where a key is there and cannot be read: another key in its place would make it another account.
 */
export function recordKey(text: RecordText): RecordKey | null {
  if (text.has('objectguid')) {
    const id = text.guid('objectguid')
    return id === null ? null : { id, weak: false }
  }
  for (const name of ['entryuuid', 'ipauniqueid', 'nsuniqueid'])
    if (text.has(name)) {
      const id = text.first(name)
      // FreeIPA's word for "not given yet", on entries that wait to become accounts.
      if (name === 'ipauniqueid' && id === 'autogenerate') continue
      return id === null || id === '' ? null : { id: id.toLowerCase(), weak: false }
    }
  const dn = normalisedDistinguishedName(text.record.dn)
  return dn === null || dn === '' ? null : { id: dn, weak: true }
}

/**
 * Is the record one that replication set aside: the loser of two that were made under one name, or a deleted one (MS-ADTS 3.1.1.5.1.6.1)?
 * Its other names still say what it was called, and are somebody else's by now.
 */
export function isSetAside({ dn }: LdifRecord): boolean {
  return /(?:\\0a|\n)(?:cnf|del):/iu.test(dn)
}

/**
 * The record's names by its distinguished name, SID and the given ones, each once; a name that does not parse is a problem. One that was set
 * aside is never found by what it is called.
 */
export function recordNames(text: RecordText, { id }: RecordKey, called: readonly string[]): readonly Name[] {
  const dn = normalisedDistinguishedName(text.record.dn)
  if (dn === null) text.problem(`the name \`${text.record.dn}\` does not parse`)
  return [
    ...new Set<Name>([
      `id:${id}`,
      ...(dn === null ? [] : [`dn:${dn}` as const]),
      ...[...text.sids('objectsid'), ...text.sids('sidhistory')].map((sid) => `sid:${sid}` as const),
      ...(isSetAside(text.record) ? [] : called).filter((name) => name !== '').map((name) => `name:${caseIgnored(name)}` as const),
    ]),
  ]
}
