import type { Diagnostic } from '../core/base/diagnostic.ts'

/** Why a use case could not be carried out, as the command line answers it. Exit codes: `architecture.md`, Command line. */
export interface Problem {
  readonly exitCode: 64 | 69 | 75 | 78
  /** One line, lower case. */
  readonly message: string
  readonly help: string | null
  readonly diagnostics: readonly Diagnostic[]
}

export function problem(
  exitCode: Problem['exitCode'],
  message: string,
  help: string | null = null,
  diagnostics: readonly Diagnostic[] = [],
): Problem {
  return { exitCode, message, help, diagnostics }
}
