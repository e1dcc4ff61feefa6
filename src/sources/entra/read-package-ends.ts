import type { Instant } from '../../core/base/instant.ts'
import { eachRecord, parsedRecord } from './bodies.ts'
import type { TenantDataset } from './tenant-dataset.ts'
import type { Tenant } from './tenant.ts'
import { packageAssignment, packageId } from './wire.ts'

/** States in which an assignment gives nothing (any more). https://learn.microsoft.com/graph/api/resources/accesspackageassignment. */
const OVER: ReadonlySet<string> = new Set(['expired', 'deliveryFailed'])

/**
 * When the packages of access of each account end: the last of them, and only where every one has an end. An assignment that was not read
 * may be one without an end, so that a list that is not whole, or holds a record that cannot be read, ends nothing.
 */
export async function readPackageEnds(dataset: TenantDataset | null, tenant: Tenant): Promise<void> {
  if (dataset === null) return
  const ends = new Map<string, Instant | null>()
  let isWhole = dataset.stated.state === 'complete'
  await eachRecord(dataset, 'assignments-', packageId, (_, { path }, raw) => {
    const parsed = parsedRecord(dataset, packageAssignment, raw, path)
    const account = parsed?.target?.objectId ?? null
    if (parsed === null || account === null) isWhole = false
    else if (!OVER.has(parsed.state ?? '')) {
      const expiration = parsed.schedule?.expiration
      const end = expiration?.type === 'afterDateTime' ? expiration.endDateTime : null
      const there = ends.get(account)
      ends.set(account, there === undefined ? end : there === null || end === null ? null : there > end ? there : end)
    }
  })
  if (!isWhole) return
  for (const [account, end] of ends) if (end !== null) tenant.packageEnds.set(account, end)
}
