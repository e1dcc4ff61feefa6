import type { Diagnostic } from '../core/base/diagnostic.ts'
import { nearestName } from '../core/base/nearest-name.ts'
import { schemaComplaints } from '../core/base/schema-complaints.ts'
import { type ConfigFile, configSchema } from './config-schema.ts'
import { CONFIG_CODES } from './field.ts'

/** Keys that the environment and the command line may set. */
export const OVERRIDABLE = ['policies', 'evidence', 'reports', 'store', 'joins', 'fail_on', 'schedule', 'base_url', 'max_age'] as const
export type OverrideKey = (typeof OVERRIDABLE)[number]

/** What the command line sets; `max_age` sets the default age. */
export type Flags = Readonly<Partial<Record<OverrideKey, string>>>

export interface Overridden {
  readonly config: ConfigFile
  /** Keys that did not come from the file. */
  readonly keys: ReadonlySet<string>
  readonly diagnostics: readonly Diagnostic[]
}

const ENVIRONMENT = 'GATEHOUSE_'
/** Read by others: where the configuration file is. */
const NOT_OURS: ReadonlySet<string> = new Set(['GATEHOUSE_CONFIG'])

/** Lays the environment over the file, and the flags over both. Every text is checked as if it stood in the file. */
export function overridden(file: ConfigFile, env: Readonly<Record<string, string | undefined>>, flags: Flags): Overridden {
  const diagnostics: Diagnostic[] = []
  const keys = new Set<string>()
  let config = file

  function set(key: OverrideKey, written: string, place: string): void {
    const value = key === 'max_age' ? { ...config.max_age, default: written } : written
    const checked = configSchema.shape[key].safeParse(value, { reportInput: true })
    if (checked.success) {
      config = { ...config, [key]: checked.data }
      keys.add(key)
      return
    }
    for (const { message, help, code } of checked.error.issues.flatMap((issue) => schemaComplaints(issue, configSchema, complaintCodes)))
      diagnostics.push({ file: place, line: 1, column: 1, level: 'error', code, message: message.replace('the file', `\`${key}\``), help })
  }

  for (const key of OVERRIDABLE) {
    const name = ENVIRONMENT + key.toUpperCase()
    const fromEnvironment = env[name]
    if (fromEnvironment !== undefined) set(key, fromEnvironment, name)
    const fromFlag = flags[key]
    if (fromFlag !== undefined) set(key, fromFlag, `--${key.replaceAll('_', '-')}`)
  }
  return { config, keys, diagnostics: [...diagnostics, ...unknownVariables(file, env)] }
}

const complaintCodes = {
  syntax: CONFIG_CODES.override,
  missing: CONFIG_CODES.override,
  unknown: CONFIG_CODES.override,
  type: CONFIG_CODES.override,
  choice: CONFIG_CODES.override,
  form: CONFIG_CODES.override,
}

// A misspelt variable would be ignored in silence; one that a secret reference names has its use.
function unknownVariables(file: ConfigFile, env: Readonly<Record<string, string | undefined>>): readonly Diagnostic[] {
  const known = new Set(OVERRIDABLE.map((key) => ENVIRONMENT + key.toUpperCase()))
  const written = JSON.stringify(file)
  return Object.keys(env)
    .filter(
      (name) =>
        name.startsWith(ENVIRONMENT) && !known.has(name) && !NOT_OURS.has(name) && !written.includes(`{"env":${JSON.stringify(name)}}`),
    )
    .map((name) => {
      const near = nearestName(name, known)
      return {
        file: name,
        line: 1,
        column: 1,
        level: 'warning',
        code: CONFIG_CODES.overrideUnknown,
        message: `\`${name}\` sets nothing`,
        help: near === null ? null : `did you mean \`${near}\`?`,
      } as const
    })
}
