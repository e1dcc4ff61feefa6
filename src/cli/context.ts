import { type Command, InvalidArgumentError } from 'commander'
import { problemText } from '../app/problem.ts'
import type { Problem } from '../app/problem.ts'
import type { Config } from '../config/config.ts'
import type { Flags } from '../config/overrides.ts'
import { configOf } from '../app/config-of.ts'
import { type Instant, parseInstant } from '../core/base/instant.ts'
import { diagnosticText } from '../core/base/diagnostic.ts'
import { type Io, printJson } from './io.ts'

export interface GlobalOptions {
  readonly config: string
  readonly json?: boolean
}

function globals(command: Command): GlobalOptions {
  return command.optsWithGlobals<GlobalOptions & Record<string, unknown>>()
}

/** Loads the configuration, tells its warnings, and runs `body`; a problem is printed with its help and becomes its exit code. */
export async function withConfig(
  command: Command,
  io: Io,
  flags: Flags,
  body: (config: Config, options: GlobalOptions) => Promise<number>,
): Promise<number> {
  const options = globals(command)
  const loaded = await configOf(options.config, io.env, flags)
  if (!loaded.ok) return told(loaded.error, options, io)
  for (const warning of loaded.value.warnings) io.stderr.write(`${diagnosticText(warning)}\n`)
  return body(loaded.value.config, options)
}

/** Prints a problem where the reader expects it, and gives its exit code. */
export function told(problem: Problem, { json }: GlobalOptions, io: Io): number {
  if (json === true) printJson(io, { problem: { message: problem.message, help: problem.help, diagnostics: problem.diagnostics } })
  else io.stderr.write(`${problemText(problem)}\n`)
  return problem.exitCode
}

/** Reads `--now`; commander turns the error into exit 64. */
export function instantOption(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new InvalidArgumentError(`expected a moment with its offset, such as 2026-11-26T02:00:00Z, found \`${text}\``)
  return instant
}
