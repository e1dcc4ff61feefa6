import { assertNever } from '../base/assert-never.ts'
import type { AccessList } from './access-control.ts'

/** Everybody whom the list names, owners first, then in the order of its entries; as often as it names them. */
export function namedInList<Who>(list: AccessList<Who>): readonly Who[] {
  switch (list.form) {
    case 'windows':
      return [...(list.owner === null ? [] : [list.owner]), ...(list.entries ?? []).map(({ trustee }) => trustee)]
    case 'posix':
      return [list.owner, list.group, ...list.entries.flatMap(({ who }) => (who === null ? [] : [who]))]
    case 'nfs4':
      return [list.owner, list.group, ...list.entries.flatMap(({ who }) => ('name' in who ? [who.name] : []))]
    case 'stated':
      return list.entries.flatMap(({ who }) => ('name' in who ? [who.name] : 'membersOf' in who ? [who.membersOf] : []))
    default:
      return assertNever(list)
  }
}
