import type { NfsEntry, NfsList } from '../../model/access-control.ts'
import type { Trustee } from '../../model/control.ts'
import type { GroupHandle } from '../../model/handle.ts'
import { type Clause, distinctClauses } from './clause.ts'
import type { FileRight } from './file-rights.ts'
import { FirstMatch, type Meant, meantBy } from './trustee-holder.ts'
import { fileRightsName } from './windows-names.ts'

/** RFC 8881, 6.2.1.3.1. */
const BITS: Readonly<Record<FileRight['act'], number>> = {
  list: 0x1,
  traverse: 0x20,
  read: 0x1,
  write: 0x2,
  append: 0x4,
  delete: 0x10000,
  'delete-child': 0x40,
  'change-rules': 0x40000,
  'take-ownership': 0x80000,
}

/**
 * Who may do it by an NFSv4 list (RFC 8881, 6.2.1): entries in order, each bit decided by the first entry that means the asker and
 * names the bit; what no entry names is denied. EVERYONE@ means the owner and the group too.
 *
 * The owner may always change the list: servers let him, whatever it says (6.2.1.3.2 leaves it to them).
 */
export function nfsClauses(list: NfsList<Trustee>, { act, scope }: FileRight, everybody: GroupHandle | null): readonly Clause[] {
  const walk = new FirstMatch()
  const hands = list.entries.some(({ inherits }) => inherits)
  if (act === 'change-rules' && (scope === 'here' || !hands)) walk.allow(meantBy(list.owner, null), 'owner')
  for (const entry of list.entries) {
    if (!(scope === 'here' || !hands ? !entry.inheritOnly : entry.inherits)) continue
    if ((entry.rights & BITS[act]) === 0) continue
    const meant = whoOf(entry, list, everybody)
    if (meant === null) continue
    if (entry.effect === 'allow') walk.allow(meant, `Allow ${fileRightsName(entry.rights, 'folder')}`)
    else walk.deny(meant)
  }
  return distinctClauses(walk.clauses())
}

function whoOf({ who }: NfsEntry<Trustee>, { owner, group }: NfsList<Trustee>, everybody: GroupHandle | null): Meant | null {
  if ('name' in who) return meantBy(who.name, owner)
  switch (who.special) {
    case 'owner':
      return meantBy(owner, null)
    case 'group':
      return meantBy(group, null)
    case 'everyone':
      return everybody === null ? null : { holder: { kind: 'group', group: everybody }, when: [] }
  }
}
