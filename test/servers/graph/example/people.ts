import type { TenantBuilder } from '../tenant-builder.ts'

/** Tenants of other institutions. */
export const PARTNER = { tenantId: '7d9a4f16-2f0e-4c5b-8d51-3f3c2a6b9e01', domain: 'southfield.example' }
export const PROVIDER = { tenantId: '2b6e0c3a-51f4-4f0d-9a77-60c1d7e4b502', domain: 'helpers.example' }
const STRANGER = { tenantId: 'c4f1b8d2-0a9e-4d63-b7a5-91e2f5d3a703', domain: 'elsewhere.example' }

export type People = ReturnType<typeof addPeople>

/** Staff of every state, and outsiders of each of the six classes that have an account here; returns their ids by name. */
export function addPeople(tenant: TenantBuilder) {
  const staff = (name: string, more: Parameters<TenantBuilder['user']>[0] = {}): string =>
    tenant.user({ displayName: name, userPrincipalName: upn(name), mail: upn(name), identities: own(upn(name)), ...more })
  const upn = (name: string): string => `${name.toLowerCase().replaceAll(' ', '.')}@${tenant.domain}`
  const own = (address: string) => [{ signInType: 'userPrincipalName', issuer: tenant.domain, issuerAssignedId: address }]
  const signedIn = (day: string) => ({
    signInActivity: {
      lastSignInDateTime: `${day}T09:00:00Z`,
      lastNonInteractiveSignInDateTime: `${day}T10:00:00Z`,
      lastSuccessfulSignInDateTime: `${day}T10:00:00Z`,
    },
  })
  /** As an invitation makes it: a name with `#EXT#`, an issuer elsewhere. */
  const invited = (name: string, { domain }: { readonly domain: string }, more: Parameters<TenantBuilder['user']>[0] = {}): string => {
    const mail = `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`
    return tenant.user({
      displayName: name,
      userPrincipalName: `${mail.replace('@', '_')}#EXT#@${tenant.domain}`,
      mail,
      userType: 'Guest',
      creationType: 'Invitation',
      externalUserState: 'Accepted',
      externalUserStateChangeDateTime: '2026-02-03T08:00:00Z',
      identities: [{ signInType: 'federated', issuer: 'ExternalAzureAD', issuerAssignedId: null }],
      ...more,
    })
  }

  const people = {
    /** Comes from Active Directory, as most staff do. */
    ada: staff('Ada Marsh', { employeeId: 'n1001', department: 'Physics', ...onPremises('ada.marsh', 1104), ...signedIn('2026-07-28') }),
    ben: staff('Ben Holt', { employeeId: 'n1002', accountEnabled: false, ...onPremises('ben.holt', 1105), ...signedIn('2026-01-15') }),
    cleo: staff('Cleo Reed', { employeeId: 'n1003', employeeType: 'Fixed term', employeeLeaveDateTime: '2026-09-30T00:00:00Z' }),
    dora: staff('Dora Finch', { employeeId: 'n1004', ...signedIn('2026-05-02') }),
    /** Older than the record of successful sign-ins, which began in December 2023. */
    emil: staff('Emil Stone', {
      ...onPremises('emil.stone', 1106),
      createdDateTime: '2020-09-01T08:00:00Z',
      signInActivity: { lastSignInDateTime: '2024-03-01T09:00:00Z', lastNonInteractiveSignInDateTime: null },
    }),
    room: staff('Lecture Hall', { isResourceAccount: true, accountEnabled: false }),
    unclassified: staff('Nil Type', { userType: null }),

    guest: invited('Gil Ortiz', PARTNER, { companyName: 'Southfield', ...signedIn('2026-07-30') }),
    /** Never took the invitation. */
    pending: invited('Pia Novak', STRANGER, { externalUserState: 'PendingAcceptance' }),
    /** Signs in with a code that is mailed. */
    mailGuest: invited('Max & Moritz', STRANGER, { identities: [{ signInType: 'federated', issuer: 'mail', issuerAssignedId: 'max.&.moritz@elsewhere.example' }] }), // prettier-ignore
    externalMember: invited('Mia Berg', PARTNER, { userType: 'Member', creationType: null }),
    internalGuest: staff('Ida Guest', { userType: 'Guest' }),
    otherExternal: invited('Otto Kern', STRANGER, { userType: null, creationType: null, externalUserState: null, externalUserStateChangeDateTime: null, identities: own('otto') }), // prettier-ignore
  }
  tenant.sponsor(people.guest, people.ada)
  const deleted = tenant.newId()
  tenant.put('/directory/deletedItems/microsoft.graph.user', 'user', {
    id: deleted,
    deletedDateTime: '2026-07-20T08:00:00Z',
    userPrincipalName: `${deleted.replaceAll('-', '')}zoe_elsewhere.example#EXT#@${tenant.domain}`,
    displayName: 'Zoe Lund',
    mail: 'zoe@elsewhere.example',
    userType: 'Guest',
  })
  for (const id of [people.ada, people.cleo, people.guest]) addMethods(tenant, id, id !== people.cleo)
  return { ...people, deletedGuest: deleted }
}

function onPremises(name: string, rid: number) {
  return {
    onPremisesSyncEnabled: true,
    onPremisesImmutableId: Buffer.from(`guid of ${name}`.padEnd(16).slice(0, 16)).toString('base64'),
    onPremisesSecurityIdentifier: `S-1-5-21-1004336348-1177238915-682003330-${rid}`,
    onPremisesUserPrincipalName: `${name}@ad.northmoor.test`,
    onPremisesSamAccountName: name,
  }
}

function addMethods(tenant: TenantBuilder, id: string, isMfaCapable: boolean): void {
  tenant.put('/reports/authenticationMethods/userRegistrationDetails', 'userRegistrationDetails', {
    id,
    isMfaCapable,
    isMfaRegistered: isMfaCapable,
    isAdmin: false,
    methodsRegistered: isMfaCapable ? ['microsoftAuthenticatorPush'] : [],
    lastUpdatedDateTime: '2026-08-01T00:00:00Z',
  })
}
