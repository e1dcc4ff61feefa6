import { distinctTexts } from './base/order.ts'
import type { Sha256 } from './base/hash.ts'
import type { Instant } from './base/instant.ts'
import { comparedProject } from './compare/compared-project.ts'
import { comparison } from './compare/comparison.ts'
import { seenPosts } from './compare/held-posts.ts'
import { type LedgerSource, coverageLedger } from './compare/coverage-ledger.ts'
import { withMissingRows } from './compare/missing-datasets.ts'
import { assessed, exceptionsOf } from './audit/assessment.ts'
import { factsOf } from './audit/facts-of.ts'
import { tonightOf } from './audit/tonight-of.ts'
import type { AssessedThing } from './findings/earlier.ts'
import { assessedTonight } from './findings/assessed.ts'
import type { Tonight } from './findings/tonight.ts'
import type { Assessment } from './model/audit-result.ts'
import type { DatasetCoverage, Gap } from './model/coverage.ts'
import type { DeclaredPolicy } from './model/declared-policy.ts'
import type { KeptPost, SeenPosts } from './model/held-post.ts'
import type { PolicyLoad } from './model/policy-load.ts'
import type { Snapshot } from './model/snapshot.ts'
import { reachOver } from './reach/reach.ts'
import { withPartsApart } from './snapshot/parts-apart.ts'
import { catalogue } from './rules/catalogue.ts'
import { completenessOf } from './rules/completeness.ts'
import { inOrder, runRules } from './rules/run-rules.ts'
import type { Facts } from './rules/facts.ts'
import { rulesOf } from './rules/passes.ts'
import { type LifeFacts, NO_LIVES } from './findings/life-facts.ts'
import type { Finding } from './model/finding.ts'
import { NO_EXCEPTIONS, exceptionFacts } from './audit/exception-facts.ts'

export interface AuditInput {
  readonly snapshot: Snapshot
  readonly policy: DeclaredPolicy
  readonly load: Pick<PolicyLoad, 'broken' | 'diagnostics'>
  readonly sources: readonly LedgerSource[]
  readonly now: Instant
  /** Who reached what in which post, by earlier runs; none before the first. */
  readonly posts: readonly KeptPost[]
  /** The snapshot's coverage after the shrink guard, and the gaps that it found. */
  readonly guarded: { readonly rows: readonly DatasetCoverage[]; readonly gaps: readonly Gap[] }
  readonly sha256: Sha256
}

export interface Audit {
  readonly assessment: Assessment
  /** For later runs to remember. */
  readonly posts: SeenPosts
  /** What the life of findings needs to know beside the assessment. */
  readonly tonight: Tonight
  readonly assessed: readonly AssessedThing[]
  /** What the rules say that need the life of tonight's findings (`docs/decisions/0017-rules-in-three-passes.md`). */
  readonly raise: (lives: LifeFacts) => readonly Finding[]
}

/**
 * One night's assessment: a function of its input and of nothing else.
 *
 * 1. Judge what was read. 2. Ask who can reach what. 3. Compare it with what is declared. 4. Let the rules speak about what they may
 * see. 5. Mark what is accepted, and let the rules speak about that. 6. Say how each project stands. O(accesses × lines of their project + memberships).
 */
export function audit({ snapshot: read, policy, load, sources, now, guarded, posts, sha256 }: AuditInput): Audit {
  const declared = policy.projects.flatMap(({ resources }) => resources.map(({ at }) => at.text))
  const snapshot = withPartsApart(withMissingRows(read, guarded.rows), distinctTexts(declared))
  const ledger = coverageLedger(snapshot, sources, now, guarded)
  const context = comparison(snapshot, policy, ledger, now)
  const reach = reachOver(snapshot, context.today)
  const compared = policy.projects.map((project) => comparedProject(project, reach, context))
  const completeness = completenessOf(compared, context)
  const facts = factsOf(compared, reach, context, load, posts, sha256)
  const whole: Facts = { ...facts, exceptions: NO_EXCEPTIONS, lives: NO_LIVES }
  const spoken = runRules(rulesOf('night'), whole, completeness, policy, sha256)
  const accepted = exceptionsOf(spoken, context)
  const exceptions = exceptionFacts(accepted.outcomes, policy, completeness)
  const onExceptions = runRules(rulesOf('exceptions'), { ...whole, exceptions }, completeness, policy, sha256)
  const night = {
    compared,
    reach,
    context,
    load,
    silences: [...spoken.silences, ...onExceptions.silences],
    undecided: [...spoken.undecided, ...onExceptions.undecided],
    findings: inOrder([...accepted.findings, ...onExceptions.findings]),
    exceptions: accepted.outcomes,
    sha256,
  }
  const assessment = assessed(night)
  return {
    assessment,
    posts: seenPosts(compared, load.broken, context),
    tonight: tonightOf(assessment, night, sources),
    assessed: assessedTonight(
      assessment,
      catalogue.map(({ meta }) => meta.id),
    ),
    raise: (lives) => runRules(rulesOf('lives'), { ...whole, lives }, completeness, policy, sha256).findings,
  }
}
