import type { Sha256 } from '../base/hash.ts'
import { sortedBy } from '../base/order.ts'
import type { Cause } from '../model/audit-result.ts'
import type { SeverityClass } from '../model/finding.ts'
import type { Provenance } from '../model/provenance.ts'
import { compareSeverity, severityRank } from './severity-order.ts'

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

/**
 * One record whose removal alone ends every path of two or more findings, most findings first, then the gravest, then by id.
 *
 * Only of what was read: another path may lead through what was not. Linear in the cuts of all findings.
 */
export function causes(findings: readonly CuttableFinding[], sha256: Sha256): readonly Cause[] {
  const cleared = new Map<string, { readonly cut: Cut; readonly findings: CuttableFinding[] }>()
  for (const finding of findings)
    for (const cut of new Map(finding.cuts.map((one) => [one.key, one])).values()) {
      const entry = cleared.get(cut.key)
      if (entry === undefined) cleared.set(cut.key, { cut, findings: [finding] })
      else entry.findings.push(finding)
    }
  const found = [...cleared.values()]
    .filter((entry) => entry.findings.length > 1)
    .map(({ cut, findings: ended }) => ({ cause: causeOf(cut, ended, findings.length, sha256), gravest: gravest(ended) }))
  return sortedBy(found, ({ cause, gravest: severity }) => [-cause.findings.length, -severityRank(severity), cause.id]).map(
    ({ cause }) => cause,
  )
}

/** What lies on every one of the paths, in the order of the first; nothing where there is no path. */
export function commonCuts(paths: readonly (readonly Cut[])[]): readonly Cut[] {
  const [first, ...others] = paths
  const keys = others.map((path) => new Set(path.map(({ key }) => key)))
  return (first ?? []).filter(({ key }) => keys.every((path) => path.has(key)))
}

function causeOf({ key, what, record }: Cut, ended: readonly CuttableFinding[], all: number, sha256: Sha256): Cause {
  const { source, dataset, file, record: native } = record
  return {
    id: sha256(key).slice(0, 12),
    says: `${what} opens ${ended.length} of these ${all}`,
    record: { source, dataset, file, record: native },
    findings: ended.map(({ fingerprint }) => fingerprint).sort(),
  }
}

function gravest(findings: readonly CuttableFinding[]): SeverityClass {
  return findings.map(({ severity }) => severity).reduce((a, b) => (compareSeverity(a, b) >= 0 ? a : b))
}
