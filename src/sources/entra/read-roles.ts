import type { z } from 'zod'
import type { AccessCondition } from '../../core/model/access-condition.ts'
import type { ControlFact, StatedEntry } from '../../core/model/access-control.ts'
import type { FragmentSink } from '../../core/model/fragment.ts'
import type { SettingFact } from '../../core/model/setting.ts'
import { eachAnswer, eachRecord, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { groupId } from './read-groups.ts'
import { foreignId, foreignPersonFact } from './read-users.ts'
import { type RolePower, powerOver, rightOn } from './role-power.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import {
  administrativeUnit,
  directoryObject,
  eligibleRole,
  type roleAssignment,
  roleDefinition,
  scheduledRole,
  standingRole,
} from './wire.ts'

/** One holder of a role, or of an application's right, that changes groups. */
export interface Holding {
  readonly power: RolePower
  readonly principal: string
  /** `/`, `/administrativeUnits/<id>` or `/<object>`. */
  readonly scope: string
  /** What must hold when it is used; empty = nothing. */
  readonly when: readonly AccessCondition[]
  /** Until when it was activated; null where it stands, or nobody says. */
  readonly activatedUntil: string | null
  readonly file: string
}

/**
 * Who may change groups by a directory role: everywhere, in a unit, or on one group (E9). Who is only eligible may once the role is
 * activated (E10). A group that holds a role gives it to its direct members alone (E8).
 */
export async function readRoles(
  roles: TenantDataset | null,
  units: TenantDataset | null,
  batches: FactBatches,
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
  const activations = new Map<string, string>()
  await eachRecord(roles, 'assigned-', scheduledRole, ({ assignmentType, roleAssignmentOriginId, endDateTime }) => {
    const isActivated = assignmentType?.toLowerCase() === 'activated'
    if (isActivated && typeof roleAssignmentOriginId === 'string' && endDateTime !== null)
      activations.set(roleAssignmentOriginId, endDateTime)
  })
  const holdings: Holding[] = []
  const hold = (role: z.infer<typeof roleAssignment>, principal: string, eligible: Eligible | null, file: string): void => {
    const power = powers.get(role.roleDefinitionId)
    const scope = role.directoryScopeId
    const activatedUntil = activations.get(role.id) ?? null
    if (power !== undefined && typeof scope === 'string')
      holdings.push({ power, principal, scope, when: eligible === null ? [] : [activation(power, eligible)], activatedUntil, file })
    else if (power !== undefined || !known.has(role.roleDefinitionId))
      roles.gap({ code: 'record-malformed', record: role.id, reason: 'nobody can say which role it gives, or where', at: file })
  }
  const foreign = new Set<string>()
  await eachRecord(roles, 'assignments-', standingRole, (role, { path }) => {
    const home = role.principalOrganizationId
    const isForeign = typeof home === 'string' && home !== '' && tenant.id !== null && home !== tenant.id
    if (!isForeign) return hold(role, role.principalId, null, path)
    const person = { tenant: home, user: role.principalId, displayName: null, guestClass: 'serviceProvider', sign: `role holder of tenant ${home}` } as const // prettier-ignore
    const id = foreignId(person)
    const provenance = { source: roles.source, dataset: roles.dataset, file: path, record: role.id }
    if (!foreign.has(id) && powers.has(role.roleDefinitionId)) batches.account(foreignPersonFact(person, provenance))
    foreign.add(id)
    hold(role, id, null, path)
  })
  await eachRecord(roles, 'eligible-', eligibleRole, (role, { path }) => hold(role, role.principalId, { until: role.endDateTime }, path))
  const members = await unitMembers(units)
  const facts = controlsOf(holdings, members, tenant, roles)
  if (facts.length > 0) sink.controls(facts)
  const wide = wideRights(holdings, roles)
  if (wide.length > 0) sink.settings(wide)
}

/** That a role may be activated, until when; null = for good. */
interface Eligible {
  readonly until: string | null
}

function activation({ label }: RolePower, { until }: Eligible): AccessCondition {
  return {
    code: 'activation',
    says: `if the ${label} is activated${until === null ? '' : `, which may be done until ${until.slice(0, 10)}`}`,
  }
}

/** Rights over every group of the tenant, by the words that their proofs show. */
export function wideRights(holdings: readonly Holding[], { source, dataset }: TenantDataset): readonly SettingFact[] {
  const wide = new Map(holdings.filter(({ scope }) => scope === '/').map((holding) => [rightSays(holding), holding]))
  return [...wide].map(([says, { file }]) => ({
    kind: 'wide-right',
    source,
    says,
    scope: 'the whole tenant',
    provenance: { source, dataset, file, record: says },
  }))
}

function rightSays({ power, scope, activatedUntil }: Holding): string {
  const until = activatedUntil === null ? '' : `, activated until ${activatedUntil}`
  return `${power.label}, ${scope === '/' ? 'everywhere' : `in ${scope.slice(1)}`}${until}`
}

/** Unit → ids of its members. */
async function unitMembers(units: TenantDataset | null): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const members = new Map<string, Set<string>>()
  if (units === null) return members
  await eachAnswer(units, 'members-', ({ id }, answer, { path }) => {
    if (answer.kind === 'lost') return noteUnknownUnit(units, id, answer.reason, path)
    const there = members.get(id) ?? new Set<string>()
    members.set(id, there)
    for (const record of answer.records) {
      const parsed = parsedRecord(units, directoryObject, record, path)
      if (parsed !== null) there.add(parsed.id)
    }
  })
  await eachRecord(units, '', administrativeUnit, ({ id }, { path }) => {
    if (!members.has(id)) noteUnknownUnit(units, id, 'the evidence has no answer about it', path)
  })
  return members
}

/** Any group may stand in a unit that nobody has looked into. */
function noteUnknownUnit(units: TenantDataset, id: string, reason: string, at: string): void {
  if (units.stated.state === 'denied' || units.stated.state === 'failed') return
  units.lower('partial', `what stands in an administrative unit is not known: ${reason}`)
  units.gap({ code: 'dataset-incomplete', record: id, reason: `what stands in it: ${reason}`, at })
}

/** Groups that answer to the same holdings share one list, so that 200,000 groups are a handful of lists. */
export function controlsOf(
  holdings: readonly Holding[],
  units: ReadonlyMap<string, ReadonlySet<string>>,
  tenant: Tenant,
  { source, dataset }: TenantDataset,
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

function entryOf(holding: Holding, right: StatedEntry['right'], tenant: Tenant): StatedEntry {
  const { principal, when } = holding
  return {
    effect: 'allow',
    who: tenant.groups.has(principal) ? { membersOf: `id:${principal}` } : { name: `id:${principal}` },
    right,
    says: rightSays(holding),
    ...(when.length === 0 ? {} : { when }),
  }
}
