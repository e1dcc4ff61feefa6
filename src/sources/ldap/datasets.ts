import type { DatasetCoverage, Gap } from '../../core/model/coverage.ts'
import type { Manifest } from '../evidence/manifest.ts'
import type { ReadableFlavour } from './flavour.ts'

/** What every read of a directory must give; `counts` beside them only checks. */
export const CORE_DATASETS = ['users', 'workloads', 'groups'] as const
export type CoreDataset = (typeof CORE_DATASETS)[number]

export const COUNTS = 'counts'

/** The datasets that evidence of this base must list: what opens evidence is told them. */
export function expectedDatasets(base: string): readonly { readonly unit: string; readonly dataset: string }[] {
  return CORE_DATASETS.map((dataset) => ({ unit: base, dataset }))
}

/** Who belongs to a dataset, as a filter (RFC 4515). */
export function datasetFilter(flavour: ReadableFlavour, dataset: CoreDataset): string {
  return FILTERS[flavour][dataset]
}

const PERSON = '(|(objectClass=inetOrgPerson)(objectClass=posixAccount))'

const FILTERS: Readonly<Record<ReadableFlavour, Readonly<Record<CoreDataset, string>>>> = {
  'active-directory': {
    // `(objectClass=user)` alone holds computers too.
    users: '(&(objectCategory=person)(objectClass=user))',
    workloads: '(objectClass=computer)',
    groups: '(objectClass=group)',
  },
  openldap: {
    users: PERSON,
    workloads: `(&(|(objectClass=device)(objectClass=applicationProcess)(objectClass=simpleSecurityObject))(!${PERSON}))`,
    groups: '(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup)(objectClass=groupOfURLs))',
  },
}

/** Core datasets that the evidence does not list although it lists others of the same unit: `failed`, not absent. */
export function absentDatasets(
  coverage: readonly DatasetCoverage[],
  manifest: Manifest,
): { readonly coverage: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] } {
  const reason = 'the evidence does not list this dataset'
  const units = new Map(coverage.map(({ source, unit }) => [unit, source]))
  const keys = [...units].flatMap(([unit, source]) =>
    CORE_DATASETS.filter((dataset) => !coverage.some((row) => row.unit === unit && row.dataset === dataset)).map((dataset) => ({
      source,
      unit,
      dataset,
    })),
  )
  const { startedAt, endedAt } = manifest
  return {
    coverage: keys.map((key) => ({
      ...key,
      state: 'failed',
      reasons: [reason],
      cure: null,
      pages: 0,
      records: 0,
      total: null,
      startedAt,
      endedAt,
      asOf: endedAt,
      reusedFrom: null,
    })),
    gaps: keys.map((key) => ({ ...key, code: 'dataset-missing', record: null, reason, cure: null, at: null })),
  }
}
