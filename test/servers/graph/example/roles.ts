import type { TenantBuilder } from '../tenant-builder.ts'
import type { Groups } from './groups.ts'
import { type People, PROVIDER } from './people.ts'

const PATH = '/roleManagement/directory'
const PRIVILEGED = '/identityGovernance/privilegedAccess/group'

/** Roles that are held for good, for a while, or only after activation; everywhere, in a unit, on an object. Returns ids by name. */
export function addRoles(tenant: TenantBuilder, people: People, groups: Groups) {
  const definition = (displayName: string, allowedResourceActions: readonly string[], more = {}): string => {
    const id = tenant.newId()
    return tenant.put(`${PATH}/roleDefinitions`, 'unifiedRoleDefinition', { id, templateId: id, displayName, description: null, isBuiltIn: true, isEnabled: true, resourceScopes: ['/'], version: '1', rolePermissions: [{ allowedResourceActions, condition: null }], ...more }) // prettier-ignore
  }
  const definitions = {
    global: definition('Global Administrator', ['microsoft.directory/groups/allProperties/allTasks', 'microsoft.directory/users/allProperties/allTasks'], { id: GLOBAL, templateId: GLOBAL }), // prettier-ignore
    groups: definition('Groups Administrator', ['microsoft.directory/groups/members/update', 'microsoft.directory/groups/owners/update']),
    privileged: definition('Privileged Role Administrator', ['microsoft.directory/groupsAssignableToRoles/allProperties/update']),
    reader: definition('Directory Readers', ['microsoft.directory/groups/standard/read']),
    custom: definition('Keepers of the lab', ['microsoft.directory/groups.security/members/update'], { isBuiltIn: false }),
  }
  const units = {
    lab: tenant.put('/directory/administrativeUnits', 'administrativeUnit', { id: tenant.newId(), displayName: 'Lab', description: null, visibility: null, isMemberManagementRestricted: false }), // prettier-ignore
    sealed: tenant.put('/directory/administrativeUnits', 'administrativeUnit', { id: tenant.newId(), displayName: 'Sealed', description: null, visibility: null, isMemberManagementRestricted: true }), // prettier-ignore
  }
  for (const object of [groups.security, people.guest]) tenant.relate('/directory/administrativeUnits/{id}/members', [units.lab], object)
  tenant.relate('/directory/administrativeUnits/{id}/members', [units.sealed], groups.restricted)

  const assign = (roleDefinitionId: string, principalId: string, directoryScopeId = '/', more = {}): string => {
    const id = tenant.put(`${PATH}/roleAssignments`, 'unifiedRoleAssignment', { id: tenant.newId(), roleDefinitionId, principalId, directoryScopeId, appScopeId: null, principalOrganizationId: tenant.tenantId, ...more }) // prettier-ignore
    tenant.relate(`${PATH}/roleAssignments/{id}/roleDefinition`, [id], roleDefinitionId)
    if (!('principalOrganizationId' in more)) tenant.relate(`${PATH}/roleAssignments/{id}/principal`, [id], principalId)
    return id
  }
  const scheduled = (kind: string, origin: object, roleDefinitionId: string, principalId: string, more = {}): void => {
    const type = `unifiedRole${kind}ScheduleInstance`
    tenant.put(`${PATH}/role${kind}ScheduleInstances`, type, { id: tenant.newId(), roleDefinitionId, principalId, directoryScopeId: '/', appScopeId: null, memberType: 'Direct', startDateTime: '2026-07-01T00:00:00Z', endDateTime: null, ...origin, ...more }) // prettier-ignore
  }
  const standing = assign(definitions.global, people.dora)
  scheduled('Assignment', { assignmentType: 'Assigned', roleAssignmentOriginId: standing }, definitions.global, people.dora)
  const activated = assign(definitions.groups, people.ada)
  scheduled('Assignment', { assignmentType: 'Activated', roleAssignmentOriginId: activated }, definitions.groups, people.ada, { endDateTime: '2026-08-01T16:00:00Z' }) // prettier-ignore
  scheduled('Eligibility', { roleEligibilityScheduleId: tenant.newId() }, definitions.groups, people.ada, {
    endDateTime: '2026-12-31T00:00:00Z',
  })
  scheduled('Eligibility', { roleEligibilityScheduleId: tenant.newId() }, definitions.privileged, people.externalMember)
  assign(definitions.groups, people.internalGuest, `/administrativeUnits/${units.lab}`)
  assign(definitions.custom, people.guest, `/${groups.security}`)
  assign(definitions.reader, groups.forRoles)
  /** Whoever helps from another tenant: its principal has no object here. */
  assign(definitions.groups, '5e8a1d90-7c24-4f31-8e05-b2a97c6d1f11', '/', { principalOrganizationId: PROVIDER.tenantId })

  // Old and new lists of roles differ: here stands only what was activated once.
  const activatedRole = tenant.put('/directoryRoles', 'directoryRole', { id: tenant.newId(), displayName: 'Global Administrator', description: null, roleTemplateId: GLOBAL }) // prettier-ignore
  tenant.relate('/directoryRoles/{id}/members', [activatedRole], people.dora)

  const privileged = { groupId: groups.security, accessId: 'member', memberType: 'direct', startDateTime: '2026-07-01T00:00:00Z' }
  tenant.put(`${PRIVILEGED}/eligibilityScheduleInstances`, 'privilegedAccessGroupEligibilityScheduleInstance', { id: tenant.newId(), ...privileged, principalId: people.mailGuest, eligibilityScheduleId: tenant.newId(), endDateTime: '2026-10-01T00:00:00Z' }) // prettier-ignore
  tenant.put(`${PRIVILEGED}/assignmentScheduleInstances`, 'privilegedAccessGroupAssignmentScheduleInstance', { id: tenant.newId(), ...privileged, accessId: 'owner', principalId: people.cleo, assignmentType: 'activated', assignmentScheduleId: tenant.newId(), endDateTime: '2026-08-01T12:00:00Z' }) // prettier-ignore
  return { definitions, units }
}

const GLOBAL = '62e90394-69f5-4237-9190-012177145e10'
