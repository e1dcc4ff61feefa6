import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { AuditResult } from '../core/model/audit-result.ts'
import { parseResult } from '../report/json/parse-result.ts'
import { storeIfThere } from './open-store.ts'
import { type Problem, problem } from './problem.ts'

/** The latest published run, or the one named, with the folder of its reports. */
export async function publishedResult(
  config: Config,
  run: string | null,
): Promise<Result<{ readonly result: AuditResult; readonly folder: string }, Problem>> {
  const id = run ?? (await latestRun(config))
  if (typeof id !== 'string') return id === null ? failed(problem(69, 'nothing was published yet', 'run `gatehouse audit`')) : failed(id)
  const folder = join(config.reports, 'runs', id)
  const placed = await textIn(folder)
  // What the store knows is published, even where a crash kept the folder from getting its name: the next audit gives it.
  const unplaced = !placed.ok && run === null ? await textIn(`${folder}.partial`) : placed
  const text = unplaced.ok ? unplaced : placed
  if (!text.ok) return text
  const parsed = parseResult(text.value)
  return parsed.ok
    ? succeeded({ result: parsed.value, folder: placed.ok ? folder : `${folder}.partial` })
    : failed(problem(78, `the result of run ${id} is none of this version: ${parsed.error.join('; ')}`))
}

async function textIn(folder: string): Promise<Result<string, Problem>> {
  const path = join(folder, 'result.json')
  try {
    return succeeded(await readFile(path, 'utf8'))
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause
    return failed(problem(69, `\`${path}\` cannot be read: ${String(cause.code)}`, 'name a run that was published'))
  }
}

async function latestRun(config: Config): Promise<string | Problem | null> {
  const store = await storeIfThere(config)
  if (!store.ok) return store.error
  if (store.value === null) return null
  try {
    return (await store.value.latestRun())?.id ?? null
  } finally {
    await store.value.close()
  }
}
