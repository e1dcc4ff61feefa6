import type { ResourceKind } from '../../src/core/model/resource-kind.ts'

type Statement = Readonly<Record<string, unknown>>
export type Statements = readonly Statement[]

const allow = (action: string | readonly string[], resource: string | readonly string[] = '*', rest: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  ...rest,
})
const deny = (action: string | readonly string[], rest: Statement = {}): Statement => ({
  Effect: 'Deny',
  Action: action,
  Resource: '*',
  ...rest,
})

export const SERVICE_GUARDRAILS: Readonly<Record<string, Statements>> = {
  FullAWSAccess: [allow('*')],
  NoLeaving: [
    allow('*'),
    deny(['organizations:LeaveOrganization', 'iam:DeleteRole*']),
    deny('*', { Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } } }),
  ],
  OnlyInEurope: [
    {
      Effect: 'Deny',
      NotAction: ['iam:*', 'sts:*', 's3:*'],
      Resource: '*',
      Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-2' } },
    },
  ],
}

export const RESOURCE_GUARDRAILS: Readonly<Record<string, Statements>> = {
  RCPFullAWSAccess: [allow('*', '*', { Principal: '*' })],
  OnlyOurs: [
    deny(['s3:*', 'kms:*', 'secretsmanager:*', 'sqs:*'], {
      Principal: '*',
      Condition: {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-north' },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      },
    }),
  ],
}

/** Policies that many hold; the first is for administrators. */
export const MANAGED: Readonly<Record<string, Statements>> = {
  AdministratorAccess: [allow('*')],
  PowerUserAccess: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }, allow('iam:List*')],
  ReadOnlyAccess: [allow(['s3:Get*', 's3:List*', 'kms:Describe*', 'kms:List*', 'sqs:Get*', 'sns:List*', 'dynamodb:Describe*', 'ec2:Describe*', 'logs:*'])], // prettier-ignore
  ViewOnlyAccess: [allow(['s3:ListAllMyBuckets', 's3:ListBucket', 'sqs:ListQueues', 'ec2:Describe*', 'cloudwatch:*'])],
  OwnFolder: [allow(['s3:GetObject', 's3:PutObject'], 'arn:aws:s3:::data-*/home/${aws:username}/*'), allow('iam:ChangePassword')],
  Machines: [allow(['ec2:*', 'autoscaling:*', 'elasticloadbalancing:*']), allow('iam:PassRole', 'arn:aws:iam::*:role/Role1*')],
  MayAssume: [allow('sts:AssumeRole', 'arn:aws:iam::*:role/Role*')],
  NoSecrets: [deny(['secretsmanager:GetSecretValue', 'kms:Decrypt'], { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } })],
}

export const PERMISSION_SETS: Readonly<Record<string, Statements>> = {
  Administrator: [allow('*')],
  Support: [allow(['s3:List*', 'sqs:List*', 'support:*'])],
  Billing: [allow(['aws-portal:*', 'ce:*'])],
  Analyst: [allow(['s3:GetObject', 's3:ListBucket']), allow('sts:AssumeRole', 'arn:aws:iam::*:role/Role*')],
  Developer: [allow(['lambda:*', 'sqs:*', 'dynamodb:*', 'logs:*']), allow('iam:PassRole', '*')],
  Security: [allow(['s3:GetBucketPolicy', 'kms:GetKeyPolicy', 'iam:Get*', 'iam:List*'])],
  Network: [allow(['ec2:*', 'route53:*'])],
  KeyKeeper: [allow('kms:*'), deny('kms:Decrypt')],
}

/** Statements as a team writes them for a role of its own; `near` names a resource of the same account. */
export const OWN_STATEMENTS: readonly ((near: (kind: ResourceKind) => string, far: string) => Statement)[] = [
  (near) => allow(['s3:GetObject', 's3:PutObject'], `${near('bucket')}/*`),
  (near) => allow('s3:ListBucket', near('bucket')),
  (near) => allow(['kms:Decrypt', 'kms:GenerateDataKey'], near('key')),
  (near) => allow('secretsmanager:GetSecretValue', near('secret')),
  (near) => allow(['sqs:SendMessage', 'sqs:ReceiveMessage'], near('queue')),
  (near) => allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:PutItem'], near('database')),
  (near) => allow('s3:GetObject', `${near('bucket')}/*`, { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }),
  (near) => allow('s3:*', [near('bucket'), `${near('bucket')}/*`], { Condition: { StringEquals: { 'aws:ResourceTag/project': '${aws:PrincipalTag/project}' } } }), // prettier-ignore
  (_, far) => allow('s3:GetObject', `arn:aws:s3:::data-${far}-*/*`),
  () => allow(['logs:CreateLogStream', 'logs:PutLogEvents']),
  () => allow(['xray:*', 'cloudwatch:PutMetricData', 'ec2:CreateNetworkInterface']),
  (_, far) => allow('sts:AssumeRole', `arn:aws:iam::${far}:role/Role1*`),
]

export function trustOf(principal: Statement, condition: Statement | null = null): Statements {
  const action = 'Federated' in principal ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRole'
  return [{ Effect: 'Allow', Principal: principal, Action: action, ...(condition === null ? {} : { Condition: condition }) }]
}

const insecure = (resource: string): Statement => ({ ...deny('*', { Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }), Resource: [resource, `${resource}/*`] }) // prettier-ignore

/** A resource's own policy; null = it has none. `draw` chooses, 0 to 999. */
export function resourcePolicy(
  kind: ResourceKind,
  resource: string,
  owner: string,
  far: string,
  partner: string,
  draw: number,
): Statements | null {
  const root = { AWS: `arn:aws:iam::${owner}:root` }
  const actions = { bucket: 's3:GetObject', key: 'kms:Decrypt', secret: 'secretsmanager:GetSecretValue', queue: 'sqs:SendMessage', topic: 'sns:Publish', database: 'dynamodb:GetItem' } // prettier-ignore
  const action = actions[kind as keyof typeof actions]
  const at = kind === 'bucket' ? `${resource}/*` : resource
  const base = kind === 'key' ? [allow('kms:*', '*', { Principal: root })] : kind === 'bucket' ? [insecure(resource)] : []
  if (draw < 400) return base.length === 0 ? null : base
  if (draw < 700) return [...base, allow(action, at, { Principal: { AWS: `arn:aws:iam::${far}:role/Role${10 + (draw % 30)}` } })]
  if (draw < 850) return [...base, allow(action, at, { Principal: { AWS: `arn:aws:iam::${far}:root` } })]
  if (draw < 852) return [...base, allow(action, at, { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-north' } } })]
  if (draw < 940) return [...base, allow(action, at, { Principal: { AWS: `arn:aws:iam::${partner}:root` } })]
  return [...base, allow(action, at, { Principal: { Service: 'cloudtrail.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': owner } } })] // prettier-ignore
}
