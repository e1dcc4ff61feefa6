import type { AccessCondition } from '../../model/access.ts'
import type { WindowsEntry, WindowsList } from '../../model/access-control.ts'
import type { Trustee } from '../../model/control.ts'
import type { GroupHandle } from '../../model/handle.ts'
import type { Clause } from './clause.ts'
import { FirstMatch, meantBy } from './trustee-holder.ts'

/** One right that somebody may ask for. */
export interface WindowsRight {
  /** Does the entry speak about the right, by its mask and its type? */
  readonly isGivenBy: (entry: WindowsEntry<Trustee>) => boolean
  /** Of what is the right: the object itself, or what lies below it and takes its entries over? */
  readonly scope: 'here' | 'below'
}

const CLAIM: readonly AccessCondition[] = [{ code: 'claim', says: 'if the claim of a conditional entry holds' }]

/**
 * Who holds one right by a security descriptor (MS-DTYP 2.5.3.2, MS-ADTS 5.1.3.3): entries in stored order, the first that speaks
 * about the right and means the account decides. No list lets everybody through, an empty one nobody.
 *
 * O(entries). `name` says an entry's rights in the system's words.
 */
export function windowsClauses(
  { owner, entries }: WindowsList<Trustee>,
  { isGivenBy, scope }: WindowsRight,
  everybody: GroupHandle | null,
  name: (entry: WindowsEntry<Trustee>) => string,
): readonly Clause[] {
  const walk = new FirstMatch()
  if (entries === null) {
    if (everybody !== null) walk.allow({ holder: { kind: 'group', group: everybody }, when: [] }, 'no access control list')
    return walk.clauses()
  }
  for (const entry of entries) {
    if (!(scope === 'here' ? !entry.inheritOnly : entry.inherits)) continue
    if (!isGivenBy(entry)) continue
    const meant = meantBy(entry.trustee, owner)
    const when = entry.conditional ? CLAIM : []
    if (entry.effect === 'allow') walk.allow(meant, `Allow ${name(entry)}`, when)
    else walk.deny(meant, when)
  }
  return walk.clauses()
}

/**
 * What the owner may by owning: change the list, before any entry is asked (MS-DTYP 2.5.3.2).
 *
 * An entry for OWNER RIGHTS takes it away, and says itself what the owner may; not every server knows it (Samba 4.17 does not), so what is taken away is there on
 * condition.
 */
export function ownerClauses({ owner, entries }: WindowsList<Trustee>): readonly Clause[] {
  if (owner === null) return []
  const meant = meantBy(owner, null)
  const walk = new FirstMatch()
  const limited = entries?.some(({ trustee, inheritOnly }) => trustee.kind === 'owner' && !inheritOnly) === true
  walk.allow(meant, 'Owner', limited ? [{ code: 'owner-rights', says: 'if the server takes no notice of the entry for OWNER RIGHTS' }] : [])
  return walk.clauses()
}
