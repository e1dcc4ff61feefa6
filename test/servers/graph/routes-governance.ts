import { list, one, type Route } from './route.ts'

const roles = ['RoleManagement.Read.Directory', 'RoleManagement.Read.All', 'Directory.Read.All']
const policies = ['Policy.Read.All']
const entitlements = ['EntitlementManagement.Read.All']
const roleFilters = ['id', 'principalId', 'roleDefinitionId', 'directoryScopeId']
const management = '/roleManagement/directory'
const privileged = '/identityGovernance/privilegedAccess/group'
const crossTenant = '/policies/crossTenantAccessPolicy'
const packages = '/identityGovernance/entitlementManagement'

/** Roles, those that may be activated, policies, entitlements, reports. */
export const GOVERNANCE_ROUTES: readonly Route[] = [
  // Only roles that were activated once, and never a next link.
  list({ path: '/directoryRoles', entity: 'directoryRole', permissions: roles, page: undefined }),
  list({ path: '/directoryRoles/{id}/members', entity: 'directoryObject', permissions: roles, page: undefined }),
  list({
    path: `${management}/roleDefinitions`,
    entity: 'unifiedRoleDefinition',
    permissions: roles,
    filters: ['id', 'displayName', 'isBuiltIn'],
  }),
  list({
    path: `${management}/roleAssignments`,
    entity: 'unifiedRoleAssignment',
    permissions: roles,
    filters: roleFilters,
    expands: ['principal', 'roleDefinition'],
  }),
  list({
    path: `${management}/roleAssignmentScheduleInstances`,
    entity: 'unifiedRoleAssignmentScheduleInstance',
    permissions: ['RoleAssignmentSchedule.Read.Directory', ...roles],
    filters: roleFilters,
    licence: 'P2',
  }),
  list({
    path: `${management}/roleEligibilityScheduleInstances`,
    entity: 'unifiedRoleEligibilityScheduleInstance',
    permissions: ['RoleEligibilitySchedule.Read.Directory', ...roles],
    filters: roleFilters,
    licence: 'P2',
  }),
  list({
    path: `${privileged}/eligibilityScheduleInstances`,
    entity: 'privilegedAccessGroupEligibilityScheduleInstance',
    permissions: ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    filters: ['groupId', 'principalId', 'accessId'],
    demandedFilters: ['groupId', 'principalId'],
    licence: 'P2',
  }),
  list({
    path: `${privileged}/assignmentScheduleInstances`,
    entity: 'privilegedAccessGroupAssignmentScheduleInstance',
    permissions: ['PrivilegedAssignmentSchedule.Read.AzureADGroup'],
    filters: ['groupId', 'principalId', 'accessId'],
    demandedFilters: ['groupId', 'principalId'],
    licence: 'P2',
  }),

  one({ path: '/policies/authorizationPolicy', entity: 'authorizationPolicy', permissions: policies }),
  one({ path: `${crossTenant}/default`, entity: 'crossTenantAccessPolicyConfigurationDefault', permissions: policies }),
  list({
    path: `${crossTenant}/partners`,
    entity: 'crossTenantAccessPolicyConfigurationPartner',
    permissions: policies,
    expands: ['identitySynchronization'],
  }),
  one({
    path: `${crossTenant}/partners/{id}/identitySynchronization`,
    entity: 'crossTenantIdentitySyncPolicyPartner',
    permissions: policies,
  }),
  list({
    path: '/identity/conditionalAccess/namedLocations',
    entity: 'namedLocation',
    permissions: policies,
    filters: ['displayName', 'id'],
    limit: 'conditional-access',
  }),
  list({
    path: '/identity/conditionalAccess/policies',
    entity: 'conditionalAccessPolicy',
    permissions: policies,
    filters: ['displayName', 'id', 'state'],
    limit: 'conditional-access',
  }),

  list({
    path: `${packages}/connectedOrganizations`,
    entity: 'connectedOrganization',
    permissions: entitlements,
    filters: ['displayName', 'id', 'state'],
    expands: ['internalSponsors', 'externalSponsors'],
    licence: 'P2',
  }),
  list({ path: `${packages}/connectedOrganizations/{id}/internalSponsors`, entity: 'directoryObject', permissions: entitlements }),
  list({ path: `${packages}/connectedOrganizations/{id}/externalSponsors`, entity: 'directoryObject', permissions: entitlements }),
  list({
    path: `${packages}/assignments`,
    entity: 'accessPackageAssignment',
    permissions: entitlements,
    filters: ['id', 'state'],
    expands: ['target', 'accessPackage'],
    licence: 'P2',
  }),

  list({
    path: '/reports/authenticationMethods/userRegistrationDetails',
    entity: 'userRegistrationDetails',
    permissions: ['AuditLog.Read.All'],
    filters: ['id', 'isMfaCapable', 'userType'],
    limit: 'reports',
    licence: 'P1',
  }),
]
