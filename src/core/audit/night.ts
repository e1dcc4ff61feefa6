import type { Sha256 } from '../base/hash.ts'
import type { ComparedProject } from '../compare/compared-project.ts'
import type { Comparison } from '../compare/comparison.ts'
import type { ExceptionOutcome } from '../model/audit-result.ts'
import type { Finding } from '../model/finding.ts'
import type { PolicyLoad } from '../model/policy-load.ts'
import type { Reach } from '../reach/answer.ts'
import type { Silence, UndecidedFinding } from '../rules/run-rules.ts'

/** Everything that was worked out tonight, before it is put into the shape of a result. */
export interface Night {
  /** In the order of the policy's projects: by slug. */
  readonly compared: readonly ComparedProject[]
  readonly reach: Reach
  readonly context: Comparison
  readonly load: Pick<PolicyLoad, 'broken' | 'diagnostics'>
  readonly silences: readonly Silence[]
  readonly undecided: readonly UndecidedFinding[]
  readonly findings: readonly Finding[]
  readonly exceptions: readonly ExceptionOutcome[]
  readonly sha256: Sha256
}
