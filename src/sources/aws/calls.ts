/**
 * The calls that are read, as the command line spells service and call. A dataset is `<region or global>/<service>/<call>[/<argument>…]`, and
 * its unit the account that was asked (aws.md, part 2).
 */
export interface AwsCall {
  readonly service: string
  readonly call: string
  /**
   * Whom it is asked, and how often: `organization`, once, of its management account or a delegated administrator; `identity-center`, once,
   * in its home region; `account`, of each account; `region`, of each account in each of its regions; `resource`, of one wanted resource;
   * `by-hand`: never by this version, whose SDK has no client for it; its answers are read where somebody saved them.
   */
  readonly scope: 'organization' | 'identity-center' | 'account' | 'region' | 'resource' | 'by-hand'
  /** The name of the list in its answer; null where the answer is one object. */
  readonly list: string | null
  /** What the reader's policy must allow. */
  readonly permission: string
  /** Codes of errors by which the service says that there is none of what was asked for (aws.md, part 2, "absent"). */
  readonly absent: readonly string[]
}

function call(spelled: string, scope: AwsCall['scope'], list: string | null, permission: string, absent: readonly string[] = []): AwsCall {
  const [service = '', name = ''] = spelled.split(' ')
  return { service, call: name, scope, list, permission, absent }
}

const noOrganization = ['AWSOrganizationsNotInUseException']

/** Every call that this version makes, by the words that the command line has for it: `s3api get-bucket-policy`. */
export const AWS_CALLS = {
  'organizations describe-organization': call('organizations describe-organization', 'account', null, 'organizations:DescribeOrganization', noOrganization), // prettier-ignore
  'organizations list-roots': call('organizations list-roots', 'organization', 'Roots', 'organizations:ListRoots'),
  'organizations list-organizational-units-for-parent': call('organizations list-organizational-units-for-parent', 'organization', 'OrganizationalUnits', 'organizations:ListOrganizationalUnitsForParent'), // prettier-ignore
  'organizations list-accounts-for-parent': call('organizations list-accounts-for-parent', 'organization', 'Accounts', 'organizations:ListAccountsForParent'), // prettier-ignore
  'organizations list-accounts': call('organizations list-accounts', 'organization', 'Accounts', 'organizations:ListAccounts'),
  'organizations list-policies': call('organizations list-policies', 'organization', 'Policies', 'organizations:ListPolicies'),
  'organizations describe-policy': call('organizations describe-policy', 'organization', null, 'organizations:DescribePolicy'),
  'organizations list-targets-for-policy': call('organizations list-targets-for-policy', 'organization', 'Targets', 'organizations:ListTargetsForPolicy'), // prettier-ignore
  'sso-admin list-instances': call('sso-admin list-instances', 'identity-center', 'Instances', 'sso:ListInstances'),
  'sso-admin list-permission-sets': call('sso-admin list-permission-sets', 'identity-center', 'PermissionSets', 'sso:ListPermissionSets'),
  'sso-admin describe-permission-set': call('sso-admin describe-permission-set', 'identity-center', null, 'sso:DescribePermissionSet'),
  'sso-admin list-accounts-for-provisioned-permission-set': call('sso-admin list-accounts-for-provisioned-permission-set', 'identity-center', 'AccountIds', 'sso:ListAccountsForProvisionedPermissionSet'), // prettier-ignore
  'sso-admin list-account-assignments': call('sso-admin list-account-assignments', 'identity-center', 'AccountAssignments', 'sso:ListAccountAssignments'), // prettier-ignore
  'sso-admin describe-instance-access-control-attribute-configuration': call('sso-admin describe-instance-access-control-attribute-configuration', 'identity-center', null, 'sso:DescribeInstanceAccessControlAttributeConfiguration', ['ResourceNotFoundException']), // prettier-ignore
  'identitystore list-users': call('identitystore list-users', 'identity-center', 'Users', 'identitystore:ListUsers'),
  'identitystore list-groups': call('identitystore list-groups', 'identity-center', 'Groups', 'identitystore:ListGroups'),
  'identitystore list-group-memberships': call('identitystore list-group-memberships', 'identity-center', 'GroupMemberships', 'identitystore:ListGroupMemberships'), // prettier-ignore
  'sts get-caller-identity': call('sts get-caller-identity', 'account', null, 'sts:GetCallerIdentity'),
  'account list-regions': call('account list-regions', 'account', 'Regions', 'account:ListRegions'),
  // Several lists in one answer: users, groups, roles and policies.
  'iam get-account-authorization-details': call('iam get-account-authorization-details', 'account', null, 'iam:GetAccountAuthorizationDetails'), // prettier-ignore
  'iam list-account-aliases': call('iam list-account-aliases', 'account', 'AccountAliases', 'iam:ListAccountAliases'),
  // Policies that are only boundaries stand in no list of the account (aws.md, part 2).
  'iam get-policy': call('iam get-policy', 'resource', null, 'iam:GetPolicy'),
  'iam get-policy-version': call('iam get-policy-version', 'resource', null, 'iam:GetPolicyVersion'),
  'iam list-saml-providers': call('iam list-saml-providers', 'account', 'SAMLProviderList', 'iam:ListSAMLProviders'),
  'iam get-saml-provider': call('iam get-saml-provider', 'resource', null, 'iam:GetSAMLProvider'),
  'iam list-open-id-connect-providers': call('iam list-open-id-connect-providers', 'account', 'OpenIDConnectProviderList', 'iam:ListOpenIDConnectProviders'), // prettier-ignore
  'iam get-open-id-connect-provider': call('iam get-open-id-connect-provider', 'resource', null, 'iam:GetOpenIDConnectProvider'),
  'iam get-credential-report': call('iam get-credential-report', 'account', null, 'iam:GetCredentialReport'),
  's3control get-public-access-block': call('s3control get-public-access-block', 'account', null, 's3:GetAccountPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration']), // prettier-ignore
  's3control list-access-points': call('s3control list-access-points', 'region', 'AccessPointList', 's3:ListAccessPoints'),
  's3control get-access-point': call('s3control get-access-point', 'resource', null, 's3:GetAccessPoint'),
  's3control get-access-point-policy': call('s3control get-access-point-policy', 'resource', null, 's3:GetAccessPointPolicy', ['NoSuchAccessPointPolicy']), // prettier-ignore
  's3api list-buckets': call('s3api list-buckets', 'account', 'Buckets', 's3:ListAllMyBuckets'),
  's3api get-bucket-policy': call('s3api get-bucket-policy', 'resource', null, 's3:GetBucketPolicy', ['NoSuchBucketPolicy']),
  's3api get-public-access-block': call('s3api get-public-access-block', 'resource', null, 's3:GetBucketPublicAccessBlock', ['NoSuchPublicAccessBlockConfiguration']), // prettier-ignore
  's3api get-bucket-ownership-controls': call('s3api get-bucket-ownership-controls', 'resource', null, 's3:GetBucketOwnershipControls', ['OwnershipControlsNotFoundError']), // prettier-ignore
  's3api get-bucket-acl': call('s3api get-bucket-acl', 'resource', null, 's3:GetBucketAcl'),
  's3api get-bucket-encryption': call('s3api get-bucket-encryption', 'resource', null, 's3:GetEncryptionConfiguration', ['ServerSideEncryptionConfigurationNotFoundError']), // prettier-ignore
  's3api get-bucket-tagging': call('s3api get-bucket-tagging', 'resource', null, 's3:GetBucketTagging', ['NoSuchTagSet']),
  's3api get-bucket-abac': call('s3api get-bucket-abac', 'resource', null, 's3:GetBucketAbac'),
  'kms list-keys': call('kms list-keys', 'region', 'Keys', 'kms:ListKeys'),
  'kms list-aliases': call('kms list-aliases', 'region', 'Aliases', 'kms:ListAliases'),
  'kms describe-key': call('kms describe-key', 'resource', null, 'kms:DescribeKey'),
  'kms get-key-policy': call('kms get-key-policy', 'resource', null, 'kms:GetKeyPolicy'),
  'kms list-grants': call('kms list-grants', 'resource', 'Grants', 'kms:ListGrants'),
  'kms list-resource-tags': call('kms list-resource-tags', 'resource', 'Tags', 'kms:ListResourceTags'),
  'secretsmanager list-secrets': call('secretsmanager list-secrets', 'region', 'SecretList', 'secretsmanager:ListSecrets'),
  'secretsmanager get-resource-policy': call('secretsmanager get-resource-policy', 'resource', null, 'secretsmanager:GetResourcePolicy'),
  'sqs list-queues': call('sqs list-queues', 'region', 'QueueUrls', 'sqs:ListQueues'),
  'sqs get-queue-attributes': call('sqs get-queue-attributes', 'resource', null, 'sqs:GetQueueAttributes'),
  'sqs list-queue-tags': call('sqs list-queue-tags', 'resource', null, 'sqs:ListQueueTags'),
  'sns list-topics': call('sns list-topics', 'region', 'Topics', 'sns:ListTopics'),
  'sns get-topic-attributes': call('sns get-topic-attributes', 'resource', null, 'sns:GetTopicAttributes'),
  'sns list-tags-for-resource': call('sns list-tags-for-resource', 'resource', 'Tags', 'sns:ListTagsForResource'),
  'lambda list-functions': call('lambda list-functions', 'region', 'Functions', 'lambda:ListFunctions'),
  'lambda get-policy': call('lambda get-policy', 'resource', null, 'lambda:GetPolicy', ['ResourceNotFoundException']),
  'lambda list-function-url-configs': call('lambda list-function-url-configs', 'resource', 'FunctionUrlConfigs', 'lambda:ListFunctionUrlConfigs'), // prettier-ignore
  'ecr describe-repositories': call('ecr describe-repositories', 'region', 'repositories', 'ecr:DescribeRepositories'),
  'ecr get-repository-policy': call('ecr get-repository-policy', 'resource', null, 'ecr:GetRepositoryPolicy', ['RepositoryPolicyNotFoundException']), // prettier-ignore
  'ecr get-registry-policy': call('ecr get-registry-policy', 'region', null, 'ecr:GetRegistryPolicy', ['RegistryPolicyNotFoundException']),
  'dynamodb list-tables': call('dynamodb list-tables', 'region', 'TableNames', 'dynamodb:ListTables'),
  'dynamodb get-resource-policy': call('dynamodb get-resource-policy', 'resource', null, 'dynamodb:GetResourcePolicy', ['PolicyNotFoundException']), // prettier-ignore
  'efs describe-file-systems': call('efs describe-file-systems', 'region', 'FileSystems', 'elasticfilesystem:DescribeFileSystems'),
  'efs describe-file-system-policy': call('efs describe-file-system-policy', 'resource', null, 'elasticfilesystem:DescribeFileSystemPolicy', ['PolicyNotFound']), // prettier-ignore
  // Is there anything of a route that this version does not evaluate (aws.md, part 8)?
  's3control list-access-grants-instances': call('s3control list-access-grants-instances', 'region', 'AccessGrantsInstancesList', 's3:ListAccessGrantsInstances'), // prettier-ignore
  // Of what the account itself shares: `--resource-owner SELF`.
  'ram get-resource-shares': call('ram get-resource-shares', 'region', 'resourceShares', 'ram:GetResourceShares'),
  'lakeformation list-permissions': call('lakeformation list-permissions', 'region', 'PrincipalResourcePermissions', 'lakeformation:ListPermissions'), // prettier-ignore
  'eks list-clusters': call('eks list-clusters', 'region', 'clusters', 'eks:ListClusters'),
  'account-access list-applications': call('account-access list-applications', 'by-hand', 'applications', 'account-access:ListApplications'), // prettier-ignore
  // Of an application, and one account: it must be asked with a filter.
  'account-access list-entitlements': call('account-access list-entitlements', 'by-hand', 'entitlements', 'account-access:ListEntitlements'), // prettier-ignore
  'account-access get-entitlement': call('account-access get-entitlement', 'by-hand', null, 'account-access:GetEntitlement'),
} as const satisfies Readonly<Record<string, AwsCall>>

/** What a call of a region asks for beside the region. */
export function regionParameters(name: CallName, account: string): object {
  if (name.startsWith('s3control ')) return { AccountId: account }
  return name === 'ram get-resource-shares' ? { resourceOwner: 'SELF' } : {}
}

export type CallName = keyof typeof AWS_CALLS

/** Calls that this version makes. */
export type AskedName = Exclude<CallName, `account-access ${string}`>

/** Lists in an answer that has several. */
const SEVERAL_LISTS: Partial<Readonly<Record<CallName, readonly string[]>>> = {
  'iam get-account-authorization-details': ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'],
}

/** How many records an answer counts for: those of its lists, or the one object that it is. */
export function recordsIn(name: CallName, body: Readonly<Record<string, unknown>>): number {
  const { list } = AWS_CALLS[name]
  const lists = SEVERAL_LISTS[name] ?? (list === null ? null : [list])
  if (lists === null) return 1
  return lists.reduce((sum, one) => sum + (Array.isArray(body[one]) ? body[one].length : 0), 0)
}

/** A dataset as the reader takes it apart. */
export interface AwsDatasetName {
  /** `global` for what knows no regions. */
  readonly region: string
  readonly name: CallName
  /** As they were given to the call, in its order. */
  readonly arguments: readonly string[]
}

/** The name of a dataset; a `/` in an argument is written `%2F`, and a `%` `%25`, so that parts never merge. */
export function datasetName({ region, name, arguments: given }: AwsDatasetName): string {
  const { service, call: spelled } = AWS_CALLS[name]
  return [region, service, spelled, ...given.map((one) => one.replaceAll('%', '%25').replaceAll('/', '%2F'))].join('/')
}

/** Null for what is no dataset of this version. */
export function parseDatasetName(text: string): AwsDatasetName | null {
  const [region, service, spelled, ...given] = text.split('/')
  const name = `${service} ${spelled}`
  if (region === undefined || region === '' || !isCallName(name)) return null
  return { region, name, arguments: given.map((one) => one.replaceAll('%2F', '/').replaceAll('%25', '%')) }
}

function isCallName(text: string): text is CallName {
  return Object.hasOwn(AWS_CALLS, text)
}
