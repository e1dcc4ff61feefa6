import { type Diagnostic, diagnosticText } from '../core/base/diagnostic.ts'

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

/** All diagnostics of a problem, then what they mean, then what to do. */
export function problemText({ message, help, diagnostics }: Problem): string {
  return [...diagnostics.map(diagnosticText), message, ...(help === null ? [] : [`  help: ${help}`])].join('\n')
}
