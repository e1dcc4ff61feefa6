import type { FragmentSink } from '../../core/model/fragment.ts'
import { appPower } from './app-power.ts'
import { eachAnswer, parsedRecord } from './bodies.ts'
import type { FactBatches } from './fact-batches.ts'
import { ObjectGaps } from './object-gaps.ts'
import { type Holding, controlsOf, wideRights } from './read-roles.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { appRoleAssignment } from './wire.ts'

/** Microsoft Graph and SharePoint Online, by their application ids, which are the same in every tenant. */
const OPENING = new Set(['00000003-0000-0000-c000-000000000000', '00000003-0000-0ff1-ce00-000000000000'])

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
  const { source } = dataset
  const gaps = new ObjectGaps(dataset, 'see what the right opens, and whether the program needs it')
  const holdings: Holding[] = []
  await eachAnswer(dataset, 'held-', ({ id }, answer, { path }) => {
    if (answer.kind === 'lost') return answer.gone ? undefined : gaps.lost(id, 'its rights', answer, path)
    for (const record of answer.records) {
      const parsed = parsedRecord(dataset, appRoleAssignment, record, path)
      const resource = parsed === null ? undefined : tenant.programs.get(parsed.resourceId)
      // Rights on other applications open what is in those.
      if (parsed === null || (resource !== undefined && !OPENING.has(resource.appId ?? ''))) continue
      const value = resource?.appRoles.get(parsed.appRoleId)
      const power = value === undefined ? null : appPower(value)
      if (value === undefined || power === null) {
        gaps.note(
          id,
          value === undefined
            ? `a right whose name is not shown: ${parsed.appRoleId}`
            : `what its right \`${value}\` opens is not known to this version`,
          path,
        )
        continue
      }
      const label = `right ${value}`
      if (power.groups !== null)
        holdings.push({ power: { label, ...power.groups }, principal: id, scope: '/', isEligible: false, activatedUntil: null, file: path })
      if (power.sites !== null) tenant.siteRights.push({ program: id, level: power.sites, says: label, file: path })
      if (power.teams !== null)
        for (const [group, { isTeam }] of tenant.groups)
          if (isTeam)
            batches.grant({
              source,
              resource: `team/${group}`,
              principal: { name: `id:${id}` },
              level: power.teams,
              nativeRight: `${label}, everywhere`,
              from: null,
              until: null,
              provenance: { source, dataset: dataset.dataset, file: path, record: id },
            })
    }
  })
  const facts = controlsOf(holdings, new Map(), tenant, dataset)
  if (facts.length > 0) sink.controls(facts)
  const wide = wideRights(holdings, dataset)
  if (wide.length > 0) sink.settings(wide)
}
