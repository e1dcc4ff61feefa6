import type { AffiliationKind } from '../model/affiliation-kind.ts'
import { isExternalKind } from '../model/affiliation-kind.ts'
import type { AffiliationRule } from '../model/declared-institution.ts'

/** A rule that a record in force meets (`sure`), or that a record which was not read might meet. */
export interface Candidate {
  readonly rule: AffiliationRule
  readonly sure: boolean
}

/** Everything that a person may turn out to be. One kind where all was read; `unknown` where no rule may hold. */
export interface PossibleKinds {
  readonly kinds: readonly (AffiliationKind | 'unknown')[]
  /** On `sensitive` and `controlled`, where a later external match outweighs. */
  readonly strictKinds: readonly (AffiliationKind | 'unknown')[]
}

/**
 * What `policy-language.md`, Meaning 6, may come to once the unread records are read.
 *
 * A partial register does not only hide who somebody is, but also that a member of staff is a visitor besides: so what was read is
 * not enough to say *met*. `candidates` in the order of the rules. O(rules²).
 */
export function possibleKinds(candidates: readonly Candidate[]): PossibleKinds {
  return { kinds: outcomes(candidates, () => []), strictKinds: outcomes(candidates, outweighing) }
}

function outcomes(
  candidates: readonly Candidate[],
  instead: (first: AffiliationRule, later: readonly Candidate[]) => readonly Candidate[],
): readonly (AffiliationKind | 'unknown')[] {
  const kinds = new Set<AffiliationKind | 'unknown'>()
  for (const [position, { rule, sure }] of candidates.entries()) {
    const others = instead(rule, candidates.slice(position + 1))
    for (const other of others) kinds.add(other.rule.kind)
    if (others.at(-1)?.sure !== true) kinds.add(rule.kind)
    if (sure) return [...kinds]
  }
  return [...kinds, 'unknown']
}

/** The later external matches that might count in place of `first`, up to the first that surely does. */
function outweighing(first: AffiliationRule, later: readonly Candidate[]): readonly Candidate[] {
  if (first.winsOverExternal || isExternalKind(first.kind)) return []
  const externals = later.filter(({ rule }) => isExternalKind(rule.kind))
  const end = externals.findIndex(({ sure }) => sure)
  return end < 0 ? externals : externals.slice(0, end + 1)
}
