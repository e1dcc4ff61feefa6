import type { WindowsList } from '../../model/access-control.ts'
import type { Trustee } from '../../model/control.ts'
import type { GroupHandle } from '../../model/handle.ts'
import type { Clause } from './clause.ts'
import type { FileRight } from './file-rights.ts'
import { fileRightsName } from './windows-names.ts'
import { ownerClauses, windowsClauses } from './windows-list.ts'

/** The bit of each act: MS-SMB2 2.2.13.1; on a folder `read` lists, `write` adds a file, `append` a folder. */
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

/** Who may do it by the descriptor of a folder or of a share. */
export function windowsFileClauses(
  list: WindowsList<Trustee>,
  { act, scope }: FileRight,
  everybody: GroupHandle | null,
): readonly Clause[] {
  const place = list.place === 'share' ? 'share' : 'folder'
  // A share hands nothing on, and holds for all in it. Where a folder hands nothing on, what lies below may say the same: nobody looked.
  const hands = place === 'folder' && list.entries?.some(({ inherits }) => inherits) === true
  const clauses = windowsClauses(
    list,
    // A type means nothing to a file.
    { isGivenBy: ({ rights }) => (fileMask(rights) & BITS[act]) !== 0, scope: hands ? scope : 'here' },
    everybody,
    ({ rights }) => fileRightsName(fileMask(rights), place),
  )
  return act === 'change-rules' && (scope === 'here' || !hands) ? [...ownerClauses(list), ...clauses] : clauses
}

/** Generic rights as a file means them (MS-DTYP 2.4.3; values of MS-SMB2 2.2.13.1). */
function fileMask(mask: number): number {
  let mapped = mask & 0x0fffffff
  if ((mask & 0x10000000) !== 0) mapped |= 0x001f01ff
  if ((mask & 0x80000000) !== 0) mapped |= 0x00120089
  if ((mask & 0x40000000) !== 0) mapped |= 0x00120116
  if ((mask & 0x20000000) !== 0) mapped |= 0x001200a0
  return mapped & 0x01ffffff
}
