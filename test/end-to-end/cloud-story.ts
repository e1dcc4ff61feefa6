import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PutBucketOwnershipControlsCommand, S3Client } from '@aws-sdk/client-s3'
import { instantFromEpochMs } from '../../src/core/base/instant.ts'
import { collectAws } from '../../src/sources/aws/collect.ts'
import type { Manifest } from '../../src/sources/evidence/manifest.ts'
import type { AwsProxy, FaultRule, Script } from '../servers/aws-proxy.ts'
import type { RegionOf } from '../servers/aws-proxy/scripts.ts'
import { commandLineEnvironment } from '../servers/aws-command-line.ts'
import type { Moto } from '../servers/moto.ts'
import { fastTime, scriptsFor, sourceFor } from '../sources/aws/collect-run.ts'
import { type MotoOrganization, clientSettings, credentialsIn } from '../sources/aws/moto-organization.ts'
import { type Institution, folderWriter, writeHr } from './small-institution.ts'

/** Northmoor with its cloud, read from a folder in which evidence is collected anew for each night, or from what the command line wrote. */
export function cloudInstitution(organization: MotoOrganization, from: 'evidence' | 'export'): Institution {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'))
  const write = folderWriter(folder)
  const institution: Institution = { folder, write, remove: () => rmSync(folder, { recursive: true, force: true }) }
  write(
    'gatehouse.yaml',
    `sources:\n  aws: {kind: aws, recorded: ${from}/aws}\n  hr: {kind: table, register: hr, file: exports/hr/hr.csv}\n`,
  )
  write('policies/institution.yaml', institutionText)
  const { bucketArn, secretArn, readerRoleArn } = organization
  write('policies/projects/raw.yaml', project('raw', 'bucket', bucketArn, 'read'))
  write('policies/projects/secret.yaml', project('secret', 'secret', secretArn, 'read'))
  write('policies/projects/reader.yaml', project('reader', 'role', readerRoleArn, 'use'))
  writeHr(institution)
  return institution
}

const institutionText = `version: 1
institution:
  name: Northmoor University
  timezone: Europe/London
  senior_lead: ada.lovell@northmoor.example
  siro: ada.lovell@northmoor.example
  champions: {academic: ada.lovell@northmoor.example, corporate: ada.lovell@northmoor.example}
affiliations:
  - {kind: staff, match: [{source: hr, attribute: employee_type, is: staff}]}
`

function project(slug: string, kind: string, native: string, level: string): string {
  return `version: 1
projects:
  ${slug}:
    title: ${slug}
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      thing: {kind: ${kind}, at: "aws:${native}"}
    entitled:
      - who: {person: ada.lovell@northmoor.example}
        affiliation: [staff]
        gets: {thing: ${level}}
`
}

/** One region: each call of the command line takes a second. */
const HOME: readonly RegionOf[] = [{ name: 'eu-west-2', status: 'ENABLED_BY_DEFAULT' }]

/** Today's buckets have no access lists of single objects; moto's have until somebody says so. */
export async function closeAccessLists({ url }: Moto, { data, bucket }: MotoOrganization): Promise<void> {
  const s3 = new S3Client({ ...clientSettings(url, await credentialsIn(url, data)), forcePathStyle: true })
  const OwnershipControls = { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' as const }] }
  await s3.send(new PutBucketOwnershipControlsCommand({ Bucket: bucket, OwnershipControls }))
}

/** Collects the organization as a night does, in the place of the evidence that was there. */
export async function collectedCloud(
  proxy: AwsProxy,
  organization: MotoOrganization,
  { folder }: Pick<Institution, 'folder'>,
  { faults = [], scripts = [] }: { readonly faults?: readonly FaultRule[]; readonly scripts?: readonly Script[] } = {},
): Promise<Manifest> {
  // What was remembered of another script would hide this one.
  proxy.use({ faults, scripts: [...scripts, ...scriptsFor(organization, HOME)], remembers: scripts.length === 0 })
  const evidence = join(folder, 'evidence', 'aws')
  await rm(evidence, { recursive: true, force: true })
  return collectAws(sourceFor(organization), evidence, {
    toolVersion: '0',
    clock: () => instantFromEpochMs(Date.now()),
    wanted: { natives: [organization.bucketArn, organization.secretArn, organization.readerRoleArn] },
    tuning: { endpoint: proxy.url, attempts: 2, answerTimeoutMs: 5_000, time: fastTime() },
  })
}

/** Lets the command line of AWS itself save its answers, by the script that docs/sources/aws.md names. */
export async function exportedCloud(
  moto: Moto,
  proxy: AwsProxy,
  organization: MotoOrganization,
  { folder }: Pick<Institution, 'folder'>,
): Promise<void> {
  proxy.use({ scripts: scriptsFor(organization, HOME), remembers: true })
  const { management, accounts, data, region, bucket, keyId, secretArn } = organization
  const out = join(folder, 'export', 'aws')
  const script = async (account: string, ...args: readonly string[]): Promise<void> =>
    exported(args, commandLineEnvironment(folder, proxy.url, await credentialsIn(moto.url, account)))
  await script(management, 'organization', out, region)
  for (const account of accounts) await script(account, 'account', out, region)
  await script(data, 'bucket', out, region, bucket)
  await script(data, 'key', out, region, keyId)
  await script(data, 'secret', out, region, secretArn)
  await script(management, 'finish', out)
}

async function exported(args: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  const child = spawn('sh', [join(import.meta.dirname, '../../scripts/export-aws.sh'), ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`export-aws.sh ${args.join(' ')}: ${String(code)}\n${said}`)
}
