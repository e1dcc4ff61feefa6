import { CreateTableCommand, DynamoDBClient, PutResourcePolicyCommand } from '@aws-sdk/client-dynamodb'
import { CreateRepositoryCommand, ECRClient, SetRepositoryPolicyCommand } from '@aws-sdk/client-ecr'
import { CreateFileSystemCommand, EFSClient } from '@aws-sdk/client-efs'
import {
  CreateOpenIDConnectProviderCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateSAMLProviderCommand,
  IAMClient,
} from '@aws-sdk/client-iam'
import { AddPermissionCommand, CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns'
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { AWS_CALLS } from '../../../src/sources/aws/calls.ts'
import { type AwsProxy, type Script, startAwsProxy } from '../../servers/aws-proxy.ts'
import { describeWithServers } from '../../servers/describe-with-servers.ts'
import { type Moto, startMoto } from '../../servers/moto.ts'
import { type AwsRun, awsRun, nativesOf, scriptsFor } from './collect-run.ts'
import { type MotoOrganization, clientSettings, credentialsIn, fillMoto } from './moto-organization.ts'

describeWithServers(['moto'], 'a resource of each kind is read deeply where a policy names it', () => {
  let moto: Moto
  let proxy: AwsProxy
  let organization: MotoOrganization
  let whole: AwsRun
  let made: Made

  beforeAll(async () => {
    moto = await startMoto({ settings: { MOTO_IAM_LOAD_MANAGED_POLICIES: 'false' } })
    organization = await fillMoto(moto)
    made = await fillKinds(moto.url, organization)
    proxy = await startAwsProxy(moto.url, { ownAccount: organization.management })
    proxy.use({ scripts: [omitsPolicies, hasNoUrls, ...scriptsFor(organization)] })
    whole = await awsRun(proxy.url, organization, { natives: [...nativesOf(organization), ...made.natives] })
  })

  afterAll(async () => {
    await proxy?.stop()
    await moto?.stop()
  })

  test.each([
    ['sqs/get-queue-attributes/', 'sqs/list-queue-tags/'],
    ['sns/get-topic-attributes/', 'sns/list-tags-for-resource/'],
    ['lambda/get-policy/qsense-clean', 'lambda/list-function-url-configs/qsense-clean'],
    ['lambda/get-policy/qsense-clean/live'],
    ['ecr/get-repository-policy/qsense'],
    ['dynamodb/get-resource-policy/'],
    ['efs/describe-file-system-policy/'],
    ['s3control/get-access-point/qsense-analysis', 's3control/get-access-point-policy/qsense-analysis'],
  ])('%s', (...beginnings) => {
    for (const beginning of beginnings) {
      const found = whole.manifest.datasets.filter(
        ({ unit, dataset }) => unit === organization.data && dataset.startsWith(`eu-west-2/${beginning}`),
      )
      expect([beginning, found.length > 0, found.map(({ state, reasons }) => [state, ...reasons])]).toEqual([
        beginning,
        true,
        found.map(() => ['complete']),
      ])
    }
  })

  test('the key that a queue names by its alias is read', () => {
    const { data, keyId } = organization
    expect(whole.dataset(data, `eu-west-2/kms/list-grants/${keyId}`)?.state).toBe('complete')
  })

  test('nothing is read deeply that no policy names', async () => {
    const none = await awsRun(proxy.url, organization, { natives: [] })
    const deep = Object.values(AWS_CALLS).filter(({ scope, service }) => scope === 'resource' && service !== 'iam')
    const names = new Set(deep.map(({ service, call }) => `${service}/${call}`))
    expect(none.manifest.datasets.filter(({ dataset }) => names.has(dataset.split('/').slice(1, 3).join('/')))).toEqual([])
  })

  test('a policy that is only a boundary is fetched, with the version that counts', () => {
    const arn = made.boundary.replaceAll('/', '%2F')
    expect(whole.dataset(organization.data, `global/iam/get-policy/${arn}`)).toMatchObject({ state: 'complete', records: 1 })
    expect(whole.dataset(organization.data, `global/iam/get-policy-version/${arn}/v2`)).toMatchObject({ state: 'complete', records: 1 })
  })

  test('providers are listed, and each is asked for who signs', () => {
    const { data } = organization
    for (const [list, one, arn] of [
      ['list-saml-providers', 'get-saml-provider', made.saml],
      ['list-open-id-connect-providers', 'get-open-id-connect-provider', made.oidc],
    ] as const) {
      expect(whole.dataset(data, `global/iam/${list}`)).toMatchObject({ state: 'complete', records: 1 })
      expect(whole.dataset(data, `global/iam/${one}/${arn.replaceAll('/', '%2F')}`)).toMatchObject({ state: 'complete', records: 1 })
    }
  })

  test("a function's environment reaches no file", () => {
    const all = [...whole.files.values()].join('\n')
    expect(all).toContain('qsense-clean')
    expect(all).not.toContain('planted value')
    expect(whole.dataset(organization.data, 'eu-west-2/lambda/list-functions')?.dropped).toBe(1)
  })
})

interface Made {
  /** What policies are to name. */
  readonly natives: readonly string[]
  /** ARN of a policy that is a role's boundary, with two versions. */
  readonly boundary: string
  /** ARNs of providers. */
  readonly saml: string
  readonly oidc: string
}

/** A function without a URL, of which moto knows nothing. */
const hasNoUrls: Script = ({ action }) =>
  action === 'ListFunctionUrlConfigs'
    ? { status: 200, headers: { 'content-type': 'application/json' }, body: '{"FunctionUrlConfigs":[]}' }
    : null

/** As AWS has it: policies that nobody has attached stand in no answer. */
const omitsPolicies: Script = async ({ action }, pass) => {
  if (action !== 'GetAccountAuthorizationDetails') return null
  const answer = await pass()
  return { ...answer, body: answer.body.replace(/<Policies>.*<\/Policies>/su, '<Policies></Policies>') }
}

async function fillKinds(url: string, { data, region, aliasArn, bucket }: MotoOrganization): Promise<Made> {
  const credentials = await credentialsIn(url, data)
  const settings = clientSettings(url, credentials)
  await new SQSClient(settings).send(new CreateQueueCommand({ QueueName: 'qsense-jobs', Attributes: { KmsMasterKeyId: 'alias/qsense' } }))
  await new SNSClient(settings).send(new CreateTopicCommand({ Name: 'qsense-news', Attributes: { KmsMasterKeyId: aliasArn } }))
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  }
  const iam = new IAMClient(settings)
  const role = await iam.send(new CreateRoleCommand({ RoleName: 'Cleaner', AssumeRolePolicyDocument: JSON.stringify(trust) }))
  const lambda = new LambdaClient(settings)
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'qsense-clean',
      Runtime: 'python3.13',
      Role: role.Role?.Arn,
      Handler: 'a.b',
      Code: { ZipFile: Buffer.from('nothing') },
      Environment: { Variables: { TOKEN: 'planted value' } },
    }),
  )
  await lambda.send(
    new AddPermissionCommand({
      FunctionName: 'qsense-clean',
      StatementId: 'news',
      Action: 'lambda:InvokeFunction',
      Principal: 'sns.amazonaws.com',
    }),
  )
  const ecr = new ECRClient(settings)
  await ecr.send(new CreateRepositoryCommand({ repositoryName: 'qsense' }))
  const pulls = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:BatchGetImage' }] }
  await ecr.send(new SetRepositoryPolicyCommand({ repositoryName: 'qsense', policyText: JSON.stringify(pulls) }))
  const dynamodb = new DynamoDBClient(settings)
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'qsense-runs',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await dynamodb.send(
    new PutResourcePolicyCommand({ ResourceArn: `arn:aws:dynamodb:${region}:${data}:table/qsense-runs`, Policy: JSON.stringify(pulls) }),
  )
  const fileSystem = await new EFSClient(settings).send(new CreateFileSystemCommand({ CreationToken: 'qsense' }))
  await makeAccessPoint(url, credentials.accessKeyId, data, bucket)

  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] })
  const policy = await iam.send(new CreatePolicyCommand({ PolicyName: 'Boundary', Path: '/lab/', PolicyDocument }))
  const boundary = policy.Policy?.Arn ?? ''
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn: boundary, PolicyDocument, SetAsDefault: true }))
  await iam.send(
    new CreateRoleCommand({ RoleName: 'Bounded', AssumeRolePolicyDocument: JSON.stringify(trust), PermissionsBoundary: boundary }),
  )

  const metadata = `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://login.northmoor.example/idp"/>`
  const saml = await iam.send(new CreateSAMLProviderCommand({ Name: 'NorthmoorLogin', SAMLMetadataDocument: metadata }))
  const oidc = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: 'https://token.actions.githubusercontent.com', ClientIDList: ['sts.amazonaws.com'], ThumbprintList: ['a'.repeat(40)] }), // prettier-ignore
  )

  const at = (service: string, rest: string): string => `arn:aws:${service}:${region}:${data}:${rest}`
  const natives = [
    at('sqs', 'qsense-jobs'),
    at('sns', 'qsense-news'),
    at('lambda', 'function:qsense-clean:live'),
    at('ecr', 'repository/qsense'),
    at('dynamodb', 'table/qsense-runs'),
    at('elasticfilesystem', `file-system/${fileSystem.FileSystemId}`),
  ]
  return { natives, boundary, saml: saml.SAMLProviderArn ?? '', oidc: oidc.OpenIDConnectProviderArn ?? '' }
}

/** Without the SDK, whose rules put the account before the host. */
async function makeAccessPoint(url: string, accessKey: string, account: string, bucket: string): Promise<void> {
  const answer = await fetch(`${url}/v20180820/accesspoint/qsense-analysis`, {
    method: 'PUT',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKey}/20260101/eu-west-2/s3/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-account-id': account,
    },
    body: `<CreateAccessPointRequest xmlns="http://awss3control.amazonaws.com/doc/2018-08-20/"><Bucket>${bucket}</Bucket></CreateAccessPointRequest>`,
  })
  if (answer.status !== 200) throw new Error(`moto made no access point: ${await answer.text()}`)
}
