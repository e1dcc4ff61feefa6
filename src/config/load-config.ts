import { isUtf8 } from 'node:buffer'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { type Diagnostic, byPlace } from '../core/base/diagnostic.ts'
import { nameHelp } from '../core/base/nearest-name.ts'
import { type YamlText, readYaml } from '../core/base/read-yaml.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { buildConfig } from './build-config.ts'
import { type ConfigFile, configSchema } from './config-schema.ts'
import type { Config } from './config.ts'
import { CONFIG_CODES } from './field.ts'
import { type Flags, overridden } from './overrides.ts'
import { unreadableBecause } from './source-kinds.ts'

export interface LoadedConfig {
  readonly config: Config
  /** Warnings, by place. */
  readonly warnings: readonly Diagnostic[]
}

/**
 * The configuration at `path`, with the environment laid over the file and the flags over both; or all that is wrong with it, by
 * place, warnings included.
 *
 * Paths in the file are relative to the file, others to the working directory. Secrets are not looked up.
 */
export async function loadConfig(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
  flags: Flags,
): Promise<Result<LoadedConfig, readonly Diagnostic[]>> {
  const text = await configText(path)
  if (!text.ok) return text
  const read = readYaml(text.value, path, configSchema, CONFIG_CODES)
  if (!read.ok) return read

  const { config: written, keys, diagnostics: overrides } = overridden(read.value.value, env, flags)
  const diagnostics = [...sourceDiagnostics(read.value), ...overrides].sort(byPlace)
  if (diagnostics.some(({ level }) => level === 'error')) return failed(diagnostics)
  const file = resolve(path)
  const folder = dirname(file)
  const config = buildConfig(written, { file, folder, baseOf: (key) => (keys.has(key) ? process.cwd() : folder) })
  return succeeded({ config, warnings: diagnostics })
}

/** The text of a configuration file, if it is one that can be read. */
export async function configText(path: string): Promise<Result<string, readonly Diagnostic[]>> {
  function unreadable(message: string, help: string): Result<string, readonly Diagnostic[]> {
    return failed([{ file: path, line: 1, column: 1, level: 'error', code: CONFIG_CODES.unreadable, message, help }])
  }
  let bytes: Buffer
  try {
    bytes = await readFile(path)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return unreadable(`the file cannot be read: ${String(cause.code)}`, 'see that it is there, and that this account may read it')
  }
  if (!isUtf8(bytes)) return unreadable('the file is not UTF-8', 'save it as UTF-8')
  if (bytes.length > 1024 * 1024) return unreadable('the file is larger than 1 MiB', 'it should be a page or two')
  return succeeded(new TextDecoder().decode(bytes))
}

function sourceDiagnostics({ value, diagnostic }: YamlText<ConfigFile>): readonly Diagnostic[] {
  const names = Object.keys(value.sources ?? {})
  const unread = Object.entries(value.sources ?? {}).flatMap(([name, entry]) => {
    const why = unreadableBecause(entry)
    if (why === null) return []
    const said = { code: CONFIG_CODES.kindNotReadable, level: 'warning', message: `${why}: \`${name}\` is a gap`, help: null } as const
    return [diagnostic(['sources', name, 'kind'], said)]
  })
  const ages = Object.keys(value.max_age ?? {}).map((name) => ['max_age', name])
  const limits = Object.keys(value.breaker?.sources ?? {}).map((name) => ['breaker', 'sources', name])
  const strangers = [...ages.filter(([, name]) => name !== 'default'), ...limits].filter((path) => !names.includes(path.at(-1) ?? ''))
  const directories = Object.entries(value.sources ?? {}).flatMap(([name, entry]) =>
    entry.kind === 'files' && entry.directory !== undefined && value.sources?.[entry.directory]?.kind !== 'ldap'
      ? [{ path: ['sources', name, 'directory'], directory: entry.directory }]
      : [],
  )
  // A warning: without a mail server the messages wait, and the audit goes on.
  const unsent = Object.entries(value.notify ?? {})
    .filter(([, { mail }]) => mail !== undefined && value.mail === undefined)
    .map(([name]) =>
      diagnostic(['notify', name, 'mail'], {
        code: CONFIG_CODES.noMailServer,
        level: 'warning',
        message: `no mail server is configured: messages to \`${name}\` will wait`,
        help: 'set `mail: {host: …, from: …}`',
      }),
    )
  return [
    ...unread,
    ...unsent,
    ...directories.map(({ path, directory }) =>
      diagnostic(path, {
        code: CONFIG_CODES.noSuchSource,
        level: 'error',
        message: `\`${path.join('.')}\` names \`${directory}\`, which is no configured source of kind \`ldap\``,
        help: nameHelp(
          directory,
          names.filter((name) => value.sources?.[name]?.kind === 'ldap'),
        ),
      }),
    ),
    ...strangers.map((path) =>
      diagnostic(path, {
        code: CONFIG_CODES.noSuchSource,
        level: 'error',
        message: `\`${path.slice(0, -1).join('.')}\` names a source \`${path.at(-1)}\` that is not configured`,
        help: nameHelp(path.at(-1) ?? '', path[0] === 'max_age' ? [...names, 'default'] : names),
      }),
    ),
  ]
}
