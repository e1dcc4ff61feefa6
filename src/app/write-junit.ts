import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { type Problem, problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'

/** Writes JUnit where a CI job asked for it, in the place of what an earlier job left there. */
export async function writeJunit(file: string, text: string): Promise<Result<null, Problem>> {
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text, { mode: 0o600 })
    return succeeded(null)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return failed(problem(78, `\`${file}\` cannot be written: ${saysOf(cause)}`, 'name a file that this account may write'))
  }
}
