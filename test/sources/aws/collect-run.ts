import { join } from 'node:path'
import { instantFromEpochMs } from '../../../src/core/base/instant.ts'
import type { AwsSource, AwsTuning } from '../../../src/sources/aws/aws-source.ts'
import type { Time } from '../../../src/sources/aws/client/time.ts'
import { collectAws } from '../../../src/sources/aws/collect.ts'
import type { FileSystem } from '../../../src/sources/evidence/file-system.ts'
import type { Manifest, ManifestDataset } from '../../../src/sources/evidence/manifest.ts'
import { type RegionOf, fillsIn } from '../../servers/aws-proxy/scripts.ts'
import type { Script } from '../../servers/aws-proxy.ts'
import { filesUnder } from '../ldap/collected.ts'
import { inTemporaryFolder } from '../ldap/facts-of.ts'
import type { MotoOrganization } from './moto-organization.ts'

export interface AwsRun {
  readonly manifest: Manifest
  /** Every file of the evidence, the manifest too, decompressed, by its path. */
  readonly files: ReadonlyMap<string, string>
  readonly dataset: (account: string, name: string) => ManifestDataset | undefined
  /** Accounts and names of the datasets that are not complete, sorted. */
  readonly lost: readonly string[]
}

export interface RunOptions {
  readonly source?: Partial<AwsSource>
  readonly natives?: readonly string[]
  readonly tuning?: AwsTuning
  readonly files?: FileSystem
}

const TWO_REGIONS: readonly RegionOf[] = [
  { name: 'eu-west-2', status: 'ENABLED_BY_DEFAULT' },
  { name: 'us-east-1', status: 'ENABLED_BY_DEFAULT' },
]

/** What moto lacks, for this organization. */
export function scriptsFor({ accounts }: MotoOrganization, regions: readonly RegionOf[] = TWO_REGIONS): readonly Script[] {
  return fillsIn(accounts, regions)
}

/** What policies of the example name. */
export function nativesOf({ bucketArn, secretArn, aliasArn, readerRoleArn }: MotoOrganization): readonly string[] {
  return [`${bucketArn}/raw/`, secretArn, aliasArn, readerRoleArn]
}

export function sourceFor({ role, region, credentials }: MotoOrganization, changed: Partial<AwsSource> = {}): AwsSource {
  return { name: 'aws', role, hub: null, externalId: null, homeRegion: region, credentials, ...changed }
}

/** A clock on which a wait is over at once, and counts all the same. */
export function fastTime(): Time {
  let slept = 0
  return {
    now: () => performance.now() + slept,
    async sleep(ms) {
      slept += ms
    },
  }
}

/** Collects from the server at `url` as a night does. */
export async function awsRun(
  url: string,
  organization: MotoOrganization,
  { source, natives, tuning, files }: RunOptions = {},
): Promise<AwsRun> {
  return inTemporaryFolder(async (parent) => {
    const folder = join(parent, 'evidence')
    const manifest = await collectAws(sourceFor(organization, source), folder, {
      toolVersion: '0',
      clock: () => instantFromEpochMs(Date.now()),
      ...(files === undefined ? {} : { files }),
      wanted: { natives: natives ?? nativesOf(organization) },
      tuning: { endpoint: url, attempts: 1, answerTimeoutMs: 5_000, time: fastTime(), ...tuning },
    })
    const lost = manifest.datasets.filter(({ state }) => state !== 'complete').map(({ unit, dataset }) => `${unit} ${dataset}`)
    return {
      manifest,
      files: await filesUnder(folder),
      dataset: (account, name) => manifest.datasets.find(({ unit, dataset }) => unit === account && dataset === name),
      lost,
    }
  })
}

/** Evidence without what differs from run to run: moments, and ids that the server draws for each answer. */
export function comparable({ files }: AwsRun): ReadonlyMap<string, string> {
  return new Map([...files].filter(([path]) => path !== 'manifest.json'))
}
