import type { ControlFact, StatedEntry } from '../../core/model/access-control.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { DatasetReader } from '../evidence/read-evidence.ts'
import { eachAnswer, eachRecord } from './bodies.ts'
import { groupId } from './read-groups.ts'
import { type RolePower, powerOver, rightOn } from './role-power.ts'
import type { Tenant } from './tenant.ts'
import { directoryObject, roleAssignment, roleDefinition } from './wire.ts'

/** One holder of a role that changes groups. */
interface Holding {
  readonly power: RolePower
  readonly principal: string
  /** `/`, `/administrativeUnits/<id>` or `/<object>`. */
  readonly scope: string
  readonly isEligible: boolean
  readonly file: string
}

/**
 * Who may change groups by a directory role: everywhere, in a unit, or on one group (E9). Who is only eligible may once the role is
 * activated (E10). A group that holds a role gives it to its direct members alone (E8).
 */
export async function readRoles(
  roles: DatasetReader | null,
  units: DatasetReader | null,
  tenant: Tenant,
  sink: FragmentSink,
): Promise<void> {
  if (roles === null) return
  const powers = new Map<string, RolePower>()
  const known = new Set<string>()
  await eachRecord(roles, 'definitions-', roleDefinition, (record) => {
    known.add(record.id)
    const power = powerOver(record)
    if (power !== null) powers.set(record.id, power)
  })
  const holdings: Holding[] = []
  for (const [prefix, isEligible] of [
    ['assignments-', false],
    ['eligible-', true],
  ] as const)
    await eachRecord(roles, prefix, roleAssignment, ({ id, roleDefinitionId, principalId, directoryScopeId }, { path }) => {
      const power = powers.get(roleDefinitionId)
      if (power !== undefined && typeof directoryScopeId === 'string')
        holdings.push({ power, principal: principalId, scope: directoryScopeId, isEligible, file: path })
      else if (power !== undefined || !known.has(roleDefinitionId))
        roles.gap({ code: 'record-malformed', record: id, reason: 'nobody can say which role it gives, or where', at: path })
    })
  if (holdings.length === 0) return
  const facts = factsOf(holdings, await unitMembers(units), tenant, roles)
  if (facts.length > 0) sink.controls(facts)
}

/** Unit → ids of its members. */
async function unitMembers(units: DatasetReader | null): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const members = new Map<string, Set<string>>()
  if (units === null) return members
  await eachAnswer(units, 'members-', ({ id }, answer) => {
    if (answer.kind === 'lost') return
    const there = members.get(id) ?? new Set<string>()
    members.set(id, there)
    for (const record of answer.records) {
      const parsed = directoryObject.safeParse(record)
      if (parsed.success) there.add(parsed.data.id)
    }
  })
  return members
}

/** Groups that answer to the same holdings share one list, so that 200,000 groups are a handful of lists. */
function factsOf(
  holdings: readonly Holding[],
  units: ReadonlyMap<string, ReadonlySet<string>>,
  tenant: Tenant,
  { source, dataset }: DatasetReader,
): readonly ControlFact[] {
  const lists = new Map<string, ControlFact['lists']>()
  return [...tenant.groups].flatMap(([id, group]): readonly ControlFact[] => {
    const entries = holdings.flatMap((holding, position) => {
      const own = holding.scope === `/${id}` || units.get(/^\/administrativeUnits\/(.+)$/u.exec(holding.scope)?.[1] ?? '')?.has(id) === true
      if (holding.scope !== '/' && !own) return []
      const right = rightOn(holding.power, group, own)
      return right === null ? [] : [{ holding, position, right }]
    })
    return (['control', 'add-members'] as const).flatMap((right): readonly ControlFact[] => {
      const ours = entries.filter((entry) => entry.right === right)
      const [first] = ours
      if (first === undefined) return []
      const key = `${right} ${ours.map(({ position }) => position).join(' ')}`
      const shared = lists.get(key) ?? [{ form: 'stated' as const, entries: ours.map(({ holding }) => entryOf(holding, right, tenant)) }]
      lists.set(key, shared)
      const provenance = { source, dataset, file: first.holding.file, record: groupId(id) }
      return [{ source, object: { group: `id:${id}` }, trusteesOf: null, lists: shared, provenance }]
    })
  })
}

function entryOf({ power, principal, scope, isEligible }: Holding, right: StatedEntry['right'], tenant: Tenant): StatedEntry {
  const where = scope === '/' ? 'everywhere' : `in ${scope.slice(1)}`
  return {
    effect: 'allow',
    who: tenant.groups.has(principal) ? { membersOf: `id:${principal}` } : { name: `id:${principal}` },
    right,
    says: `role ${power.label}, ${where}`,
    ...(isEligible ? { when: [{ code: 'activation', says: `if the role ${power.label} is activated` }] } : {}),
  }
}
