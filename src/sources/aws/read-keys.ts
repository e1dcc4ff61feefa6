import { compareText, distinctTexts } from '../../core/base/order.ts'
import type { IamKeyGrant } from '../../core/model/iam.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { CallName } from './calls.ts'
import { partsOfArn } from './read-arn.ts'
import { type AwsDatasets, provenanceIn } from './read-datasets.ts'
import type { Thing } from './read-deep.ts'
import { type KeyNames, keyArn } from './read-key-names.ts'
import { type Listed, askedAs, listed, unlisted } from './read-listed.ts'
import { type ResourceReading, addTarget, policyOf } from './read-targets.ts'
import { alias, key, keyGrant, keyTag, policyText } from './wire-resources.ts'

/** Aliases of all accounts, told to `keys`; by the ARN of the key that each leads to. */
export async function readAliases(datasets: AwsDatasets, keys: KeyNames): Promise<Aliases> {
  const aliases = await listed(datasets, 'kms list-aliases', alias, ({ AliasArn }) => AliasArn)
  const pointing = aliases.flatMap(({ record: { AliasName, AliasArn, TargetKeyId }, ...place }) => {
    // An alias that AWS keeps ready for a service leads nowhere before it is used.
    if (TargetKeyId === null || TargetKeyId === undefined) return []
    keys.alias(place, AliasName, TargetKeyId)
    return [{ ...place, record: { name: AliasName, arn: AliasArn, key: keyArn(place, TargetKeyId) } }]
  })
  return Map.groupBy(pointing, ({ record }) => record.key)
}

export type Aliases = ReadonlyMap<string, readonly Listed<{ readonly name: string; readonly arn: string }>[]>

/** States the keys of all accounts, and each alias as another name of its key. */
export async function readKeys(reading: ResourceReading, aliases: Aliases): Promise<void> {
  const { datasets } = reading
  const seen = new Set<string>()
  for (const { account, region, record, provenance } of await listed(datasets, 'kms list-keys', key, ({ KeyArn }) => KeyArn)) {
    if (seen.has(record.KeyArn)) continue
    seen.add(record.KeyArn)
    await addKey(reading, { account, region, native: record.KeyArn }, record.KeyId, aliases, provenance)
  }
  for (const dataset of unlisted(datasets, 'kms get-key-policy', () => false)) {
    const [id = ''] = dataset.arguments
    const native = keyArn({ account: dataset.unit, region: dataset.region }, id.replace(/^.*:key\//u, ''))
    if (seen.has(native) || id.startsWith('alias/')) continue
    seen.add(native)
    const provenance = provenanceIn(dataset, dataset.reader.pages[0]?.path ?? '', native)
    await addKey(reading, { account: dataset.unit, region: dataset.region, native }, id, aliases, provenance)
  }
}

async function addKey(reading: ResourceReading, thing: Thing, id: string, aliases: Aliases, provenance: Provenance): Promise<void> {
  const { deep, facts } = reading
  const { native } = thing
  const names = (aliases.get(native) ?? []).toSorted((a, b) => compareText(a.record.arn, b.record.arn))
  const spellings = [id, native, ...names.flatMap(({ record }) => [record.name, record.arn])] as const
  const as = (call: CallName): readonly [string] => [askedAs(reading.datasets, call, thing.account, spellings)]
  const policy = await deep.object(thing, 'kms get-key-policy', as('kms get-key-policy'), policyText)
  const grants = await deep.list(thing, 'kms list-grants', as('kms list-grants'), 'Grants', keyGrant)
  const tags = await deep.list(thing, 'kms list-resource-tags', as('kms list-resource-tags'), 'Tags', keyTag)
  const label = names[0]?.record.name ?? id
  const granted = grants.kind === 'read' ? grants.value.map((one) => grantIn(one)) : []
  if (grants.kind === 'read')
    for (const { grantee } of granted) addGrantee(reading, grantee, provenanceIn(grants.dataset, grants.file, native))
  addTarget(
    reading,
    thing,
    { kind: 'key', label },
    {
      policy: policyOf(reading, policy, ({ Policy }) => Policy, {
        key: `${native} policy`,
        label: `key policy of ${label}`,
        record: native,
      }),
      tags: tags.kind === 'read' ? Object.fromEntries(tags.value.map(({ TagKey, TagValue }) => [TagKey, TagValue])) : null,
      ...(names.length > 0 ? { otherNames: distinctTexts(names.map(({ record }) => record.arn)) } : {}),
      ...(granted.length > 0 ? { grants: granted } : {}),
    },
    provenance,
  )
  for (const { record, provenance: place } of names)
    facts.resource({ source: place.source, native: record.arn, kind: 'key', label: record.name, provenance: place })
}

function grantIn({
  GrantId,
  GranteePrincipal,
  GranteeServicePrincipal,
  Operations,
  Constraints,
}: ReturnType<(typeof keyGrant)['parse']>): IamKeyGrant {
  return {
    id: GrantId,
    grantee: GranteePrincipal ?? GranteeServicePrincipal ?? '',
    operations: Operations,
    constrained: Object.keys(Constraints ?? {}).length > 0,
  }
}

/** An ARN, or the name of a service. */
function addGrantee({ holders }: ResourceReading, grantee: string, provenance: Provenance): void {
  if (partsOfArn(grantee) === null) holders.service(grantee, provenance)
  else holders.principal(grantee, provenance)
}
