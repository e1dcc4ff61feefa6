import { sortedBy } from '../base/order.ts'
import type { HolderStep } from '../findings/severity.ts'
import type { AccountState, Group } from '../model/account.ts'
import type { Resource } from '../model/declared-project.ts'
import type { ProofHop } from '../model/finding.ts'
import { type AccountHandle, type GroupHandle, accountHandle } from '../model/handle.ts'
import type { Person } from '../model/person.ts'
import { type Level, compareLevels, isLevelOf } from '../model/resource-kind.ts'
import type { Provenance } from '../model/provenance.ts'
import type { Snapshot } from '../model/snapshot.ts'
import type { Reach } from '../reach/answer.ts'
import type { ComparedProject } from './compared-project.ts'
import { type Comparison, isExternalFor } from './comparison.ts'
import { readAt } from './describe-access.ts'
import { bestState, holderStep } from './holder.ts'
import { mayAdmitExternals } from './may-admit-externals.ts'

/** A group that takes in whoever fits, rather than who was put in, and opens a declared resource. */
export interface BroadGroup {
  readonly resource: Resource
  /** The resource by its native id. */
  readonly identity: string
  readonly group: Group
  /** The highest that it opens. */
  readonly level: Level
  /** From the group to the resource. */
  readonly hops: readonly ProofHop[]
  /** Whom it lets in from outside today, programs aside; by key. */
  readonly externals: readonly LetIn[]
  /** May somebody from outside fit, today or tomorrow, as far as its rule says? */
  readonly mayAdmit: boolean
}

export interface LetIn {
  readonly person: Person
  readonly holder: HolderStep
  /** The best of the accounts that the group lets in. */
  readonly state: AccountState
}

/**
 * The broad groups that a project's resources are open to, by resource and group; nested ones too, since whoever fits comes in by any
 * chain. O(groups inside the granted ones + members of the broad ones).
 */
export function broadGroupsOf(one: ComparedProject, reach: Reach, context: Comparison): readonly BroadGroup[] {
  const { groups } = context.snapshot
  if (!hasBroadGroups(context.snapshot)) return []
  return one.resources.flatMap(({ resource, observed }) => {
    if (!observed) return []
    const byGroup = new Map<GroupHandle, Opening>()
    for (const opening of openings(resource, reach, context)) {
      for (const inner of reach.groupsWithin(opening.outer)) {
        if (groups[inner]?.breadth.kind === 'named') continue
        const there = byGroup.get(inner)
        if (there === undefined || compareLevels(resource.kind, opening.level, there.level) > 0) byGroup.set(inner, opening)
      }
    }
    const all = [...byGroup].map(([inner, opening]) => broadGroup(inner, opening, resource, one, reach, context))
    return sortedBy(all, ({ group }) => [group.source, group.id])
  })
}

const knownBreadth = new WeakMap<Snapshot, boolean>()

/** Most directories have none, and every project asks. O(groups) the first time for a snapshot. */
function hasBroadGroups(snapshot: Snapshot): boolean {
  const known = knownBreadth.get(snapshot)
  if (known !== undefined) return known
  const any = snapshot.groups.some(({ breadth }) => breadth.kind !== 'named')
  knownBreadth.set(snapshot, any)
  return any
}

/** One way in: a grant to a group, a right that the object's own rules give it, or the group that is the resource. */
interface Opening {
  readonly outer: GroupHandle
  readonly level: Level
  /** The record that gives the level; null where membership itself is the access. */
  readonly by: Provenance | null
}

function openings({ kind, at }: Resource, reach: Reach, { snapshot }: Comparison): readonly Opening[] {
  const held = reach.holdings(at.text)
  const given = (held.kind === 'answered' ? held.value : []).flatMap(({ level, grant, right }): readonly Opening[] => {
    const { principal, provenance } = grant ?? right ?? {}
    if (principal?.kind !== 'group' || provenance === undefined || !isLevelOf(kind, level)) return []
    return [{ outer: principal.group, level, by: provenance }]
  })
  const itself = kind === 'group' ? snapshot.findGroup(at.source, at.native) : { found: 'none' as const }
  return itself.found === 'one' ? [{ outer: itself.thing, level: 'use', by: null }, ...given] : given
}

function broadGroup(
  inner: GroupHandle,
  { outer, level, by }: Opening,
  resource: Resource,
  { project }: ComparedProject,
  reach: Reach,
  context: Comparison,
): BroadGroup {
  const { snapshot } = context
  const { groups } = snapshot
  const [group, granted] = [groups[inner], groups[outer]]
  if (group === undefined || granted === undefined) throw new Error(`no group ${inner}`)
  const hop = (from: string, to: string, how: string, record: Group['provenance']): ProofHop => ({
    kind: 'record',
    from,
    to,
    how,
    record,
    readAt: readAt(record, context),
  })
  const nested = inner === outer ? [] : [hop(group.label, granted.label, 'is within', group.provenance)]
  const last =
    by === null ? hop(granted.label, resource.slug, 'is', granted.provenance) : hop(granted.label, resource.slug, `has ${level} on`, by)
  const { source, native } = resource.at
  const self = resource.kind === 'group' ? snapshot.findGroup(source, native) : { found: 'none' as const }
  const people = Map.groupBy(
    accountsIn(group, reach, context).filter((account) => snapshot.accounts[account]?.isWorkload !== true),
    (account) => snapshot.personOf(account),
  )
  const externals = [...people]
    .filter(([person]) => isExternalFor(person, project, context))
    .map(([person, accounts]) => ({ person, holder: holderStep(person, project, context), state: bestState(accounts, context) }))
  return {
    resource,
    identity: self.found === 'one' ? `${source}:${groups[self.thing]?.id ?? native}` : resource.at.text,
    group,
    level,
    hops: [...nested, last],
    externals: sortedBy(externals, ({ person }) => person.key),
    mayAdmit: mayAdmitExternals(group, context.policy.affiliations),
  }
}

/** Everybody takes in every account of its system, whether or not any record lists them. */
function accountsIn({ source, id, breadth }: Group, reach: Reach, { snapshot }: Comparison): readonly AccountHandle[] {
  const members = reach.holdings(`${source}:${id}`)
  const listed =
    members.kind === 'answered'
      ? members.value.filter(({ grant, right }) => grant === null && right === null).flatMap(({ accounts }) => [...accounts])
      : []
  const all = breadth.kind === 'everybody' ? snapshot.accounts.flatMap((account, at) => (account.source === source ? [at] : [])) : []
  return [...new Set([...listed, ...all])].map(accountHandle)
}
