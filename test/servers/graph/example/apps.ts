import type { TenantBuilder } from '../tenant-builder.ts'
import type { Groups } from './groups.ts'
import type { People } from './people.ts'

/** Microsoft's own apps, which every tenant has. */
const GRAPH_APP = '00000003-0000-0000-c000-000000000000'
const SHAREPOINT_APP = '00000003-0000-0ff1-ce00-000000000000'
/** The role that stands for an app whose roles nobody defined. */
const DEFAULT_ROLE = '00000000-0000-0000-0000-000000000000'

/** Apps with rights, owners, secrets and members; returns ids of service principals by name. */
export function addApps(tenant: TenantBuilder, people: People, groups: Groups) {
  const role = (value: string, allowedMemberTypes = ['Application']) => ({ id: tenant.newId(), value, displayName: value, isEnabled: true, allowedMemberTypes }) // prettier-ignore
  const roles = {
    groupsWrite: role('Group.ReadWrite.All'),
    usersRead: role('User.Read.All'),
    sitesFull: role('Sites.FullControl.All'),
    reader: role('Data.Read', ['User']),
  }
  const botApp = tenant.newId()
  const portalApp = tenant.newId()
  const apps = {
    graph: tenant.servicePrincipal({ displayName: 'Microsoft Graph', appId: GRAPH_APP, appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', appRoles: [roles.groupsWrite, roles.usersRead] }), // prettier-ignore
    sharepoint: tenant.servicePrincipal({ displayName: 'Office 365 SharePoint Online', appId: SHAREPOINT_APP, appOwnerOrganizationId: 'f8cdef31-a31e-4b4a-93e4-5f571e91255a', appRoles: [roles.sitesFull] }), // prettier-ignore
    /** Acts by itself, and a guest may add a secret to it. */
    bot: tenant.servicePrincipal({ displayName: 'Sync bot', appId: botApp }),
    /** Whoever is in the tenant may use it. */
    open: tenant.servicePrincipal({ displayName: 'Open tool', appRoleAssignmentRequired: false }),
    /** Only whom it was assigned to. */
    portal: tenant.servicePrincipal({
      displayName: 'Data portal',
      appId: portalApp,
      appRoleAssignmentRequired: true,
      appRoles: [roles.reader],
    }),
    identity: tenant.servicePrincipal({
      displayName: 'vm-compute',
      servicePrincipalType: 'ManagedIdentity',
      alternativeNames: ['isExplicit=False'],
    }),
  }
  const bot = tenant.application({
    displayName: 'Sync bot',
    appId: botApp,
    keyCredentials: [credential(tenant, 'AsymmetricX509Cert', '2027-03-01T00:00:00Z')],
    passwordCredentials: [{ keyId: tenant.newId(), displayName: 'made in a hurry', hint: 'abc', startDateTime: '2024-01-01T00:00:00Z', endDateTime: '2299-12-31T00:00:00Z' }], // prettier-ignore
  })
  const portal = tenant.application({ displayName: 'Data portal', appId: portalApp })
  tenant.put('/applications/{id}/federatedIdentityCredentials', 'federatedIdentityCredential', { name: 'nightly', issuer: 'https://tokens.actions.example', subject: 'repo:northmoor/sync:ref:refs/heads/main', audiences: ['api://AzureADTokenExchange'] }, [bot]) // prettier-ignore
  tenant.relate('/applications/{id}/owners', [bot], people.guest)
  tenant.relate('/applications/{id}/owners', [portal], people.ada)
  tenant.relate('/servicePrincipals/{id}/owners', [apps.bot], people.ada)
  tenant.member(groups.security, apps.bot)

  const assign = (appRoleId: string, principalType: string, principalId: string, resourceId: string): void => {
    const id = tenant.put('/servicePrincipals/{id}/appRoleAssignedTo', 'appRoleAssignment', { id: tenant.newId(), appRoleId, principalType, principalId, resourceId, createdDateTime: '2026-01-10T08:00:00Z' }, [resourceId]) // prettier-ignore
    if (principalType === 'ServicePrincipal') tenant.relate('/servicePrincipals/{id}/appRoleAssignments', [principalId], id)
  }
  assign(roles.groupsWrite.id, 'ServicePrincipal', apps.bot, apps.graph)
  assign(roles.sitesFull.id, 'ServicePrincipal', apps.identity, apps.sharepoint)
  assign(roles.reader.id, 'User', people.guest, apps.portal)
  assign(roles.reader.id, 'Group', groups.outer, apps.portal)
  assign(DEFAULT_ROLE, 'User', people.ada, apps.open)
  tenant.put('/oauth2PermissionGrants', 'oAuth2PermissionGrant', { id: tenant.newId(), clientId: apps.open, consentType: 'AllPrincipals', principalId: null, resourceId: apps.graph, scope: 'Files.Read.All offline_access' }) // prettier-ignore
  tenant.put('/oauth2PermissionGrants', 'oAuth2PermissionGrant', { id: tenant.newId(), clientId: apps.open, consentType: 'Principal', principalId: people.ada, resourceId: apps.graph, scope: 'Group.ReadWrite.All' }) // prettier-ignore
  return apps
}

function credential(tenant: TenantBuilder, type: string, endDateTime: string) {
  return { keyId: tenant.newId(), type, usage: 'Verify', displayName: 'CN=bot', startDateTime: '2026-03-01T00:00:00Z', endDateTime }
}
