import { count, list, one, type Route } from './route.ts'

const users = ['User.Read.All', 'Directory.Read.All']
const groups = ['GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All']
const apps = ['Application.Read.All', 'Directory.Read.All']
const units = ['AdministrativeUnit.Read.All', 'Directory.Read.All']

const userDefaults = ['id', 'displayName', 'givenName', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage', 'surname', 'userPrincipalName', 'businessPhones'] // prettier-ignore
const groupDefaults = ['id', 'deletedDateTime', 'createdDateTime', 'description', 'displayName', 'groupTypes', 'mail', 'mailEnabled', 'mailNickname', 'membershipRule', 'membershipRuleProcessingState', 'onPremisesSyncEnabled', 'onPremisesSecurityIdentifier', 'securityEnabled', 'visibility', 'isAssignableToRole', 'resourceProvisioningOptions', 'expirationDateTime'] // prettier-ignore
const principalDefaults = ['id', 'accountEnabled', 'alternativeNames', 'appDisplayName', 'appId', 'appOwnerOrganizationId', 'appRoleAssignmentRequired', 'displayName', 'servicePrincipalNames', 'servicePrincipalType', 'signInAudience', 'tags', 'appRoles', 'keyCredentials', 'passwordCredentials'] // prettier-ignore
const applicationDefaults = ['id', 'appId', 'createdDateTime', 'displayName', 'identifierUris', 'keyCredentials', 'passwordCredentials', 'publisherDomain', 'signInAudience', 'appRoles'] // prettier-ignore
const objectDefaults = [...userDefaults, 'description', 'groupTypes', 'mailEnabled', 'securityEnabled', 'appId', 'servicePrincipalType']

const objects = { entity: 'directoryObject', defaults: objectDefaults, top: 999, count: true, cheaperSelected: true } as const
const large = { top: 999, count: true, cheaperSelected: true } as const

/** Users, groups, apps and what ties them together. */
export const DIRECTORY_ROUTES: readonly Route[] = [
  list({ path: '/organization', entity: 'organization', permissions: ['User.Read.All', 'Organization.Read.All', 'Directory.Read.All'] }),

  list({
    path: '/users',
    entity: 'user',
    permissions: users,
    defaults: userDefaults,
    filters: ['accountEnabled', 'displayName', 'id', 'mail', 'userPrincipalName', 'userType', 'externalUserState', 'creationType'],
    expands: ['sponsors'],
    absentIfUnset: ['signInActivity'],
    ...large,
  }),
  count({ path: '/users/$count', entity: 'user', permissions: users, filters: ['accountEnabled', 'userType'] }),
  one({
    path: '/users/{id}',
    source: '/users',
    entity: 'user',
    permissions: users,
    defaults: userDefaults,
    absentIfUnset: ['signInActivity'],
  }),
  list({ path: '/users/{id}/sponsors', permissions: users, ...objects, count: false }),
  list({ path: '/users/{id}/memberOf', permissions: users, ...objects }),
  list({
    path: '/directory/deletedItems/microsoft.graph.user',
    entity: 'user',
    permissions: users,
    defaults: [...userDefaults, 'deletedDateTime'],
    ...large,
  }),

  list({
    path: '/groups',
    entity: 'group',
    permissions: groups,
    defaults: groupDefaults,
    filters: ['displayName', 'id', 'mail', 'mailEnabled', 'securityEnabled', 'onPremisesSyncEnabled', 'isAssignableToRole', 'visibility'],
    expands: ['members', 'owners'],
    ...large,
  }),
  count({ path: '/groups/$count', entity: 'group', permissions: groups, filters: ['securityEnabled', 'mailEnabled'] }),
  one({
    path: '/groups/{id}',
    source: '/groups',
    entity: 'group',
    permissions: groups,
    defaults: groupDefaults,
    expands: ['members', 'owners'],
  }),
  list({ path: '/groups/{id}/members', permissions: groups, units: 2, ...objects }),
  count({ path: '/groups/{id}/members/$count', entity: 'directoryObject', permissions: groups, units: 2 }),
  list({ path: '/groups/{id}/transitiveMembers', permissions: groups, units: 4, ...objects }),
  count({ path: '/groups/{id}/transitiveMembers/$count', entity: 'directoryObject', permissions: groups, units: 5 }),
  list({ path: '/groups/{id}/owners', permissions: groups, ...objects }),

  list({
    path: '/servicePrincipals',
    entity: 'servicePrincipal',
    permissions: apps,
    defaults: principalDefaults,
    filters: ['appId', 'displayName', 'id', 'servicePrincipalType'],
    ...large,
  }),
  count({ path: '/servicePrincipals/$count', entity: 'servicePrincipal', permissions: apps }),
  one({
    path: '/servicePrincipals/{id}',
    source: '/servicePrincipals',
    entity: 'servicePrincipal',
    permissions: apps,
    defaults: principalDefaults,
  }),
  list({ path: '/servicePrincipals/{id}/owners', permissions: apps, ...objects }),
  list({ path: '/servicePrincipals/{id}/memberOf', permissions: apps, ...objects }),
  list({ path: '/servicePrincipals/{id}/appRoleAssignedTo', entity: 'appRoleAssignment', permissions: apps, ...large }),
  list({ path: '/servicePrincipals/{id}/appRoleAssignments', entity: 'appRoleAssignment', permissions: apps, ...large }),

  list({
    path: '/applications',
    entity: 'application',
    permissions: apps,
    defaults: applicationDefaults,
    filters: ['appId', 'displayName', 'id'],
    ...large,
  }),
  count({ path: '/applications/$count', entity: 'application', permissions: apps }),
  list({ path: '/applications/{id}/owners', permissions: apps, ...objects }),
  list({ path: '/applications/{id}/federatedIdentityCredentials', entity: 'federatedIdentityCredential', permissions: apps }),
  list({
    path: '/oauth2PermissionGrants',
    entity: 'oAuth2PermissionGrant',
    permissions: ['Directory.Read.All'],
    filters: ['clientId', 'consentType', 'principalId', 'resourceId'],
    top: 999,
  }),

  list({
    path: '/directory/administrativeUnits',
    entity: 'administrativeUnit',
    permissions: units,
    filters: ['displayName', 'id'],
    ...large,
  }),
  list({ path: '/directory/administrativeUnits/{id}/members', permissions: units, ...objects }),
]
