import type { PosixList } from '../../model/access-control.ts'
import type { Trustee } from '../../model/control.ts'
import type { GroupHandle } from '../../model/handle.ts'
import { type Clause, both, distinctClauses } from './clause.ts'
import type { FileRight } from './file-rights.ts'
import { FirstMatch, type Meant, meantBy } from './trustee-holder.ts'

const READ = 4
const WRITE = 2
const SEARCH = 1

/** Who may do it by mode and POSIX.1e entries. What lies below has a list of its own; who may not search a folder reaches nothing in it. */
export function posixClauses(list: PosixList<Trustee>, { act }: FileRight, everybody: GroupHandle | null): readonly Clause[] {
  switch (act) {
    case 'list':
      return permitted(list, READ, everybody)
    case 'traverse':
      return permitted(list, SEARCH, everybody)
    case 'read':
      return both(permitted(list, SEARCH, everybody), permitted(list, READ, everybody))
    case 'write':
    case 'append':
    case 'delete-child':
      return both(permitted(list, SEARCH, everybody), permitted(list, WRITE, everybody))
    case 'change-rules': {
      const walk = new FirstMatch()
      walk.allow(meantBy(list.owner, null), 'owner')
      return walk.clauses()
    }
    // Only the folder around it lets one delete a thing, and only the system gives it away.
    case 'delete':
    case 'take-ownership':
      return []
  }
}

/**
 * The access check of acl(5), for one permission: the owner's entry decides for the owner; else the entry of a named user for that
 * user; else the entries of all groups that the user is in, of which any one that permits is enough; else the others' entry.
 *
 * The mask bounds all but the owner's and the others' entries.
 */
function permitted({ owner, group, entries, mask }: PosixList<Trustee>, bit: number, everybody: GroupHandle | null): readonly Clause[] {
  const permits = (permissions: number, masked: boolean): boolean => (permissions & (masked && mask !== null ? mask : 7) & bit) !== 0
  const users = new FirstMatch()
  const decide = (walk: FirstMatch, meant: Meant, may: boolean, says: string): void => {
    if (may) walk.allow(meant, says)
  }
  for (const { tag, permissions } of entries) if (tag === 'owner') decide(users, meantBy(owner, null), permits(permissions, false), 'owner')
  users.deny(meantBy(owner, null))

  const named = entries.flatMap(({ tag, who, permissions }) => (tag === 'user' && who !== null ? [{ who, permissions }] : []))
  for (const { who, permissions } of named) {
    decide(users, meantBy(who, null), permits(permissions, true), `user entry ${letters(permissions, mask)}`)
    users.deny(meantBy(who, null))
  }

  const groups = entries.flatMap(({ tag, who, permissions }) => {
    const meant = tag === 'group-owner' ? group : tag === 'group' ? who : null
    return meant === null ? [] : [{ who: meant, permissions }]
  })
  // Any of the groups that one is in: none of them holds off what another permits.
  for (const { who, permissions } of groups)
    decide(users, meantBy(who, null), permits(permissions, true), `group entry ${letters(permissions, mask)}`)
  for (const { who } of groups) users.deny(meantBy(who, null))

  for (const { tag, permissions } of entries) {
    if (tag !== 'other' || everybody === null) continue
    decide(
      users,
      { holder: { kind: 'group', group: everybody }, when: [] },
      permits(permissions, false),
      `others ${letters(permissions, null)}`,
    )
  }
  return distinctClauses(users.clauses())
}

function letters(permissions: number, mask: number | null): string {
  const effective = permissions & (mask ?? 7)
  return `${(effective & READ) === 0 ? '-' : 'r'}${(effective & WRITE) === 0 ? '-' : 'w'}${(effective & SEARCH) === 0 ? '-' : 'x'}`
}
