import type { Account, Group } from '../../../src/core/model/account.ts'
import type { AccountFact } from '../../../src/core/model/fragment.ts'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import type { Instant } from '../../../src/core/base/instant.ts'
import type { IamFact, IamTargetFact } from '../../../src/core/model/iam.ts'
import { outsiderId } from '../../../src/core/model/iam.ts'
import { parsePolicy } from '../../../src/core/model/iam-document.ts'
import type { Snapshot } from '../../../src/core/model/snapshot.ts'
import { assembler } from '../../../src/core/snapshot/assemble.ts'

export const LAB = '111122223333'
export const DATA = '444455556666'
export const PARTNER = '999988887777'
export const BUCKET = 'arn:aws:s3:::qsense-raw'
const ANALYST = `arn:aws:iam::${LAB}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Analyst_0123456789abcdef`
export const READER = `arn:aws:iam::${DATA}:role/QsenseReader`
const GAAD = 'global/iam/get-account-authorization-details'
const WHEN = '2026-11-26T01:00:00Z' as Instant

type Statement = Readonly<Record<string, unknown>>

/** What can be changed in the example; left out = as it is. */
export interface Example {
  readonly bucketPolicy?: readonly Statement[]
  readonly readerTrust?: readonly Statement[]
  readonly gaps?: readonly Gap[]
  readonly datasets?: readonly { readonly unit: string; readonly dataset: string; readonly state?: DatasetCoverage['state'] }[]
  readonly outside?: readonly string[]
  /** A role for a service, which QsenseReader may hand to it. */
  readonly passed?: string
  /** What else is known of the bucket. */
  readonly bucket?: Partial<IamTargetFact>
  /** A bucket of which only the name was read. */
  readonly unguarded?: string
}

/**
 * Cleo is in the group `analysts` of Identity Center, which has the permission set Analyst in the account LAB; whoever has it may take on
 * QsenseReader in DATA, which may read the bucket.
 */
export function exampleSnapshot(example: Example = {}): Snapshot {
  const night = assembler()
  const { sink } = night
  const trust = example.readerTrust ?? [{ Effect: 'Allow', Principal: { AWS: ANALYST }, Action: 'sts:AssumeRole' }]
  sink.accounts([
    account('u-cleo', 'cleo', 'us-east-1/identitystore/list-users/d-1', LAB),
    account(ANALYST, 'AWSReservedSSO_Analyst_0123456789abcdef', GAAD, LAB),
    account(READER, 'QsenseReader', GAAD, DATA),
    ...(example.outside ?? []).map((id) => account(id, id, GAAD, DATA)),
    account(outsiderId.provider(SAML), 'Identity Center', GAAD, LAB),
  ])
  sink.groups([{ group: analysts(), names: ['id:g-analysts'] }])
  const memberships = `us-east-1/identitystore/list-group-memberships/d-1/g-analysts`
  sink.memberships([{ source: 'aws', group: 'id:g-analysts', members: ['id:u-cleo'], kind: 'member', provenance: at(memberships, LAB, 'g-analysts') }]) // prettier-ignore
  sink.resources([
    { source: 'aws', native: BUCKET, kind: 'bucket', label: 'qsense-raw', provenance: at(POLICY, DATA, BUCKET) },
    { source: 'aws', native: READER, kind: 'role', label: 'QsenseReader', provenance: at(GAAD, DATA, READER) },
  ])
  if (example.unguarded !== undefined)
    sink.resources([
      { source: 'aws', native: example.unguarded, kind: 'bucket', label: 'unread', provenance: at(POLICY, DATA, example.unguarded) },
    ])
  sink.iam([
    ...[LAB, DATA].map((number): IamFact => ({ kind: 'account', source: 'aws', provenance: at('global/organizations/list-accounts', LAB, number), account: number, label: number, isManagement: false, organization: 'o-1', path: 'o-1/r-1/', scp: null, rcp: null })), // prettier-ignore
    identity(ANALYST, LAB, 'analyst', 'analyst trust'),
    identity(READER, DATA, example.passed === undefined ? 'reader' : 'pass', 'reader trust'),
    ...(example.passed === undefined ? [] : [identity(example.passed, DATA, 'none', 'service trust')]),
    policy('pass', [{ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }]),
    policy('service trust', [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
    policy('analyst', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER }]),
    policy('analyst trust', [{ Effect: 'Allow', Principal: { Federated: SAML }, Action: 'sts:AssumeRoleWithSAML' }]),
    policy('reader', [{ Effect: 'Allow', Action: 's3:GetObject', Resource: `${BUCKET}/*` }]),
    policy('reader trust', trust),
    ...(example.bucketPolicy === undefined ? [] : [policy('bucket policy', example.bucketPolicy)]),
    { kind: 'assignment', source: 'aws', provenance: at('us-east-1/sso-admin/list-account-assignments/i/1/p', LAB, 'Analyst'), principal: 'id:g-analysts', account: LAB, permissionSet: 'Analyst' }, // prettier-ignore
    { kind: 'target', source: 'aws', provenance: at(POLICY, DATA, BUCKET), resource: BUCKET, account: DATA, policy: example.bucketPolicy === undefined ? null : 'bucket policy', encryptedBy: null, holdsOffPublic: false, tags: null, ...example.bucket }, // prettier-ignore
  ])
  sink.coverage((example.datasets ?? []).map(covered))
  sink.gaps(example.gaps ?? [])
  return night.finish({ keys: [], overrules: [] })
}

const SAML = `arn:aws:iam::${LAB}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`
export const POLICY = 'eu-west-2/s3api/get-bucket-policy/qsense-raw'

export function gapOn(dataset: string, unit: string, record: string | null): Gap {
  return { source: 'aws', unit, dataset, code: 'record-malformed', record, reason: 'cannot be read', cure: null, at: null }
}

function at(dataset: string, unit: string, record: string) {
  return { source: 'aws', dataset, file: `${unit}/${dataset}/0001.json`, record }
}

function account(id: string, label: string, dataset: string, unit: string): AccountFact {
  const plain: Omit<Account, 'id' | 'label' | 'provenance'> = {
    source: 'aws',
    weakKey: false,
    displayName: null,
    isWorkload: id.includes(':role/') || id.startsWith('service/'),
    state: 'enabled',
    endsAt: null,
    createdAt: null,
    recency: 'unknown',
    attributes: id.startsWith('account/') ? { awsaccount: [id.slice('account/'.length)] } : {},
  }
  return { account: { ...plain, id, label, provenance: at(dataset, unit, id) }, names: [`id:${id}`] }
}

function analysts(): Group {
  const provenance = at('us-east-1/identitystore/list-groups/d-1', LAB, 'g-analysts')
  return { source: 'aws', id: 'g-analysts', weakKey: false, label: 'analysts', path: 'analysts', grantsAccess: true, breadth: { kind: 'named' }, provenance } // prettier-ignore
}

function identity(arn: string, number: string, policyKey: string, trust: string): IamFact {
  return { kind: 'identity', source: 'aws', provenance: at(GAAD, number, arn), what: 'role', arn, account: number, policies: [policyKey], groups: [], boundary: null, trust, serviceLinked: false, tags: {} } // prettier-ignore
}

function policy(key: string, statements: readonly Statement[]): IamFact {
  const parsed = parsePolicy(key, { Version: '2012-10-17', Statement: statements })
  if (!parsed.ok) throw new Error(parsed.error)
  return { kind: 'policy', source: 'aws', provenance: at(GAAD, LAB, key), key, document: parsed.value }
}

function covered({
  unit,
  dataset,
  state = 'complete',
}: {
  readonly unit: string
  readonly dataset: string
  readonly state?: DatasetCoverage['state']
}): DatasetCoverage {
  // prettier-ignore
  return { source: 'aws', unit, dataset, state, reasons: [], cure: null, pages: 1, records: 1, total: null, startedAt: WHEN, endedAt: WHEN, asOf: WHEN, reusedFrom: null } // prettier-ignore
}
