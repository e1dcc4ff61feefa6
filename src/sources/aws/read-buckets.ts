import type { IamAccessPoint, IamAclEntry } from '../../core/model/iam.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { provenanceIn } from './read-datasets.ts'
import type { Said, Thing } from './read-deep.ts'
import { listed, unlisted } from './read-listed.ts'
import { type ResourceReading, addTarget, policyOf } from './read-targets.ts'
import { publicAccess } from './wire.ts'
import {
  type AccessPointEntry,
  type BucketAcl,
  accessPointEntry,
  bucket,
  bucketAbac,
  bucketAcl,
  bucketEncryption,
  bucketTagging,
  ownership,
  policyText,
} from './wire-resources.ts'

type AccessPoints = ReadonlyMap<string, readonly { readonly account: string; readonly region: string; readonly record: AccessPointEntry }[]>

/** States the buckets of all accounts, with what decides about each as far as it was read. */
export async function readBuckets(reading: ResourceReading): Promise<void> {
  const { datasets } = reading
  const points = await listed(datasets, 's3control list-access-points', accessPointEntry, ({ Name }) => Name)
  const byBucket: AccessPoints = Map.groupBy(points, ({ record }) => record.Bucket)
  const buckets = await listed(datasets, 's3api list-buckets', bucket, ({ Name }) => arnOf(Name))
  const seen = new Set<string>()
  for (const { account, record, provenance } of buckets) {
    if (seen.has(record.Name)) continue
    seen.add(record.Name)
    await addBucket(reading, { account, name: record.Name, region: record.BucketRegion ?? null }, byBucket, provenance)
  }
  for (const dataset of unlisted(datasets, 's3api get-bucket-policy', (_, name) => seen.has(name))) {
    const [name = ''] = dataset.arguments
    const provenance = provenanceIn(dataset, dataset.reader.pages[0]?.path ?? '', arnOf(name))
    await addBucket(reading, { account: dataset.unit, name, region: dataset.region }, byBucket, provenance)
  }
}

interface Bucket {
  readonly account: string
  readonly name: string
  readonly region: string | null
}

async function addBucket(
  reading: ResourceReading,
  { account, name, region: stated }: Bucket,
  points: AccessPoints,
  provenance: Provenance,
): Promise<void> {
  // prettier-ignore
  const { deep, datasets, keys } = reading
  const native = arnOf(name)
  // Older lists do not say where a bucket is.
  const region = stated ?? datasets.with('s3api get-bucket-policy', [name]).find(({ unit }) => unit === account)?.region ?? 'global'
  const thing: Thing = { account, region, native }
  const policy = await deep.object(thing, 's3api get-bucket-policy', [name], policyText)
  const block = await deep.object(thing, 's3api get-public-access-block', [name], publicAccess)
  const owner = await deep.object(thing, 's3api get-bucket-ownership-controls', [name], ownership)
  const acl = await deep.object(thing, 's3api get-bucket-acl', [name], bucketAcl)
  const encryption = await deep.object(thing, 's3api get-bucket-encryption', [name], bucketEncryption)
  const tagging = await deep.object(thing, 's3api get-bucket-tagging', [name], bucketTagging)
  const abac = await deep.object(thing, 's3api get-bucket-abac', [name], bucketAbac)
  const ofAccount = await deep.object({ ...thing, region: 'global' }, 's3control get-public-access-block', [], publicAccess)
  if (region !== 'global') deep.restsOn(thing, 's3control list-access-points', region)
  const blocks = [block, ofAccount]

  const isEnforced =
    owner.kind === 'read' && owner.value.OwnershipControls.Rules.every((rule) => rule.ObjectOwnership === 'BucketOwnerEnforced')
  if (!isEnforced && owner.kind !== 'unread') {
    const cure = 'set the object ownership of the bucket to `BucketOwnerEnforced`'
    deep.note(thing, 's3api get-bucket-acl', [name], 'access control lists are in force, and nobody can list those of its objects', cure)
  }
  const entries = isEnforced ? [] : aclEntries(reading, thing, name, acl, isSet(blocks, 'IgnorePublicAcls'))
  const accessPoints = await accessPointsOf(reading, native, points.get(name) ?? [])
  const countsTags = abac.kind === 'read' && abac.value.AbacStatus?.Status === 'Enabled'
  addTarget(
    reading,
    thing,
    { kind: 'bucket', label: name },
    {
      policy: policyOf(reading, policy, ({ Policy }) => Policy, {
        key: `${native} policy`,
        label: `bucket policy of ${name}`,
        record: native,
      }),
      encryptedBy: encryption.kind === 'read' ? keys.arnOf(keyIn(encryption.value), { account, region }) : null,
      holdsOffPublic: isSet(blocks, 'RestrictPublicBuckets'),
      tags: !countsTags || tagging.kind === 'unread' ? null : tagging.kind === 'read' ? tagging.value.TagSet : {},
      ...(entries.length > 0 ? { acl: entries } : {}),
      ...(accessPoints.length > 0 ? { accessPoints } : {}),
    },
    provenance,
  )
}

type Block = Said<{ readonly PublicAccessBlockConfiguration: { readonly IgnorePublicAcls?: boolean | null | undefined; readonly RestrictPublicBuckets?: boolean | null | undefined } }> // prettier-ignore

/** What was not read holds nothing off. */
function isSet(blocks: readonly Block[], which: 'IgnorePublicAcls' | 'RestrictPublicBuckets'): boolean {
  return blocks.some((said) => said.kind === 'read' && said.value.PublicAccessBlockConfiguration[which] === true)
}

/** Null where nothing is encrypted with a key of KMS that a caller would have to know of. */
function keyIn({
  ServerSideEncryptionConfiguration,
}: {
  readonly ServerSideEncryptionConfiguration: {
    readonly Rules: readonly {
      readonly ApplyServerSideEncryptionByDefault?:
        | { readonly SSEAlgorithm: string; readonly KMSMasterKeyID?: string | null | undefined }
        | null
        | undefined
    }[]
  }
}): string | null {
  // prettier-ignore
  const [first] = ServerSideEncryptionConfiguration.Rules.flatMap((rule) => rule.ApplyServerSideEncryptionByDefault ?? [])
  return first?.SSEAlgorithm.startsWith('aws:kms') === true ? (first.KMSMasterKeyID ?? null) : null
}

/** Entries of the list that let in somebody beside the owner. */
function aclEntries(
  { deep, holders }: ResourceReading,
  thing: Thing,
  name: string,
  said: Said<BucketAcl>,
  ignoresPublic: boolean,
): readonly IamAclEntry[] {
  if (said.kind !== 'read') return []
  const provenance = provenanceIn(said.dataset, said.file, thing.native)
  const owner = said.value.Owner?.ID ?? null
  if (owner !== null) holders.canonicalOf(owner, thing.account)
  return said.value.Grants.flatMap(({ Grantee, Permission }): readonly IamAclEntry[] => {
    const group = GROUPS[Grantee?.URI ?? '']
    if (group === 'log-delivery') return []
    if (group !== undefined) {
      if (ignoresPublic) return []
      holders.anybody(provenance)
      return [{ grantee: group, permission: Permission }]
    }
    const id = Grantee?.ID ?? null
    if (id === null) {
      const who = Grantee?.URI ?? Grantee?.EmailAddress ?? 'nobody'
      deep.note(thing, 's3api get-bucket-acl', [name], `whom its access control list means by \`${who}\` cannot be told`, null)
      return []
    }
    if (id === owner) return []
    holders.canonical(id, provenance)
    return [{ grantee: id, permission: Permission }]
  })
}

/** Logs are written by AWS itself. */
const GROUPS: Readonly<Record<string, 'anybody' | 'signed-in' | 'log-delivery'>> = {
  'http://acs.amazonaws.com/groups/global/AllUsers': 'anybody',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers': 'signed-in',
  'http://acs.amazonaws.com/groups/s3/LogDelivery': 'log-delivery',
}

async function accessPointsOf(
  reading: ResourceReading,
  native: string,
  points: NonNullable<ReturnType<AccessPoints['get']>>,
): Promise<readonly IamAccessPoint[]> {
  const found: IamAccessPoint[] = []
  for (const { account, region, record } of points) {
    const { Name, AccessPointArn, NetworkOrigin, VpcConfiguration } = record
    const arn = AccessPointArn ?? `arn:aws:s3:${region}:${account}:accesspoint/${Name}`
    const thing: Thing = { account, region, native }
    const described = await reading.deep.object(thing, 's3control get-access-point', [Name], publicAccess)
    const said = await reading.deep.object(thing, 's3control get-access-point-policy', [Name], policyText)
    const ofAccount = await reading.deep.object({ ...thing, region: 'global' }, 's3control get-public-access-block', [], publicAccess)
    found.push({
      arn,
      policy: policyOf(reading, said, ({ Policy }) => Policy, {
        key: `${arn} policy`,
        label: `policy of access point ${Name}`,
        record: native,
      }),
      vpc: NetworkOrigin?.toUpperCase() === 'VPC' ? (VpcConfiguration?.VpcId ?? 'a network that is not told') : null,
      holdsOffPublic: isSet([described, ofAccount], 'RestrictPublicBuckets'),
    })
  }
  return found
}

function arnOf(name: string): string {
  return `arn:aws:s3:::${name}`
}
