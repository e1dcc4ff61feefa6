import { canonicalJson } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/hash.ts'
import type { Gap } from '../model/coverage.ts'

/** A short name for a gap, the same from night to night while it is the same. */
export function gapId(gap: Gap, sha256: Sha256): string {
  const { source, unit, dataset, code, record, reason, at } = gap
  return sha256(canonicalJson({ source, unit, dataset, code, record, reason, at })).slice(0, 12)
}
