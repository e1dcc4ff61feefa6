import { z } from 'zod'
import { listOf, maybe, tags, text } from './wire.ts'

export const bucket = z.object({ Name: text, BucketRegion: maybe })
/** Of a bucket, a function, a table: text of JSON. */
export const policyText = z.object({ Policy: z.unknown() })
export const ownership = z.object({ OwnershipControls: z.object({ Rules: z.array(z.object({ ObjectOwnership: text })).min(1) }) })
export const bucketAcl = z.object({
  Owner: z.object({ ID: maybe }).nullish(),
  Grants: listOf(
    z.object({
      Grantee: z.object({ Type: maybe, ID: maybe, URI: maybe, EmailAddress: maybe }).nullish(),
      Permission: z.enum(['READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL']),
    }),
  ),
})
export type BucketAcl = z.infer<typeof bucketAcl>
export const bucketEncryption = z.object({
  ServerSideEncryptionConfiguration: z.object({
    Rules: listOf(z.object({ ApplyServerSideEncryptionByDefault: z.object({ SSEAlgorithm: text, KMSMasterKeyID: maybe }).nullish() })),
  }),
})
export const bucketTagging = z.object({ TagSet: tags })
export const bucketAbac = z.object({ AbacStatus: z.object({ Status: maybe }).nullish() })
export const accessPointEntry = z.object({
  Name: text,
  Bucket: text,
  AccessPointArn: maybe,
  NetworkOrigin: maybe,
  VpcConfiguration: z.object({ VpcId: maybe }).nullish(),
})
export type AccessPointEntry = z.infer<typeof accessPointEntry>

export const key = z.object({ KeyId: text, KeyArn: text })
export const alias = z.object({ AliasName: text, AliasArn: text, TargetKeyId: maybe })
export const keyGrant = z.object({
  GrantId: text,
  GranteePrincipal: maybe,
  GranteeServicePrincipal: maybe,
  Operations: listOf(text),
  Constraints: z.record(z.string(), z.unknown()).nullish(),
})
export const keyTag = z.object({ TagKey: text, TagValue: z.string() })

export const secret = z.object({ ARN: text, Name: maybe, KmsKeyId: maybe, Tags: tags })
export const secretPolicy = z.object({ ARN: text, ResourcePolicy: z.unknown().optional() })
export const queueAttributes = z.object({ Attributes: z.object({ Policy: z.unknown().optional(), KmsMasterKeyId: maybe }) })
export const queueTags = z.object({ Tags: z.record(z.string(), z.string()).nullish() })
export const topic = z.object({ TopicArn: text })
export const topicAttributes = z.object({ Attributes: z.object({ Policy: z.unknown().optional(), KmsMasterKeyId: maybe }) })
export const topicTag = z.object({ Key: text, Value: z.string() })
export const lambdaFunction = z.object({ FunctionName: text, FunctionArn: text })
export const functionUrl = z.object({ FunctionUrl: maybe })
export const repository = z.object({ repositoryName: text, repositoryArn: text })
export const repositoryPolicy = z.object({ policyText: z.unknown() })
export const fileSystem = z.object({ FileSystemId: text, FileSystemArn: maybe, Name: maybe })
export const accessGrantsInstance = z.object({ AccessGrantsInstanceId: maybe })
export const resourceShare = z.object({ resourceShareArn: text, status: maybe })
export const lakePermission = z.object({ Principal: z.object({ DataLakePrincipalIdentifier: maybe }).nullish() })
export const plainText = text
