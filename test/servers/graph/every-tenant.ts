import type { GraphObject } from './tenant.ts'

const closed = { accessType: 'blocked', targets: [{ target: 'AllUsers', targetType: 'user' }] } as const

/** What no tenant lacks: settings as Microsoft ships them. A builder that puts its own in these places has those instead. */
export const IN_EVERY_TENANT: Readonly<Record<string, GraphObject>> = {
  '/policies/authorizationPolicy': {
    type: 'authorizationPolicy',
    values: { id: 'authorizationPolicy', allowInvitesFrom: 'everyone', guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3' },
  },
  '/policies/crossTenantAccessPolicy/default': {
    type: 'crossTenantAccessPolicyConfigurationDefault',
    values: {
      id: 'default',
      isServiceDefault: true,
      inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
      b2bDirectConnectInbound: { usersAndGroups: closed, applications: null },
    },
  },
  '/admin/sharepoint/settings': {
    type: 'sharepointSettings',
    values: { id: 'settings', sharingCapability: 'externalUserAndGuestSharing', sharingDomainRestrictionMode: 'none' },
  },
}
