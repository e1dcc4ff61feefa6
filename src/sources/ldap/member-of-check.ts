import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'

/** A group whose list holds fewer members than say of themselves that they are in it. */
export interface Shortfall {
  readonly id: string
  readonly listed: number
  readonly claimed: number
}

interface Listed {
  readonly id: string
  members: number
  claims: number
}

/**
 * Holds the lists of members against what members say of themselves (`memberOf`, which proves no membership): a reader from whom the
 * lists are hidden sees empty groups and no error. O(groups) memory.
 */
export class MemberOfCheck {
  readonly #groups = new Map<string, Listed>()
  readonly #spellings = new Map<string, string | null>()
  readonly #early = new Map<string, number>()

  /** `dn` in its normal form; `members`: values of its list in this record. */
  group(dn: string, id: string, members: number): void {
    this.#groups.set(dn, { id, members: members + (this.#early.get(dn) ?? 0), claims: 0 })
  }

  /** A further part of a group's list, which may come before the group itself. */
  further(dn: string, members: number): void {
    const group = this.#groups.get(dn)
    if (group === undefined) this.#early.set(dn, (this.#early.get(dn) ?? 0) + members)
    else group.members += members
  }

  /** Notes what one record says of itself, once all groups are known; returns the groups under `base` that no record describes. */
  claims(memberOf: readonly string[], base: string | null): readonly string[] {
    return memberOf.filter((written) => {
      const dn = this.#normal(written)
      const group = dn === null ? undefined : this.#groups.get(dn)
      if (group !== undefined) group.claims += 1
      // A group of another base is another source's; what does not parse is a label.
      return group === undefined && dn !== null && base !== null && (dn === base || dn.endsWith(`,${base}`))
    })
  }

  /** The same few thousand groups are named by everybody in them. */
  #normal(written: string): string | null {
    const known = this.#spellings.get(written)
    if (known !== undefined) return known
    const dn = normalisedDistinguishedName(written)
    this.#spellings.set(written, dn)
    return dn
  }

  shortfalls(): readonly Shortfall[] {
    return [...this.#groups.values()]
      .filter(({ members, claims }) => claims > members)
      .map(({ id, members, claims }) => ({ id, listed: members, claimed: claims }))
  }
}
