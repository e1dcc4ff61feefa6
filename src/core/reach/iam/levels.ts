import type { ResourceKind } from '../../model/resource-kind.ts'

/**
 * An action that gives a level, and of what it is asked: the resource itself, everything inside it (a bucket's objects, a table's indexes), or
 * its versions and aliases (of a function).
 */
export interface LevelAction {
  readonly action: string
  readonly on: 'itself' | 'inside' | 'qualified'
}

const itself = (...actions: readonly string[]): readonly LevelAction[] => actions.map((action) => ({ action, on: 'itself' }))
const qualified = (...actions: readonly string[]): readonly LevelAction[] => actions.map((action) => ({ action, on: 'qualified' }))
const eachWay = (...actions: readonly string[]): readonly LevelAction[] => [...itself(...actions), ...qualified(...actions)]
const withInside = (...actions: readonly string[]): readonly LevelAction[] => [...itself(...actions), ...inside(...actions)]
const inside = (...actions: readonly string[]): readonly LevelAction[] => actions.map((action) => ({ action, on: 'inside' }))

/**
 * Actions that give each level of what AWS keeps (aws.md, part 6; the access levels of the Service Authorization Reference): any one of them
 * does, and each level is decided for itself, since AWS lets one write without reading.
 */
const LEVEL_ACTIONS: Partial<Record<ResourceKind, Readonly<Record<string, readonly LevelAction[]>>>> = {
  bucket: {
    see: itself('s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads', 's3:GetBucketPolicy', 's3:GetBucketAcl'),
    read: inside('s3:GetObject', 's3:GetObjectVersion', 's3:GetObjectTorrent', 's3:GetObjectVersionForReplication'),
    write: inside(
      's3:PutObject',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:ReplicateObject',
      's3:ReplicateDelete',
      's3:AbortMultipartUpload',
      's3:UpdateObjectEncryption',
    ),
    manage: itself(
      's3:DeleteBucket',
      's3:PutBucketVersioning',
      's3:PutLifecycleConfiguration',
      's3:PutEncryptionConfiguration',
      's3:PutBucketTagging',
      's3:PutBucketLogging',
      's3:PutBucketNotification',
      's3:PutBucketWebsite',
      's3:PutBucketCORS',
      's3:PutBucketObjectLockConfiguration',
      's3:PutInventoryConfiguration',
    ),
    admin: [
      ...itself(
        's3:PutBucketPolicy',
        's3:DeleteBucketPolicy',
        's3:PutBucketAcl',
        's3:PutBucketPublicAccessBlock',
        's3:PutBucketOwnershipControls',
        's3:PutReplicationConfiguration',
        's3:PutBucketAbac',
      ),
      ...inside('s3:PutObjectAcl', 's3:PutObjectVersionAcl', 's3:ObjectOwnerOverrideToBucketOwner'),
    ],
  },
  key: {
    see: itself('kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants', 'kms:GetPublicKey'),
    read: itself('kms:Decrypt', 'kms:ReEncryptFrom', 'kms:DeriveSharedSecret'),
    write: itself(
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:GenerateDataKeyPair',
      'kms:GenerateDataKeyPairWithoutPlaintext',
      'kms:ReEncryptTo',
      'kms:Sign',
      'kms:GenerateMac',
    ),
    manage: itself(
      'kms:DisableKey',
      'kms:EnableKey',
      'kms:ScheduleKeyDeletion',
      'kms:UpdateAlias',
      'kms:TagResource',
      'kms:EnableKeyRotation',
    ),
    admin: itself('kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:ReplicateKey'),
  },
  secret: {
    see: itself('secretsmanager:DescribeSecret', 'secretsmanager:GetResourcePolicy', 'secretsmanager:ListSecretVersionIds'),
    read: itself('secretsmanager:GetSecretValue'),
    write: itself('secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecret', 'secretsmanager:UpdateSecretVersionStage'),
    manage: itself('secretsmanager:DeleteSecret', 'secretsmanager:RestoreSecret', 'secretsmanager:TagResource'),
    admin: itself(
      'secretsmanager:PutResourcePolicy',
      'secretsmanager:DeleteResourcePolicy',
      'secretsmanager:RotateSecret',
      'secretsmanager:ReplicateSecretToRegions',
    ),
  },
  queue: {
    see: itself('sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListDeadLetterSourceQueues', 'sqs:ListQueueTags'),
    read: itself('sqs:ReceiveMessage'),
    write: itself('sqs:SendMessage', 'sqs:DeleteMessage', 'sqs:PurgeQueue', 'sqs:ChangeMessageVisibility', 'sqs:StartMessageMoveTask'),
    manage: itself('sqs:DeleteQueue', 'sqs:TagQueue', 'sqs:UntagQueue', 'sqs:CancelMessageMoveTask'),
    admin: itself('sqs:SetQueueAttributes', 'sqs:AddPermission', 'sqs:RemovePermission'),
  },
  topic: {
    see: itself('sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:ListTagsForResource', 'sns:GetDataProtectionPolicy'),
    read: itself('sns:Subscribe'),
    write: itself('sns:Publish'),
    manage: itself('sns:DeleteTopic', 'sns:TagResource', 'sns:UntagResource', 'sns:ConfirmSubscription', 'sns:PutDataProtectionPolicy'),
    admin: itself('sns:SetTopicAttributes', 'sns:AddPermission', 'sns:RemovePermission'),
  },
  function: {
    see: eachWay('lambda:GetPolicy', 'lambda:ListTags', 'lambda:ListAliases', 'lambda:ListVersionsByFunction', 'lambda:GetAlias'),
    // The settings hold the environment, and with it what people put there.
    read: eachWay('lambda:GetFunction', 'lambda:GetFunctionConfiguration'),
    write: eachWay('lambda:UpdateFunctionCode', 'lambda:UpdateAlias', 'lambda:PublishVersion', 'lambda:CreateAlias'),
    use: eachWay('lambda:InvokeFunction', 'lambda:InvokeAsync', 'lambda:InvokeFunctionUrl'),
    manage: eachWay(
      'lambda:DeleteFunction',
      'lambda:UpdateFunctionConfiguration',
      'lambda:PutFunctionConcurrency',
      'lambda:TagResource',
      'lambda:UntagResource',
      'lambda:DeleteAlias',
    ),
    admin: eachWay(
      'lambda:AddPermission',
      'lambda:RemovePermission',
      'lambda:CreateFunctionUrlConfig',
      'lambda:UpdateFunctionUrlConfig',
      'lambda:PutFunctionCodeSigningConfig',
    ),
  },
  repository: {
    see: itself('ecr:DescribeImages', 'ecr:ListImages', 'ecr:BatchGetImage', 'ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'),
    read: itself('ecr:GetDownloadUrlForLayer'),
    write: itself(
      'ecr:PutImage',
      'ecr:InitiateLayerUpload',
      'ecr:UploadLayerPart',
      'ecr:CompleteLayerUpload',
      'ecr:BatchDeleteImage',
      'ecr:BatchImportUpstreamImage',
      'ecr:ReplicateImage',
    ),
    manage: itself('ecr:DeleteRepository', 'ecr:PutLifecyclePolicy', 'ecr:PutImageTagMutability', 'ecr:TagResource'),
    admin: itself('ecr:SetRepositoryPolicy', 'ecr:DeleteRepositoryPolicy'),
  },
  // Of DynamoDB: a table is read by its indexes and streams as well, which have names of their own inside it.
  database: {
    see: itself('dynamodb:DescribeTable', 'dynamodb:ListTagsOfResource', 'dynamodb:DescribeTimeToLive', 'dynamodb:GetResourcePolicy'),
    read: withInside(
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:Scan',
      'dynamodb:PartiQLSelect',
      'dynamodb:SearchVectors',
      'dynamodb:GetRecords',
      'dynamodb:ConditionCheckItem',
      'dynamodb:ReadDataForReplication',
      'dynamodb:ExportTableToPointInTime',
    ),
    write: itself(
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
      'dynamodb:PartiQLDelete',
      'dynamodb:WriteDataForReplication',
    ),
    manage: itself(
      'dynamodb:DeleteTable',
      'dynamodb:UpdateTable',
      'dynamodb:UpdateTimeToLive',
      'dynamodb:UpdateContinuousBackups',
      'dynamodb:TagResource',
      'dynamodb:CreateBackup',
    ),
    admin: withInside('dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy'),
  },
  // Of EFS; without a policy every client that reaches it is let in, which its reader says as a gap.
  share: {
    see: itself(
      'elasticfilesystem:DescribeFileSystems',
      'elasticfilesystem:DescribeMountTargets',
      'elasticfilesystem:DescribeAccessPoints',
    ),
    read: itself('elasticfilesystem:ClientMount'),
    write: itself('elasticfilesystem:ClientWrite'),
    manage: itself('elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:CreateMountTarget', 'elasticfilesystem:UpdateFileSystem'),
    admin: itself(
      'elasticfilesystem:ClientRootAccess',
      'elasticfilesystem:PutFileSystemPolicy',
      'elasticfilesystem:DeleteFileSystemPolicy',
    ),
  },
  role: {
    admin: itself(
      'iam:UpdateAssumeRolePolicy',
      'iam:PutRolePolicy',
      'iam:AttachRolePolicy',
      'iam:DetachRolePolicy',
      'iam:DeleteRolePolicy',
      'iam:PutRolePermissionsBoundary',
      'iam:DeleteRolePermissionsBoundary',
    ),
    manage: itself('iam:DeleteRole', 'iam:UpdateRole', 'iam:TagRole', 'iam:UntagRole'),
  },
}

/** By level, lowest first; who may take on a role holds `use` and is told by its trust. Empty for kinds that nothing here decides. */
export function levelActions(kind: ResourceKind): readonly (readonly [string, readonly LevelAction[]])[] {
  return Object.entries(LEVEL_ACTIONS[kind] ?? {})
}
