import type { AskedName } from '../calls.ts'
import type { PackageName, Packages } from './packages.ts'

/** What is asked: the calls that evidence holds, and those that only make another possible. */
export type Question = AskedName | 'sts assume-role' | 'iam generate-credential-report' | DataProbe

/** Calls that would open content: only ever made for things that do not exist, to learn whether they would be allowed. */
export type DataProbe = 'secretsmanager get-secret-value' | 'dynamodb get-item' | 'lambda get-function'

/** How a list says that it goes on. */
export interface Paging {
  /** Takes the token of the next page. */
  readonly input: string
  readonly output: string
  /** Says whether there is more; null: the token alone says it. */
  readonly more: string | null
  /** How much is asked for at once. */
  readonly size: Readonly<Record<string, number>>
}

export interface Command {
  readonly package: PackageName
  readonly command: string
  /** What no answer of this call may lack: without it the answer is none. */
  readonly must: readonly string[]
  readonly paging: Paging | null
}

interface Named<Package extends PackageName, Name extends keyof Packages[Package] & string> extends Command {
  readonly package: Package
  readonly command: Name
}

function on<Package extends PackageName, Name extends keyof Packages[Package] & string>(
  from: Package,
  command: Name,
  must: readonly string[],
  paging: Paging | null = null,
): Named<Package, Name> {
  return { package: from, command, must, paging }
}

function token(size: Readonly<Record<string, number>> = {}, both = 'NextToken'): Paging {
  return { input: both, output: both, more: null, size }
}

function marker(size: Readonly<Record<string, number>>): Paging {
  return { input: 'Marker', output: 'NextMarker', more: null, size }
}

function kmsMarker(size: number): Paging {
  return { input: 'Marker', output: 'NextMarker', more: 'Truncated', size: { Limit: size } }
}

const IAM_MARKER: Paging = { input: 'Marker', output: 'Marker', more: 'IsTruncated', size: { MaxItems: 1000 } }
const HUNDRED = { MaxResults: 100 }
const TABLES: Paging = { input: 'ExclusiveStartTableName', output: 'LastEvaluatedTableName', more: null, size: { Limit: 100 } }

/** The SDK's command of each question, and how its answer is known to be one and to be whole. */
export const COMMANDS = {
  'secretsmanager get-secret-value': on('secretsmanager', 'GetSecretValueCommand', []),
  'dynamodb get-item': on('dynamodb', 'GetItemCommand', []),
  'lambda get-function': on('lambda', 'GetFunctionCommand', []),
  'organizations describe-organization': on('organizations', 'DescribeOrganizationCommand', ['Organization']),
  'organizations list-roots': on('organizations', 'ListRootsCommand', ['Roots'], token()),
  'organizations list-organizational-units-for-parent': on('organizations', 'ListOrganizationalUnitsForParentCommand', ['OrganizationalUnits'], token()), // prettier-ignore
  'organizations list-accounts-for-parent': on('organizations', 'ListAccountsForParentCommand', ['Accounts'], token()),
  'organizations list-accounts': on('organizations', 'ListAccountsCommand', ['Accounts'], token()),
  'organizations list-policies': on('organizations', 'ListPoliciesCommand', ['Policies'], token()),
  'organizations describe-policy': on('organizations', 'DescribePolicyCommand', ['Policy']),
  'organizations list-targets-for-policy': on('organizations', 'ListTargetsForPolicyCommand', ['Targets'], token()),
  'sso-admin list-instances': on('sso-admin', 'ListInstancesCommand', ['Instances'], token(HUNDRED)),
  'sso-admin list-permission-sets': on('sso-admin', 'ListPermissionSetsCommand', ['PermissionSets'], token(HUNDRED)),
  'sso-admin describe-permission-set': on('sso-admin', 'DescribePermissionSetCommand', ['PermissionSet']),
  'sso-admin list-accounts-for-provisioned-permission-set': on('sso-admin', 'ListAccountsForProvisionedPermissionSetCommand', ['AccountIds'], token(HUNDRED)), // prettier-ignore
  'sso-admin list-account-assignments': on('sso-admin', 'ListAccountAssignmentsCommand', ['AccountAssignments'], token(HUNDRED)),
  'sso-admin describe-instance-access-control-attribute-configuration': on('sso-admin', 'DescribeInstanceAccessControlAttributeConfigurationCommand', ['Status']), // prettier-ignore
  'identitystore list-users': on('identitystore', 'ListUsersCommand', ['Users'], token(HUNDRED)),
  'identitystore list-groups': on('identitystore', 'ListGroupsCommand', ['Groups'], token(HUNDRED)),
  'identitystore list-group-memberships': on('identitystore', 'ListGroupMembershipsCommand', ['GroupMemberships'], token(HUNDRED)),
  'sts get-caller-identity': on('sts', 'GetCallerIdentityCommand', ['Account', 'Arn']),
  'sts assume-role': on('sts', 'AssumeRoleCommand', ['Credentials']),
  'account list-regions': on('account', 'ListRegionsCommand', ['Regions'], token({ MaxResults: 50 })),
  'iam get-account-authorization-details': on('iam', 'GetAccountAuthorizationDetailsCommand', ['IsTruncated'], IAM_MARKER),
  'iam list-account-aliases': on('iam', 'ListAccountAliasesCommand', ['AccountAliases'], token({ MaxItems: 1000 }, 'Marker')),
  'iam get-policy': on('iam', 'GetPolicyCommand', ['Policy']),
  'iam get-policy-version': on('iam', 'GetPolicyVersionCommand', ['PolicyVersion']),
  // Neither list has pages.
  'iam list-saml-providers': on('iam', 'ListSAMLProvidersCommand', ['SAMLProviderList']),
  'iam get-saml-provider': on('iam', 'GetSAMLProviderCommand', ['SAMLMetadataDocument']),
  'iam list-open-id-connect-providers': on('iam', 'ListOpenIDConnectProvidersCommand', ['OpenIDConnectProviderList']),
  'iam get-open-id-connect-provider': on('iam', 'GetOpenIDConnectProviderCommand', ['Url']),
  'iam generate-credential-report': on('iam', 'GenerateCredentialReportCommand', ['State']),
  'iam get-credential-report': on('iam', 'GetCredentialReportCommand', ['Content']),
  's3control get-public-access-block': on('s3control', 'GetPublicAccessBlockCommand', ['PublicAccessBlockConfiguration']),
  // Each of the lists of S3 Control may be left out where it is empty.
  's3control list-access-points': on('s3control', 'ListAccessPointsCommand', [], token({ MaxResults: 1000 })),
  's3control get-access-point': on('s3control', 'GetAccessPointCommand', ['Name', 'Bucket']),
  's3control get-access-point-policy': on('s3control', 'GetAccessPointPolicyCommand', ['Policy']),
  's3api list-buckets': on('s3api', 'ListBucketsCommand', ['Buckets'], token({ MaxBuckets: 1000 }, 'ContinuationToken')),
  's3api get-bucket-policy': on('s3api', 'GetBucketPolicyCommand', ['Policy']),
  's3api get-public-access-block': on('s3api', 'GetPublicAccessBlockCommand', ['PublicAccessBlockConfiguration']),
  's3api get-bucket-ownership-controls': on('s3api', 'GetBucketOwnershipControlsCommand', ['OwnershipControls']),
  's3api get-bucket-acl': on('s3api', 'GetBucketAclCommand', ['Owner', 'Grants']),
  's3api get-bucket-encryption': on('s3api', 'GetBucketEncryptionCommand', ['ServerSideEncryptionConfiguration']),
  's3api get-bucket-tagging': on('s3api', 'GetBucketTaggingCommand', ['TagSet']),
  's3api get-bucket-abac': on('s3api', 'GetBucketAbacCommand', ['AbacStatus']),
  'kms list-keys': on('kms', 'ListKeysCommand', ['Keys'], kmsMarker(1000)),
  'kms list-aliases': on('kms', 'ListAliasesCommand', ['Aliases'], kmsMarker(100)),
  'kms describe-key': on('kms', 'DescribeKeyCommand', ['KeyMetadata']),
  'kms get-key-policy': on('kms', 'GetKeyPolicyCommand', ['Policy']),
  'kms list-grants': on('kms', 'ListGrantsCommand', ['Grants'], kmsMarker(100)),
  'kms list-resource-tags': on('kms', 'ListResourceTagsCommand', ['Tags'], kmsMarker(50)),
  'secretsmanager list-secrets': on('secretsmanager', 'ListSecretsCommand', ['SecretList'], token(HUNDRED)),
  // A secret without a policy has an answer without one.
  'secretsmanager get-resource-policy': on('secretsmanager', 'GetResourcePolicyCommand', ['ARN']),
  // Without queues the answer has no list; a token only comes where a size is asked for.
  'sqs list-queues': on('sqs', 'ListQueuesCommand', [], token({ MaxResults: 1000 })),
  'sqs get-queue-attributes': on('sqs', 'GetQueueAttributesCommand', ['Attributes']),
  'sqs list-queue-tags': on('sqs', 'ListQueueTagsCommand', []),
  'sns list-topics': on('sns', 'ListTopicsCommand', ['Topics'], token()),
  'sns get-topic-attributes': on('sns', 'GetTopicAttributesCommand', ['Attributes']),
  'sns list-tags-for-resource': on('sns', 'ListTagsForResourceCommand', ['Tags']),
  'lambda list-functions': on('lambda', 'ListFunctionsCommand', ['Functions'], marker({ MaxItems: 50 })),
  'lambda get-policy': on('lambda', 'GetPolicyCommand', ['Policy']),
  'lambda list-function-url-configs': on('lambda', 'ListFunctionUrlConfigsCommand', ['FunctionUrlConfigs'], marker({ MaxItems: 50 })),
  'ecr describe-repositories': on('ecr', 'DescribeRepositoriesCommand', ['repositories'], token({ maxResults: 1000 }, 'nextToken')),
  'ecr get-repository-policy': on('ecr', 'GetRepositoryPolicyCommand', ['policyText']),
  'ecr get-registry-policy': on('ecr', 'GetRegistryPolicyCommand', ['policyText']),
  'dynamodb list-tables': on('dynamodb', 'ListTablesCommand', ['TableNames'], TABLES),
  'dynamodb get-resource-policy': on('dynamodb', 'GetResourcePolicyCommand', ['Policy']),
  'efs describe-file-systems': on('efs', 'DescribeFileSystemsCommand', ['FileSystems'], marker({})),
  'efs describe-file-system-policy': on('efs', 'DescribeFileSystemPolicyCommand', ['Policy']),
  // Presence alone is asked for: whether anything is there.
  's3control list-access-grants-instances': on('s3control', 'ListAccessGrantsInstancesCommand', [], token({ MaxResults: 1000 })),
  'ram get-resource-shares': on('ram', 'GetResourceSharesCommand', ['resourceShares'], token({ maxResults: 500 }, 'nextToken')),
  'lakeformation list-permissions': on('lakeformation', 'ListPermissionsCommand', ['PrincipalResourcePermissions'], token({ MaxResults: 1000 })), // prettier-ignore
  'eks list-clusters': on('eks', 'ListClustersCommand', ['clusters'], token({ maxResults: 100 }, 'nextToken')),
} as const satisfies Readonly<Record<Question, Command>>

/** What a question must be told, as the SDK names it. */
export type Parameters<Asked extends Question> = Asked extends Question
  ? (typeof COMMANDS)[Asked] extends Named<infer Package, infer Name>
    ? Packages[Package][Name] extends new (...given: infer Given) => unknown
      ? Extract<Given, readonly [unknown]>[0]
      : never
    : never
  : never
