import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'

/**
 * Names of members as records refer to them, worked out once for each distinct spelling: a million memberships name a hundred
 * thousand accounts, and the same text must be one value, which is hashed once.
 */
export class MemberReferences {
  readonly #known = new Map<string, Name | null>()

  /** The reference that a value of `member` or `uniqueMember` makes; null if it is no distinguished name. */
  of(attribute: 'member' | 'uniquemember', written: string): Name | null {
    // uniqueMember may carry a bit string behind the name (RFC 4517, 3.3.21).
    const name = attribute === 'uniquemember' ? written.replace(/#'[01]*'B$/u, '') : written
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const reference = referenceOf(name)
    this.#known.set(name, reference)
    return reference
  }
}

function referenceOf(written: string): Name | null {
  const dn = normalisedDistinguishedName(written)
  if (dn === null) return null
  // A security principal of another domain stands here as an object that is named by its SID (T7).
  const sid = /^cn=(s-1-[\d-]+)(?:\\0acnf:[^,]*)?,cn=foreignsecurityprincipals,/u.exec(dn)?.[1]
  return sid === undefined ? `dn:${dn}` : `sid:${sid.toUpperCase()}`
}
