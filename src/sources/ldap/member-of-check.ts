import { isUtf8 } from 'node:buffer'
import { normalisedDistinguishedName } from '../../core/base/distinguished-name.ts'
import { ByteNumbers } from './byte-numbers.ts'
import type { RecordText } from './record-text.ts'

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
  /** Lists of the groups that say to be inside, where such claims go through every level. */
  inside: number
}

/** What a value of `memberOf` leads to. */
type Claimed =
  | { readonly kind: 'group'; readonly group: Listed }
  | { readonly kind: 'unseen'; readonly written: string; readonly dn: string | null }
  | { readonly kind: 'not-text' }

/** Counts the claim if it leads to a group. A group of another base is another source's; what does not parse is a label. */
function isUnseen(claimed: Claimed, base: string | null): claimed is Extract<Claimed, { readonly kind: 'unseen' }> {
  if (claimed.kind === 'group') claimed.group.claims += 1
  if (claimed.kind !== 'unseen' || claimed.dn === null || base === null) return false
  return claimed.dn === base || claimed.dn.endsWith(`,${base}`)
}

/**
 * Holds the lists of members against what members say of themselves (`memberOf`, which proves no membership): a reader from whom the
 * lists are hidden sees empty groups and no error. O(groups) memory.
 */
export class MemberOfCheck {
  readonly #groups = new Map<string, Listed>()
  readonly #spellings = new ByteNumbers()
  readonly #claimed: Claimed[] = []
  readonly #early = new Map<string, number>()

  /** `dn` in its normal form; `members`: values of its list in this record. */
  group(dn: string, id: string, members: number): void {
    this.#groups.set(dn, { id, members: members + (this.#early.get(dn) ?? 0), claims: 0, inside: 0 })
  }

  /** A further part of a group's list, which may come before the group itself. */
  further(dn: string, members: number): void {
    const group = this.#groups.get(dn)
    if (group === undefined) this.#early.set(dn, (this.#early.get(dn) ?? 0) + members)
    else group.members += members
  }

  /** Notes what one record says of itself, once all groups are known; returns the groups under `base` that no record describes. */
  claims(text: RecordText, base: string | null): readonly string[] {
    const unseen: string[] = []
    text.forEachValue('memberof', (bytes, start, end) => {
      const number = this.#spellings.numberOf(bytes, start, end)
      const claimed = (this.#claimed[number] ??= this.#claimedBy(Buffer.from(bytes.subarray(start, end))))
      if (claimed.kind === 'not-text') text.problem('a value of `memberof` is not UTF-8')
      else if (isUnseen(claimed, base)) unseen.push(claimed.written)
    })
    return unseen
  }

  /**
   * As `claims`, for a group whose record was read before all groups were known. `throughLevels`: its normalised name, where `memberOf`
   * names the groups above a group's own as well (389 Directory Server): whoever is listed in it then claims those, too.
   */
  claimsIn(memberOf: readonly string[], base: string | null, throughLevels: string | null): readonly string[] {
    const own = throughLevels === null ? undefined : this.#groups.get(throughLevels)
    return memberOf.filter((written) => {
      const claimed = this.#claimedBy(Buffer.from(written, 'utf8'))
      // In a cycle of groups each is in itself, and listed in none of those above.
      if (claimed.kind === 'group' && own === claimed.group) return false
      if (claimed.kind === 'group' && own !== undefined) claimed.group.inside += own.members
      return isUnseen(claimed, base)
    })
  }

  /** The same few thousand groups are named by everybody in them. */
  #claimedBy(bytes: Buffer): Claimed {
    if (!isUtf8(bytes)) return { kind: 'not-text' }
    const written = bytes.toString('utf8')
    const dn = normalisedDistinguishedName(written)
    const group = dn === null ? undefined : this.#groups.get(dn)
    return group === undefined ? { kind: 'unseen', written, dn } : { kind: 'group', group }
  }

  shortfalls(): readonly Shortfall[] {
    return [...this.#groups.values()]
      .filter(({ members, inside, claims }) => claims > members + inside)
      .map(({ id, members, inside, claims }) => ({ id, listed: members + inside, claimed: claims }))
  }
}
