import { describe, expect, test } from 'vitest'
import { DATA, KEY, LAB, RAW } from '../../../fixtures/cloud/example-organization.ts'
import type { CallName } from '../../../src/sources/aws/calls.ts'
import { EvidenceTree, type Gathered, gapsIn, ofKind } from './evidence-tree.ts'

const HOME = 'eu-west-2'
const NAME = 'qsense-raw'
const KEY_ID = KEY.slice(KEY.indexOf('/') + 1)
const PARTNER_STATEMENT = { Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: '*', Resource: '*' }
const policy = JSON.stringify({ Version: '2012-10-17', Statement: PARTNER_STATEMENT })

/** The resources of the account DATA alone. */
function resources(): EvidenceTree {
  const nobody = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] }
  return EvidenceTree.example()
    .withoutAll(({ unit }) => unit !== DATA)
    .set(DATA, 'global', 'iam get-account-authorization-details', [], nobody)
}

function targetOf(read: Gathered, resource: string) {
  return ofKind(read, 'target').find((target) => target.resource === resource)
}

const gapsOn = (read: Gathered, record: string): readonly string[] => gapsIn(read).filter((gap) => gap.endsWith(` ${record}`))

const BUCKET_CALLS = [
  's3api get-bucket-policy',
  's3api get-public-access-block',
  's3api get-bucket-ownership-controls',
  's3api get-bucket-acl',
  's3api get-bucket-encryption',
  's3api get-bucket-tagging',
  's3api get-bucket-abac',
] as const

describe('a bucket', () => {
  test.each(BUCKET_CALLS)('of which `%s` was not asked, or denied, is stated with a gap on it alone', async (name) => {
    const missing = await resources().without(DATA, HOME, name, [NAME]).read()
    expect(gapsIn(missing)).toEqual([`dataset-missing ${name} ${RAW}`])
    const denied = await resources().denied(DATA, HOME, name, [NAME]).read()
    expect(gapsIn(denied)).toEqual([`dataset-incomplete ${name} ${RAW}`])
    expect(denied.gaps[0]).toMatchObject({ unit: DATA, reason: `\`${name}\`: ${name}: AccessDenied` })
    expect(denied.gaps[0]?.cure).toContain('s3:Get')
    expect([missing, denied].map((read) => read.resources.some(({ native }) => native === RAW))).toEqual([true, true])
    expect(targetOf(denied, RAW)).toBeDefined()
  })

  test('that is only listed has one gap', async () => {
    const read = await resources()
      .withoutAll(({ name, arguments: [first] }) => name.startsWith('s3api ') && first === NAME)
      .read()
    expect(gapsIn(read)).toEqual([`dataset-missing s3api get-bucket-policy ${RAW}`])
    expect(targetOf(read, RAW)?.policy).toBeNull()
  })

  test('that no list shows is stated where it was asked about', async () => {
    const read = await resources().without(DATA, 'global', 's3api list-buckets', []).read()
    expect(targetOf(read, RAW)).toMatchObject({ account: DATA, policy: `${RAW} policy` })
  })

  test('whose policy cannot be read has a gap on it', async () => {
    const read = await resources()
      .set(DATA, HOME, 's3api get-bucket-policy', [NAME], { Policy: '{"Statement": [{"Effect": "Maybe"}]}' })
      .read()
    expect(gapsIn(read)).toEqual([`record-malformed s3api get-bucket-policy ${RAW}`])
    expect(targetOf(read, RAW)?.policy).toBeNull()
  })

  test.each([
    ['whose account', { CanonicalUser: 'c0ffee' }],
    ['which users', { AWS: `arn:aws:sts::${DATA}:federated-user/anna` }],
  ])('whose policy names somebody whom no record tells (%s) has a gap on it', async (said, Principal) => {
    const statement = { Effect: 'Allow', Principal, Action: 's3:GetObject', Resource: `${RAW}/*` }
    const policy = { Policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }) }
    const { gaps } = await resources().set(DATA, HOME, 's3api get-bucket-policy', [NAME], policy).read()
    expect(gaps.filter(({ record, reason }) => record === RAW && reason.includes(said))).toHaveLength(1)
  })

  test('is encrypted by a key, an id or an alias of it; not by one that AWS keeps', async () => {
    const encryptedBy = async (KMSMasterKeyID: string | undefined, SSEAlgorithm = 'aws:kms') => {
      const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, KMSMasterKeyID } }]
      const encryption = { ServerSideEncryptionConfiguration: { Rules } }
      return targetOf(await resources().set(DATA, HOME, 's3api get-bucket-encryption', [NAME], encryption).read(), RAW)?.encryptedBy
    }
    expect(await encryptedBy(KEY)).toBe(KEY)
    expect(await encryptedBy(KEY_ID)).toBe(KEY)
    expect(await encryptedBy('alias/qsense', 'aws:kms:dsse')).toBe(KEY)
    expect(await encryptedBy(`arn:aws:kms:${HOME}:${DATA}:alias/qsense`)).toBe(KEY)
    expect(await encryptedBy(`arn:aws:kms:${HOME}:${LAB}:key/theirs`)).toBe(`arn:aws:kms:${HOME}:${LAB}:key/theirs`)
    expect(await encryptedBy(undefined)).toBeNull()
    expect(await encryptedBy('alias/aws/s3')).toBeNull()
    expect(await encryptedBy(undefined, 'AES256')).toBeNull()
  })

  test('holds the public off by its own block or by its account’s; what was not read holds nothing off', async () => {
    const block = { PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } }
    const own = await resources().set(DATA, HOME, 's3api get-public-access-block', [NAME], block).read()
    const account = await resources().set(DATA, 'global', 's3control get-public-access-block', [], block).read()
    const unread = await resources().denied(DATA, 'global', 's3control get-public-access-block', []).read()
    expect([own, account, unread].map((read) => targetOf(read, RAW)?.holdsOffPublic)).toEqual([true, true, false])
    expect(gapsOn(unread, RAW)).toEqual([`dataset-incomplete s3control get-public-access-block ${RAW}`])
  })

  test('counts its tags only where they count', async () => {
    const tagged = (Status: string): EvidenceTree =>
      resources()
        .set(DATA, HOME, 's3api get-bucket-abac', [NAME], { AbacStatus: { Status } })
        .set(DATA, HOME, 's3api get-bucket-tagging', [NAME], { TagSet: [{ Key: 'project', Value: 'qsense' }] })
    expect(targetOf(await tagged('Enabled').read(), RAW)?.tags).toEqual({ project: 'qsense' })
    expect(targetOf(await tagged('Disabled').read(), RAW)?.tags).toBeNull()
    const untagged = await tagged('Enabled').absent(DATA, HOME, 's3api get-bucket-tagging', [NAME], 'NoSuchTagSet').read()
    expect(targetOf(untagged, RAW)?.tags).toEqual({})
  })
})

describe('an access control list', () => {
  const Grants = [
    { Grantee: { Type: 'CanonicalUser', ID: 'c0ffee' }, Permission: 'FULL_CONTROL' },
    { Grantee: { Type: 'CanonicalUser', ID: 'beef' }, Permission: 'READ' },
    { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AllUsers' }, Permission: 'READ' },
    { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers' }, Permission: 'WRITE' },
    { Grantee: { Type: 'Group', URI: 'http://acs.amazonaws.com/groups/s3/LogDelivery' }, Permission: 'WRITE' },
  ]
  const live = (): EvidenceTree =>
    resources()
      .set(DATA, HOME, 's3api get-bucket-acl', [NAME], { Owner: { ID: 'c0ffee' }, Grants })
      .absent(DATA, HOME, 's3api get-bucket-ownership-controls', [NAME], 'OwnershipControlsNotFoundError')

  test('lets in whom it names, beside the owner, and leaves the lists of objects unseen', async () => {
    const read = await live().read()
    expect(targetOf(read, RAW)?.acl).toEqual([
      { grantee: 'beef', permission: 'READ' },
      { grantee: 'anybody', permission: 'READ' },
      { grantee: 'signed-in', permission: 'WRITE' },
    ])
    expect(read.accounts.map(({ account }) => account.id)).toEqual(expect.arrayContaining(['canonical/beef', 'anybody']))
    expect(gapsIn(read)).toEqual([`dataset-incomplete s3api get-bucket-acl ${RAW}`])
  })

  test('is void where the owner owns every object, and its public part where public ones are ignored', async () => {
    const enforced = await live().set(DATA, HOME, 's3api get-bucket-ownership-controls', [NAME], { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }).read() // prettier-ignore
    expect(targetOf(enforced, RAW)?.acl).toBeUndefined()
    expect(gapsIn(enforced)).toEqual([])
    const ignored = await live()
      .set(DATA, HOME, 's3api get-public-access-block', [NAME], { PublicAccessBlockConfiguration: { IgnorePublicAcls: true } })
      .read()
    expect(targetOf(ignored, RAW)?.acl).toEqual([{ grantee: 'beef', permission: 'READ' }])
  })

  test('that means somebody of no form known is a gap', async () => {
    const strange = [{ Grantee: { Type: 'Group', URI: 'http://acs.example/groups/New' }, Permission: 'READ' }]
    const read = await live()
      .set(DATA, HOME, 's3api get-bucket-acl', [NAME], { Owner: { ID: 'c0ffee' }, Grants: strange })
      .read()
    expect(read.gaps.filter(({ reason }) => reason.includes('groups/New'))).toMatchObject([{ record: RAW }])
  })
})

describe('an access point', () => {
  const points = { AccessPointList: [{ Name: 'in', Bucket: NAME, NetworkOrigin: 'VPC', VpcConfiguration: { VpcId: 'vpc-1' }, AccessPointArn: `arn:aws:s3:${HOME}:${DATA}:accesspoint/in` }] } // prettier-ignore
  const withPoint = (): EvidenceTree => resources().set(DATA, HOME, 's3control list-access-points', [], points)

  test('leads into its bucket, with a policy of its own', async () => {
    const read = await withPoint()
      .set(DATA, HOME, 's3control get-access-point', ['in'], { PublicAccessBlockConfiguration: { RestrictPublicBuckets: true } })
      .set(DATA, HOME, 's3control get-access-point-policy', ['in'], { Policy: policy })
      .read()
    const arn = `arn:aws:s3:${HOME}:${DATA}:accesspoint/in`
    expect(targetOf(read, RAW)?.accessPoints).toEqual([{ arn, policy: `${arn} policy`, vpc: 'vpc-1', holdsOffPublic: true }])
    expect(gapsIn(read)).toEqual([])
    expect(read.accounts.map(({ account }) => account.id)).toContain('account/999988887777')
  })

  test('that was not asked about is a gap on its bucket; so is a list of them that was not read', async () => {
    expect(gapsIn(await withPoint().read())).toEqual([
      `dataset-missing s3control get-access-point ${RAW}`,
      `dataset-missing s3control get-access-point-policy ${RAW}`,
    ])
    const unlisted = await resources().denied(DATA, HOME, 's3control list-access-points', []).read()
    expect(gapsOn(unlisted, RAW)).toEqual([`dataset-incomplete s3control list-access-points ${RAW}`])
  })
})

describe('a key', () => {
  test('has grants, with those to whom they were given; tags, and other names', async () => {
    const Grants = [
      {
        GrantId: 'g1',
        GranteePrincipal: 'arn:aws:iam::888877776666:role/Backup',
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset: { a: 'b' } },
      },
      { GrantId: 'g2', GranteePrincipal: 'dynamodb.eu-west-2.amazonaws.com', Operations: ['Decrypt', 'CreateGrant'] },
    ]
    const read = await resources()
      .set(DATA, HOME, 'kms list-grants', [KEY_ID], { Grants })
      .set(DATA, HOME, 'kms list-resource-tags', [KEY_ID], { Tags: [{ TagKey: 'project', TagValue: 'qsense' }] })
      .read()
    expect(targetOf(read, KEY)).toMatchObject({
      tags: { project: 'qsense' },
      otherNames: [`arn:aws:kms:${HOME}:${DATA}:alias/qsense`],
      grants: [
        { id: 'g1', grantee: 'arn:aws:iam::888877776666:role/Backup', operations: ['Decrypt'], constrained: true },
        { id: 'g2', grantee: 'dynamodb.eu-west-2.amazonaws.com', operations: ['Decrypt', 'CreateGrant'], constrained: false },
      ],
    })
    expect(read.accounts.map(({ account }) => account.id)).toEqual(expect.arrayContaining(['account/888877776666', 'service/dynamodb.eu-west-2.amazonaws.com'])) // prettier-ignore
  })

  test.each(['kms get-key-policy', 'kms list-grants', 'kms list-resource-tags'] as const)('without `%s` has a gap', async (name) => {
    expect(gapsIn(await resources().without(DATA, HOME, name, [KEY_ID]).read())).toEqual([`dataset-missing ${name} ${KEY}`])
  })

  test('may have been asked about by its alias', async () => {
    const answer = { Policy: policy }
    const read = await resources()
      .without(DATA, HOME, 'kms get-key-policy', [KEY_ID])
      .set(DATA, HOME, 'kms get-key-policy', ['alias/qsense'], answer)
      .read()
    expect(targetOf(read, KEY)?.policy).toBe(`${KEY} policy`)
    expect(gapsIn(read)).toEqual([])
  })
})

describe('other resources', () => {
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${HOME}:${DATA}:${rest}`
  const url = `https://sqs.${HOME}.amazonaws.com/${DATA}/jobs`
  interface Case {
    readonly kind: string
    readonly native: string
    readonly list: readonly [CallName, object]
    readonly deep: readonly (readonly [CallName, string, object])[]
  }
  const cases: readonly Case[] = [
    {
      kind: 'secret',
      native: arn('secretsmanager', 'secret:db-a1b2c3'),
      list: ['secretsmanager list-secrets', { SecretList: [{ ARN: arn('secretsmanager', 'secret:db-a1b2c3'), Name: 'db' }] }],
      deep: [['secretsmanager get-resource-policy', arn('secretsmanager', 'secret:db-a1b2c3'), { ARN: 'x', ResourcePolicy: policy }]],
    },
    {
      kind: 'queue',
      native: arn('sqs', 'jobs'),
      list: ['sqs list-queues', { QueueUrls: [url] }],
      deep: [
        ['sqs get-queue-attributes', url, { Attributes: { Policy: policy } }],
        ['sqs list-queue-tags', url, {}],
      ],
    },
    {
      kind: 'topic',
      native: arn('sns', 'news'),
      list: ['sns list-topics', { Topics: [{ TopicArn: arn('sns', 'news') }] }],
      deep: [
        ['sns get-topic-attributes', arn('sns', 'news'), { Attributes: { Policy: policy } }],
        ['sns list-tags-for-resource', arn('sns', 'news'), { Tags: [] }],
      ],
    },
    {
      kind: 'function',
      native: arn('lambda', 'function:clean'),
      list: ['lambda list-functions', { Functions: [{ FunctionName: 'clean', FunctionArn: arn('lambda', 'function:clean') }] }],
      deep: [
        ['lambda get-policy', 'clean', { Policy: policy }],
        ['lambda list-function-url-configs', 'clean', { FunctionUrlConfigs: [] }],
      ],
    },
    {
      kind: 'repository',
      native: arn('ecr', 'repository/tools'),
      list: ['ecr describe-repositories', { repositories: [{ repositoryName: 'tools', repositoryArn: arn('ecr', 'repository/tools') }] }],
      deep: [['ecr get-repository-policy', 'tools', { policyText: policy }]],
    },
    {
      kind: 'database',
      native: arn('dynamodb', 'table/runs'),
      list: ['dynamodb list-tables', { TableNames: ['runs'] }],
      deep: [['dynamodb get-resource-policy', arn('dynamodb', 'table/runs'), { Policy: policy }]],
    },
  ]

  test.each(cases)('a $kind has its own policy, and a gap for each call that was not made', async ({ kind, native, list, deep }) => {
    const listed = resources().set(DATA, HOME, list[0], [], list[1])
    for (const [name, given, answer] of deep) listed.set(DATA, HOME, name, [given], answer)
    const read = await listed.read()
    expect(read.resources.find((one) => one.native === native)?.kind).toBe(kind)
    expect(targetOf(read, native)?.policy).toBe(`${native} policy`)
    expect(gapsIn(read)).toEqual([])
    for (const [name, given] of deep) listed.without(DATA, HOME, name, [given])
    expect(gapsIn(await listed.read())).toEqual([`dataset-missing ${deep[0]?.[0]} ${native}`])
  })

  test('a version of a function has a policy of its own', async () => {
    const native = arn('lambda', 'function:clean')
    const read = await resources()
      .set(DATA, HOME, 'lambda list-functions', [], { Functions: [{ FunctionName: 'clean', FunctionArn: native }] })
      .absent(DATA, HOME, 'lambda get-policy', ['clean'], 'ResourceNotFoundException')
      .set(DATA, HOME, 'lambda get-policy', ['clean', 'live'], { Policy: policy })
      .set(DATA, HOME, 'lambda list-function-url-configs', ['clean'], { FunctionUrlConfigs: [] })
      .read()
    expect([targetOf(read, native)?.policy, targetOf(read, `${native}:live`)?.policy]).toEqual([null, `${native}:live policy`])
    expect(gapsIn(read)).toEqual([])
  })

  test('a file system is open to whoever reaches it over the network, which nobody here reads', async () => {
    const native = arn('elasticfilesystem', 'file-system/fs-1')
    const read = await resources()
      .set(DATA, HOME, 'efs describe-file-systems', [], { FileSystems: [{ FileSystemId: 'fs-1' }] })
      .absent(DATA, HOME, 'efs describe-file-system-policy', ['fs-1'], 'PolicyNotFound')
      .read()
    expect(gapsIn(read)).toEqual([`dataset-incomplete efs describe-file-system-policy ${native}`])
  })

  test('a policy of a registry bears on its repositories, and is not evaluated', async () => {
    const native = arn('ecr', 'repository/tools')
    const read = await resources()
      .set(DATA, HOME, 'ecr describe-repositories', [], { repositories: [{ repositoryName: 'tools', repositoryArn: native }] })
      .absent(DATA, HOME, 'ecr get-repository-policy', ['tools'], 'RepositoryPolicyNotFoundException')
      .set(DATA, HOME, 'ecr get-registry-policy', [], { policyText: policy })
      .read()
    expect(gapsIn(read)).toEqual([`dataset-incomplete ecr get-registry-policy ${native}`])
  })
})
