import { type Json, canonicalJson } from '../base/canonical-json.ts'
import type { Sha256 } from '../base/hash.ts'
import { sortedBy } from '../base/order.ts'
import type { AuditResult } from '../model/audit-result.ts'

/** The digest of one part of a result; a prune says which parts it emptied, and the rest stays checkable. */
export interface PartDigest {
  /** `finding:<fingerprint>`, `known:<fingerprint>`, `access:<project>`, `exception:<id>`, or `rest`. */
  readonly part: string
  readonly digest: string
}

export interface ResultDigest {
  /** What the chain holds: the hash over all parts. */
  readonly digest: string
  /** Sorted by part. */
  readonly parts: readonly PartDigest[]
}

/**
 * The digest of a result, over a digest for each part that names people and one for the rest.
 *
 * The place in the chain is left out: it is made from this digest. Linear in the result's size.
 */
export function resultDigest(result: Omit<AuditResult, 'publication'>, sha256: Sha256): ResultDigest {
  const { assessment, life, run, schemaVersion } = result
  const named: readonly (readonly [string, unknown])[] = [
    ...[...assessment.findings, ...life.raised].map((finding) => [`finding:${finding.fingerprint}`, finding] as const),
    ...life.findings.flatMap(({ fingerprint, lastKnown }) => (lastKnown === null ? [] : [[`known:${fingerprint}`, lastKnown] as const])),
    ...assessment.projects.map(({ id, access }) => [`access:${id}`, access] as const),
    ...assessment.exceptions.map((exception) => [`exception:${exception.id}`, exception] as const),
  ]
  const rest = {
    schemaVersion,
    run,
    assessment: {
      ...assessment,
      findings: null,
      exceptions: null,
      projects: assessment.projects.map((project) => ({ ...project, access: null })),
    },
    life: { ...life, raised: null, findings: life.findings.map((one) => ({ ...one, lastKnown: null })) },
  }
  const parts = sortedBy(
    [...named, ['rest', rest] as const].map(([part, value]) => ({ part, digest: digestOf(value, sha256) })),
    ({ part, digest }) => [part, digest],
  )
  return { digest: digestOfParts(parts, sha256), parts }
}

/** What the chain holds, from the kept digests alone. */
export function digestOfParts(parts: readonly PartDigest[], sha256: Sha256): string {
  return digestOf(parts, sha256)
}

/** The hash of any plain JSON. */
export function digestOf(value: unknown, sha256: Sha256): string {
  // A result is plain JSON by its own definition; an interface has no index signature, so the compiler cannot see it.
  return sha256(canonicalJson(value as Json))
}
