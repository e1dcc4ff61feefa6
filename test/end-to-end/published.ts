import { cp, mkdtemp, readFile } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import type { Finding } from '../../src/core/model/finding.ts'
import { gatehouse, type Ran } from './run-gatehouse.ts'
import type { Institution } from './small-institution.ts'

/** What a reader of the reports sees: the result that `latest` leads to. */
export async function publishedIn(folder: string): Promise<AuditResult> {
  return JSON.parse(await readFile(join(folder, 'var/reports/latest/result.json'), 'utf8')) as AuditResult
}

/** One line a finding of the night, open or closed: `persisting ACC-01 tides employee:E1005`; sorted. */
export function nightOf({ assessment, life }: AuditResult): readonly string[] {
  const tonight = new Map([...assessment.findings, ...life.raised].map((finding) => [finding.fingerprint, finding]))
  return life.findings.map(({ state, fingerprint, lastKnown }) => `${state} ${aboutOf(tonight.get(fingerprint) ?? lastKnown)}`).toSorted()
}

function aboutOf(finding: Finding | null | undefined): string {
  if (finding === null || finding === undefined) return 'a finding without content'
  const { rule, project, subject, identity } = finding
  const source = finding.family === 'source' ? `${identity['source']}/${identity['dataset']}` : undefined
  return [rule.id, project, subject?.key, source].filter((part) => part !== undefined && part !== null).join(' ')
}

export function statusesOf({ assessment }: AuditResult): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assessment.projects.map(({ id, status }) => [id, status.kind === 'excess' ? `excess ${status.coverage}` : status.kind]),
  )
}

/** A second institution, in the state in which the first one is now: its store, evidence and reports included. */
export async function branchOf({ folder }: Institution): Promise<{ readonly folder: string; remove(): void }> {
  const copy = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true })
  return { folder: copy, remove: () => rmSync(copy, { recursive: true, force: true }) }
}

/** The law of a failed night: a reader still finds a whole run, and nothing was closed because it was not seen. */
export async function expectNothingClosed(folder: string): Promise<AuditResult> {
  const result = await publishedIn(folder)
  expect(result.life.findings.filter(({ state }) => state === 'resolved')).toEqual([])
  const printed = await gatehouse(folder, ['report'])
  expect(printed.code).toBe(0)
  expect(printed.stdout).toContain(result.run.id)
  return result
}

/** The last good run is what it was: nothing was published since, and it can be printed. */
export async function expectLastRun(folder: string, runId: string): Promise<void> {
  expect((await publishedIn(folder)).run.id).toBe(runId)
  const printed = await gatehouse(folder, ['report'])
  expect(printed).toMatchObject({ code: 0 })
  expect(printed.stdout).toContain(runId)
}

/** Runs and expects the exit code, with what was said where it is another. */
export async function ran(folder: string, args: readonly string[], code: number | readonly number[], env = {}): Promise<Ran> {
  const outcome = await gatehouse(folder, args, { env })
  const wanted = typeof code === 'number' ? [code] : code
  if (outcome.code === null || !wanted.includes(outcome.code))
    throw new Error(
      `gatehouse ${args.join(' ')}: exit code ${outcome.code}, expected ${wanted.join(' or ')}\n${outcome.stderr}\n${outcome.stdout}`,
    )
  return outcome
}
