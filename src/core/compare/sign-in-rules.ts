import type { Account } from '../model/account.ts'
import { BESIDE_DATASETS } from '../model/beside-datasets.ts'
import type { Truth } from '../model/finding.ts'
import type { AccountHandle, GroupHandle } from '../model/handle.ts'
import type { ResourceKind } from '../model/resource-kind.ts'
import type { RuleReach, SignInRule } from '../model/setting.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Ledger } from './coverage-ledger.ts'
import { allOf } from './evaluated-part.ts'
import type { AskedWhere, RuleTruth } from './sign-in-answer.ts'

interface Night {
  readonly snapshot: Snapshot
  readonly ledger: Ledger
}

/** The datasets in which it stands who is in which group, or may put himself there. */
export const membershipDatasets: ReadonlySet<string> = new Set(['users', 'groups', 'members', 'pim-groups'])

/** Holds every rule of a source against one account and a kind of resource. O(rules × groups around the account). */
export function ruleTruths(account: AccountHandle, rules: readonly SignInRule[], kind: ResourceKind, night: Night): AskedWhere {
  const found = night.snapshot.accounts[account]
  if (found === undefined) throw new Error(`no account ${account}`)
  let around: ReadonlySet<GroupHandle> | null = null
  const groups = (): ReadonlySet<GroupHandle> => (around ??= groupsAround(account, night.snapshot))
  const truthOf = (rule: SignInRule): RuleTruth => {
    const included = reachTruth(rule.who, account, found, groups, night)
    const left = reachTruth(rule.except, account, found, groups, night)
    const parts: readonly (readonly [Truth, string])[] = [
      [included, 'names whom it covers by what no record decides'],
      [opposite(left), 'leaves out some, and who they are no record decides'],
      [coversKind(rule, kind), 'speaks of some apps, and whether of this one is not known'],
      [rule.open.length === 0 ? 'met' : 'unknown', rule.open.join('; ')],
    ]
    const truth = allOf(parts.map(([one]) => one))
    return { rule, truth, because: truth === 'unknown' ? (parts.find(([one]) => one === 'unknown')?.[1] ?? '') : '' }
  }
  return { ruled: !found.isWorkload, rules: rules.map(truthOf) }
}

function coversKind({ covers: { surely, perhaps } }: SignInRule, kind: ResourceKind): Truth {
  if (surely === 'all' || surely.includes(kind)) return 'met'
  return perhaps ? 'unknown' : 'not-met'
}

function opposite(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : truth === 'met' ? 'not-met' : 'met'
}

/** `or` over three values: one *met* decides, then one *unknown*. */
function anyOf(truths: readonly Truth[]): Truth {
  if (truths.includes('met')) return 'met'
  return truths.includes('unknown') ? 'unknown' : 'not-met'
}

function reachTruth(
  reach: RuleReach,
  handle: AccountHandle,
  account: Account,
  groups: () => ReadonlySet<GroupHandle>,
  night: Night,
): Truth {
  // Whom only another tenant lists is not among "everybody" for certain.
  const everybody: Truth = reach.everybody ? (account.provenance.dataset === 'users' ? 'met' : 'unknown') : 'not-met'
  return anyOf([
    everybody,
    reach.accounts.includes(account.id) ? 'met' : 'not-met',
    reach.someExternals && isFromOutside(account) ? 'unknown' : 'not-met',
    reach.open.length > 0 ? 'unknown' : 'not-met',
    ...reach.groups.map((group) => groupTruth(group, handle, account, groups, night)),
  ])
}

/** Any sign of another home, and no sign at all, is enough: only of a colleague is it certain that he is none. */
function isFromOutside({ attributes, provenance }: Account): boolean {
  return attributes['gatehouseguestclass'] !== undefined || provenance.dataset !== 'users'
}

/** Is the account in the group, by any chain? Who may put himself there by activating a membership is neither in it nor out of it. */
function groupTruth(
  native: string,
  handle: AccountHandle,
  { source }: Account,
  around: () => ReadonlySet<GroupHandle>,
  { snapshot, ledger }: Night,
): Truth {
  const found = snapshot.findGroup(source, native)
  if (found.found !== 'one') return 'unknown'
  const groups = around()
  if (groups.has(found.thing)) return 'met'
  const unread = ledger.rows.some(
    (row) => row.source === source && row.state !== 'complete' && membershipDatasets.has(row.dataset) && !BESIDE_DATASETS.has(row.dataset),
  )
  if (unread) return 'unknown'
  for (const inner of groupsInside(found.thing, snapshot)) {
    const id = snapshot.groups[inner]?.id ?? ''
    if (snapshot.gapsOf(source, id).length > 0) return 'unknown'
    const granted = snapshot.resources.get(`${source}:${id}`)?.grants ?? []
    const mayJoin = granted.some(({ principal }) =>
      principal.kind === 'account' ? principal.account === handle : groups.has(principal.group),
    )
    if (mayJoin) return 'unknown'
  }
  return 'not-met'
}

function groupsAround(account: AccountHandle, { memberships }: Snapshot): ReadonlySet<GroupHandle> {
  const around = new Set<GroupHandle>()
  memberships.forEachGroupWithAccount(account, (group) => around.add(group))
  // A set that grows while it is walked is walked to its end.
  for (const group of around) memberships.forEachGroupWithGroup(group, (outer) => around.add(outer))
  return around
}

function groupsInside(group: GroupHandle, { memberships }: Snapshot): ReadonlySet<GroupHandle> {
  const inside = new Set([group])
  for (const one of inside) memberships.forEachGroupOf(one, (inner) => inside.add(inner))
  return inside
}
