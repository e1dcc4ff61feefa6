import type { Sha256 } from '../base/hash.ts'
import type { Cause } from '../model/audit-result.ts'
import type { SeverityClass } from '../model/finding.ts'
import type { Provenance } from '../model/provenance.ts'

/** One removable thing on a path: a membership, grant, statement, rule or link. */
export interface Cut {
  /** Names the thing itself, since a record may hold many (a group's record lists all its members). */
  readonly key: string
  /** As the subject of a sentence: `the membership of \`instrument-users\` in \`qsense-core\``. */
  readonly what: string
  readonly record: Provenance
}

export interface CuttableFinding {
  readonly fingerprint: string
  readonly severity: SeverityClass
  /** Every removable thing that lies on all of its paths (`commonCuts`). */
  readonly cuts: readonly Cut[]
}

/** One record whose removal alone ends every path of two or more findings; by findings cleared, then severity, then id. */
export function causes(findings: readonly CuttableFinding[], sha256: Sha256): readonly Cause[] {
  throw new Error(`not written yet: ${findings.length} ${typeof sha256}`)
}

/** What lies on every one of the paths, in the order of the first. */
export function commonCuts(paths: readonly (readonly Cut[])[]): readonly Cut[] {
  throw new Error(`not written yet: ${paths.length}`)
}
