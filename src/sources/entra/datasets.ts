/** Datasets in the order in which a night reads them; `entra.md`, part 3. */
export const ENTRA_DATASETS = [
  'organization',
  'users',
  'groups',
  'service-principals',
  'roles',
  'group-owners',
  'members',
  'units',
  'pim-groups',
  'sponsors',
  'leave-dates',
  'deleted',
  'applications',
  'channels',
  'channel-members',
  'member-counts',
  'policies',
  'sharing',
  'entitlements',
  'methods',
  'recency',
] as const

export type EntraDataset = (typeof ENTRA_DATASETS)[number] | 'delegated-grants'

/** Which limit of the service a call draws on: each counts apart. */
export type Limit = 'directory' | 'reports' | 'policies' | 'teams' | 'sharepoint'

/** One call of the collector: what is asked of Graph, and what is kept of its answer. */
export interface GraphCall {
  readonly dataset: EntraDataset
  /** Below the version; `{id}` and `{inner}` stand for object ids. */
  readonly path: string
  /** The type of the records in Graph's metadata. */
  readonly entity: string
  /** Properties that are kept; all others are cut out before anything is written. */
  readonly keeps: readonly string[]
  /** Is `keeps` asked for with `$select`? Some lists take none. */
  readonly selects: boolean
  /** `$top`; null where the call takes none. */
  readonly top: number | null
  readonly shape: 'page' | 'object' | 'count'
  /** Any one of them suffices; the least first. */
  readonly permissions: readonly string[]
  readonly units: number
  readonly limit: Limit
  /** With `ConsistencyLevel: eventual`: counts only. */
  readonly eventual: boolean
  /** `$filter`, with `{id}`. */
  readonly filter: string | null
  /** `$expand`, of one related object only, never of a list (E4). */
  readonly expand: string | null
}

const USER = [
  'id',
  'userPrincipalName',
  'displayName',
  'mail',
  'accountEnabled',
  'userType',
  'creationType',
  'externalUserState',
  'externalUserStateChangeDateTime',
  'identities',
  'createdDateTime',
  'employeeId',
  'employeeType',
  'department',
  'companyName',
  'onPremisesSyncEnabled',
  'onPremisesImmutableId',
  'onPremisesSecurityIdentifier',
  'onPremisesUserPrincipalName',
  'isResourceAccount',
]

const GROUP = [
  'id',
  'displayName',
  'mail',
  'groupTypes',
  'membershipRule',
  'membershipRuleProcessingState',
  'securityEnabled',
  'mailEnabled',
  'isAssignableToRole',
  'isManagementRestricted',
  'onPremisesSyncEnabled',
  'onPremisesSecurityIdentifier',
  'resourceProvisioningOptions',
  'visibility',
  'expirationDateTime',
  'assignedLabels',
]

const SERVICE_PRINCIPAL = [
  'id',
  'appId',
  'displayName',
  'accountEnabled',
  'servicePrincipalType',
  'appOwnerOrganizationId',
  'appRoleAssignmentRequired',
  'appRoles',
]

const ROLE_ASSIGNMENT = ['id', 'roleDefinitionId', 'principalId', 'directoryScopeId', 'appScopeId']
const SCHEDULE = ['memberType', 'startDateTime', 'endDateTime']
const APP_ROLE = ['id', 'appRoleId', 'principalId', 'principalType', 'resourceId']

const TOP = 999

function call(
  dataset: EntraDataset,
  path: string,
  entity: string,
  keeps: readonly string[],
  permissions: readonly string[],
  rest: Partial<GraphCall> = {},
): GraphCall {
  return {
    dataset,
    path,
    entity,
    keeps,
    permissions,
    selects: true,
    top: null,
    shape: 'page',
    units: 1,
    limit: 'directory',
    eventual: false,
    filter: null,
    expand: null,
    ...rest,
  }
}

const USERS = ['User.Read.All']
const GROUPS = ['GroupMember.Read.All']
const APPLICATIONS = ['Application.Read.All']
const ROLES = ['RoleManagement.Read.Directory']
const POLICIES = ['Policy.Read.All']
const ENTITLEMENTS = ['EntitlementManagement.Read.All']
const REPORTS = ['AuditLog.Read.All']
const all = { top: TOP } as const
const plain = { selects: false } as const
const count = { shape: 'count', eventual: true, selects: false } as const
const slow = { selects: false, limit: 'policies' } as const

/** Every question that a read asks, by name. A test holds each path and property against Graph's published metadata. */
export const CALLS = {
  organization: call('organization', '/organization', 'organization', ['id', 'verifiedDomains'], USERS),
  'users-count': call('users', '/users/$count', 'user', [], USERS, count),
  users: call('users', '/users', 'user', USER, USERS, all),
  'leave-dates': call('leave-dates', '/users', 'user', ['id', 'employeeLeaveDateTime'], ['User-LifeCycleInfo.Read.All'], all),
  'groups-count': call('groups', '/groups/$count', 'group', [], GROUPS, count),
  groups: call('groups', '/groups', 'group', GROUP, GROUPS, all),
  'service-principals': call('service-principals', '/servicePrincipals', 'servicePrincipal', SERVICE_PRINCIPAL, APPLICATIONS, all),
  'service-principal-member-of': call('service-principals', '/servicePrincipals/{id}/memberOf', 'directoryObject', ['id'], APPLICATIONS),
  'service-principal-owners': call('service-principals', '/servicePrincipals/{id}/owners', 'directoryObject', ['id'], APPLICATIONS, all),
  'app-role-holders': call(
    'service-principals',
    '/servicePrincipals/{id}/appRoleAssignedTo',
    'appRoleAssignment',
    APP_ROLE,
    APPLICATIONS,
    plain,
  ),
  'app-roles-held': call(
    'service-principals',
    '/servicePrincipals/{id}/appRoleAssignments',
    'appRoleAssignment',
    APP_ROLE,
    APPLICATIONS,
    plain,
  ),
  'group-owners': call('group-owners', '/groups/{id}/owners', 'directoryObject', ['id'], GROUPS, all),
  members: call('members', '/groups/{id}/members', 'directoryObject', ['id'], GROUPS, { ...all, units: 2 }),
  'member-counts': call('member-counts', '/groups/{id}/transitiveMembers/$count', 'directoryObject', [], GROUPS, { ...count, units: 5 }),
  'role-definitions': call(
    'roles',
    '/roleManagement/directory/roleDefinitions',
    'unifiedRoleDefinition',
    ['id', 'templateId', 'displayName', 'isBuiltIn', 'isEnabled', 'rolePermissions'],
    ROLES,
    plain,
  ),
  'role-assignments': call(
    'roles',
    '/roleManagement/directory/roleAssignments',
    'unifiedRoleAssignment',
    [...ROLE_ASSIGNMENT, 'principalOrganizationId'],
    ROLES,
    plain,
  ),
  'role-assigned': call(
    'roles',
    '/roleManagement/directory/roleAssignmentScheduleInstances',
    'unifiedRoleAssignmentScheduleInstance',
    [...ROLE_ASSIGNMENT, ...SCHEDULE, 'assignmentType', 'roleAssignmentOriginId'],
    ROLES,
    plain,
  ),
  'role-eligible': call(
    'roles',
    '/roleManagement/directory/roleEligibilityScheduleInstances',
    'unifiedRoleEligibilityScheduleInstance',
    [...ROLE_ASSIGNMENT, ...SCHEDULE],
    ROLES,
    plain,
  ),
  units: call(
    'units',
    '/directory/administrativeUnits',
    'administrativeUnit',
    ['id', 'displayName', 'membershipType', 'membershipRule', 'visibility', 'isMemberManagementRestricted'],
    ['AdministrativeUnit.Read.All'],
  ),
  'unit-members': call('units', '/directory/administrativeUnits/{id}/members', 'directoryObject', ['id'], ['AdministrativeUnit.Read.All']),
  'pim-eligible': call(
    'pim-groups',
    '/identityGovernance/privilegedAccess/group/eligibilityScheduleInstances',
    'privilegedAccessGroupEligibilityScheduleInstance',
    ['id', 'groupId', 'principalId', 'accessId', ...SCHEDULE],
    ['PrivilegedEligibilitySchedule.Read.AzureADGroup'],
    { ...plain, filter: "groupId eq '{id}'" },
  ),
  'pim-assigned': call(
    'pim-groups',
    '/identityGovernance/privilegedAccess/group/assignmentScheduleInstances',
    'privilegedAccessGroupAssignmentScheduleInstance',
    ['id', 'groupId', 'principalId', 'accessId', 'assignmentType', ...SCHEDULE],
    ['PrivilegedAssignmentSchedule.Read.AzureADGroup'],
    { ...plain, filter: "groupId eq '{id}'" },
  ),
  sponsors: call('sponsors', '/users/{id}/sponsors', 'directoryObject', ['id'], USERS),
  deleted: call('deleted', '/directory/deletedItems/microsoft.graph.user', 'user', ['id', 'deletedDateTime'], USERS),
  applications: call(
    'applications',
    '/applications',
    'application',
    ['id', 'appId', 'keyCredentials', 'passwordCredentials'],
    APPLICATIONS,
    all,
  ),
  'application-owners': call('applications', '/applications/{id}/owners', 'directoryObject', ['id'], APPLICATIONS, all),
  'federated-credentials': call(
    'applications',
    '/applications/{id}/federatedIdentityCredentials',
    'federatedIdentityCredential',
    ['id', 'name', 'issuer', 'subject', 'audiences'],
    APPLICATIONS,
    plain,
  ),
  channels: call('channels', '/teams/{id}/allChannels', 'channel', ['id', 'membershipType', 'tenantId'], ['Channel.ReadBasic.All'], {
    limit: 'teams',
  }),
  'channel-members': call(
    'channel-members',
    '/teams/{id}/channels/{inner}/allMembers',
    'aadUserConversationMember',
    ['id', 'roles', 'userId', 'tenantId', 'displayName'],
    ['ChannelMember.Read.All'],
    { ...plain, limit: 'teams' },
  ),
  'shared-with-teams': call(
    'channel-members',
    '/teams/{id}/channels/{inner}/sharedWithTeams',
    'sharedWithChannelTeamInfo',
    ['id', 'displayName', 'tenantId', 'isHostTeam'],
    ['ChannelMember.Read.All'],
    { ...plain, limit: 'teams' },
  ),
  'authorization-policy': call(
    'policies',
    '/policies/authorizationPolicy',
    'authorizationPolicy',
    ['id', 'allowInvitesFrom', 'guestUserRoleId', 'allowEmailVerifiedUsersToJoinOrganization'],
    POLICIES,
    { ...slow, shape: 'object' },
  ),
  'cross-tenant-default': call(
    'policies',
    '/policies/crossTenantAccessPolicy/default',
    'crossTenantAccessPolicyConfigurationDefault',
    ['id', 'isServiceDefault', 'inboundTrust', 'b2bCollaborationInbound', 'b2bDirectConnectInbound', 'automaticUserConsentSettings'],
    POLICIES,
    { ...slow, shape: 'object' },
  ),
  'cross-tenant-partners': call(
    'policies',
    '/policies/crossTenantAccessPolicy/partners',
    'crossTenantAccessPolicyConfigurationPartner',
    [
      'tenantId',
      'isServiceProvider',
      'isInMultiTenantOrganization',
      'inboundTrust',
      'b2bCollaborationInbound',
      'b2bDirectConnectInbound',
      'automaticUserConsentSettings',
    ],
    POLICIES,
    slow,
  ),
  'partner-synchronization': call(
    'policies',
    '/policies/crossTenantAccessPolicy/partners/{id}/identitySynchronization',
    'crossTenantIdentitySyncPolicyPartner',
    ['tenantId', 'displayName', 'userSyncInbound'],
    POLICIES,
    { ...slow, shape: 'object' },
  ),
  'named-locations': call(
    'policies',
    '/identity/conditionalAccess/namedLocations',
    'namedLocation',
    ['id', 'displayName', 'isTrusted', 'ipRanges', 'countriesAndRegions', 'countryLookupMethod', 'includeUnknownCountriesAndRegions'],
    POLICIES,
    slow,
  ),
  'conditional-access': call(
    'policies',
    '/identity/conditionalAccess/policies',
    'conditionalAccessPolicy',
    ['id', 'displayName', 'state', 'conditions', 'grantControls'],
    POLICIES,
    slow,
  ),
  sharing: call(
    'sharing',
    '/admin/sharepoint/settings',
    'sharepointSettings',
    ['sharingCapability', 'sharingDomainRestrictionMode', 'sharingAllowedDomainList', 'isResharingByExternalUsersEnabled'],
    ['SharePointTenantSettings.Read.All'],
    { ...plain, shape: 'object', limit: 'sharepoint' },
  ),
  'connected-organizations': call(
    'entitlements',
    '/identityGovernance/entitlementManagement/connectedOrganizations',
    'connectedOrganization',
    ['id', 'displayName', 'state', 'identitySources'],
    ENTITLEMENTS,
    plain,
  ),
  'internal-sponsors': call(
    'entitlements',
    '/identityGovernance/entitlementManagement/connectedOrganizations/{id}/internalSponsors',
    'directoryObject',
    ['id'],
    ENTITLEMENTS,
    plain,
  ),
  'package-assignments': call(
    'entitlements',
    '/identityGovernance/entitlementManagement/assignments',
    'accessPackageAssignment',
    ['id', 'state', 'schedule', 'target'],
    ENTITLEMENTS,
    { ...plain, expand: 'target' },
  ),
  methods: call(
    'methods',
    '/reports/authenticationMethods/userRegistrationDetails',
    'userRegistrationDetails',
    ['id', 'isMfaCapable'],
    REPORTS,
    { limit: 'reports' },
  ),
  'recency-of-guests': call('recency', '/users', 'user', ['id', 'signInActivity'], REPORTS, {
    top: 120,
    limit: 'reports',
    filter: "userType eq 'Guest'",
  }),
  recency: call('recency', '/users', 'user', ['id', 'signInActivity'], REPORTS, { top: 120, limit: 'reports' }),
} as const satisfies Readonly<Record<string, GraphCall>>

/** Asked only where the configuration wants it: it needs a permission that a reader should not have without need. */
export const DELEGATED_GRANTS: GraphCall = call(
  'delegated-grants',
  '/oauth2PermissionGrants',
  'oAuth2PermissionGrant',
  ['id', 'clientId', 'consentType', 'principalId', 'resourceId', 'scope'],
  ['Directory.Read.All'],
  { selects: false },
)
