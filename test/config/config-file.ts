import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../../src/core/base/diagnostic.ts'
import type { Result } from '../../src/core/base/result.ts'
import { type LoadedConfig, loadConfig } from '../../src/config/load-config.ts'
import type { Flags } from '../../src/config/overrides.ts'
import { temporaryFolder } from '../sources/evidence/sample-evidence.ts'

/** Loads `text` as `gatehouse.yaml` of a folder of its own. */
export async function loadText(
  text: string | Uint8Array,
  env: Readonly<Record<string, string>> = {},
  flags: Flags = {},
): Promise<Result<LoadedConfig, readonly Diagnostic[]>> {
  const path = join(await temporaryFolder(), 'gatehouse.yaml')
  await writeFile(path, text)
  return loadConfig(path, env, flags)
}

/** `line:column code message` of each, help behind it. */
export function told(result: Result<unknown, readonly Diagnostic[]>): readonly string[] {
  return result.ok
    ? []
    : result.error.map(
        ({ line, column, code, message, help }) => `${line}:${column} ${code} ${message}${help === null ? '' : ` | ${help}`}`,
      )
}
