import { type TenantBuilder, type TenantOptions, tenantBuilder } from '../../servers/graph/tenant-builder.ts'

/** A tenant with the settings that every tenant has. */
export function settledTenant(options: TenantOptions): TenantBuilder {
  const tenant = tenantBuilder(options)
  tenant.put('/policies/authorizationPolicy', 'authorizationPolicy', {
    id: 'authorizationPolicy',
    allowInvitesFrom: 'adminsAndGuestInviters',
    guestUserRoleId: '10dae51f-b6af-4016-8d66-8c2a99b929b3',
  })
  tenant.put('/policies/crossTenantAccessPolicy/default', 'crossTenantAccessPolicyConfigurationDefault', {
    id: 'default',
    isServiceDefault: true,
    inboundTrust: { isMfaAccepted: false, isCompliantDeviceAccepted: false, isHybridAzureADJoinedDeviceAccepted: false },
  })
  tenant.put('/admin/sharepoint/settings', 'sharepointSettings', { id: 'settings', sharingCapability: 'externalUserSharingOnly' })
  return tenant
}
