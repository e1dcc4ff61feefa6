import { describe, expect, test } from 'vitest'
import { DATA, LAB } from '../../../fixtures/cloud/example-organization.ts'
import { EvidenceTree, type Gathered, gapsIn, ofKind } from './evidence-tree.ts'

const GAAD = 'iam get-account-authorization-details'
const ARN = (rest: string): string => `arn:aws:iam::${DATA}:${rest}`
const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }
const document = (...Statement: readonly object[]): object => ({ Version: '2012-10-17', Statement })
const user = (name: string, rest: object = {}): object => ({ UserName: name, Arn: ARN(`user/${name}`), ...rest })
const role = (name: string, Principal: unknown, rest: object = {}): object => ({
  RoleName: name,
  Arn: ARN(`role/${name}`),
  AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal }),
  ...rest,
})
const managed = (name: string, ...versions: readonly object[]): object => ({
  PolicyName: name,
  Arn: ARN(`policy/${name}`),
  PolicyVersionList: versions,
})
const attached = (name: string): object => ({ AttachedManagedPolicies: [{ PolicyName: name, PolicyArn: ARN(`policy/${name}`) }] })

/** One account on its own. */
function account(lists: {
  readonly users?: readonly object[]
  readonly groups?: readonly object[]
  readonly roles?: readonly object[]
  readonly policies?: readonly object[]
}): EvidenceTree {
  // prettier-ignore
  const { users = [], groups = [], roles = [], policies = [] } = lists
  return new EvidenceTree().set(DATA, 'global', GAAD, [], {
    UserDetailList: users,
    GroupDetailList: groups,
    RoleDetailList: roles,
    Policies: policies,
  })
}

function identity(read: Gathered, arn: string) {
  return ofKind(read, 'identity').find((one) => one.arn === arn)
}

describe('policies of identities', () => {
  test('of a managed policy the default version counts, and of an account alone nothing of an organization is missing', async () => {
    const versions = [
      { VersionId: 'v2', IsDefaultVersion: false, Document: document(READ, READ) },
      { VersionId: 'v1', IsDefaultVersion: true, Document: document(READ) },
    ]
    const read = await account({ users: [user('ada', attached('Lab'))], policies: [managed('Lab', ...versions)] }).read()
    expect(read.gaps).toEqual([])
    expect(ofKind(read, 'policy').map(({ key, document: { label, statements } }) => [key, label, statements.length])).toEqual([[ARN('policy/Lab'), 'Lab', 1]]) // prettier-ignore
    expect(identity(read, ARN('user/ada'))?.policies).toEqual([ARN('policy/Lab')])
    expect(ofKind(read, 'account')).toMatchObject([{ account: DATA, label: DATA, organization: null, path: null, scp: null, rcp: null }])
  })

  test('a managed policy that cannot be read leaves the whole account in doubt, an inline one whoever bears it', async () => {
    const bad = document({ Effect: 'allow', Action: '*', Resource: '*' })
    const inline = { UserPolicyList: [{ PolicyName: 'own', PolicyDocument: bad }] }
    const read = await account({
      users: [user('ada', attached('Lab')), user('ben', inline)],
      policies: [managed('Lab', { IsDefaultVersion: true, Document: '%7Bnot json' })],
    }).read()
    expect(gapsIn(read)).toEqual([`record-malformed ${GAAD}`, `record-malformed ${GAAD} ${ARN('user/ben')}`, `reference-dangling ${GAAD}`])
    expect(ofKind(read, 'policy')).toEqual([])
    expect(identity(read, ARN('user/ben'))?.policies).toEqual([])
  })

  test('a policy that is attached and described nowhere is a gap', async () => {
    const read = await account({ users: [user('ada', attached('Lost')), user('ben', attached('Lost'))] }).read()
    expect(gapsIn(read)).toEqual([`reference-dangling ${GAAD}`])
  })

  test('a boundary that was fetched apart bounds; one that was not leaves its bearer unbounded, and is a gap', async () => {
    const bounded = user('ada', { PermissionsBoundary: { PermissionsBoundaryArn: ARN('policy/Edge') } })
    const without = await account({ users: [bounded] }).read()
    expect(gapsIn(without)).toEqual([`reference-dangling ${GAAD} ${ARN('user/ada')}`])
    expect(identity(without, ARN('user/ada'))?.boundary).toBeNull()
    const fetched = account({ users: [bounded] })
      .set(DATA, 'global', 'iam get-policy', [ARN('policy/Edge')], { Policy: { Arn: ARN('policy/Edge'), DefaultVersionId: 'v3' } })
      .set(DATA, 'global', 'iam get-policy-version', [ARN('policy/Edge'), 'v3'], {
        PolicyVersion: { VersionId: 'v3', Document: document(READ) },
      })
    const read = await fetched.read()
    expect(read.gaps).toEqual([])
    expect(identity(read, ARN('user/ada'))?.boundary).toBe(ARN('policy/Edge'))
  })

  test('a version that is not the default one is none', async () => {
    const read = await account({ users: [user('ada', { PermissionsBoundary: { PermissionsBoundaryArn: ARN('policy/Edge') } })] })
      .set(DATA, 'global', 'iam get-policy', [ARN('policy/Edge')], { Policy: { DefaultVersionId: 'v4' } })
      .set(DATA, 'global', 'iam get-policy-version', [ARN('policy/Edge'), 'v3'], {
        PolicyVersion: { VersionId: 'v3', Document: document(READ) },
      })
      .read()
    expect(gapsIn(read)).toEqual([`reference-dangling ${GAAD} ${ARN('user/ada')}`])
  })
})

describe('users, groups and roles', () => {
  test('groups of a user are found by their names, with their paths; one that is lost is a gap', async () => {
    const groups = [
      { GroupName: 'lab', Arn: ARN('group/teams/lab'), GroupPolicyList: [{ PolicyName: 'read', PolicyDocument: document(READ) }] },
    ]
    const read = await account({ users: [user('ada', { GroupList: ['lab', 'gone'] })], groups }).read()
    expect(identity(read, ARN('user/ada'))?.groups).toEqual([ARN('group/teams/lab')])
    expect(identity(read, ARN('group/teams/lab'))?.policies).toEqual([`${ARN('group/teams/lab')} inline read`])
    expect(gapsIn(read)).toEqual([`reference-dangling ${GAAD} ${ARN('user/ada')}`])
  })

  test('tags of a user are attributes, and its name is one only where nobody else bears it', async () => {
    const read = await account({ users: [user('ada', { Tags: [{ Key: 'EmployeeId', Value: '117' }] }), user('emil')] })
      .set(LAB, 'global', GAAD, [], { UserDetailList: [{ UserName: 'Emil', Arn: `arn:aws:iam::${LAB}:user/Emil` }] })
      .read()
    const byId = new Map(read.accounts.map((fact) => [fact.account.id, fact]))
    expect(byId.get(ARN('user/ada'))?.account.attributes).toEqual({ username: ['ada'], arn: [ARN('user/ada')], 'tag/employeeid': ['117'] })
    expect(byId.get(ARN('user/ada'))?.names).toEqual([`id:${ARN('user/ada')}`, 'name:ada'])
    expect(byId.get(ARN('user/emil'))?.names).toEqual([`id:${ARN('user/emil')}`])
  })

  test('a service-linked role is known by its path', async () => {
    const linked = {
      ...role('AWSServiceRoleForX', { Service: 'x.amazonaws.com' }),
      Arn: ARN('role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX'),
    }
    const read = await account({ roles: [linked, role('Plain', { Service: 'x.amazonaws.com' })] }).read()
    expect(ofKind(read, 'identity').map(({ arn, serviceLinked }) => [arn.split('/').at(-1), serviceLinked])).toEqual([
      ['Plain', false],
      ['AWSServiceRoleForX', true],
    ])
  })

  test('a role of Identity Center of which nothing says who may use it is a gap', async () => {
    const reserved = {
      ...role('x', { Federated: 'y' }),
      Arn: ARN('role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Lab_0123456789abcdef'),
    }
    const read = await account({ roles: [reserved] }).read()
    expect(gapsIn(read)).toEqual([
      'dataset-missing sso-admin list-instances',
      `reference-dangling ${GAAD} ${ARN('role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Lab_0123456789abcdef')}`,
    ])
  })

  test('an identity of another account, and a page of nothing known, are gaps', async () => {
    const foreign = new EvidenceTree().set(DATA, 'global', GAAD, [], { UserDetailList: [{ UserName: 'ada', Arn: `arn:aws:iam::${LAB}:user/ada` }] }, { Nothing: [] }) // prettier-ignore
    const read = await foreign.read()
    expect(gapsIn(read)).toEqual([`record-malformed ${GAAD}`, `record-malformed ${GAAD}`])
    expect(ofKind(read, 'identity')).toEqual([])
  })

  test('when somebody was last there stands in the credential report', async () => {
    const report = [
      'user,arn,user_creation_time,password_enabled,password_last_used,access_key_1_last_used_date,access_key_2_last_used_date',
      `ada,${ARN('user/ada')},x,true,>180,31–90,N/A`,
      `ben,${ARN('user/ben')},x,true,no_information,N/A,N/A`,
      `old,${ARN('user/old')},x,true,N/A,N/A,N/A`,
      `dora,${ARN('user/dora')},x,true,withheld,>180,N/A`,
    ].join('\n')
    const since = (CreateDate: string): object => ({ CreateDate })
    const names = { ada: '2020-01-01T00:00:00Z', ben: '2020-01-01T00:00:00Z', old: '2012-01-01T00:00:00Z', dora: '2020-01-01T00:00:00Z' }
    const read = await account({ users: Object.entries(names).map(([name, created]) => user(name, since(created))) })
      .set(DATA, 'global', 'iam get-credential-report', [], { Content: Buffer.from(report).toString('base64') })
      .read()
    const recency = Object.fromEntries(read.accounts.filter(({ account: { id } }) => id.includes(':user/')).map(({ account: one }) => [one.label, one.recency])) // prettier-ignore
    expect(recency).toEqual({ ada: '31–90', ben: 'never', old: 'unknown', dora: 'unknown' })
  })
})

describe('holders outside', () => {
  test('of every form that a trust policy names there is an account, and of identities that were read none', async () => {
    const principals: readonly unknown[] = [
      '*',
      { AWS: '999988887777' },
      {
        AWS: [
          'arn:aws:iam::888877776666:role/Theirs',
          `arn:aws:iam::${DATA}:root`,
          'AROAEXAMPLEGONE',
          'arn:aws:iam::cloudfront:user/CloudFront X',
        ],
      },
      { Service: 'ec2.amazonaws.com' },
      { Federated: `arn:aws:iam::${DATA}:oidc-provider/token.example` },
    ]
    const read = await account({ roles: principals.map((principal, at) => role(`R${at}`, principal)) }).read()
    const outside = read.accounts.map(({ account: { id, label } }) => [id, label]).filter(([id]) => id?.startsWith('arn:') === false)
    expect(outside).toEqual([
      ['account/888877776666', 'AWS account 888877776666'],
      ['account/999988887777', 'AWS account 999988887777'],
      ['account/cloudfront', 'AWS’s own account cloudfront'],
      ['anybody', 'anybody'],
      [`provider/arn:aws:iam::${DATA}:oidc-provider/token.example`, 'token.example'],
      ['service/ec2.amazonaws.com', 'ec2.amazonaws.com'],
    ])
  })

  test('Allow with NotPrincipal lets in everybody else, a Deny nobody', async () => {
    const open = {
      ...role('Open', {}),
      AssumeRolePolicyDocument: document({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: '777766665555' } }),
    }
    const denying = {
      ...role('No', {}),
      AssumeRolePolicyDocument: document({ Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: '666655554444' } }),
    }
    const read = await account({ roles: [open, denying] }).read()
    expect(read.accounts.map(({ account: { id } }) => id).filter((id) => !id.startsWith('arn:'))).toEqual(['anybody'])
  })
})
