import { assertNever } from '../base/assert-never.ts'
import type { AccessList } from '../model/access-control.ts'

/** The same list with every name replaced by what `found` says of it. O(entries). */
export function resolvedList<From, To>(list: AccessList<From>, found: (who: From) => To): AccessList<To> {
  switch (list.form) {
    case 'windows':
      return {
        ...list,
        owner: list.owner === null ? null : found(list.owner),
        entries: list.entries?.map((entry) => ({ ...entry, trustee: found(entry.trustee) })) ?? null,
      }
    case 'posix': {
      const entries = list.entries.map((entry) => ({ ...entry, who: entry.who === null ? null : found(entry.who) }))
      return { ...list, owner: found(list.owner), group: found(list.group), entries }
    }
    case 'nfs4': {
      const entries = list.entries.map((entry) => ({ ...entry, who: 'name' in entry.who ? { name: found(entry.who.name) } : entry.who }))
      return { ...list, owner: found(list.owner), group: found(list.group), entries }
    }
    case 'stated': {
      const entries = list.entries.map(({ who, ...entry }) => ({
        ...entry,
        who: 'name' in who ? { name: found(who.name) } : 'membersOf' in who ? { membersOf: found(who.membersOf) } : who,
      }))
      return { ...list, entries }
    }
    default:
      return assertNever(list)
  }
}
