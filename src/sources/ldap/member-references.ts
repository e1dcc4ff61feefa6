import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'
import { ByteNumbers } from './byte-numbers.ts'

/** Whom a value of a list of members means. */
export interface MemberReference {
  readonly name: Name
  /** By which `FactBatches` knows the name. */
  readonly number: number
  /** A security principal of another domain, named by its SID. */
  readonly isForeign: boolean
}

/**
 * Names of members as records refer to them, worked out once for each distinct spelling: a million memberships name a hundred
 * thousand accounts.
 */
export class MemberReferences {
  readonly #numberOf: (name: Name) => number
  readonly #spellings = { member: new ByteNumbers(), uniquemember: new ByteNumbers() }
  readonly #references: Record<'member' | 'uniquemember', (MemberReference | null)[]> = { member: [], uniquemember: [] }

  readonly #sids: ReadonlyMap<string, Name>

  /** `sids`: of members who are known by their SID alone, by normalised name. */
  constructor(numberOf: (name: Name) => number, sids: ReadonlyMap<string, Name> = new Map()) {
    this.#numberOf = numberOf
    this.#sids = sids
  }

  /** The reference that a value of `member` or `uniqueMember` makes; null if it is no distinguished name. */
  of(attribute: 'member' | 'uniquemember', bytes: Uint8Array, start: number, end: number): MemberReference | null {
    const known = this.#references[attribute]
    const number = this.#spellings[attribute].numberOf(bytes, start, end)
    if (number < known.length) return known[number] ?? null
    const written = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8')
    // uniqueMember may carry a bit string behind the name (RFC 4517, 3.3.21).
    const name = this.#nameOf(attribute === 'uniquemember' ? written.replace(/#'[01]*'B$/u, '') : untimed(written))
    const reference = name === null ? null : { name, number: this.#numberOf(name), isForeign: name.startsWith('sid:') }
    known.push(reference)
    return reference
  }

  #nameOf(written: string): Name | null {
    const name = referenceOf(written)
    return name?.startsWith('dn:') === true ? (this.#sids.get(name.slice('dn:'.length)) ?? name) : name
  }
}

/** A member whose time is limited is one until then (`<TTL=seconds>,DN`, MS-ADTS 3.1.1.3.4.1.48). */
function untimed(written: string): string {
  return written.startsWith('<TTL=') ? written.replace(/^<TTL=\d+>,/u, '') : written
}

function referenceOf(written: string): Name | null {
  const dn = normalisedDistinguishedName(written)
  if (dn === null) return null
  // A security principal of another domain stands here as an object that is named by its SID (T7).
  const sid = /^cn=(s-1-[\d-]+)(?:\\0acnf:[^,]*)?,cn=foreignsecurityprincipals,/u.exec(dn)?.[1]
  return sid === undefined ? `dn:${dn}` : `sid:${sid.toUpperCase()}`
}
