import type { ResourceKind } from '../../model/resource-kind.ts'

/** An action that gives a level, and of what it is asked: the resource itself, or everything inside it (a bucket's objects). */
export interface LevelAction {
  readonly action: string
  readonly on: 'itself' | 'inside'
}

const itself = (...actions: readonly string[]): readonly LevelAction[] => actions.map((action) => ({ action, on: 'itself' }))
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
