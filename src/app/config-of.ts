import type { Flags } from '../config/overrides.ts'
import { type LoadedConfig, loadConfig } from '../config/load-config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Problem, problem } from './problem.ts'

/** The configuration at `path`, or all that is wrong with it as exit 78. */
export async function configOf(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: Flags,
): Promise<Result<LoadedConfig, Problem>> {
  const loaded = await loadConfig(path, env, flags)
  if (loaded.ok) return succeeded(loaded.value)
  return failed(problem(78, `the configuration \`${path}\` cannot be used`, null, loaded.error))
}
