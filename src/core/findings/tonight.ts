import type { Instant } from '../base/instant.ts'
import type { Assessment, AccessRow } from '../model/audit-result.ts'
import type { Finding, ProofHop } from '../model/finding.ts'
import type { AcceptedShrink, ClosingThresholds } from './breaker.ts'
import type { LifeFacts } from './life-facts.ts'
import type { EscalationTerms, GradedSeverity } from '../model/declared-institution.ts'
import type { AssessedThing } from './earlier.ts'
import type { BoardPast } from './trend.ts'

/** What tonight's assessment knows beyond its findings: the facts that decide whether a silence means something. */
export interface Tonight {
  /**
   * Was everything that `rule` needs complete for each of `projects`? `true`, or the reason in one line.
   *
   * Asked of all that the rule needs, not only of the old proof, since the access may have moved to another path. For a finding
   * without a project `projects` is empty: then it asks for the institution. A finding about an account also asks for the account's
   * own source: an account that was not read has not ceased to be. `about` is whom the finding is about: a bad row of theirs leaves the
   * register whole for everybody else.
   */
  isComplete(
    rule: string,
    projects: readonly string[],
    source: string | null,
    about: Pick<Finding, 'subject' | 'account' | 'fingerprint'>,
  ): true | string
  /** Is the project declared, usable or broken? One whose entry is broken is still there: its findings are not out of scope. */
  hasProject(project: string): boolean
  /** Does the project still declare the resource at `address`? True for a broken project whose resources cannot be told. */
  hasResource(project: string, address: string): boolean
  /** Is the source still configured? */
  knows(source: string): boolean
  ruleIsActive(rule: string): boolean
  /**
   * How the subject's access to the resource (by its address with a native id) stands; null if it has none, as far as was read.
   * Access that nothing lists, such as the default cover of an internal project, counts as entitled.
   */
  standing(project: string, subject: string, resource: string): { readonly standing: AccessRow['standing']; readonly level: string } | null
  /** Does any source or register show the subject with this key? */
  subjectIsKnown(key: string): boolean
  /** The key of the subject that the account is joined to; null where the account is not seen. */
  subjectOf(account: { readonly source: string; readonly id: string }): string | null
  /**
   * What became of one hop of an earlier proof of an access to `resource` (its address): `gone` only where the dataset that it was
   * read from is complete tonight.
   */
  hop(hop: ProofHop, resource: string | null): 'there' | 'gone' | 'unread'
}

/** All that the life of tonight's findings depends on, beside the earlier runs. */
export interface LifeInput {
  /** Tonight's run. */
  readonly run: string
  readonly now: Instant
  readonly timeZone: string
  readonly assessment: Pick<Assessment, 'findings' | 'coverage' | 'projects'>
  readonly tonight: Tonight
  readonly escalation: Readonly<Record<GradedSeverity, EscalationTerms>>
  /** What was assessed tonight (`assessedTonight`). */
  readonly assessed: readonly AssessedThing[]
  /** How many findings may close at once without a record that explains it. */
  readonly closing: ClosingThresholds
  /** What people vouched for: an announced clean-up explains the closings that rest on its dataset. */
  readonly acceptedShrinks: readonly AcceptedShrink[]
  /** What earlier runs left for the board. */
  readonly board: BoardPast
  /** What the rules say that see lives (`audit.ts`). */
  readonly raise: (lives: LifeFacts) => readonly Finding[]
}
