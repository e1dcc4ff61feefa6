import { z } from 'zod'
import { parseInstant } from '../../core/base/instant.ts'
import type { Instant } from '../../core/base/instant.ts'

// What Graph sends, as far as it is used here. Everything that another right could hide may be null or absent: that is "unknown",
// never "no" (E2, E3).

const id = z.string().min(1)
const text = z.string().nullish()
const flag = z.boolean().nullish()

/** A moment; null for none. Microsoft's "no time" is the year 1. */
const moment = z
  .string()
  .nullish()
  .transform((written, context): Instant | null => {
    if (written === null || written === undefined || written.startsWith('0001-')) return null
    const parsed = parseInstant(written)
    if (parsed !== null) return parsed
    context.addIssue(`expected a moment, found \`${written.slice(0, 40)}\``)
    return z.NEVER
  })

export const organization = z.object({
  id,
  verifiedDomains: z.array(z.object({ name: z.string() })).nullish(),
})

export const user = z.object({
  id,
  userPrincipalName: text,
  displayName: text,
  mail: text,
  accountEnabled: flag,
  userType: text,
  creationType: text,
  externalUserState: text,
  externalUserStateChangeDateTime: text,
  identities: z.array(z.object({ signInType: text, issuer: text, issuerAssignedId: text })).nullish(),
  createdDateTime: moment,
  employeeId: text,
  employeeType: text,
  department: text,
  companyName: text,
  onPremisesSyncEnabled: flag,
  onPremisesImmutableId: text,
  onPremisesSecurityIdentifier: text,
  onPremisesUserPrincipalName: text,
  isResourceAccount: flag,
})
export type User = z.infer<typeof user>

/** Who is somebody of another institution by any sign: whom sponsors are asked for, and whose sign-ins are read first. */
export const signsOfGuest = z.object({ id, userPrincipalName: text, userType: text, creationType: text, externalUserState: text })

export const leaveDate = z.object({ id, employeeLeaveDateTime: moment })

export const deletedUser = z.object({ id, deletedDateTime: moment })

export const group = z.object({
  id,
  displayName: text,
  mail: text,
  groupTypes: z.array(z.string()).nullish(),
  membershipRule: text,
  membershipRuleProcessingState: text,
  securityEnabled: flag,
  mailEnabled: flag,
  isAssignableToRole: flag,
  isManagementRestricted: flag,
  onPremisesSyncEnabled: flag,
  onPremisesSecurityIdentifier: text,
  resourceProvisioningOptions: z.array(z.string()).nullish(),
  visibility: text,
})
export type Group = z.infer<typeof group>

export const directoryObject = z.object({ id, '@odata.type': z.string().nullish() })

export const servicePrincipal = z.object({
  id,
  appId: text,
  displayName: text,
  accountEnabled: flag,
  servicePrincipalType: text,
  appOwnerOrganizationId: text,
  appRoleAssignmentRequired: flag,
  appRoles: z.array(z.object({ id, value: text, displayName: text })).nullish(),
})
export type ServicePrincipal = z.infer<typeof servicePrincipal>

export const administrativeUnit = z.object({ id, displayName: text })

export const application = z.object({
  id,
  appId: id,
  keyCredentials: z.array(z.object({ keyId: text, endDateTime: moment, usage: text })).nullish(),
  passwordCredentials: z.array(z.object({ keyId: text, endDateTime: moment })).nullish(),
})

export type Application = z.infer<typeof application>

export const federatedCredential = z.object({ issuer: z.string().min(1), subject: text })

export const appRoleAssignment = z.object({ id, appRoleId: id, principalId: id, resourceId: id })

export const delegatedGrant = z.object({ id, clientId: id, consentType: text, principalId: text, resourceId: id, scope: text })

/** As the collector writes it. */
export const memberCount = z.object({ id, transitiveMembers: z.int().nonnegative() })

export const channel = z.object({ id, membershipType: text, tenantId: text })

export const channelMember = z.object({
  id: text,
  roles: z.array(z.string()).nullish(),
  userId: text,
  tenantId: text,
  displayName: text,
})

const inboundTrust = z.object({ isMfaAccepted: flag }).nullish()
export const crossTenantDefault = z.object({ inboundTrust })
/** What is null is as in the default (E15). */
export const crossTenantPartner = z.object({ tenantId: id, isServiceProvider: flag, inboundTrust })

export const recency = z.object({ id, signInActivity: z.enum(['≤30', '31–90', '91–180', '>180', 'none']).nullish() })

/** What of a sign-in's times reaches the collector; a bucket takes their place before anything is written. */
export const signInActivity = z.object({
  lastSignInDateTime: moment,
  lastNonInteractiveSignInDateTime: moment,
  lastSuccessfulSignInDateTime: moment,
})

/** One line of a dataset of answers. */
export const answerLine = z.object({ url: z.string(), status: z.int().nullable(), body: z.unknown() })

/** What the collector says of itself, beside what Graph sent. */
export const reader = z.object({ client: z.string(), roles: z.array(z.string()).nullable() })

export const roleDefinition = z.object({
  id,
  displayName: text,
  templateId: text,
  isEnabled: flag,
  rolePermissions: z.array(z.object({ allowedResourceActions: z.array(z.string()).nullish() })).nullish(),
})

export const roleAssignment = z.object({ id, roleDefinitionId: id, principalId: id, directoryScopeId: text, appScopeId: text })

/** Who may activate the role, and until when. */
export const eligibleRole = roleAssignment.extend({ endDateTime: moment })

/** One of the times for which a role is held, by its assignment. */
export const scheduledRole = z.object({ id, assignmentType: text, roleAssignmentOriginId: text, endDateTime: moment })

/** Who holds the role, by the tenant that knows them. */
export const standingRole = roleAssignment.extend({ principalOrganizationId: text })

export const groupSchedule = z.object({
  id,
  groupId: id,
  principalId: id,
  accessId: z.string(),
  startDateTime: moment,
  endDateTime: moment,
})

export const authorizationPolicy = z.object({ allowInvitesFrom: text, guestUserRoleId: text })

export const sharepointSettings = z.object({ sharingCapability: text, isResharingByExternalUsersEnabled: flag })

export const namedLocation = z.object({ id, displayName: text })
export const countryNamedLocation = z.object({
  countriesAndRegions: z.array(z.string()),
  includeUnknownCountriesAndRegions: flag,
})
export const ipNamedLocation = z.object({ ipRanges: z.array(z.unknown()) })
export const ipRange = z.object({ cidrAddress: z.string() })

const texts = z.array(z.string()).nullish()

export const conditionalAccessPolicy = z.object({
  id,
  displayName: text,
  state: z.string(),
  conditions: z.object({
    users: z
      .object({
        includeUsers: texts,
        excludeUsers: texts,
        includeGroups: texts,
        excludeGroups: texts,
        includeRoles: texts,
        excludeRoles: texts,
        includeGuestsOrExternalUsers: z.unknown(),
        excludeGuestsOrExternalUsers: z.unknown(),
      })
      .nullish(),
    applications: z.object({ includeApplications: texts, excludeApplications: texts, includeUserActions: texts }).nullish(),
    clientAppTypes: texts,
    locations: z.object({ includeLocations: texts, excludeLocations: texts }).nullish(),
  }),
  grantControls: z
    .object({
      operator: text,
      builtInControls: texts,
      customAuthenticationFactors: texts,
      termsOfUse: texts,
      authenticationStrength: z.object({ requirementsSatisfied: text }).nullish(),
    })
    .nullish(),
})
export type ConditionalAccessPolicy = z.infer<typeof conditionalAccessPolicy>

export const registrationDetails = z.object({ id, isMfaCapable: flag })

export const connectedOrganization = z.object({ id, displayName: text, state: text, identitySources: z.array(z.unknown()).nullish() })
/** Of an identity source, the one that its kind has. */
export const tenantIdentity = z.object({ tenantId: z.string() })
export const domainIdentity = z.object({ domainName: z.string() })

/** As little as it can be known by; the rest is read in a second step. */
export const packageId = z.object({ id })
export const packageAssignment = z.object({
  id,
  state: text,
  schedule: z.object({ expiration: z.object({ type: text, endDateTime: moment }).nullish() }).nullish(),
  target: z.object({ objectId: text }).nullish(),
})
