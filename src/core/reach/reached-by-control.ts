import type { AccessCondition } from '../model/access.ts'
import type { Control, Controlled } from '../model/control.ts'
import { groupHandle, type AccountHandle, type GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Lateral } from './answer.ts'
import type { Clause, Holder } from './acl/clause.ts'
import type { HolderSets } from './holder-sets.ts'
import { type ObjectRules, selfOf } from './object-rules.ts'
import { lets } from './restriction.ts'

/** A level that an account holds by rules of some object. */
export interface ControlledThing {
  readonly on: Exclude<Controlled, { readonly kind: 'directory' | 'account' }>
  readonly level: string
  readonly hops: number
  /** Empty = it holds it without more. */
  readonly when: readonly AccessCondition[]
}

/** What rules of objects let an account do: things that it reaches by them, and other accounts that it controls, which no path leads through. */
export interface ReachedByControl {
  readonly things: readonly ControlledThing[]
  readonly lateral: readonly Lateral[]
}

/**
 * Everything that `account` may do by rules of objects, groups around a controlled group included; each as often as ways differ in
 * condition, with the fewest hops. In no order.
 *
 * `groups` are those that it is in, with the memberships that lead there. O(rules that name one of them + what they reach).
 */
export function reachedByControl(
  account: AccountHandle,
  groups: ReadonlyMap<GroupHandle, number>,
  rules: ObjectRules,
  sets: HolderSets,
  snapshot: Snapshot,
): ReachedByControl {
  if (snapshot.controls.all.length === 0) return { things: [], lateral: [] }
  const things: ControlledThing[] = []
  const lateral: Lateral[] = []
  const seeds = new Seeds(snapshot)
  const reach = (control: Control, level: string, clause: Clause, hops: number): void => {
    const restriction = sets.restriction(clause, selfOf(control))
    if (!lets(restriction, account)) return
    const { on } = control
    if (on.kind === 'group') seeds.add(on.group, level, hops, restriction.when)
    else if (on.kind === 'directory') seeds.addDirectory(on.source, level, hops, restriction.when)
    else if (on.kind === 'account')
      lateral.push(lateralBy({ account: on.account, hops, nativeRight: clause.says, provenance: control.provenance }, restriction.when))
    else things.push({ on, level, hops, when: restriction.when })
  }
  const named = (holder: Holder, hops: number): void => {
    for (const { shared, level, clause } of rules.naming(holder)) for (const control of shared.controls) reach(control, level, clause, hops)
  }
  named({ kind: 'account', account }, 1)
  const direct = new Set<GroupHandle>()
  snapshot.memberships.forEachGroupWithAccount(account, (group) => direct.add(group))
  for (const group of direct) named({ kind: 'direct', group }, 2)
  for (const [group, hops] of groups) named({ kind: 'group', group }, hops + 1)
  // Entries for the object itself: those of the groups that it is in, and its own.
  for (const { shared, level, clause } of rules.naming({ kind: 'self' })) {
    for (const control of shared.controls) {
      const { on } = control
      const hops = on.kind === 'group' ? groups.get(on.group) : on.kind === 'account' && on.account === account ? 0 : undefined
      if (hops !== undefined) reach(control, level, clause, hops + 1)
    }
  }
  return { things: [...things, ...seeds.spread()], lateral }
}

function lateralBy(lateral: Omit<Lateral, 'verdict'>, when: readonly AccessCondition[]): Lateral {
  return { ...lateral, verdict: when.length === 0 ? { kind: 'allowed' } : { kind: 'conditional', on: when } }
}

/** Groups controlled at a level, and all groups around them, which their members are members of. */
class Seeds {
  readonly #snapshot: Snapshot
  readonly #bySort = new Map<
    string,
    { readonly level: string; readonly when: readonly AccessCondition[]; readonly hopsTo: Map<GroupHandle, number> }
  >()

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot
  }

  add(group: GroupHandle, level: string, hops: number, when: readonly AccessCondition[]): void {
    const key = [level, ...when.map(({ says }) => says)].join('\n')
    const there = this.#bySort.get(key) ?? { level, when, hopsTo: new Map<GroupHandle, number>() }
    this.#bySort.set(key, there)
    const known = there.hopsTo.get(group)
    if (known === undefined || hops < known) there.hopsTo.set(group, hops)
  }

  addDirectory(source: string, level: string, hops: number, when: readonly AccessCondition[]): void {
    this.#snapshot.groups.forEach((group, at) => {
      if (group.source === source) this.add(groupHandle(at), level, hops, when)
    })
  }

  /** Breadth first from all seeds at once: those that are further away join when their turn comes. */
  *spread(): Generator<ControlledThing> {
    for (const { level, when, hopsTo } of this.#bySort.values()) {
      const waiting = Map.groupBy(hopsTo.keys(), (group) => hopsTo.get(group) ?? 0)
      const reached = new Set<GroupHandle>()
      let layer: readonly GroupHandle[] = []
      const last = Math.max(...waiting.keys())
      for (let hops = 1; hops <= last || layer.length > 0; hops++) {
        const next: GroupHandle[] = []
        for (const group of [...layer, ...(waiting.get(hops) ?? [])]) {
          if (reached.has(group)) continue
          reached.add(group)
          yield { on: { kind: 'group', group }, level, hops, when }
          this.#snapshot.memberships.forEachGroupWithGroup(group, (outer) => next.push(outer))
        }
        layer = next
      }
    }
  }
}
