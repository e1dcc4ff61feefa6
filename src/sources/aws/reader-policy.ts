import { distinctTexts } from '../../core/base/order.ts'
import { AWS_CALLS } from './calls.ts'

/** What the reader of an account may do, and what it must never do (aws.md, part 2): the policy of its role, as IAM takes it. */
export function readerPolicy(): {
  readonly Version: '2012-10-17'
  readonly Statement: readonly { readonly Sid: string; readonly Effect: 'Allow' | 'Deny'; readonly Action: readonly string[]; readonly Resource: '*' }[] // prettier-ignore
} {
  const needed = Object.values(AWS_CALLS).flatMap(({ scope, permission }) => (scope === 'by-hand' ? [] : [permission]))
  // It only makes a report that nobody else needs.
  const allowed = distinctTexts([...needed, 'iam:GenerateCredentialReport'].filter((permission) => permission !== 'sts:GetCallerIdentity'))
  return {
    Version: '2012-10-17',
    Statement: [
      { Sid: 'GatehouseReads', Effect: 'Allow', Action: allowed, Resource: '*' },
      { Sid: 'GatehouseNeverReadsData', Effect: 'Deny', Action: DATA, Resource: '*' },
    ],
  }
}

/** Calls that open content. A Deny holds also where somebody attaches a broad policy to the role beside this one. */
const DATA: readonly string[] = [
  'dynamodb:BatchGetItem',
  'dynamodb:GetItem',
  'dynamodb:GetRecords',
  'dynamodb:PartiQL*',
  'dynamodb:Query',
  'dynamodb:Scan',
  'ecr:GetDownloadUrlForLayer',
  'elasticfilesystem:Client*',
  'kms:Decrypt',
  'kms:GenerateDataKey*',
  'lambda:GetFunction',
  'logs:FilterLogEvents',
  'logs:GetLogEvents',
  'rds-db:connect',
  'redshift:GetClusterCredentials*',
  's3:GetObject*',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'sqs:ReceiveMessage',
  'ssm:GetParameter*',
  'ssm:SendCommand',
  'ssm:StartSession',
]
