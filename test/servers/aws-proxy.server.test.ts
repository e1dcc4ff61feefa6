import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam'
import { KMSClient, ListKeysCommand } from '@aws-sdk/client-kms'
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import { ListTopicsCommand, SNSClient } from '@aws-sdk/client-sns'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AwsProxy, startAwsProxy } from './aws-proxy.ts'

const USERS =
  '<ListUsersResponse><ListUsersResult><IsTruncated>false</IsTruncated><Users><member><UserName>ada</UserName></member></Users></ListUsersResult></ListUsersResponse>'
const ASSUMED =
  '<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIAONE</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken></Credentials></AssumeRoleResult></AssumeRoleResponse>'

let server: Server
let proxy: AwsProxy
let asked = 0

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1
    let body = ''
    request.on('data', (chunk) => (body += String(chunk)))
    request.on('end', () => response.end(body.includes('AssumeRole') ? ASSUMED : USERS))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy = await startAwsProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { ownAccount: '111122223333' })
})

afterAll(async () => {
  await proxy?.stop()
  server?.close()
})

function settings(accessKeyId = 'AKIAIOSFODNN7EXAMPLE') {
  return { endpoint: proxy.url, region: 'eu-west-2', maxAttempts: 1, credentials: { accessKeyId, secretAccessKey: 's' } }
}

function asks(): readonly (readonly [service: string, action: string, ask: () => Promise<unknown>])[] {
  const own = settings()
  return [
    ['iam', 'ListUsers', async () => new IAMClient(own).send(new ListUsersCommand({}))],
    ['kms', 'ListKeys', async () => new KMSClient(own).send(new ListKeysCommand({}))],
    ['sqs', 'ListQueues', async () => new SQSClient(own).send(new ListQueuesCommand({}))],
    ['sns', 'ListTopics', async () => new SNSClient(own).send(new ListTopicsCommand({}))],
    ['lambda', 'ListFunctions', async () => new LambdaClient(own).send(new ListFunctionsCommand({}))],
    [
      's3api',
      'GetBucketPolicy',
      async () => new S3Client({ ...own, forcePathStyle: true }).send(new GetBucketPolicyCommand({ Bucket: 'b' })),
    ],
  ]
}

test.each([
  ['denied', /^(?:AccessDenied|AccessDeniedException|AuthorizationErrorException)$/u],
  ['throttled', /^(?:Throttling|ThrottlingException|SlowDown|TooManyRequestsException)$/u],
  ['expired', /^ExpiredToken(?:Exception)?$/u],
] as const)('the SDK understands %s of every service, in the form of its wire', async (kind, name) => {
  for (const [service, action, ask] of asks()) {
    proxy.use({ faults: [{ action, fault: { kind } }] })
    const error = await ask().catch((thrown: unknown) => thrown)
    expect([service, (error as Error).name]).toEqual([service, expect.stringMatching(name)])
    expect(proxy.requests).toMatchObject([{ service, action, region: 'eu-west-2', account: '111122223333' }])
  }
})

test('what no rule names passes, and a rule counts', async () => {
  proxy.use({ faults: [{ service: 'iam', times: 1, fault: { kind: 'reset' } }] })
  const iam = new IAMClient(settings())
  await expect(iam.send(new ListUsersCommand({}))).rejects.toThrow(/ECONNRESET|hang up/u)
  expect((await iam.send(new ListUsersCommand({}))).Users).toMatchObject([{ UserName: 'ada' }])
  expect(proxy.injected()).toBe(1)
})

test.each(['cut', 'short'] as const)('half a body is an error of the client: %s', async (kind) => {
  proxy.use({ faults: [{ fault: { kind } }] })
  await expect(new IAMClient(settings()).send(new ListUsersCommand({}))).rejects.toThrow()
})

test('a session is known by the role that gave it', async () => {
  proxy.use({})
  await new STSClient(settings()).send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::444455556666:role/R', RoleSessionName: 's' }))
  await new IAMClient(settings('ASIAONE')).send(new ListUsersCommand({}))
  expect(proxy.requests.map(({ account }) => account)).toEqual(['111122223333', '444455556666'])
})

test('what it remembers it does not ask again', async () => {
  proxy.use({ remembers: true })
  const iam = new IAMClient(settings())
  await iam.send(new ListUsersCommand({ Marker: 'once' }))
  const before = asked
  expect((await iam.send(new ListUsersCommand({ Marker: 'once' }))).Users).toHaveLength(1)
  expect(asked).toBe(before)
})
