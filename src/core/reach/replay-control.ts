import type { ControlRight } from '../model/access.ts'
import type { Control, Controlled } from '../model/control.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Clause, Holder } from './acl/clause.ts'
import { levelClauses } from './acl/level-clauses.ts'
import { groupsOf } from './membership/outward.ts'
import { selfOf } from './object-rules.ts'

/** Does the snapshot hold rules that give the right to its principal, and do they let `account` through? Evaluated anew. */
export function isGivenByRules(right: ControlRight, account: AccountHandle, snapshot: Snapshot): boolean {
  const groups = groupsOf(snapshot.memberships, account)
  return controlsOn(right.on, snapshot).some((control) =>
    (levelClauses(control).get(right.level) ?? []).some(
      (clause) => clause.says === right.nativeRight && names(clause, right, control) && fits(clause, control, account, groups, snapshot),
    ),
  )
}

function controlsOn(on: Controlled, { controls }: Snapshot): readonly Control[] {
  switch (on.kind) {
    case 'group':
      return controls.ofGroup(on.group)
    case 'account':
      return controls.ofAccount(on.account)
    case 'resource':
      return controls.ofResource(on.address)
    case 'directory':
      return controls.ofDirectory(on.source)
  }
}

function names({ all: [first] }: Clause, { principal }: ControlRight, control: Control): boolean {
  const holder = first.kind === 'self' ? selfOf(control) : first
  if (holder === null) return false
  if (holder.kind === 'account') return principal.kind === 'account' && principal.account === holder.account
  return principal.kind === 'group' && principal.group === holder.group
}

/** In all of the holders, and surely in none of those who are held off: a list that gives no token holds nobody off. */
function fits(
  { all, none }: Clause,
  control: Control,
  account: AccountHandle,
  groups: ReadonlyMap<GroupHandle, number>,
  snapshot: Snapshot,
): boolean {
  const { memberships } = snapshot
  const isDirect = (group: GroupHandle): boolean => {
    let found = false
    memberships.forEachGroupWithAccount(account, (one) => (found ||= one === group))
    return found
  }
  const tokens = tokensOf(account, snapshot)
  const isIn = (holder: Holder, inGroup: (group: GroupHandle) => boolean): boolean => {
    const meant = holder.kind === 'self' ? selfOf(control) : holder
    if (meant === null) return false
    if (meant.kind === 'account') return meant.account === account
    return meant.kind === 'direct' ? isDirect(meant.group) : inGroup(meant.group)
  }
  return (
    all.every((holder) => isIn(holder, (group) => groups.has(group))) && !none.some((holder) => isIn(holder, (group) => tokens.has(group)))
  )
}

/** Groups that stand in the account's token: reached through none that gives no token. */
function tokensOf(account: AccountHandle, { memberships, groups }: Snapshot): ReadonlySet<GroupHandle> {
  const tokens = new Set<GroupHandle>()
  const waiting: GroupHandle[] = []
  memberships.forEachGroupWithAccount(account, (group) => waiting.push(group))
  for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
    if (tokens.has(group) || groups[group]?.grantsAccess !== true) continue
    tokens.add(group)
    memberships.forEachGroupWithGroup(group, (outer) => waiting.push(outer))
  }
  return tokens
}
