import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { inspect, promisify } from 'node:util'
import { assertNever } from '../core/base/assert-never.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'

/** Where a secret is to be found; the configuration never holds the secret itself. */
export type SecretReference =
  | { readonly env: string }
  | { readonly file: string }
  /** A systemd credential: a file in `$CREDENTIALS_DIRECTORY`. */
  | { readonly credential: string }
  /** A program and its arguments, run without a shell; the secret is what it prints. */
  | { readonly command: readonly string[] }

/** A secret that shows itself to nobody who does not ask for it by name. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The secret itself: for the one call that needs it. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

export interface SecretFailure {
  readonly reason: string
  readonly cure: string
}

const COMMAND_TIMEOUT_MS = 30_000

/**
 * Looks a secret up, as late as possible; `folder` is that of the configuration file, to which paths are relative.
 *
 * A line end at the end is no part of it. Neither a failure nor a log ever holds what was found.
 */
export async function resolveSecret(
  reference: SecretReference,
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string | undefined>> },
): Promise<Result<Secret, SecretFailure>> {
  if ('env' in reference) {
    const text = env[reference.env]
    return text === undefined
      ? failed({ reason: `the environment has no \`${reference.env}\``, cure: `set \`${reference.env}\` for this program` })
      : secretFrom(text, `the environment variable \`${reference.env}\``)
  }
  if ('file' in reference) return secretInFile(resolve(folder, reference.file))
  if ('credential' in reference) {
    const credentials = env['CREDENTIALS_DIRECTORY']
    if (credentials === undefined || !isAbsolute(credentials))
      return failed({
        reason: `systemd gave this program no credentials, so that there is no \`${reference.credential}\``,
        cure: `add \`LoadCredential=${reference.credential}:…\` to the unit`,
      })
    return secretInFile(join(credentials, reference.credential))
  }
  if ('command' in reference) return secretOfCommand(reference.command, folder)
  return assertNever(reference, 'secret reference')
}

async function secretInFile(path: string): Promise<Result<Secret, SecretFailure>> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return failed({ reason: `\`${path}\` is not a file`, cure: 'name the file that holds the secret' })
    if ((found.mode & 0o077) !== 0)
      return failed({
        reason: `\`${path}\` can be read by others than its owner`,
        cure: `chmod 600 '${path.replaceAll("'", String.raw`'\''`)}'`,
      })
    return secretFrom(await readFile(path, 'utf8'), `\`${path}\``)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return failed({
      reason: `\`${path}\` cannot be read: ${exitOf(cause)}`,
      cure: 'see that it is there, and that this account owns it',
    })
  }
}

// The program's own output may hold the secret also when it fails, so that only its exit is told.
async function secretOfCommand(command: readonly string[], folder: string): Promise<Result<Secret, SecretFailure>> {
  const [program = '', ...rest] = command
  try {
    const { stdout } = await promisify(execFile)(program, rest, { cwd: folder, timeout: COMMAND_TIMEOUT_MS, windowsHide: true })
    return secretFrom(stdout, `the output of \`${program}\``)
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    return failed({ reason: `\`${program}\` gave no secret: ${exitOf(cause)}`, cure: 'run it by hand with the account of this program' })
  }
}

function exitOf(cause: Error): string {
  if (!('code' in cause)) return 'it failed'
  if (typeof cause.code === 'number') return `exit code ${cause.code}`
  return typeof cause.code === 'string' ? cause.code : 'no answer in time'
}

function secretFrom(text: string, where: string): Result<Secret, SecretFailure> {
  const secret = text.replace(/\r?\n$/u, '')
  return secret === '' ? failed({ reason: `${where} is empty`, cure: 'put the secret there' }) : succeeded(new Secret(secret))
}
