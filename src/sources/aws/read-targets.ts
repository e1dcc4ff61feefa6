import type { IamTargetFact } from '../../core/model/iam.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { ResourceKind } from '../../core/model/resource-kind.ts'
import type { AwsFacts } from './aws-facts.ts'
import type { AwsDatasets } from './read-datasets.ts'
import type { Deep, Said, Thing } from './read-deep.ts'
import type { Holders } from './read-holders.ts'
import type { KeyNames } from './read-key-names.ts'
import type { Policies } from './read-policies.ts'

/** What every reader of resources needs. */
export interface ResourceReading {
  readonly datasets: AwsDatasets
  readonly deep: Deep
  readonly facts: AwsFacts
  readonly policies: Policies
  readonly holders: Holders
  readonly keys: KeyNames
}

type Target = Pick<IamTargetFact, 'policy'> &
  Partial<Pick<IamTargetFact, 'encryptedBy' | 'holdsOffPublic' | 'tags' | 'otherNames' | 'grants' | 'acl' | 'accessPoints'>>

/** States a resource, and what decides about it as far as that is known. */
export function addTarget(
  { facts }: Pick<ResourceReading, 'facts'>,
  { account, native }: Thing,
  { kind, label }: { readonly kind: ResourceKind; readonly label: string },
  target: Target,
  provenance: Provenance,
): void {
  const { source } = provenance
  facts.resource({ source, native, kind, label, provenance })
  facts.iam({
    kind: 'target',
    source,
    provenance,
    resource: native,
    account,
    encryptedBy: null,
    holdsOffPublic: false,
    tags: null,
    ...target,
  })
}

/** The key of a policy that a call answered, taken out of the answer by `inside`; null where there is none, or none that can be read. */
export function policyOf<Value>(
  { policies }: Pick<ResourceReading, 'policies'>,
  said: Said<Value>,
  inside: (value: Value) => unknown,
  { key, label, record }: { readonly key: string; readonly label: string; readonly record: string },
): string | null {
  if (said.kind !== 'read') return null
  const json = inside(said.value)
  if (json === null || json === undefined || json === '') return null
  return policies.add(said.dataset, { key, label, json, file: said.file, record, hasPrincipals: true })
}
