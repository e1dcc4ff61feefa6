import { z } from 'zod'
import { listOf, maybe, tags, text } from './wire.ts'

/** An object from the command line, URL-encoded JSON from the SDK; who holds one that is missing is told all the same. */
const document = z.unknown().optional()

const inline = z.object({ PolicyName: text, PolicyDocument: document })
const attached = z.object({ PolicyArn: text })
const boundary = z.object({ PermissionsBoundaryArn: text }).nullish()

export const userDetail = z.object({
  Arn: text,
  UserName: text,
  CreateDate: maybe,
  UserPolicyList: listOf(inline),
  AttachedManagedPolicies: listOf(attached),
  GroupList: listOf(text),
  PermissionsBoundary: boundary,
  Tags: tags,
})

export const groupDetail = z.object({
  Arn: text,
  GroupName: text,
  GroupPolicyList: listOf(inline),
  AttachedManagedPolicies: listOf(attached),
})

export const roleDetail = z.object({
  Arn: text,
  RoleName: text,
  Path: maybe,
  CreateDate: maybe,
  AssumeRolePolicyDocument: document,
  RolePolicyList: listOf(inline),
  AttachedManagedPolicies: listOf(attached),
  PermissionsBoundary: boundary,
  Tags: tags,
})

const version = z.object({ VersionId: maybe, IsDefaultVersion: z.boolean().nullish(), Document: document })

export const managedPolicy = z.object({
  Arn: text,
  PolicyName: text,
  DefaultVersionId: maybe,
  PolicyVersionList: listOf(version),
})

export const samlProviderEntry = z.object({ Arn: text })
export const oidcProviderEntry = z.object({ Arn: text })
export const samlProvider = z.object({ SAMLMetadataDocument: z.string() })
export const policyAnswer = z.object({ Policy: z.object({ DefaultVersionId: text }) })
export const policyVersionAnswer = z.object({ PolicyVersion: version })
