import type { DatasetReader } from '../evidence/read-evidence.ts'

/** A dataset of a tenant, and what was found in it so far. */
export interface TenantDataset extends DatasetReader {
  readonly found: {
    readonly paths: Set<string>
    /** As the collector counts: records of lists, records of answers, bodies of single objects, counts. */
    records: number
  }
}

export function tenantDataset(reader: DatasetReader): TenantDataset {
  return { ...reader, found: { paths: new Set(), records: 0 } }
}
