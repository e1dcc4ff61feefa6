import { distinctTexts } from '../../core/base/order.ts'
import { AWS_CALLS, type AskedName } from './calls.ts'
import type { Parameters } from './client/commands.ts'
import type { Page } from './client/plain.ts'
import { type Asker, type Call, GLOBAL, type Run, collectCall } from './collect-call.ts'
import { collectEach } from './collect-each.ts'
import { listAt, textAt } from './collect-fields.ts'
import { collectRegion, skipRegion } from './collect-regions.ts'
import { collectReport } from './collect-report.ts'
import { Found, found } from './collect-wanted.ts'
import type { WantedNames } from './collect-wanted-names.ts'

const AT_ONCE = 4

/** The datasets that every account has, whatever is in it. */
export const ACCOUNT_CALLS: readonly Pick<Call, 'name' | 'region' | 'arguments'>[] = Object.entries(AWS_CALLS)
  // Asked once, of the account whose identity asks.
  .filter(([name, { scope }]) => scope === 'account' && name !== 'organizations describe-organization')
  .map(([name]) => ({ name: name as AskedName, region: GLOBAL, arguments: [] }))

/** An account that was read. */
export interface ReadAccount {
  readonly asker: Asker
  /** What of its lists is wanted. */
  readonly found: Found
  /** That are on, as far as it is known; sorted. */
  readonly regions: readonly string[]
}

/** Reads what every account has. Rejects only when the evidence cannot be written. */
export async function collectAccount(run: Run, asker: Asker, wanted: WantedNames): Promise<ReadAccount> {
  const { account } = asker
  const all = new Found()
  const make = async <Name extends AskedName>(name: Name, parameters: Parameters<Name>, given: readonly string[] = []) =>
    collectCall(run, asker, { name, region: GLOBAL, arguments: given, parameters })

  await make('sts get-caller-identity', {})
  await collectIdentities(run, asker)
  await collectProviders(run, asker)
  await make('iam list-account-aliases', {})
  await collectReport(run, asker)
  await make('s3control get-public-access-block', { AccountId: account })
  const buckets = { name: 's3api list-buckets', region: GLOBAL, arguments: [], parameters: {} } as const
  await collectCall(run, asker, buckets, {
    visit: (page) => all.add(found(buckets, { account, region: run.source.homeRegion }, page, wanted)),
  })

  const listed = await make('account list-regions', {})
  const regions = regionsOf(listed.pages, listed.whole, run.source.regions)
  for (const { region, reason } of regions.skipped) skipRegion(run, account, region, reason)
  await collectEach(regions.read, AT_ONCE, async (region) => all.add(await collectRegion(run, asker, region, wanted)))
  asker.session.rest()
  return { asker, found: all, regions: regions.on }
}

/** Users, groups, roles and policies; and the policies that are only boundaries, which stand in no list of the account. */
async function collectIdentities(run: Run, asker: Asker): Promise<void> {
  const boundaries = new Set<string>()
  const policies = new Set<string>()
  const visit = (page: Page): void => {
    for (const policy of listAt(page, 'Policies')) policies.add(textAt(policy, 'Arn') ?? '')
    for (const identity of [...listAt(page, 'UserDetailList'), ...listAt(page, 'RoleDetailList')]) {
      const boundary = textAt(identity, 'PermissionsBoundary', 'PermissionsBoundaryArn')
      if (boundary !== null) boundaries.add(boundary)
    }
  }
  const name = 'iam get-account-authorization-details'
  await collectCall(run, asker, { name, region: GLOBAL, arguments: [], parameters: {} }, { visit })
  const missing = distinctTexts([...boundaries].filter((arn) => !policies.has(arn)))
  await collectEach(missing, AT_ONCE, async (arn) => {
    const policy = { name: 'iam get-policy', region: GLOBAL, arguments: [arn], parameters: { PolicyArn: arn } } as const
    const read = await collectCall(run, asker, policy)
    const version = textAt(read.pages[0], 'Policy', 'DefaultVersionId')
    if (version === null) return
    const parameters = { PolicyArn: arn, VersionId: version }
    await collectCall(run, asker, { name: 'iam get-policy-version', region: GLOBAL, arguments: [arn, version], parameters })
  })
}

/** Whom roles may trust beside principals: those of Identity Center are its own, and say nothing more. */
async function collectProviders(run: Run, asker: Asker): Promise<void> {
  const arns = async (name: 'iam list-saml-providers' | 'iam list-open-id-connect-providers', list: string): Promise<readonly string[]> => {
    const { pages } = await collectCall(run, asker, { name, region: GLOBAL, arguments: [], parameters: {} })
    return distinctTexts(pages.flatMap((page) => listAt(page, list).flatMap((one) => textAt(one, 'Arn') ?? [])))
  }
  for (const arn of await arns('iam list-saml-providers', 'SAMLProviderList')) {
    const parameters = { SAMLProviderArn: arn }
    if (!/AWSSSO_[0-9a-f]+_DO_NOT_DELETE$/u.test(arn))
      await collectCall(run, asker, { name: 'iam get-saml-provider', region: GLOBAL, arguments: [arn], parameters })
  }
  for (const arn of await arns('iam list-open-id-connect-providers', 'OpenIDConnectProviderList')) {
    const parameters = { OpenIDConnectProviderArn: arn }
    await collectCall(run, asker, { name: 'iam get-open-id-connect-provider', region: GLOBAL, arguments: [arn], parameters })
  }
}

interface Regions {
  readonly on: readonly string[]
  readonly read: readonly string[]
  readonly skipped: readonly { readonly region: string; readonly reason: string }[]
}

/** Where an account does not say which regions it has: those that AWS turns on by itself. What is missing is a gap of the list of regions. */
export const ON_BY_DEFAULT = [
  'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1',
  'eu-west-1', 'eu-west-2', 'eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2',
] // prettier-ignore

function regionsOf(pages: readonly Page[], isWhole: boolean, only: readonly string[] | undefined): Regions {
  const listed = pages
    .flatMap((page) => listAt(page, 'Regions'))
    .flatMap((one) => {
      const region = textAt(one, 'RegionName')
      return region === null ? [] : [{ region, status: textAt(one, 'RegionOptStatus') ?? 'without a status' }]
    })
  const off = listed.filter(({ status }) => status === 'DISABLED')
  const isOff = (region: string): boolean => off.some((one) => one.region === region)
  const on = distinctTexts([
    ...listed.map(({ region }) => region).filter((region) => !isOff(region)),
    ...(isWhole ? [] : [...ON_BY_DEFAULT, ...(only ?? [])].filter((region) => !isOff(region))),
  ])
  const read = only === undefined ? on : on.filter((region) => only.includes(region))
  return {
    on,
    read,
    skipped: [
      ...off.map(({ region, status }) => ({ region, reason: `the region is not opted in (${status})` })),
      ...on
        .filter((region) => !read.includes(region))
        .map((region) => ({ region, reason: 'the region is not among `regions` of the source' })),
    ],
  }
}
