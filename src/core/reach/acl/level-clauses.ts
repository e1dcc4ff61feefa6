import { assertNever } from '../../base/assert-never.ts'
import type { AccessList } from '../../model/access-control.ts'
import type { Control, Trustee } from '../../model/control.ts'
import { type Clause, type LevelClauses, both, distinctClauses } from './clause.ts'
import { FILE_LEVELS, type FileRight } from './file-rights.ts'
import { nfsClauses } from './nfs4.ts'
import { posixClauses } from './posix.ts'
import { statedClauses } from './stated.ts'
import { windowsDirectoryClauses } from './windows-directory.ts'
import { windowsFileClauses } from './windows-file.ts'

/**
 * Who holds which level by the rules of one object: each level for itself, in clauses of holders whom nobody has counted yet.
 *
 * A right must get through every list. O(entries of the lists, multiplied where there are several).
 */
export function levelClauses({ on, lists, everybody }: Pick<Control, 'on' | 'lists' | 'everybody'>): LevelClauses {
  if (on.kind === 'resource') {
    return new Map(
      FILE_LEVELS.map(({ level, rights }) => [
        level,
        distinctClauses(rights.flatMap((right) => throughAll(lists.map((list) => fileClauses(list, right, everybody))))),
      ]),
    )
  }
  const kind = on.kind
  const byList = lists.map((list) => (list.form === 'windows' ? windowsDirectoryClauses(list, kind, everybody) : ruled(list, everybody)))
  const levels = new Set(byList.flatMap((one) => [...one.keys()]))
  return new Map([...levels].map((level) => [level, throughAll(byList.map((one) => one.get(level) ?? []))]))
}

function throughAll([first, ...others]: readonly (readonly Clause[])[]): readonly Clause[] {
  return others.reduce((through, list) => both(through, list), first ?? [])
}

function fileClauses(list: AccessList<Trustee>, right: FileRight, everybody: Control['everybody']): readonly Clause[] {
  switch (list.form) {
    case 'windows':
      return windowsFileClauses(list, right, everybody)
    case 'posix':
      return posixClauses(list, right, everybody)
    case 'nfs4':
      return nfsClauses(list, right, everybody)
    case 'stated':
      return []
    default:
      return assertNever(list)
  }
}

function ruled(list: AccessList<Trustee>, everybody: Control['everybody']): LevelClauses {
  if (list.form === 'stated') return statedClauses(list, everybody)
  throw new Error(`a ${list.form} list cannot be about a group or an account`)
}
