import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam'
import * as Store from '@aws-sdk/client-identitystore'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import * as Organizations from '@aws-sdk/client-organizations'
import * as S3 from '@aws-sdk/client-s3'
import { CreateSecretCommand, PutResourcePolicyCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import * as Sso from '@aws-sdk/client-sso-admin'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import type { AwsCredentials } from '../../../src/sources/aws/aws-source.ts'
import type { Moto } from '../../servers/moto.ts'

/** Northmoor's organization in a moto: a chain of person, group, permission set, role of another account, bucket with a key; and what lies beside it. */
export interface MotoOrganization {
  readonly credentials: Required<AwsCredentials>
  /** Of all that knows regions. */
  readonly region: string
  /** Name of the role that a collector assumes in each account. */
  readonly role: string
  readonly management: string
  /** Where people are assigned. */
  readonly lab: string
  /** Where the data is. */
  readonly data: string
  /** All three, sorted. */
  readonly accounts: readonly string[]
  readonly partner: string
  readonly rootId: string
  readonly unitId: string
  readonly guardrailId: string
  readonly instanceArn: string
  readonly identityStoreId: string
  readonly permissionSetArn: string
  readonly groupId: string
  /** In the group. */
  readonly ada: { readonly id: string; readonly email: string }
  /** In no group. */
  readonly grace: { readonly id: string; readonly email: string }
  /** In `lab`, of the permission set. */
  readonly reservedRoleArn: string
  /** In `data`; the reserved role may assume it, and it may read the bucket. */
  readonly readerRoleArn: string
  readonly bucket: string
  readonly bucketArn: string
  readonly keyId: string
  readonly keyArn: string
  readonly aliasArn: string
  readonly secretArn: string
  /** In `data`, in the group `lab`, which may read the secret. */
  readonly userArn: string
}

const PARTNER = '999988887777'
const MANAGEMENT = '111122223333'
const REGION = 'eu-west-2'
const ROLE = 'GatehouseReader'
const SAML_PROVIDER = 'AWSSSO_0123456789abcdef_DO_NOT_DELETE'

/** Fills a moto that is empty. Ids are the same each time: moto draws them from the seed that it is given first. */
export async function fillMoto({ url }: Moto): Promise<MotoOrganization> {
  await fetch(`${url}/moto-api/seed?a=1`, { method: 'POST' })
  const credentials = await credentialsIn(url, MANAGEMENT)
  const organization = await fillOrganization(url, credentials)
  const { lab, data } = organization
  const center = await fillIdentityCenter(url, credentials, lab)
  const reservedRoleArn = await fillLab(url, lab, center.permissionSetName, `arn:aws:iam::${data}:role/SensingDataReader`)
  const held = await fillData(url, data, reservedRoleArn)
  for (const account of [MANAGEMENT, lab, data]) await makeReader(url, account)
  return {
    credentials,
    region: REGION,
    role: ROLE,
    management: MANAGEMENT,
    accounts: [MANAGEMENT, lab, data].sort(),
    partner: PARTNER,
    ...organization,
    ...center,
    reservedRoleArn,
    ...held,
  }
}

/** What any client of moto needs; moto takes the account from the session that a role gave. */
export function clientSettings(
  url: string,
  credentials: AwsCredentials,
): { readonly endpoint: string; readonly region: string; readonly credentials: AwsCredentials } {
  return { endpoint: url, region: REGION, credentials }
}

/** A session in any account: moto asks neither for the role nor for its trust. */
export async function credentialsIn(url: string, account: string): Promise<Required<AwsCredentials>> {
  const sts = new STSClient(clientSettings(url, { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret of nobody' }))
  const answer = await sts.send(new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${account}:role/Auditor`, RoleSessionName: 'tests' }))
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

async function fillOrganization(
  url: string,
  credentials: AwsCredentials,
): Promise<Pick<MotoOrganization, 'lab' | 'data' | 'rootId' | 'unitId' | 'guardrailId'>> {
  const client = new Organizations.OrganizationsClient(clientSettings(url, credentials))
  await client.send(new Organizations.CreateOrganizationCommand({ FeatureSet: 'ALL' }))
  const rootId = known((await client.send(new Organizations.ListRootsCommand({}))).Roots?.[0]?.Id)
  for (const PolicyType of ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'] as const)
    await client.send(new Organizations.EnablePolicyTypeCommand({ RootId: rootId, PolicyType }))
  const unit = await client.send(new Organizations.CreateOrganizationalUnitCommand({ ParentId: rootId, Name: 'Research' }))
  const unitId = known(unit.OrganizationalUnit?.Id)
  const member = async (name: string): Promise<string> => {
    const made = await client.send(new Organizations.CreateAccountCommand({ AccountName: name, Email: `${name}@northmoor.example` }))
    const id = known(made.CreateAccountStatus?.AccountId)
    await client.send(new Organizations.MoveAccountCommand({ AccountId: id, SourceParentId: rootId, DestinationParentId: unitId }))
    return id
  }
  const [lab, data] = [await member('lab'), await member('data')]
  const guardrail = await client.send(
    new Organizations.CreatePolicyCommand({
      Name: 'only-home',
      Description: '',
      Type: 'SERVICE_CONTROL_POLICY',
      Content: document([{ Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }]),
    }),
  )
  const guardrailId = known(guardrail.Policy?.PolicySummary?.Id)
  await client.send(new Organizations.AttachPolicyCommand({ PolicyId: guardrailId, TargetId: unitId }))
  return { lab, data, rootId, unitId, guardrailId }
}

type Center = Pick<MotoOrganization, 'instanceArn' | 'identityStoreId' | 'permissionSetArn' | 'groupId' | 'ada' | 'grace'> & {
  readonly permissionSetName: string
}

async function fillIdentityCenter(url: string, credentials: AwsCredentials, account: string): Promise<Center> {
  const sso = new Sso.SSOAdminClient(clientSettings(url, credentials))
  const store = new Store.IdentitystoreClient(clientSettings(url, credentials))
  const instance = (await sso.send(new Sso.ListInstancesCommand({}))).Instances?.[0]
  const [instanceArn, identityStoreId] = [known(instance?.InstanceArn), known(instance?.IdentityStoreId)]
  const person = async (name: string, family: string): Promise<{ readonly id: string; readonly email: string }> => {
    const email = `${name.toLowerCase()}@northmoor.example`
    const made = await store.send(
      new Store.CreateUserCommand({
        IdentityStoreId: identityStoreId,
        UserName: name.toLowerCase(),
        DisplayName: `${name} ${family}`,
        Name: { GivenName: name, FamilyName: family },
        Emails: [{ Value: email, Type: 'work', Primary: true }],
        PhoneNumbers: [{ Value: '+44 1632 960001', Type: 'work', Primary: true }],
        Addresses: [{ StreetAddress: '7 Lantern Row', Locality: 'Northmoor', Primary: true }],
        ProfileUrl: `https://people.northmoor.example/${name}`,
      }),
    )
    return { id: known(made.UserId), email }
  }
  const [ada, grace] = [await person('Ada', 'Byron'), await person('Grace', 'Hopwood')]
  const group = await store.send(
    new Store.CreateGroupCommand({ IdentityStoreId: identityStoreId, DisplayName: 'Sensing', Description: 'works on qsense' }),
  )
  const groupId = known(group.GroupId)
  await store.send(
    new Store.CreateGroupMembershipCommand({ IdentityStoreId: identityStoreId, GroupId: groupId, MemberId: { UserId: ada.id } }),
  )
  const permissionSetName = 'Sensing'
  const set = await sso.send(
    new Sso.CreatePermissionSetCommand({ InstanceArn: instanceArn, Name: permissionSetName, SessionDuration: 'PT8H' }),
  )
  const permissionSetArn = known(set.PermissionSet?.PermissionSetArn)
  await sso.send(
    new Sso.CreateAccountAssignmentCommand({
      InstanceArn: instanceArn,
      PermissionSetArn: permissionSetArn,
      PrincipalType: 'GROUP',
      PrincipalId: groupId,
      TargetType: 'AWS_ACCOUNT',
      TargetId: account,
    }),
  )
  return { instanceArn, identityStoreId, permissionSetArn, permissionSetName, groupId, ada, grace }
}

/** The role that AWS makes where a permission set is provisioned, which moto does not; resolves to its ARN. */
async function fillLab(url: string, account: string, set: string, mayAssume: string): Promise<string> {
  const iam = new IAMClient(clientSettings(url, await credentialsIn(url, account)))
  const provider = `arn:aws:iam::${account}:saml-provider/${SAML_PROVIDER}`
  const RoleName = `AWSReservedSSO_${set}_0123456789abcdef`
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: `/aws-reserved/sso.amazonaws.com/${REGION}/`,
      AssumeRolePolicyDocument: document([
        {
          Effect: 'Allow',
          Principal: { Federated: provider },
          Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
          Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
        },
      ]),
    }),
  )
  const policy = document([{ Sid: 'Chain', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: mayAssume }])
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'AwsSSOInlinePolicy', PolicyDocument: policy }))
  return known(role.Role?.Arn)
}

type Held = Pick<MotoOrganization, 'readerRoleArn' | 'bucket' | 'bucketArn' | 'keyId' | 'keyArn' | 'aliasArn' | 'secretArn' | 'userArn'>

async function fillData(url: string, account: string, trusted: string): Promise<Held> {
  const settings = clientSettings(url, await credentialsIn(url, account))
  const iam = new IAMClient(settings)
  const bucket = 'northmoor-qsense-raw'
  const bucketArn = `arn:aws:s3:::${bucket}`
  const { keyId, keyArn, aliasArn } = await makeKey(settings, account)
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: 'SensingDataReader',
      AssumeRolePolicyDocument: document([{ Effect: 'Allow', Principal: { AWS: trusted }, Action: 'sts:AssumeRole' }]),
    }),
  )
  const reads = document([
    { Sid: 'Bucket', Effect: 'Allow', Action: ['s3:GetObject', 's3:ListBucket'], Resource: [bucketArn, `${bucketArn}/*`] },
    { Sid: 'Key', Effect: 'Allow', Action: 'kms:Decrypt', Resource: keyArn },
  ])
  await iam.send(new PutRolePolicyCommand({ RoleName: 'SensingDataReader', PolicyName: 'Read', PolicyDocument: reads }))

  const s3 = new S3.S3Client({ ...settings, forcePathStyle: true })
  await s3.send(new S3.CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }))
  const shared = document([
    {
      Sid: 'Partner',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${PARTNER}:root` },
      Action: 's3:GetObject',
      Resource: `${bucketArn}/shared/*`,
    },
  ])
  await s3.send(new S3.PutBucketPolicyCommand({ Bucket: bucket, Policy: shared }))
  const encryption = { Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const, KMSMasterKeyID: keyArn } }] }
  await s3.send(new S3.PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: encryption }))
  const closed = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: false }
  await s3.send(new S3.PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: closed }))
  await s3.send(new S3.PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: [{ Key: 'project', Value: 'qsense' }] } }))

  const secretArn = await makeSecret(settings, account)
  const user = await iam.send(new CreateUserCommand({ UserName: 'tarek' }))
  await iam.send(new CreateGroupCommand({ GroupName: 'lab' }))
  await iam.send(new AddUserToGroupCommand({ UserName: 'tarek', GroupName: 'lab' }))
  const secretRead = document([{ Sid: 'Secret', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secretArn }])
  await iam.send(new PutGroupPolicyCommand({ GroupName: 'lab', PolicyName: 'Secret', PolicyDocument: secretRead }))
  return { readerRoleArn: known(role.Role?.Arn), bucket, bucketArn, keyId, keyArn, aliasArn, secretArn, userArn: known(user.User?.Arn) }
}

type Settings = ReturnType<typeof clientSettings>

async function makeKey(settings: Settings, account: string): Promise<Pick<Held, 'keyId' | 'keyArn' | 'aliasArn'>> {
  const kms = new KMSClient(settings)
  const delegates = document([
    { Sid: 'Root', Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
  ])
  const key = await kms.send(new CreateKeyCommand({ Policy: delegates, Tags: [{ TagKey: 'project', TagValue: 'qsense' }] }))
  const keyId = known(key.KeyMetadata?.KeyId)
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/qsense', TargetKeyId: keyId }))
  return { keyId, keyArn: known(key.KeyMetadata?.Arn), aliasArn: `arn:aws:kms:${REGION}:${account}:alias/qsense` }
}

async function makeSecret(settings: Settings, account: string): Promise<string> {
  const secrets = new SecretsManagerClient(settings)
  const secret = await secrets.send(new CreateSecretCommand({ Name: 'qsense/database', SecretString: 'value of the secret' }))
  const arn = known(secret.ARN)
  const own = document([
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'secretsmanager:DeleteSecret',
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:PrincipalAccount': account } },
    },
  ])
  await secrets.send(new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy: own }))
  return arn
}

async function makeReader(url: string, account: string): Promise<void> {
  const iam = new IAMClient(clientSettings(url, await credentialsIn(url, account)))
  const trust = document([{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${MANAGEMENT}:root` }, Action: 'sts:AssumeRole' }])
  await iam.send(new CreateRoleCommand({ RoleName: ROLE, AssumeRolePolicyDocument: trust }))
}

function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

function known(text: string | undefined): string {
  if (text === undefined || text === '') throw new Error('moto did not say the name of what it made')
  return text
}
