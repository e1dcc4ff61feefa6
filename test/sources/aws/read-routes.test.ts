import { describe, expect, test } from 'vitest'
import { DATA, KEY, LAB, RAW, ROOT, SECRET, SURVEY } from '../../../fixtures/cloud/example-organization.ts'
import type { Day } from '../../../src/core/base/instant.ts'
import { distinctTexts } from '../../../src/core/base/order.ts'
import type { Gap } from '../../../src/core/model/coverage.ts'
import { reachOver } from '../../../src/core/reach/reach.ts'
import type { CallName } from '../../../src/sources/aws/calls.ts'
import { EvidenceTree, snapshotOf } from './evidence-tree.ts'

const HOME = 'eu-west-2'
const GAAD = 'iam get-account-authorization-details'
const LENT = `arn:aws:iam::${DATA}:role/Lent`
const OTHER = `arn:aws:iam::${DATA}:role/Other`

/** The example, with a role that `Principal` may take on and that reads the bucket `qsense-raw`; and one that reaches nothing. */
function lentTo(Principal: object): EvidenceTree {
  const role = (arn: string, actions: string): object => ({
    Arn: arn,
    RoleName: arn.slice(arn.lastIndexOf('/') + 1),
    Path: '/',
    AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal, Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'] }),
    RolePolicyList: [{ PolicyName: 'p', PolicyDocument: policy({ Effect: 'Allow', Action: actions, Resource: `${RAW}/*` }) }],
    AttachedManagedPolicies: [],
  })
  return EvidenceTree.example().changed(DATA, 'global', GAAD, [], (page) => ({
    ...page,
    RoleDetailList: [...(page['RoleDetailList'] as object[]), role(LENT, 's3:GetObject'), role(OTHER, 'logs:PutLogEvents')],
  }))
}

const service = (name: string): EvidenceTree => lentTo({ Service: name })

/** Gaps of routes that touch the answer about a resource, in short. */
async function touching(tree: EvidenceTree, resource: string): Promise<readonly Pick<Gap, 'dataset' | 'record' | 'reason'>[]> {
  const touched = reachOver(await snapshotOf(await tree.write()), '2026-11-26' as Day).touchedBy(`aws:${resource}`)
  if (touched.kind !== 'answered') throw new Error(resource)
  return touched.value.gaps
    .filter(({ code }) => code === 'route-not-evaluated')
    .map(({ dataset, record, reason }) => ({ dataset, record, reason }))
}

const gapsOf = async (tree: EvidenceTree): Promise<readonly Gap[]> =>
  (await tree.read()).gaps.filter(({ code }) => code === 'route-not-evaluated')

const LENDERS: readonly (readonly [string, CallName, string, object, string])[] = [
  ['access-grants.s3.amazonaws.com', 's3control list-access-grants-instances', 'AccessGrantsInstancesList', { AccessGrantsInstanceId: 'default' }, 'S3 Access Grants'], // prettier-ignore
  ['lakeformation.amazonaws.com', 'lakeformation list-permissions', 'PrincipalResourcePermissions', { Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${LAB}:root` } }, 'Lake Formation'], // prettier-ignore
  ['pods.eks.amazonaws.com', 'eks list-clusters', 'clusters', 'research' as unknown as object, 'Kubernetes (EKS)'],
  ['ec2.amazonaws.com', 'eks list-clusters', 'clusters', 'research' as unknown as object, 'Kubernetes (EKS)'],
]

describe.each(LENDERS)('a role that %s may lend', (name, call, list, record, route) => {
  test('is nothing to report where there is nothing of the route', async () => {
    expect(await gapsOf(service(name))).toEqual([])
  })

  test('touches what the role leads to where something was found, and nothing else', async () => {
    const found = (): EvidenceTree => service(name).set(DATA, HOME, call, [], { [list]: [record] })
    expect((await gapsOf(found())).map(({ unit, record: on }) => [unit, on])).toEqual([[DATA, LENT], [DATA, OTHER]]) // prettier-ignore
    expect(await touching(found(), RAW)).toEqual([
      {
        dataset: `${HOME}/${call.replace(' ', '/')}`,
        record: LENT,
        reason: `${route}: 1 found by \`${call}\` in ${HOME}, and not evaluated`,
      },
    ])
    expect(await touching(found(), SECRET)).toEqual([])
    expect((await found().read()).coverage.filter(({ state }) => state !== 'complete')).toEqual([])
  })

  test('touches it where the call failed, was not made, or ended early', async () => {
    for (const tree of [service(name).denied(DATA, HOME, call, []), service(name).without(DATA, HOME, call, [])]) {
      const [gap, ...others] = await touching(tree, RAW)
      expect([gap?.record, others.length]).toEqual([LENT, 0])
      expect(gap?.reason).toMatch(
        new RegExp(`^${route.replaceAll(/[()]/gu, '.')}: whether it is used was not read: \`${call}\` in ${HOME}: `, 'u'),
      )
    }
    const cut = service(name).stated('partial', 0, DATA, HOME, call, [], { [list]: [] })
    expect(await touching(cut, RAW)).toHaveLength(1)
  })

  test('is not touched by another account', async () => {
    expect(await gapsOf(service(name).set(LAB, HOME, call, [], { [list]: [record] }))).toEqual([])
    expect(await gapsOf(service(name).denied(LAB, HOME, call, []))).toEqual([])
  })

  test('is asked of every region that is on, and of none that is off', async () => {
    const regions = (status: string): EvidenceTree =>
      service(name).set(DATA, 'global', 'account list-regions', [], {
        Regions: [
          { RegionName: HOME, RegionOptStatus: 'ENABLED_BY_DEFAULT' },
          { RegionName: 'me-south-1', RegionOptStatus: status },
        ],
      })
    expect(await gapsOf(regions('DISABLED'))).toEqual([])
    expect((await touching(regions('ENABLED'), RAW)).map(({ dataset }) => dataset)).toEqual([`me-south-1/${call.replace(' ', '/')}`])
    const unknown = service(name).denied(DATA, 'global', 'account list-regions', [])
    expect((await touching(unknown, RAW)).map(({ dataset }) => dataset)).toEqual(['global/account/list-regions'])
  })
})

test('an answer of S3 Access Grants without a list has none', async () => {
  const tree = service('access-grants.s3.amazonaws.com').set(DATA, HOME, 's3control list-access-grants-instances', [], {})
  expect((await tree.read()).gaps).toEqual([])
})

test('what Lake Formation leaves to IAM is no permission of its own', async () => {
  const byIam = { Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' }, Permissions: ['ALL'] }
  const tree = service('lakeformation.amazonaws.com')
  expect(await gapsOf(tree.set(DATA, HOME, 'lakeformation list-permissions', [], { PrincipalResourcePermissions: [byIam] }))).toEqual([])
})

test.each([
  ['IAM Roles Anywhere', { Service: 'rolesanywhere.amazonaws.com' }],
  ['Transfer Family', { Service: ['lambda.amazonaws.com', 'transfer.amazonaws.com'] }],
  ['Kubernetes (EKS)', { Federated: `arn:aws:iam::${DATA}:oidc-provider/oidc.eks.${HOME}.amazonaws.com/id/ABC` }],
])('a role that %s lends by its trust alone touches what it leads to', async (route, principal) => {
  const found = await touching(lentTo(principal), RAW)
  expect(found.map(({ record, reason }) => [record, reason.startsWith(`${route}: whom \``)])).toEqual([[LENT, true]])
  expect(await touching(lentTo(principal), SECRET)).toEqual([])
})

test('a role that another service takes on is none of these', async () => {
  expect(await gapsOf(service('lambda.amazonaws.com').denied(DATA, HOME, 'eks list-clusters', []))).toEqual([])
})

test('a lent role of another account touches what it is let into from there, by a chain', async () => {
  const from = `arn:aws:iam::${ROOT}:role/Edge`
  const tree = lentTo({ AWS: from }).changed(ROOT, 'global', GAAD, [], (page) => ({
    ...page,
    RoleDetailList: [
      {
        Arn: from,
        RoleName: 'Edge',
        Path: '/',
        AssumeRolePolicyDocument: policy({ Effect: 'Allow', Principal: { Service: 'rolesanywhere.amazonaws.com' }, Action: 'sts:AssumeRole' }), // prettier-ignore
        RolePolicyList: [{ PolicyName: 'p', PolicyDocument: policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: LENT }) }],
        AttachedManagedPolicies: [],
      },
    ],
  }))
  expect((await touching(tree, RAW)).map(({ record }) => record)).toEqual([from])
  expect((await touching(tree, LENT)).map(({ record }) => record)).toEqual([from])
  expect(await touching(tree, SECRET)).toEqual([])
})

describe('shares of Resource Access Manager', () => {
  const CALL = 'ram get-resource-shares'
  const share = (status: string): object => ({ resourceShareArn: `arn:aws:ram:${HOME}:${DATA}:resource-share/1`, status })
  const shared = (status: string): EvidenceTree => EvidenceTree.example().set(DATA, HOME, CALL, [], { resourceShares: [share(status)] })

  test('touch each resource of the account and region, and none elsewhere', async () => {
    for (const [resource, ...behind] of [[SURVEY], [SECRET], [RAW, KEY]] as const) {
      const found = await touching(shared('ACTIVE'), resource)
      expect(distinctTexts(found.map(({ record }) => record ?? ''))).toEqual(distinctTexts([...behind, resource]))
      expect(found[0]?.dataset).toBe(`${HOME}/ram/get-resource-shares`)
    }
    const elsewhere = EvidenceTree.example().set(DATA, 'us-east-1', CALL, [], { resourceShares: [share('ACTIVE')] })
    expect(await gapsOf(elsewhere)).toEqual([])
    expect(await gapsOf(EvidenceTree.example().set(LAB, HOME, CALL, [], { resourceShares: [share('ACTIVE')] }))).toEqual([])
  })

  test('that were deleted share nothing', async () => {
    expect(await gapsOf(shared('DELETED'))).toEqual([])
  })

  test('that were not read touch them too', async () => {
    for (const tree of [EvidenceTree.example().denied(DATA, HOME, CALL, []), EvidenceTree.example().without(DATA, HOME, CALL, [])])
      expect((await touching(tree, SURVEY)).map(({ reason }) => reason.includes('whether it is used was not read'))).toEqual([true])
  })
})

function policy(statement: object): object {
  return { Version: '2012-10-17', Statement: [statement] }
}
