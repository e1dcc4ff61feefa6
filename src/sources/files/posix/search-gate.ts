import type { NfsEntry, NfsList, PosixList } from '../../../core/model/access-control.ts'

/** Every right of RFC 8881, 6.2.1.3.1. */
const EVERYTHING = 0x1601ff

/**
 * What a folder asks of whoever wants to get *through* it: search. As a list that lets everything pass for those who may search it, and
 * nothing for others, it can stand beside the list of the folder below, since each list must let a right through.
 *
 * The order of POSIX.1e (acl(5), "access check algorithm") becomes one of allow and deny entries: owner, named users, groups, others.
 */
export function searchGate(list: PosixList | NfsList): NfsList {
  const { owner, group } = list
  return { form: 'nfs4', owner, group, entries: list.form === 'posix' ? posixGate(list) : nfsGate(list) }
}

function posixGate({ entries, mask }: PosixList): readonly NfsEntry[] {
  const through = { inheritOnly: false, inherits: false, rights: EVERYTHING }
  const maySearch = (permissions: number, isBounded: boolean): boolean => (permissions & 1 & (isBounded && mask !== null ? mask : 7)) !== 0
  const gate: NfsEntry[] = []
  const allow = (who: NfsEntry['who']): void => void gate.push({ effect: 'allow', who, ...through })
  const deny = (who: NfsEntry['who']): void => void gate.push({ effect: 'deny', who, ...through })

  for (const { permissions } of entries.filter(({ tag }) => tag === 'owner'))
    (maySearch(permissions, false) ? allow : deny)({ special: 'owner' })
  for (const { who, permissions, tag } of entries)
    if (tag === 'user' && who !== null) (maySearch(permissions, true) ? allow : deny)({ name: who })
  const groups = entries.flatMap(({ tag, who, permissions }): readonly { readonly who: NfsEntry['who']; readonly opens: boolean }[] => {
    if (tag === 'group-owner') return [{ who: { special: 'group' }, opens: maySearch(permissions, true) }]
    return tag === 'group' && who !== null ? [{ who: { name: who }, opens: maySearch(permissions, true) }] : []
  })
  // Any group that opens is enough; whoever is only in groups that do not is not one of the others.
  for (const { who } of groups.filter(({ opens }) => opens)) allow(who)
  for (const { who } of groups) deny(who)
  for (const { permissions } of entries.filter(({ tag }) => tag === 'other'))
    (maySearch(permissions, false) ? allow : deny)({ special: 'everyone' })
  return gate
}

/** RFC 8881, 6.2.1.3.1: ACE4_EXECUTE is the right to traverse. */
const TRAVERSE = 0x20

function nfsGate({ entries }: NfsList): readonly NfsEntry[] {
  return entries.flatMap((entry) => ((entry.rights & TRAVERSE) === 0 || entry.inheritOnly ? [] : [{ ...entry, rights: EVERYTHING }]))
}
