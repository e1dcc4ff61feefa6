import type { WindowsEntry, WindowsList } from '../../model/access-control.ts'
import type { Controlled, Trustee } from '../../model/control.ts'
import { DIRECTORY_LEVELS, type DirectoryRight, directoryMask, directoryTypeName, speaksOf } from '../../model/directory-rights.ts'
import type { GroupHandle } from '../../model/handle.ts'
import { type LevelClauses, distinctClauses } from './clause.ts'
import { ownerClauses, windowsClauses } from './windows-list.ts'

/** Who holds which level on a directory's object by its descriptor. The owner may change the list, so owning is the highest. */
export function windowsDirectoryClauses(
  list: WindowsList<Trustee>,
  on: Exclude<Controlled['kind'], 'resource'>,
  everybody: GroupHandle | null,
): LevelClauses {
  return new Map(
    DIRECTORY_LEVELS[on].map(([level, rights], position) => {
      const byEntries = rights.flatMap((right) =>
        windowsClauses(
          list,
          { scope: 'here', isGivenBy: ({ rights: mask, objectType }) => speaksOf(right, mask, objectType) },
          everybody,
          (entry) => entryName(entry, right),
        ),
      )
      return [level, distinctClauses(position === 0 ? [...ownerClauses(list), ...byEntries] : byEntries)] as const
    }),
  )
}

function entryName({ rights, objectType }: WindowsEntry<Trustee>, { name }: DirectoryRight): string {
  const mask = directoryMask(rights)
  const has = (bits: number): boolean => objectType === null && (mask & bits) === bits
  if (has(0x000f01ff)) return 'GenericAll'
  if (name !== 'WriteProperty') return name
  if (has(0x00020028)) return 'GenericWrite'
  return `WriteProperty ${objectType === null ? 'of all' : directoryTypeName(objectType)}`
}
