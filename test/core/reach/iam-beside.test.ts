import { describe, expect, test } from 'vitest'
import type { IamAclEntry, IamKeyGrant } from '../../../src/core/model/iam.ts'
import { outsiderId } from '../../../src/core/model/iam.ts'
import type { ResourceKind } from '../../../src/core/model/resource-kind.ts'
import { BUCKET, HERE, KEY, PARTNER, READ, THERE, type World, allow, holdersIn } from './iam-world.ts'

const ANNA = `arn:aws:iam::${HERE}:user/anna`

function grant(grantee: string, more: Partial<IamKeyGrant> = {}): IamKeyGrant {
  return { id: 'g1', grantee, operations: ['Decrypt'], constrained: false, ...more }
}

/** Who holds what on something that is no bucket: the resource of the world under another ARN. */
function holdersOf(kind: ResourceKind, resource: string, world: World): Readonly<Record<string, string>> {
  return holdersIn({ ...world, bucket: { resource, ...world.bucket } }, BUCKET, kind)
}

// "Grants in AWS KMS": an Allow for the grantee alone, without any policy of its own; an explicit Deny beats it.
describe('grants of a key', () => {
  const key = { resource: KEY }

  test('let the grantee do what they name, without a policy', () => {
    const world = { users: { anna: {}, ben: {} }, bucket: { ...key, grants: [grant(ANNA)] } }
    expect(holdersOf('key', KEY, world)).toEqual({ 'anna read': '' })
  })

  test('give nothing that they do not name, and nothing against a Deny', () => {
    const denied = [{ Effect: 'Deny', Action: 'kms:*', Resource: '*' }]
    expect(holdersOf('key', KEY, { users: { anna: {} }, bucket: { ...key, grants: [grant(ANNA, { operations: ['Encrypt'] })] } })).toEqual({ 'anna write': '' }) // prettier-ignore
    expect(holdersOf('key', KEY, { users: { anna: { policy: denied } }, bucket: { ...key, grants: [grant(ANNA)] } })).toEqual({})
  })

  test('hold on condition where they ask for an encryption context', () => {
    const held = holdersOf('key', KEY, { users: { anna: {} }, bucket: { ...key, grants: [grant(ANNA, { constrained: true })] } })
    expect(held['anna read']).toContain('kms:EncryptionContext')
  })

  test('let a service in, and an account outside', () => {
    const grants = [grant('dynamodb.eu-west-2.amazonaws.com'), grant(`arn:aws:iam::${PARTNER}:role/Reader`)]
    const outside = [outsiderId.service('dynamodb.eu-west-2.amazonaws.com'), outsiderId.account(PARTNER)]
    expect(holdersOf('key', KEY, { bucket: { ...key, grants }, outside })).toEqual({
      'dynamodb.eu-west-2.amazonaws.com read': '',
      [`${PARTNER} read`]: '',
    })
  })
})

// "Access control list (ACL) overview": what each permission of a bucket's list lets the grantee do.
describe('the access control list of a bucket', () => {
  const acl = (grantee: string, permission: IamAclEntry['permission']): World['bucket'] => ({ acl: [{ grantee, permission }] })

  test.each([
    ['READ', ['see']],
    ['WRITE', ['write']],
    ['READ_ACP', ['see']],
    ['WRITE_ACP', ['admin']],
    ['FULL_CONTROL', ['admin', 'see', 'write']],
  ] as const)('%s gives another account %s', (permission, levels) => {
    const held = holdersIn({ bucket: acl('c0ffee', permission) ?? {}, outside: [outsiderId.canonical('c0ffee')] })
    expect(Object.keys(held).toSorted()).toEqual(levels.map((level) => `c0ffee ${level}`))
  })

  test('lets anybody in, and whoever is signed in to any account', () => {
    const outside = [outsiderId.anybody]
    expect(holdersIn({ bucket: acl('anybody', 'READ') ?? {}, outside })).toEqual({ 'anybody see': '' })
    expect(holdersIn({ bucket: acl('signed-in', 'READ') ?? {}, outside })).toEqual({ 'anybody see': '' })
  })

  test('gives nothing against a Deny, unless nobody can tell whether the Deny means the one who is known by an id alone', () => {
    const deny = (Condition: object) => [{ Effect: 'Deny', Action: 's3:*', Resource: [BUCKET, `${BUCKET}/*`], Principal: '*', Condition }]
    const outside = [outsiderId.canonical('c0ffee')]
    const strangers = { StringNotEquals: { 'aws:PrincipalOrgID': 'o-north' } }
    const world = { bucket: { ...acl('c0ffee', 'READ'), statements: deny({}) }, outside }
    expect(holdersIn(world)).toEqual({})
    expect(holdersIn({ ...world, bucket: { ...world.bucket, statements: deny(strangers) } })['c0ffee see']).toContain('aws:PrincipalOrgID')
  })

  test('is no public policy: what holds those off leaves a list to its own switch', () => {
    const users = { anna: { in: THERE, policy: [READ] } }
    const statements = [{ ...READ, Principal: { AWS: `arn:aws:iam::${THERE}:user/anna` } }]
    const bucket = { ...acl('anybody', 'READ'), statements, holdsOffPublic: true }
    expect(holdersIn({ users, bucket, outside: [outsiderId.anybody] })['anna read']).toBe('')
  })
})

describe('levels of other services', () => {
  const table = `arn:aws:dynamodb:eu-west-2:${HERE}:table/samples`
  const lambda = `arn:aws:lambda:eu-west-2:${HERE}:function:clean`

  test.each([
    ['queue', `arn:aws:sqs:eu-west-2:${HERE}:jobs`, 'sqs:ReceiveMessage', 'read'],
    ['queue', `arn:aws:sqs:eu-west-2:${HERE}:jobs`, 'sqs:SetQueueAttributes', 'admin'],
    ['topic', `arn:aws:sns:eu-west-2:${HERE}:alerts`, 'sns:Subscribe', 'read'],
    ['function', lambda, 'lambda:InvokeFunction', 'use'],
    ['function', lambda, 'lambda:UpdateFunctionCode', 'write'],
    ['function', lambda, 'lambda:GetFunction', 'read'],
    ['repository', `arn:aws:ecr:eu-west-2:${HERE}:repository/tools`, 'ecr:GetDownloadUrlForLayer', 'read'],
    ['database', table, 'dynamodb:Scan', 'read'],
    ['database', table, 'dynamodb:DeleteItem', 'write'],
    ['share', `arn:aws:elasticfilesystem:eu-west-2:${HERE}:file-system/fs-1`, 'elasticfilesystem:ClientMount', 'read'],
  ] as const)('of a %s (%s) %s gives %s', (kind, resource, action, level) => {
    const users = { anna: { policy: [allow(action, resource)] }, ben: { policy: [allow(action, `${resource}-other`)] } }
    expect(holdersOf(kind, resource, { users })).toEqual({ [`anna ${level}`]: '' })
  })

  test('whoever may query one index of a table reads of it on condition', () => {
    const users = { anna: { policy: [allow('dynamodb:Query', `${table}/index/by-site`)] } }
    expect(holdersOf('database', table, { users })).toEqual({ 'anna read': `if the name fits \`${table}/index/by-site\`` })
  })

  test('whoever may run one alias of a function uses it on condition', () => {
    const users = { anna: { policy: [allow('lambda:InvokeFunction', `${lambda}:prod`)] } }
    expect(holdersOf('function', lambda, { users })).toEqual({ 'anna use': `if the name fits \`${lambda}:prod\`` })
  })
})
