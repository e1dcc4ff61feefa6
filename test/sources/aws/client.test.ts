import { expect, test } from 'vitest'
import { AWS_CALLS, type AskedName, type CallName } from '../../../src/sources/aws/calls.ts'
import { COMMANDS } from '../../../src/sources/aws/client/commands.ts'
import { NotAssumed, failureOf, saidBy } from '../../../src/sources/aws/client/failure.ts'
import { Pace } from '../../../src/sources/aws/client/pace.ts'
import { PACKAGES } from '../../../src/sources/aws/client/packages.ts'
import { plain } from '../../../src/sources/aws/client/plain.ts'
import { kept } from '../../../src/sources/aws/collect-drop.ts'
import { errorClass, stateOfError } from '../../../src/sources/aws/error-class.ts'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'

const names = (Object.keys(AWS_CALLS) as CallName[]).filter((name): name is AskedName => AWS_CALLS[name].scope !== 'by-hand')

test('every call has a command that its package has', async () => {
  for (const [question, { package: from, command }] of Object.entries(COMMANDS)) {
    const { commands } = await PACKAGES[from]()
    expect([question, command in commands]).toEqual([question, true])
  }
  expect(names.filter((name) => !(name in COMMANDS))).toEqual([])
})

test('every list is either asked for in pages, or has none at AWS; and its answer must have it, but for two', () => {
  const lists = names.filter((name) => AWS_CALLS[name].list !== null)
  const unpaged = lists.filter((name) => COMMANDS[name].paging === null)
  expect(unpaged).toEqual(['iam list-saml-providers', 'iam list-open-id-connect-providers', 'sns list-tags-for-resource'])
  const lenient = lists.filter((name) => !COMMANDS[name].must.includes(AWS_CALLS[name].list ?? ''))
  expect(lenient).toEqual(['s3control list-access-points', 'sqs list-queues', 's3control list-access-grants-instances'])
})

test.each([
  ['s3api get-bucket-policy', 'NoSuchBucketPolicy', 'absent', 'complete'],
  ['s3api get-bucket-policy', 'NoSuchBucket', 'gone', 'failed'],
  ['s3api get-bucket-policy', 'AccessDenied', 'denied', 'denied'],
  ['s3api get-bucket-policy', 'NoSuchTagSet', 'unknown', 'failed'],
  ['s3api get-bucket-policy', 'NoSuchBucketPolicyX', 'unknown', 'failed'],
  ['dynamodb get-resource-policy', 'PolicyNotFoundException', 'absent', 'complete'],
  ['organizations describe-policy', 'PolicyNotFoundException', 'gone', 'failed'],
  ['lambda get-policy', 'ResourceNotFoundException', 'absent', 'complete'],
  ['secretsmanager get-resource-policy', 'ResourceNotFoundException', 'gone', 'failed'],
  ['sns list-topics', 'AuthorizationError', 'denied', 'denied'],
  ['kms list-keys', 'AccessDeniedException', 'denied', 'denied'],
  ['kms list-keys', 'UnrecognizedClientException', 'unknown', 'failed'],
  ['iam list-account-aliases', 'InvalidClientTokenId', 'unknown', 'failed'],
  ['iam list-account-aliases', 'Throttling', 'unknown', 'failed'],
] as const)('of %s the code %s means %s', (name, code, meaning, state) => {
  expect([errorClass(name, code), stateOfError(name, code)]).toEqual([meaning, state])
})

test('a pace lets a second of calls go at once, and then no more than its rate', async () => {
  let now = 0
  const pace = new Pace({ now: () => now, sleep: async (ms) => void (now += ms) }, 15)
  for (let call = 0; call < 15; call++) await pace.admit()
  expect(now).toBe(0)
  await Promise.all(Array.from({ length: 30 }, async () => pace.admit()))
  expect(now).toBeGreaterThanOrEqual(2_000)
  expect(now).toBeLessThan(2_100)
})

test('a failure says what the service says, without the secrets of the run', () => {
  const thrown = Object.assign(new Error('the canonical string\nshould have been `x-amz-security-token:FQoG`'), {
    name: 'SignatureDoesNotMatch',
    $metadata: { httpStatusCode: 403 },
  })
  const failure = failureOf(thrown, (text) => text.replaceAll('FQoG', '(secret)'))
  expect(failure).toEqual({
    code: 'SignatureDoesNotMatch',
    message: 'the canonical string should have been `x-amz-security-token:(secret)`',
    status: 403,
  })
  expect(saidBy(failureOf(new NotAssumed('arn:r', failure), (text) => text))).toMatch(/^cannot assume `arn:r`: SignatureDoesNotMatch: the/u)
})

test('a network failure has no status, and so is no answer', () => {
  const thrown = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', $metadata: { attempts: 2 } })
  expect(failureOf(thrown, (text) => text)).toEqual({ code: 'ECONNREFUSED', message: 'connect ECONNREFUSED', status: null })
})

test('an answer is printed as the command line does', () => {
  const answer = { $metadata: { requestId: '1' }, At: new Date(0), Bytes: Buffer.from('ab'), List: [{ Left: undefined, Kept: false }] }
  expect(plain(answer)).toEqual({ At: '1970-01-01T00:00:00.000Z', Bytes: 'YWI=', List: [{ Kept: false }] })
})

test('the credential report keeps what is allowed, and times of use only as buckets', () => {
  const now = instantFromEpochMs(Date.UTC(2026, 10, 26))
  const report = [
    'user,arn,password_last_used,access_key_1_active,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service',
    'ada,arn:1,2026-11-20T09:00:00+00:00,true,2026-01-01T00:00:00Z,eu-west-2,s3',
    'a,b,arn:2,no_information,false,N/A,N/A,N/A',
  ].join('\n')
  const { page, redacted } = kept('iam get-credential-report', { Content: Buffer.from(report).toString('base64') }, now)
  expect(Buffer.from(String(page['Content']), 'base64').toString().split('\n').slice(1)).toEqual([
    'ada,arn:1,≤30,true,>180,withheld,withheld',
    'a,b,arn:2,no_information,false,N/A,N/A,N/A',
  ])
  expect(redacted).toBe(4)
})

test('of a person only what names them is kept, and one address', () => {
  const user = {
    UserName: 'ada',
    UserId: '1',
    IdentityStoreId: 'd-1',
    DisplayName: 'Ada Byron',
    Name: { GivenName: 'Ada' },
    Birthdate: '1815-12-10',
    Emails: [
      { Value: 'home@elsewhere.example', Type: 'home' },
      { Value: 'ada@northmoor.example', Type: 'work', Primary: true },
    ],
    UserStatus: 'ENABLED',
    SomethingNew: 'x',
  }
  const { page, dropped } = kept('identitystore list-users', { Users: [user], NextToken: 't' }, instantFromEpochMs(0))
  expect(page).toEqual({
    Users: [
      {
        UserName: 'ada',
        UserId: '1',
        IdentityStoreId: 'd-1',
        DisplayName: 'Ada Byron',
        Emails: [{ Value: 'ada@northmoor.example', Primary: true }],
        UserStatus: 'ENABLED',
      },
    ],
    NextToken: 't',
  })
  expect(dropped).toBe(5)
})
