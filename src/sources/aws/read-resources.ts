import type { Provenance } from '../../core/model/provenance.ts'
import { partsOfArn } from './read-arn.ts'
import { type AwsDataset, provenanceIn } from './read-datasets.ts'
import type { Thing } from './read-deep.ts'
import { askedAs, listed, unlisted } from './read-listed.ts'
import { type ResourceReading, addTarget, policyOf } from './read-targets.ts'
import {
  fileSystem,
  functionUrl,
  lambdaFunction,
  plainText,
  policyText,
  queueAttributes,
  queueTags,
  repository,
  repositoryPolicy,
  secret,
  secretPolicy,
  topic,
  topicAttributes,
  topicTag,
} from './wire-resources.ts'

/** States secrets, queues, topics, functions, repositories, tables and file systems of all accounts. */
export async function readResources(reading: ResourceReading): Promise<void> {
  await readSecrets(reading)
  await readQueues(reading)
  await readTopics(reading)
  await readFunctions(reading)
  await readRepositories(reading)
  await readTables(reading)
  await readFileSystems(reading)
}

async function readSecrets(reading: ResourceReading): Promise<void> {
  const { datasets, deep, keys } = reading
  const add = async (
    thing: Thing,
    name: string,
    key: string | null,
    tags: Readonly<Record<string, string>> | null,
    provenance: Provenance,
  ): Promise<void> => {
    // prettier-ignore
    const { native } = thing
    const call = 'secretsmanager get-resource-policy'
    const said = await deep.object(thing, call, [askedAs(datasets, call, thing.account, [native, name])], secretPolicy)
    const policy = policyOf(reading, said, ({ ResourcePolicy }) => ResourcePolicy, policyNames(native, `resource policy of ${name}`))
    addTarget(reading, thing, { kind: 'secret', label: name }, { policy, encryptedBy: keys.arnOf(key, thing), tags }, provenance)
  }
  const secrets = await listed(datasets, 'secretsmanager list-secrets', secret, ({ ARN }) => ARN)
  const seen = new Set<string>()
  for (const { record, provenance, ...place } of secrets) {
    if (seen.has(record.ARN)) continue
    seen.add(record.ARN)
    await add({ ...place, native: record.ARN }, record.Name ?? record.ARN, record.KmsKeyId ?? null, record.Tags, provenance)
  }
  const names = new Set(secrets.map(({ account, record }) => `${account} ${record.Name}`))
  for (const dataset of unlisted(
    datasets,
    'secretsmanager get-resource-policy',
    (account, id) => seen.has(id) || names.has(`${account} ${id}`),
  )) {
    const [native = ''] = dataset.arguments
    if (partsOfArn(native) !== null)
      await add(placeOf(dataset, native), native.slice(native.lastIndexOf(':') + 1), null, null, provenanceOf(dataset, native))
  }
}

async function readQueues(reading: ResourceReading): Promise<void> {
  const { datasets, deep, keys } = reading
  const add = async (thing: Thing, url: string, provenance: Provenance): Promise<void> => {
    const label = url.slice(url.lastIndexOf('/') + 1)
    const said = await deep.object(thing, 'sqs get-queue-attributes', [url], queueAttributes)
    const tags = await deep.object(thing, 'sqs list-queue-tags', [url], queueTags)
    const policy = policyOf(reading, said, ({ Attributes }) => Attributes.Policy, policyNames(thing.native, `policy of queue ${label}`))
    const key = said.kind === 'read' ? said.value.Attributes.KmsMasterKeyId : null
    const told = { policy, encryptedBy: keys.arnOf(key, thing), tags: tags.kind === 'read' ? (tags.value.Tags ?? {}) : null }
    addTarget(reading, thing, { kind: 'queue', label }, told, provenance)
  }
  const arnOf = (url: string, { account, region }: { readonly account: string; readonly region: string }): string =>
    `arn:aws:sqs:${region}:${account}:${url.slice(url.lastIndexOf('/') + 1)}`
  const queues = await listed(datasets, 'sqs list-queues', plainText, arnOf)
  const seen = new Set(queues.map(({ record }) => record))
  for (const { record, provenance, ...place } of queues) await add({ ...place, native: arnOf(record, place) }, record, provenance)
  for (const dataset of unlisted(datasets, 'sqs get-queue-attributes', (_, url) => seen.has(url))) {
    const [url = ''] = dataset.arguments
    const native = arnOf(url, { account: dataset.unit, region: dataset.region })
    await add(placeOf(dataset, native), url, provenanceOf(dataset, native))
  }
}

async function readTopics(reading: ResourceReading): Promise<void> {
  const { datasets, deep, keys } = reading
  const add = async (thing: Thing, provenance: Provenance): Promise<void> => {
    const { native } = thing
    const label = native.slice(native.lastIndexOf(':') + 1)
    const said = await deep.object(thing, 'sns get-topic-attributes', [native], topicAttributes)
    const tags = await deep.list(thing, 'sns list-tags-for-resource', [native], 'Tags', topicTag)
    const policy = policyOf(reading, said, ({ Attributes }) => Attributes.Policy, policyNames(native, `policy of topic ${label}`))
    const key = said.kind === 'read' ? said.value.Attributes.KmsMasterKeyId : null
    const known = tags.kind === 'read' ? Object.fromEntries(tags.value.map(({ Key, Value }) => [Key, Value])) : null
    addTarget(reading, thing, { kind: 'topic', label }, { policy, encryptedBy: keys.arnOf(key, thing), tags: known }, provenance)
  }
  const topics = await listed(datasets, 'sns list-topics', topic, ({ TopicArn }) => TopicArn)
  const seen = new Set(topics.map(({ record }) => record.TopicArn))
  for (const { record, provenance, ...place } of topics) await add({ ...place, native: record.TopicArn }, provenance)
  for (const dataset of unlisted(datasets, 'sns get-topic-attributes', (_, arn) => seen.has(arn))) {
    const [native = ''] = dataset.arguments
    await add(placeOf(dataset, native), provenanceOf(dataset, native))
  }
}

/** Each version and alias of a function that was asked about is a resource of its own: it has a policy of its own. */
async function readFunctions(reading: ResourceReading): Promise<void> {
  const { datasets, deep } = reading
  const functions = await listed(datasets, 'lambda list-functions', lambdaFunction, ({ FunctionArn }) => FunctionArn)
  for (const { record, provenance, ...place } of functions) {
    const { FunctionName: name, FunctionArn: arn } = record
    const asked = datasets.of('lambda get-policy').filter(({ unit, region, arguments: [first] }) => unit === place.account && region === place.region && first === name) // prettier-ignore
    const qualifiers = asked.flatMap(({ arguments: [, qualifier] }) => qualifier ?? [])
    for (const qualifier of [null, ...qualifiers]) {
      const native = qualifier === null ? arn : `${arn}:${qualifier}`
      const thing: Thing = { ...place, native }
      const label = qualifier === null ? name : `${name}:${qualifier}`
      const said = await deep.object(thing, 'lambda get-policy', qualifier === null ? [name] : [name, qualifier], policyText)
      await deep.list(thing, 'lambda list-function-url-configs', [name], 'FunctionUrlConfigs', functionUrl)
      const policy = policyOf(reading, said, ({ Policy }) => Policy, policyNames(native, `policy of function ${label}`))
      addTarget(reading, thing, { kind: 'function', label }, { policy }, provenance)
    }
  }
}

async function readRepositories(reading: ResourceReading): Promise<void> {
  const { datasets, deep } = reading
  const repositories = await listed(datasets, 'ecr describe-repositories', repository, ({ repositoryArn }) => repositoryArn)
  for (const { record, provenance, ...place } of repositories) {
    const { repositoryName: label, repositoryArn: native } = record
    const thing: Thing = { ...place, native }
    const said = await deep.object(thing, 'ecr get-repository-policy', [label], repositoryPolicy)
    const registry = await deep.object(thing, 'ecr get-registry-policy', [], repositoryPolicy)
    if (registry.kind === 'read')
      deep.note(thing, 'ecr get-registry-policy', [], 'what the policy of the whole registry lets in is not evaluated', 'see whom it names')
    const policy = policyOf(reading, said, ({ policyText: text }) => text, policyNames(native, `policy of repository ${label}`))
    addTarget(reading, thing, { kind: 'repository', label }, { policy }, provenance)
  }
}

/** Whether tags of a table count in conditions nobody can read ("Enabling ABAC" for DynamoDB): they are not known. */
async function readTables(reading: ResourceReading): Promise<void> {
  const { datasets, deep } = reading
  const arnOf = (name: string, { account, region }: { readonly account: string; readonly region: string }): string =>
    `arn:aws:dynamodb:${region}:${account}:table/${name}`
  for (const { record, provenance, ...place } of await listed(datasets, 'dynamodb list-tables', plainText, arnOf)) {
    const thing: Thing = { ...place, native: arnOf(record, place) }
    const said = await deep.object(thing, 'dynamodb get-resource-policy', [thing.native], policyText)
    const policy = policyOf(reading, said, ({ Policy }) => Policy, policyNames(thing.native, `resource policy of table ${record}`))
    addTarget(reading, thing, { kind: 'database', label: record }, { policy }, provenance)
  }
}

/** Whoever reaches a mount target over the network uses a file system without a policy: that is another source's to tell (aws.md, part 6). */
async function readFileSystems(reading: ResourceReading): Promise<void> {
  const { datasets, deep } = reading
  const systems = await listed(datasets, 'efs describe-file-systems', fileSystem, ({ FileSystemId }) => FileSystemId)
  for (const { record, provenance, ...place } of systems) {
    const { FileSystemId: id, FileSystemArn, Name } = record
    const native = FileSystemArn ?? `arn:aws:elasticfilesystem:${place.region}:${place.account}:file-system/${id}`
    const thing: Thing = { ...place, native }
    const call = 'efs describe-file-system-policy'
    const said = await deep.object(thing, call, [id], policyText)
    deep.note(
      thing,
      call,
      [id],
      'who reaches its mount targets over the network is not read',
      'see the security groups of its mount targets',
    )
    const policy = policyOf(reading, said, ({ Policy }) => Policy, policyNames(native, `policy of file system ${id}`))
    addTarget(reading, thing, { kind: 'share', label: Name ?? id }, { policy }, provenance)
  }
}

function policyNames(native: string, label: string): Parameters<typeof policyOf>[3] {
  return { key: `${native} policy`, label, record: native }
}

function placeOf({ unit, region }: AwsDataset, native: string): Thing {
  return { account: unit, region, native }
}

function provenanceOf(dataset: AwsDataset, native: string): Provenance {
  return provenanceIn(dataset, dataset.reader.pages[0]?.path ?? '', native)
}
