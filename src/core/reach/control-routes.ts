import { compareKeys } from '../base/order.ts'
import type { Proof, Step } from '../model/access.ts'
import type { Control } from '../model/control.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { Snapshot } from '../model/snapshot.ts'
import { type Holder, holderKey } from './acl/clause.ts'
import type { HolderSets } from './holder-sets.ts'
import { innerChains } from './inner-chains.ts'
import { type ObjectRules, type Rule, rightOf, selfOf } from './object-rules.ts'
import type { Resource } from './resource.ts'
import type { Restriction } from './restriction.ts'
import { type ControlHolding, type Route, appendTo } from './routes.ts'

/** The rules of an object that bear on a resource, and the memberships by which the object stands in it. */
export interface BearingControl {
  readonly control: Control
  readonly chain: readonly Step[]
}

/**
 * The rules that say who may do something with a resource: its own; for a group those of every group inside it, since whoever changes
 * that changes who is in this one; and those of the directories that these groups stand in.
 *
 * By distance, then by object. O(groups inside).
 */
export function controlsBearingOn({ group, observed }: Resource, { controls, groups, memberships }: Snapshot): readonly BearingControl[] {
  if (controls.all.length === 0) return []
  const own = observed.flatMap(({ address }) => controls.ofResource(address).map((control) => ({ control, chain: [] })))
  if (group === null) return own
  const bearing: BearingControl[] = [...own]
  const directories = new Set<string>()
  for (const [inner, chain] of innerChains(group, memberships)) {
    for (const control of controls.ofGroup(inner)) bearing.push({ control, chain })
    const source = groups[inner]?.source ?? ''
    // The nearest group stands for all of its directory.
    if (directories.has(source)) continue
    directories.add(source)
    for (const control of controls.ofDirectory(source)) bearing.push({ control, chain })
  }
  return bearing
}

/** One route for all rules of one level, one number of steps and one restriction. By level, then the number of steps. */
export function controlRoutes(bearing: readonly BearingControl[], rules: ObjectRules, sets: HolderSets): readonly Route[] {
  const drafts = new Map<string, Draft>()
  for (const { control, chain } of bearing) {
    // Being in a group that is nested here is being in this one, and not controlling it.
    for (const rule of rules.of(control)) {
      const restriction = sets.restriction(rule.clause, selfOf(control))
      const steps = chain.length + (rule.holder.kind === 'direct' ? 2 : 1)
      const key = [rule.level, steps, restrictionKey(rule)].join('\n')
      const draft = drafts.get(key) ?? { level: rule.level, steps, restriction, entries: [], restsOn: new Set() }
      drafts.set(key, draft)
      draft.entries.push({ rule, chain })
      for (const holder of rule.clause.all) if (holder.kind === 'group' || holder.kind === 'direct') draft.restsOn.add(holder.group)
    }
  }
  return [...drafts.values()]
    .map((draft) => routeOf(draft, sets))
    .sort((a, b) => compareKeys([a.level, a.stepsBehind], [b.level, b.stepsBehind]))
}

interface Draft {
  readonly level: string
  readonly steps: number
  readonly restriction: Restriction
  readonly entries: { readonly rule: Rule; readonly chain: readonly Step[] }[]
  readonly restsOn: Set<GroupHandle>
}

function routeOf({ level, steps, restriction, entries, restsOn }: Draft, sets: HolderSets): Route {
  const atAccounts = new Map<AccountHandle, Proof[]>()
  const atGroups = new Map<GroupHandle, Proof[]>()
  const rights: ControlHolding[] = []
  for (const { rule, chain } of entries) {
    const right = rightOf(rule, restriction.when)
    const end: Proof = [{ kind: 'control', right }, ...chain]
    const { holder } = rule
    rights.push({ right, holder })
    if (holder.kind === 'account') appendTo(atAccounts, holder.account, end)
    else if (holder.kind === 'group') appendTo(atGroups, holder.group, end)
    else sets.forEachDirectly(holder.group, (account, step) => appendTo(atAccounts, account, [step, ...end]))
  }
  const groups = [...atGroups.keys()].sort((a, b) => a - b)
  return {
    level,
    stepsBehind: steps,
    grants: [],
    rights,
    groups,
    atAccounts,
    atGroups,
    restriction,
    restsOn: [...restsOn],
    isSample: false,
  }
}

/** Rules with one key are bounded alike. */
function restrictionKey({ clause: { all, none, when }, control }: Rule): string {
  const self = selfOf(control)
  const keys = (holders: readonly Holder[]): string =>
    holders.map((holder) => (holder.kind === 'self' && self !== null ? holderKey(self) : holderKey(holder))).join()
  return [keys(all.slice(1)), keys(none), when.map(({ says }) => says).join()].join('|')
}
