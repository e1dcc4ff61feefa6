// A second opinion on access control lists, written from MS-DTYP 2.5.3.2, MS-ADTS 5.1.3, acl(5) and RFC 8881 6.2.1: one account at a time,
// entry by entry, nothing of the engine. Trustees are written as keys; `@owner`, `@self`, `@nobody`, `@unread` and `@sometimes` are special.

import type { AccessList, NfsList, PosixList, StatedList, WindowsEntry, WindowsList } from '../../src/core/model/access-control.ts'

/** Who asks: every key that the account answers to, and those by which it is a member of a group's own list. */
export interface OracleAsker {
  readonly account: string
  /** The account itself and every group that it is in, by any chain. */
  readonly token: ReadonlySet<string>
  readonly direct: ReadonlySet<string>
}

/** One way the world may be where the lists do not say: which of the doubts come true. */
export interface OracleWorld {
  /** Entries have claims of their own, so the worst and the best of them are tried. */
  readonly claims: Readonly<Record<'allow' | 'deny', boolean>>
  readonly session: boolean
  /** The asker is whoever `@unread` is, where that one is held off. */
  readonly isUnread: boolean
  /** The server knows OWNER RIGHTS. */
  readonly knowsOwnerRights: boolean
}

export const ORACLE_WORLDS: readonly OracleWorld[] = Array.from({ length: 32 }, (_, bits) => ({
  claims: { allow: (bits & 1) !== 0, deny: (bits & 2) !== 0 },
  session: (bits & 4) !== 0,
  isUnread: (bits & 8) !== 0,
  knowsOwnerRights: (bits & 16) !== 0,
}))

interface Asked {
  readonly asker: OracleAsker
  readonly self: string | null
  readonly world: OracleWorld
}

function isMeant(trustee: string, owner: string | null, effect: 'allow' | 'deny', { asker, self, world }: Asked): boolean {
  if (trustee === '@nobody') return false
  if (trustee === '@owner') return owner !== null && owner !== '@owner' && isMeant(owner, null, effect, { asker, self, world })
  if (trustee === '@self') return self !== null && asker.token.has(self)
  // Held off in some sessions only, one passes in the others.
  if (trustee === '@sometimes') return effect === 'allow' && world.session
  // An unknown trustee gives nothing to somebody known, but may hold off.
  if (trustee === '@unread') return effect === 'deny' && world.isUnread
  return asker.token.has(trustee)
}

const MEMBER = 'bf9679c0-0de6-11d0-a285-00aa003049e2'
const MEMBERSHIP = 'bc0ac240-79a9-11d0-9020-00c04fc2d4cf'
const GROUP_CLASS = 'bf967a9c-0de6-11d0-a285-00aa003049e2'

/** AccessCheck for one bit of a directory object: `about` are the types that name what is asked for. */
function directoryBit(list: WindowsList<string>, bit: number, about: readonly string[], asked: Asked): boolean {
  return accessCheck(list, asked, bit === 0x40000, ({ rights, objectType, inheritOnly }) => {
    const generic = (rights & 0x10000000) !== 0 ? 0xf01ff : (rights & 0x40000000) !== 0 ? 0x20028 : 0
    return !inheritOnly && ((rights | generic) & bit) !== 0 && (objectType === null || about.includes(objectType))
  })
}

function accessCheck(
  { owner, entries }: WindowsList<string>,
  asked: Asked,
  ownerMay: boolean,
  speaks: (entry: WindowsEntry<string>) => boolean,
): boolean {
  if (entries === null) return true
  const limited = asked.world.knowsOwnerRights && entries.some(({ trustee, inheritOnly }) => trustee === '@owner' && !inheritOnly)
  if (ownerMay && owner !== null && !limited && isMeant(owner, null, 'allow', asked)) return true
  for (const entry of entries) {
    if (!speaks(entry) || (entry.conditional && !asked.world.claims[entry.effect])) continue
    if (isMeant(entry.trustee, owner, entry.effect, asked)) return entry.effect === 'allow'
  }
  return false
}

/** May the asker do something with a group that counts as `level`? */
export function oracleOnGroup(lists: readonly AccessList<string>[], level: string, asked: Asked): boolean {
  return lists.every((list) => {
    if (list.form === 'stated') return statedMay(list, level, asked)
    if (list.form !== 'windows') throw new Error('not about a group')
    if (level === 'admin') return directoryBit(list, 0x40000, [GROUP_CLASS], asked) || directoryBit(list, 0x80000, [GROUP_CLASS], asked)
    return directoryBit(list, 0x20, [GROUP_CLASS, MEMBER, MEMBERSHIP], asked) || directoryBit(list, 0x8, [GROUP_CLASS, MEMBER], asked)
  })
}

function statedMay({ entries }: StatedList<string>, level: string, asked: Asked): boolean {
  for (const { effect, who, right } of entries) {
    const gives = effect === 'allow' && (right === 'control' || (level === 'manage' && (right === 'add-members' || right === 'join')))
    if ('special' in who) {
      if (gives) return true
      if (who.special === 'everyone') return false
      continue
    }
    const meant = 'name' in who ? isMeant(who.name, null, gives ? 'allow' : 'deny', asked) : asked.asker.direct.has(who.membersOf)
    if (meant) return gives
  }
  return false
}

type Act = 'list' | 'traverse' | 'read' | 'write' | 'append' | 'delete' | 'delete-child' | 'change-rules' | 'take-ownership'
type Scope = 'here' | 'below'

const FILE_BIT: Readonly<Record<Act, number>> = {
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

const CHANGES: readonly Act[] = ['write', 'append', 'delete', 'delete-child']
const RULES: readonly Act[] = ['change-rules', 'take-ownership']
const WAYS: Readonly<Record<string, readonly (readonly [Act, Scope])[]>> = {
  see: [
    ['list', 'here'],
    ['traverse', 'here'],
  ],
  read: [['read', 'below']],
  write: CHANGES.flatMap((act) => [[act, 'here'] as const, [act, 'below'] as const]),
  manage: RULES.flatMap((act) => [[act, 'here'] as const, [act, 'below'] as const]),
}

/** May the asker do one thing that counts as `level`, through every list? */
export function oracleOnShare(lists: readonly AccessList<string>[], level: string, asked: Asked): boolean {
  return (WAYS[level] ?? []).some(([act, scope]) => lists.every((list) => fileMay(list, act, scope, asked)))
}

function fileMay(list: AccessList<string>, act: Act, scope: Scope, asked: Asked): boolean {
  switch (list.form) {
    case 'windows':
      return windowsFileMay(list, act, scope, asked)
    case 'posix':
      return posixActMay(list, act, asked)
    case 'nfs4':
      return nfsMay(list, act, scope, asked)
    default:
      throw new Error('not about a share')
  }
}

function windowsFileMay(list: WindowsList<string>, act: Act, scope: Scope, asked: Asked): boolean {
  const handsOn = list.place === 'folder' && list.entries?.some(({ inherits }) => inherits) === true
  const below = handsOn && scope === 'below'
  return accessCheck(list, asked, act === 'change-rules' && !below, ({ rights, inheritOnly, inherits }) => {
    let mask = rights
    if ((rights & 0x10000000) !== 0) mask |= 0x1f01ff
    if ((rights & 0x80000000) !== 0) mask |= 0x120089
    if ((rights & 0x40000000) !== 0) mask |= 0x120116
    if ((rights & 0x20000000) !== 0) mask |= 0x1200a0
    return (below ? inherits : !inheritOnly) && (mask & FILE_BIT[act]) !== 0
  })
}

function posixActMay(list: PosixList<string>, act: Act, asked: Asked): boolean {
  const may = (bit: number): boolean => posixMay(list, bit, asked)
  if (act === 'list') return may(4)
  if (act === 'traverse') return may(1)
  if (act === 'read') return may(4) && may(1)
  if (act === 'write' || act === 'append' || act === 'delete-child') return may(2) && may(1)
  return act === 'change-rules' && isMeant(list.owner, null, 'allow', asked)
}

/** acl(5), ACCESS CHECK ALGORITHM. */
function posixMay({ owner, group, entries, mask }: PosixList<string>, bit: number, asked: Asked): boolean {
  const bounded = (permissions: number): boolean => (permissions & (mask ?? 7) & bit) !== 0
  const isHeldOff = (who: string): boolean => isMeant(who, null, 'deny', asked)
  if (isHeldOff(owner)) return !isUnread(owner) && entries.some(({ tag, permissions }) => tag === 'owner' && (permissions & bit) !== 0)
  for (const { tag, who, permissions } of entries) {
    if (tag === 'user' && who !== null && isHeldOff(who)) return !isUnread(who) && bounded(permissions)
  }
  const mine = entries.filter(
    ({ tag, who }) => (tag === 'group-owner' && isHeldOff(group)) || (tag === 'group' && who !== null && isHeldOff(who)),
  )
  if (mine.length > 0)
    return mine.some(({ tag, who, permissions }) => !isUnread(tag === 'group' ? (who ?? '') : group) && bounded(permissions))
  return entries.some(({ tag, permissions }) => tag === 'other' && (permissions & bit) !== 0)
}

function isUnread(who: string): boolean {
  return who === '@unread'
}

function nfsMay({ owner, group, entries }: NfsList<string>, act: Act, scope: Scope, asked: Asked): boolean {
  const below = scope === 'below' && entries.some(({ inherits }) => inherits)
  if (act === 'change-rules' && !below && isMeant(owner, null, 'allow', asked)) return true
  for (const { effect, who, rights, inheritOnly, inherits } of entries) {
    if (!(below ? inherits : !inheritOnly) || (rights & FILE_BIT[act]) === 0) continue
    const name = 'name' in who ? who.name : who.special === 'owner' ? owner : who.special === 'group' ? group : null
    if (name === null || isMeant(name, owner, effect, asked)) return effect === 'allow'
  }
  return false
}
