import type { AnyCall } from './collect-call.ts'
import type { Page } from './client/plain.ts'
import { listAt, textAt } from './collect-fields.ts'
import { AWS_CALLS, type CallName } from './calls.ts'
import type { Place, WantedNames } from './collect-wanted-names.ts'

/** Something that a policy names, as a list showed it. */
export interface Thing {
  /** Its ARN, or what stands for it; unique in its account. */
  readonly id: string
  /** Where it stands, for a bucket not where its list does. */
  readonly place: Place
  /** What is asked about it. */
  readonly calls: readonly AnyCall[]
  /** The keys that its record names: an ARN, an id or an alias. */
  readonly keys: readonly string[]
  /** The list that showed it. */
  readonly listedBy: AnyCall
}

type Details = Omit<Thing, 'listedBy'>

/** What of the lists of an account matters later. */
export class Found {
  readonly things: Thing[] = []
  /** Ids of keys by `<region> <alias>`. */
  readonly aliases = new Map<string, string>()

  add(other: Found): void {
    this.things.push(...other.things)
    for (const [alias, key] of other.aliases) this.aliases.set(alias, key)
  }
}

/** What is wanted of one page of a list. */
export function found(listedBy: AnyCall, place: Place, page: Page, wanted: WantedNames): Found {
  const all = new Found()
  const { name } = listedBy
  const list = AWS_CALLS[name].list
  const thingIn = THINGS[name]
  if (list === null) return all
  for (const record of listAt(page, list)) {
    const thing = thingIn?.(record, place, wanted) ?? null
    if (thing !== null) all.things.push({ ...thing, listedBy })
    if (name === 'kms list-aliases') {
      const [alias, key] = [textAt(record, 'AliasName'), textAt(record, 'TargetKeyId')]
      if (alias !== null && key !== null) all.aliases.set(`${place.region} ${alias}`, key)
    }
  }
  return all
}

type ThingIn = (record: unknown, place: Place, wanted: WantedNames) => Details | null

const THINGS: Partial<Readonly<Record<CallName, ThingIn>>> = {
  's3api list-buckets': bucket,
  's3control list-access-points': accessPoint,
  'kms list-keys': (record, place, wanted) => named(textAt(record, 'KeyArn'), place, wanted, (arn) => ({ calls: [], keys: [arn] })),
  'kms list-aliases': (record, place, wanted) =>
    named(textAt(record, 'AliasArn'), place, wanted, () => ({
      calls: [],
      keys: [textAt(record, 'TargetKeyId') ?? ''].filter((key) => key !== ''),
    })),
  'secretsmanager list-secrets': secret,
  'sqs list-queues': queue,
  'sns list-topics': topic,
  'lambda list-functions': lambdaFunction,
  'ecr describe-repositories': repository,
  'dynamodb list-tables': table,
  'efs describe-file-systems': fileSystem,
}

function named(
  arn: string | null,
  place: Place,
  wanted: WantedNames,
  details: (arn: string) => Pick<Thing, 'calls' | 'keys'>,
): Details | null {
  return arn !== null && wanted.has(arn) ? { id: arn, place, ...details(arn) } : null
}

function bucket(record: unknown, { account, region: listedIn }: Place, wanted: WantedNames): Details | null {
  const name = textAt(record, 'Name')
  if (name === null || !wanted.hasBucket(name)) return null
  const region = textAt(record, 'BucketRegion') ?? listedIn
  const asked = { region, arguments: [name], parameters: { Bucket: name, ExpectedBucketOwner: account } }
  const calls: readonly AnyCall[] = [
    { name: 's3api get-bucket-policy', ...asked },
    { name: 's3api get-public-access-block', ...asked },
    { name: 's3api get-bucket-ownership-controls', ...asked },
    { name: 's3api get-bucket-acl', ...asked },
    { name: 's3api get-bucket-encryption', ...asked },
    { name: 's3api get-bucket-tagging', ...asked },
    { name: 's3api get-bucket-abac', ...asked },
  ]
  return { id: name, place: { account, region }, calls, keys: [] }
}

/** Every access point of a wanted bucket is wanted too. */
function accessPoint(record: unknown, place: Place, wanted: WantedNames): Details | null {
  const [name, arn, of] = [textAt(record, 'Name'), textAt(record, 'AccessPointArn'), textAt(record, 'Bucket')]
  if (name === null || !(wanted.hasBucket(of ?? '') || wanted.has(arn ?? ''))) return null
  const asked = { region: place.region, arguments: [name], parameters: { AccountId: place.account, Name: name } }
  const calls: readonly AnyCall[] = [
    { name: 's3control get-access-point', ...asked },
    { name: 's3control get-access-point-policy', ...asked },
  ]
  return { id: `access point ${name}`, place, calls, keys: [] }
}

function secret(record: unknown, place: Place, wanted: WantedNames): Details | null {
  const arn = textAt(record, 'ARN')
  if (arn === null || !wanted.hasSecret(arn)) return null
  const key = textAt(record, 'KmsKeyId')
  const parameters = { SecretId: arn }
  const calls: readonly AnyCall[] = [{ name: 'secretsmanager get-resource-policy', region: place.region, arguments: [arn], parameters }]
  return { id: arn, place, calls, keys: key === null ? [] : [key] }
}

const QUEUE_ATTRIBUTES = ['Policy', 'QueueArn', 'KmsMasterKeyId', 'SqsManagedSseEnabled'] as const

function queue(url: unknown, place: Place, wanted: WantedNames): Details | null {
  if (typeof url !== 'string') return null
  const arn = `arn:aws:sqs:${place.region}:${place.account}:${url.slice(url.lastIndexOf('/') + 1)}`
  const asked = { region: place.region, arguments: [url] }
  return named(arn, place, wanted, () => ({
    calls: [
      { name: 'sqs get-queue-attributes', ...asked, parameters: { QueueUrl: url, AttributeNames: [...QUEUE_ATTRIBUTES] } },
      { name: 'sqs list-queue-tags', ...asked, parameters: { QueueUrl: url } },
    ],
    keys: [],
  }))
}

function topic(record: unknown, place: Place, wanted: WantedNames): Details | null {
  return named(textAt(record, 'TopicArn'), place, wanted, (arn) => ({
    calls: [
      { name: 'sns get-topic-attributes', region: place.region, arguments: [arn], parameters: { TopicArn: arn } },
      { name: 'sns list-tags-for-resource', region: place.region, arguments: [arn], parameters: { ResourceArn: arn } },
    ],
    keys: [],
  }))
}

/** The policy of the function itself, and of each version or alias that is named: each has its own (aws.md, part 2). */
function lambdaFunction(record: unknown, place: Place, wanted: WantedNames): Details | null {
  const [name, arn, key] = [textAt(record, 'FunctionName'), textAt(record, 'FunctionArn'), textAt(record, 'KMSKeyArn')]
  if (name === null || arn === null) return null
  const qualifiers = wanted.below(arn, ':')
  if (!wanted.has(arn) && qualifiers.length === 0) return null
  const { region } = place
  const calls: readonly AnyCall[] = [
    { name: 'lambda get-policy', region, arguments: [name], parameters: { FunctionName: name } },
    ...qualifiers.map((qualifier): AnyCall => ({
      name: 'lambda get-policy',
      region,
      arguments: [name, qualifier],
      parameters: { FunctionName: name, Qualifier: qualifier },
    })),
    { name: 'lambda list-function-url-configs', region, arguments: [name], parameters: { FunctionName: name } },
  ]
  return { id: arn, place, calls, keys: key === null ? [] : [key] }
}

function repository(record: unknown, place: Place, wanted: WantedNames): Details | null {
  const name = textAt(record, 'repositoryName')
  const key = textAt(record, 'encryptionConfiguration', 'kmsKey')
  if (name === null) return null
  const parameters = { repositoryName: name }
  return named(textAt(record, 'repositoryArn'), place, wanted, () => ({
    calls: [{ name: 'ecr get-repository-policy', region: place.region, arguments: [name], parameters }],
    keys: key === null ? [] : [key],
  }))
}

function table(name: unknown, place: Place, wanted: WantedNames): Details | null {
  if (typeof name !== 'string') return null
  const arn = `arn:aws:dynamodb:${place.region}:${place.account}:table/${name}`
  if (!wanted.has(arn) && wanted.below(arn, '/').length === 0) return null
  const calls: readonly AnyCall[] = [
    { name: 'dynamodb get-resource-policy', region: place.region, arguments: [arn], parameters: { ResourceArn: arn } },
  ]
  return { id: arn, place, calls, keys: [] }
}

function fileSystem(record: unknown, place: Place, wanted: WantedNames): Details | null {
  const [id, key] = [textAt(record, 'FileSystemId'), textAt(record, 'KmsKeyId')]
  if (id === null) return null
  const arn = `arn:aws:elasticfilesystem:${place.region}:${place.account}:file-system/${id}`
  return named(arn, place, wanted, () => ({
    calls: [{ name: 'efs describe-file-system-policy', region: place.region, arguments: [id], parameters: { FileSystemId: id } }],
    keys: key === null ? [] : [key],
  }))
}
