import { assertNever } from '../base/assert-never.ts'
import type { AccessList } from '../model/access-control.ts'
import type { Controlled } from '../model/control.ts'
import { DIRECTORY_LEVELS, speaksOf } from '../model/directory-rights.ts'

/**
 * Whom the list gives something that counts here: an unknown one of these may be a person who can do it. One who is only held off, or who
 * may only look at a group, hides nothing.
 */
export function givingTrustees<Who>(list: AccessList<Who>, on: Controlled['kind']): readonly Who[] {
  switch (list.form) {
    case 'windows': {
      const rights = on === 'resource' ? null : DIRECTORY_LEVELS[on].flatMap(([, some]) => some)
      const given = (list.entries ?? []).filter(
        ({ effect, rights: mask, objectType, inheritOnly, inherits }) =>
          effect === 'allow' &&
          mask !== 0 &&
          (rights === null ? !inheritOnly || inherits : !inheritOnly && rights.some((right) => speaksOf(right, mask, objectType))),
      )
      return [...(list.owner === null ? [] : [list.owner]), ...given.map(({ trustee }) => trustee)]
    }
    case 'posix': {
      const given = list.entries.filter(({ permissions }) => permissions !== 0)
      const group = given.some(({ tag }) => tag === 'group-owner') ? [list.group] : []
      return [list.owner, ...group, ...given.flatMap(({ who }) => (who === null ? [] : [who]))]
    }
    case 'nfs4': {
      const given = list.entries.filter(({ effect, rights }) => effect === 'allow' && rights !== 0)
      const group = given.some(({ who }) => 'special' in who && who.special === 'group') ? [list.group] : []
      return [list.owner, ...group, ...given.flatMap(({ who }) => ('name' in who ? [who.name] : []))]
    }
    case 'stated': {
      const given = list.entries.filter(({ effect, right }) => effect === 'allow' && right !== 'none')
      return given.flatMap(({ who }) => ('name' in who ? [who.name] : 'membersOf' in who ? [who.membersOf] : []))
    }
    default:
      return assertNever(list)
  }
}
