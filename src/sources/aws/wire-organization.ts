import { z } from 'zod'
import { listOf, maybe, text } from './wire.ts'

export const organization = z.object({
  Organization: z.object({ Id: text, MasterAccountId: maybe, ManagementAccountId: maybe }),
})

export const root = z.object({ Id: text, Arn: maybe, PolicyTypes: listOf(z.object({ Type: text, Status: maybe })) })
export const unit = z.object({ Id: text })
/** `State` is the newer word for `Status`. */
export const member = z.object({ Id: text, Arn: maybe, Name: maybe, State: maybe, Status: maybe })
export const policySummary = z.object({ Id: text, Name: maybe })
export const policyContent = z.object({ Policy: z.object({ Content: z.unknown() }) })
export const target = z.object({ TargetId: text })

export const instance = z.object({ InstanceArn: text, IdentityStoreId: text })
export const permissionSet = z.object({ PermissionSet: z.object({ Name: text }) })
export const assignment = z.object({ AccountId: maybe, PrincipalType: z.enum(['USER', 'GROUP']), PrincipalId: text })

/** One of a list, or as it is described by itself: the list may say less. */
const principalRole = z.object({
  principal: z.object({ identityCenter: z.object({ userId: maybe, groupId: maybe }).nullish() }).nullish(),
  roleArn: maybe,
})
export type PrincipalRole = z.infer<typeof principalRole>
export const accountAccessApplication = z.object({ applicationArn: text })
export const entitlementEntry = z.object({
  entitlementId: text,
  entitlement: z.object({ principalRole: principalRole.nullish() }).nullish(),
})
export const entitlementAnswer = z.object({ entitlement: z.object({ principalRole: principalRole.nullish() }) })

export const centerUser = z.object({
  UserId: text,
  UserName: maybe,
  DisplayName: maybe,
  UserStatus: maybe,
  Emails: listOf(z.object({ Value: maybe })),
  ExternalIds: listOf(z.object({ Id: maybe })),
})
export type CenterUser = z.infer<typeof centerUser>

export const centerGroup = z.object({ GroupId: text, DisplayName: maybe })
export const centerMembership = z.object({ MemberId: z.object({ UserId: text }) })
