import type { AccessCondition } from '../../core/model/access-condition.ts'
import type { FragmentSink, GrantFact } from '../../core/model/fragment.ts'
import { appPower } from './app-power.ts'
import { eachAnswer, eachRecord, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { ObjectGaps } from './object-gaps.ts'
import { type Holding, controlsOf, wideRights } from './read-roles.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { appRoleAssignment, delegatedGrant } from './wire.ts'

/** Microsoft Graph and SharePoint Online, by their application ids, which are the same in every tenant. */
const OPENING = new Set(['00000003-0000-0000-c000-000000000000', '00000003-0000-0ff1-ce00-000000000000'])

/** A right of a program, and what must hold when it uses it. */
interface HeldRight {
  readonly program: string
  readonly value: string
  readonly when: readonly AccessCondition[]
  readonly file: string
}

/**
 * What programs may do to the whole tenant by rights on Graph and SharePoint that somebody consented to: change groups, read or change
 * teams and sites. A right that this version does not know is a gap on the program, as is one whose name the tenant does not show.
 */
export async function readAppRights(
  dataset: TenantDataset | null,
  batches: FactBatches,
  tenant: Tenant,
  sink: FragmentSink,
): Promise<void> {
  if (dataset === null) return
  const gaps = new ObjectGaps(dataset, 'see what the right opens, and whether the program needs it')
  const held: HeldRight[] = []
  await eachAnswer(dataset, 'held-', ({ id }, answer, { path }) => {
    if (answer.kind === 'lost') return answer.gone ? undefined : gaps.lost(id, 'its rights', answer, path)
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, appRoleAssignment, record, path)
      const resource = parsed === null ? undefined : tenant.programs.get(parsed.resourceId)
      // Rights on other applications open what is in those.
      if (parsed === null || (resource !== undefined && !OPENING.has(resource.appId ?? ''))) continue
      const value = resource?.appRoles.get(parsed.appRoleId)
      if (value === undefined) gaps.note(id, `a right whose name is not shown: ${parsed.appRoleId}`, path)
      else if (appPower(value) === null) gaps.note(id, `what its right \`${value}\` opens is not known to this version`, path)
      else held.push({ program: id, value, when: [], file: path })
    }
  })
  stateRights(held, dataset, { batches, tenant, sink })
}

/**
 * What programs may do on behalf of people who may do it themselves: access on condition. A scope that this version does not know is
 * left out: it opens nothing that its user could not reach.
 */
export async function readDelegatedGrants(
  dataset: TenantDataset | null,
  batches: FactBatches,
  tenant: Tenant,
  sink: FragmentSink,
): Promise<void> {
  if (dataset === null) return
  const held: HeldRight[] = []
  await eachRecord(dataset, '', delegatedGrant, ({ clientId, consentType, principalId, resourceId, scope }, { path }) => {
    if (!OPENING.has(tenant.programs.get(resourceId)?.appId ?? '')) return
    const user = consentType === 'AllPrincipals' ? 'anybody' : `\`${principalId ?? 'somebody'}\``
    const when = [{ code: 'delegated', says: `while ${user} uses it who may do it too` }]
    const scopes = (scope ?? '').split(' ').filter((value) => value !== '')
    for (const value of scopes) if (appPower(value) !== null) held.push({ program: clientId, value, when, file: path })
  })
  stateRights(held, dataset, { batches, tenant, sink })
}

function stateRights(
  held: readonly HeldRight[],
  dataset: TenantDataset,
  { batches, tenant, sink }: { readonly batches: FactBatches; readonly tenant: Tenant; readonly sink: FragmentSink },
): void {
  const holdings: Holding[] = []
  for (const { program, value, when, file } of held) {
    const power = appPower(value)
    if (power === null) continue
    const label = `right ${value}`
    if (power.groups !== null)
      holdings.push({ power: { label, ...power.groups }, principal: program, scope: '/', when, activatedUntil: null, file })
    if (power.sites !== null) tenant.siteRights.push({ program, level: power.sites, says: label, when, dataset: dataset.dataset, file })
    if (power.teams !== null)
      for (const grant of teamGrants(power.teams, { program, label, when, file }, dataset, tenant)) batches.grant(grant)
  }
  const facts = controlsOf(holdings, new Map(), tenant, dataset)
  if (facts.length > 0) sink.controls(facts)
  const wide = wideRights(holdings, dataset)
  if (wide.length > 0) sink.settings(wide)
}

function teamGrants(
  level: string,
  { program, label, when, file }: Omit<HeldRight, 'value'> & { readonly label: string },
  { source, dataset }: TenantDataset,
  { groups }: Tenant,
): readonly GrantFact[] {
  const teams = [...groups].flatMap(([id, { isTeam }]) => (isTeam ? [id] : []))
  return teams.map((id) => ({
    source,
    resource: `team/${id}`,
    principal: { name: `id:${program}` },
    level,
    nativeRight: `${label}, everywhere`,
    from: null,
    until: null,
    ...(when.length === 0 ? {} : { when }),
    provenance: { source, dataset, file, record: program },
  }))
}
