import type { AccessCondition, Step } from '../model/access.ts'
import { groupHandle, type AccountHandle, type GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { assertNever } from '../base/assert-never.ts'
import type { Clause, Holder } from './acl/clause.ts'
import type { Expansion } from './membership/expansion.ts'
import { UNBOUND, type Restriction } from './restriction.ts'

/** A holder of whom it is known what the object itself stands for. */
export type KnownHolder = Exclude<Holder, { readonly kind: 'self' }>

/**
 * Counts whom the holders of clauses mean.
 *
 * Whom an entry lets through is counted as widely as memberships may be meant, whom it holds off only as far as they surely are: a
 * distribution list gives nobody a token, and a group that was not read to its end may hold off more, so what passes it passes on condition.
 */
export class HolderSets {
  readonly #snapshot: Snapshot
  readonly #expansion: Expansion
  readonly #mayHide: (group: GroupHandle) => string | null
  readonly #surely = new Map<GroupHandle, Uint32Array>()
  readonly #anyList: boolean

  /** `mayHide` says why somebody may be in a group who is not seen there; null where everything was read. */
  constructor(snapshot: Snapshot, expansion: Expansion, mayHide: (group: GroupHandle) => string | null) {
    this.#snapshot = snapshot
    this.#expansion = expansion
    this.#mayHide = mayHide
    this.#anyList = snapshot.groups.some(({ grantsAccess }) => !grantsAccess)
  }

  /** All that a clause asks beside its first holder. */
  restriction({ all: [, ...others], none, when }: Clause, self: KnownHolder | null): Restriction {
    if (others.length === 0 && none.length === 0 && when.length === 0) return UNBOUND
    const within = others.map((holder) => {
      const meant = knownHolder(holder, self)
      return meant === null ? NOBODY : this.accountsOf(meant)
    })
    const barred = known(none, self)
    return {
      within,
      except: barred.map((holder) => this.#surelyIn(holder)),
      when: [...when, ...barred.flatMap((holder) => this.#doubts(holder))],
    }
  }

  /** By handle, ascending. */
  accountsOf(holder: KnownHolder): Uint32Array {
    switch (holder.kind) {
      case 'account':
        return Uint32Array.of(holder.account)
      case 'group':
        return this.#expansion.membersOf(holder.group)
      case 'direct':
        return this.#directly(holder.group)
      default:
        return assertNever(holder)
    }
  }

  /** Who stands in the group's own list, by account; each way in for itself. */
  forEachDirectly(group: GroupHandle, visit: (account: AccountHandle, step: Extract<Step, { kind: 'membership' }>) => void): void {
    let last = -1
    this.#snapshot.memberships.forEachAccountOf(group, (account, membership) => {
      if (account !== last) visit(account, { kind: 'membership', group, membership })
      last = account
    })
  }

  #surelyIn(holder: KnownHolder): Uint32Array {
    if (holder.kind !== 'group' || !this.#anyList) return this.accountsOf(holder)
    const there = this.#surely.get(holder.group)
    if (there !== undefined) return there
    const inside = [...this.#expansion.groupsInside(holder.group)].map(groupHandle)
    const { groups } = this.#snapshot
    const made = inside.every((group) => groups[group]?.grantsAccess === true)
      ? this.#expansion.membersOf(holder.group)
      : this.#throughTokens(holder.group)
    this.#surely.set(holder.group, made)
    return made
  }

  /** Members by chains in which every group is one that stands in a token. */
  #throughTokens(outer: GroupHandle): Uint32Array {
    const { groups, memberships } = this.#snapshot
    const accounts = new Set<number>()
    const seen = new Set<GroupHandle>()
    const waiting = [outer]
    for (let group = waiting.pop(); group !== undefined; group = waiting.pop()) {
      if (seen.has(group) || groups[group]?.grantsAccess !== true) continue
      seen.add(group)
      memberships.forEachAccountOf(group, (account) => accounts.add(account))
      memberships.forEachGroupOf(group, (member) => waiting.push(member))
    }
    return Uint32Array.from(accounts).sort()
  }

  #directly(group: GroupHandle): Uint32Array {
    const accounts = new Set<AccountHandle>()
    this.#snapshot.memberships.forEachAccountOf(group, (account) => accounts.add(account))
    return Uint32Array.from(accounts).sort()
  }

  #doubts(holder: KnownHolder): readonly AccessCondition[] {
    if (holder.kind === 'account') return []
    const reason = this.#mayHide(holder.group)
    if (reason === null) return []
    const label = this.#snapshot.groups[holder.group]?.label ?? ''
    return [{ code: 'deny-unread', says: `unless it is in \`${label}\`, which is held off and was not read completely (${reason})` }]
  }
}

const NOBODY = new Uint32Array(0)

/** What the object itself stands for put in its place; where it stands for nobody, nobody is held off. */
function known(holders: readonly Holder[], self: KnownHolder | null): readonly KnownHolder[] {
  return holders.flatMap((holder) => knownHolder(holder, self) ?? [])
}

export function knownHolder(holder: Holder, self: KnownHolder | null): KnownHolder | null {
  return holder.kind === 'self' ? self : holder
}
