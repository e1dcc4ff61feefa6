import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { instantFromEpochMs } from '../../src/core/base/instant.ts'
import { collectEntra } from '../../src/sources/entra/collect.ts'
import type { Graph } from '../servers/graph.ts'
import { PARTNER } from '../servers/graph/example/people.ts'
import { addTeams } from '../servers/graph/example/teams.ts'
import { type TenantBuilder, tenantBuilder } from '../servers/graph/tenant-builder.ts'
import { fastTime, hostsOf, sourceFor, trust } from '../sources/entra/tenant-run.ts'
import { INSTITUTION, type Institution, folderWriter, writeHr } from './small-institution.ts'

const DOMAIN = 'northmoor.example'
const TIDES = 'https://northmoor.sharepoint.test/sites/tides'
const LOGS = 'https://northmoor.sharepoint.test/sites/logs'

/** A small tenant, and what stands in it by name. `letIn` puts the guest into a group two steps below a project's;
 * `letGo` deletes that guest’s account, into the bin and then for good. */
export function smallTenant() {
  const builder = tenantBuilder({ seed: 5, domain: DOMAIN })
  const staff = (login: string, employeeId: string): string =>
    builder.user({ userPrincipalName: `${login}@${DOMAIN}`, displayName: nameOf(login), mail: `${login}@${DOMAIN}`, employeeId, ...ownIdentity(login) }) // prettier-ignore
  const people = {
    ada: staff('ada.lovell', 'E1003'),
    ben: staff('ben.stone', 'E1004'),
    cara: staff('cara.finch', 'E1005'),
    gil: guest(builder, 'Gil Ortiz', 'gil.ortiz'),
    uma: guest(builder, 'Uma Brandt', 'uma.brandt'),
    lena: guest(builder, 'Lena Holm', 'lena.holm'),
  }
  const unified = { groupTypes: ['Unified'], mailEnabled: true, securityEnabled: false, visibility: 'Private' }
  const groups = {
    core: builder.group({ displayName: 'Dialects core' }),
    tides: builder.group({ displayName: 'Tides', ...unified }),
    partners: builder.group({ displayName: 'Tides partners' }),
    summer: builder.group({ displayName: 'Summer 2026' }),
    logs: builder.group({ displayName: 'Logs', ...unified }),
    lab: builder.group({ displayName: 'Lab keys' }),
    team: builder.group({ displayName: 'Quantum', ...unified, resourceProvisioningOptions: ['Team'] }),
  }
  builder.member(groups.core, people.ada)
  builder.member(groups.tides, people.ada, groups.partners)
  builder.member(groups.partners, groups.summer)
  builder.member(groups.summer, people.gil)
  builder.member(groups.logs, people.ada)
  builder.member(groups.lab, people.ada)
  builder.member(groups.team, people.ada)
  const teams = addTeams(builder, { ada: people.ada, dora: people.ada, guest: people.ada } as never, groups as never)
  addScopedRoles(builder, { unitGroup: groups.lab, holder: people.uma, eligible: people.lena })
  return {
    builder,
    people,
    groups,
    stranger: teams.stranger,
    letIn: () => builder.member(groups.lab, groups.summer),
    letGo: () => builder.deleteUser(people.gil),
  }
}

/** One role over the groups of a unit, held for good; and one over all groups, held only after activation. */
function addScopedRoles(
  builder: TenantBuilder,
  { unitGroup, holder, eligible }: { readonly unitGroup: string; readonly holder: string; readonly eligible: string },
): void {
  const path = '/roleManagement/directory'
  const role = builder.newId()
  const rolePermissions = [{ allowedResourceActions: ['microsoft.directory/groups/members/update'], condition: null }]
  builder.put(`${path}/roleDefinitions`, 'unifiedRoleDefinition', { id: role, templateId: role, displayName: 'Groups Administrator', isBuiltIn: true, isEnabled: true, rolePermissions }) // prettier-ignore
  const unit = builder.put('/directory/administrativeUnits', 'administrativeUnit', { id: builder.newId(), displayName: 'Lab', isMemberManagementRestricted: false }) // prettier-ignore
  builder.relate('/directory/administrativeUnits/{id}/members', [unit], unitGroup)
  const held = { roleDefinitionId: role, appScopeId: null }
  builder.put(`${path}/roleAssignments`, 'unifiedRoleAssignment', { id: builder.newId(), ...held, principalId: holder, directoryScopeId: `/administrativeUnits/${unit}`, principalOrganizationId: builder.tenantId }) // prettier-ignore
  const origin = {
    roleEligibilityScheduleId: builder.newId(),
    memberType: 'Direct',
    startDateTime: '2026-07-01T00:00:00Z',
    endDateTime: null,
  }
  builder.put(`${path}/roleEligibilityScheduleInstances`, 'unifiedRoleEligibilityScheduleInstance', { id: builder.newId(), ...held, ...origin, principalId: eligible, directoryScopeId: `/${unitGroup}` }) // prettier-ignore
}

function nameOf(login: string): string {
  return login
    .split('.')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`)
    .join(' ')
}

function ownIdentity(login: string) {
  return { identities: [{ signInType: 'userPrincipalName', issuer: DOMAIN, issuerAssignedId: `${login}@${DOMAIN}` }] }
}

function guest(builder: TenantBuilder, displayName: string, login: string): string {
  return builder.user({
    displayName,
    userPrincipalName: `${login}_${PARTNER.domain}#EXT#@${DOMAIN}`,
    mail: `${login}@${PARTNER.domain}`,
    userType: 'Guest',
    creationType: 'Invitation',
    externalUserState: 'Accepted',
    identities: [{ signInType: 'federated', issuer: 'ExternalAzureAD', issuerAssignedId: null }],
  })
}

/** Projects on a group, two sites, a team and a unit's group; Ada Lovell is entitled everywhere, nobody else anywhere. */
export async function tenantInstitution(groups: Readonly<Record<string, string>>): Promise<Institution> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
  const write = folderWriter(folder)
  const sites = `{"${TIDES}": "group/${groups['tides']}", "${LOGS}": "group/${groups['logs']}"}`
  write(
    'gatehouse.yaml',
    `sources:\n  entra: {kind: entra, recorded: evidence/entra, sites: ${sites}}\n  hr: {kind: table, register: hr, file: exports/hr/hr.csv}\n`,
  )
  const institution = { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
  write('policies/institution.yaml', institutionText([]))
  write('policies/projects/dialects.yaml', project('dialects', 'group', `entra:group/${groups['core']}`, 'use'))
  write('policies/projects/lab.yaml', project('lab', 'group', `entra:group/${groups['lab']}`, 'use'))
  write('policies/projects/tides.yaml', project('tides', 'site', `entra:site/${TIDES}`, 'write'))
  write('policies/projects/logs.yaml', project('logs', 'site', `entra:site/${LOGS}`, 'write'))
  write('policies/projects/quantum.yaml', project('quantum', 'team', `entra:team/${groups['team']}`, 'manage'))
  writeHr(institution)
  return institution
}

/** The institution, with blind spots on datasets of the tenant accepted. */
export function institutionText(blindSpots: readonly string[]): string {
  const lines = blindSpots.map(
    (dataset) =>
      `  - {id: BS-${dataset}, source: entra, dataset: ${dataset}, reason: no interface shows it, accepted_by: helen.ward@northmoor.example, expires: ${inHalfAYear()}}\n`,
  )
  const staffAlone = INSTITUTION.slice(0, INSTITUTION.indexOf('  - kind: visiting-academic'))
  return `${staffAlone}${lines.length === 0 ? '' : `blind_spots:\n${lines.join('')}`}`
}

function inHalfAYear(): string {
  return new Date(Date.now() + 180 * 86_400_000).toISOString().slice(0, 10)
}

function project(slug: string, kind: string, at: string, gets: string): string {
  return `version: 1
projects:
  ${slug}:
    title: ${slug}
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      thing: {kind: ${kind}, at: '${at}'}
    entitled:
      - who: {person: ada.lovell@northmoor.example}
        affiliation: [staff]
        gets: {thing: ${gets}}
`
}

/** A night's evidence, from the tests' Graph over HTTPS, where the configuration looks for it. */
export async function collectedNight(graph: Graph, { folder }: Institution): Promise<void> {
  trust(graph)
  const at = join(folder, 'evidence/entra')
  await rm(at, { recursive: true, force: true })
  await collectEntra(sourceFor(graph), at, {
    toolVersion: '0',
    clock: () => instantFromEpochMs(Date.now()),
    tuning: { hosts: hostsOf(graph), time: fastTime() },
  })
}
