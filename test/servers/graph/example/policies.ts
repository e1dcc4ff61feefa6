import type { TenantBuilder } from '../tenant-builder.ts'
import type { Groups } from './groups.ts'
import { PARTNER, type People, PROVIDER } from './people.ts'

const CROSS_TENANT = '/policies/crossTenantAccessPolicy'
const ACCESS = '/identity/conditionalAccess'
const PACKAGES = '/identityGovernance/entitlementManagement'

/** Who may invite, whom one trusts, where one signs in from, what was granted for a time, how far sharing goes. */
export function addPolicies(tenant: TenantBuilder, people: People, groups: Groups): void {
  tenant.put('/policies/authorizationPolicy', 'authorizationPolicy', {
    id: 'authorizationPolicy',
    displayName: 'Authorization Policy',
    description: 'Used to manage authorization related settings across the company.',
    allowInvitesFrom: 'adminsAndGuestInviters',
    allowEmailVerifiedUsersToJoinOrganization: false,
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
    defaultUserRolePermissions: { allowedToCreateApps: false, allowedToCreateSecurityGroups: true, allowedToReadOtherUsers: true },
  })
  addPartners(tenant)
  addConditionalAccess(tenant, people, groups)
  addEntitlements(tenant, people)
  tenant.put('/admin/sharepoint/settings', 'sharepointSettings', {
    id: 'settings',
    sharingCapability: 'externalUserAndGuestSharing',
    sharingDomainRestrictionMode: 'allowList',
    sharingAllowedDomainList: [PARTNER.domain],
    sharingBlockedDomainList: [],
    isResharingByExternalUsersEnabled: false,
  })
}

function addPartners(tenant: TenantBuilder): void {
  const all = (accessType: string, targetType: string, target: string) => ({ accessType, targets: [{ target, targetType }] })
  const open = { usersAndGroups: all('allowed', 'user', 'AllUsers'), applications: all('allowed', 'application', 'AllApplications') }
  const closed = { usersAndGroups: all('blocked', 'user', 'AllUsers'), applications: all('blocked', 'application', 'AllApplications') }
  tenant.put(`${CROSS_TENANT}/default`, 'crossTenantAccessPolicyConfigurationDefault', {
    id: 'default',
    isServiceDefault: false,
    inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
    b2bCollaborationInbound: open,
    b2bDirectConnectInbound: closed,
    automaticUserConsentSettings: { inboundAllowed: false, outboundAllowed: false },
  })
  /** What is null is as in the default. */
  const partner = (tenantId: string, more = {}): string =>
    tenant.put(`${CROSS_TENANT}/partners`, 'crossTenantAccessPolicyConfigurationPartner', {
      tenantId,
      isServiceProvider: null,
      isInMultiTenantOrganization: false,
      inboundTrust: null,
      b2bCollaborationInbound: null,
      b2bDirectConnectInbound: null,
      automaticUserConsentSettings: { inboundAllowed: null, outboundAllowed: null },
      ...more,
    })
  partner(PARTNER.tenantId, {
    inboundTrust: { isMfaAccepted: true, isCompliantDeviceAccepted: null, isHybridAzureADJoinedDeviceAccepted: null },
    b2bDirectConnectInbound: open,
  })
  partner(PROVIDER.tenantId, { isServiceProvider: true })
  tenant.put(`${CROSS_TENANT}/partners/{id}/identitySynchronization`, 'crossTenantIdentitySyncPolicyPartner', { tenantId: PARTNER.tenantId, displayName: 'Southfield', userSyncInbound: { isSyncAllowed: true } }, [PARTNER.tenantId]) // prettier-ignore
}

function addConditionalAccess(tenant: TenantBuilder, people: People, groups: Groups): void {
  const campus = tenant.put(`${ACCESS}/namedLocations`, 'ipNamedLocation', {
    id: tenant.newId(),
    displayName: 'Campus',
    isTrusted: true,
    ipRanges: [
      { '@odata.type': '#microsoft.graph.iPv4CidrRange', cidrAddress: '192.0.2.0/24' },
      { '@odata.type': '#microsoft.graph.iPv6CidrRange', cidrAddress: '2001:db8:5::/48' },
    ],
  })
  tenant.put(`${ACCESS}/namedLocations`, 'countryNamedLocation', {
    id: tenant.newId(),
    displayName: 'Where staff travels',
    countriesAndRegions: ['NO', 'SE'],
    countryLookupMethod: 'clientIpAddress',
    includeUnknownCountriesAndRegions: false,
  })
  const users = {
    includeUsers: ['All'],
    excludeUsers: [],
    includeGroups: [],
    excludeGroups: [groups.restricted],
    includeRoles: [],
    excludeRoles: [],
  }
  const guests = {
    ...users,
    includeUsers: [],
    excludeUsers: [people.dora],
    includeGuestsOrExternalUsers: {
      guestOrExternalUserTypes: 'b2bCollaborationGuest,b2bDirectConnectUser',
      externalTenants: { '@odata.type': '#microsoft.graph.conditionalAccessAllExternalTenants', membershipKind: 'all' },
    },
  }
  const policy = (
    displayName: string,
    state: string,
    who: typeof users | typeof guests,
    operator: string,
    builtInControls: readonly string[],
  ): string =>
    tenant.put(`${ACCESS}/policies`, 'conditionalAccessPolicy', {
      id: tenant.newId(),
      displayName,
      state,
      createdDateTime: '2026-01-01T00:00:00Z',
      conditions: {
        users: who,
        applications: { includeApplications: ['All'], excludeApplications: [], includeUserActions: [] },
        clientAppTypes: ['all'],
        locations: { includeLocations: ['All'], excludeLocations: [campus] },
      },
      grantControls: { operator, builtInControls, customAuthenticationFactors: [], termsOfUse: [] },
    })
  policy('MFA for everybody', 'enabled', users, 'AND', ['mfa'])
  policy('Guests, tried out', 'enabledForReportingButNotEnforced', guests, 'AND', ['mfa'])
  policy('Either of two', 'enabled', users, 'OR', ['mfa', 'compliantDevice'])
  policy('Switched off', 'disabled', users, 'AND', ['block'])
}

function addEntitlements(tenant: TenantBuilder, people: People): void {
  const organization = tenant.put(`${PACKAGES}/connectedOrganizations`, 'connectedOrganization', {
    id: tenant.newId(),
    displayName: 'Southfield',
    description: 'Partner in Quantum',
    state: 'configured',
    identitySources: [
      { '@odata.type': '#microsoft.graph.azureActiveDirectoryTenant', tenantId: PARTNER.tenantId, displayName: 'Southfield' },
    ],
  })
  tenant.put(`${PACKAGES}/connectedOrganizations`, 'connectedOrganization', {
    id: tenant.newId(),
    displayName: 'Elsewhere',
    description: null,
    state: 'proposed',
    identitySources: [
      { '@odata.type': '#microsoft.graph.domainIdentitySource', domainName: 'elsewhere.example', displayName: 'Elsewhere' },
    ],
  })
  tenant.relate(`${PACKAGES}/connectedOrganizations/{id}/internalSponsors`, [organization], people.ada)
  tenant.relate(`${PACKAGES}/connectedOrganizations/{id}/externalSponsors`, [organization], people.guest)
  const assignment = tenant.put(`${PACKAGES}/assignments`, 'accessPackageAssignment', {
    id: tenant.newId(),
    state: 'delivered',
    status: 'Delivered',
    expiredDateTime: null,
    schedule: {
      startDateTime: '2026-01-01T00:00:00Z',
      expiration: { type: 'afterDateTime', endDateTime: '2026-12-31T00:00:00Z', duration: null },
    },
  })
  tenant.put(`${PACKAGES}/assignments/{id}/target`, 'accessPackageSubject', { id: tenant.newId(), objectId: people.guest, subjectType: 'user', displayName: 'Gil Ortiz', email: `gil.ortiz@${PARTNER.domain}`, principalName: null }, [assignment]) // prettier-ignore
}
