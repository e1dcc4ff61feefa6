import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PUBLICATION_STEPS, type PublicationStep } from '../../src/app/publication/checkpoint.ts'
import { afterFirstNight } from '../end-to-end/exported-institution.ts'
import { branchOf, nightOf, publishedIn, ran, statusesOf } from '../end-to-end/published.ts'
import type { Institution } from '../end-to-end/small-institution.ts'

let institution: Institution
let firstRun: string
beforeAll(async () => {
  institution = await afterFirstNight()
  firstRun = (await publishedIn(institution.folder)).run.id
})
afterAll(() => institution?.remove())

/** The lock is taken before the publication and given back after it: those steps are not the use case's to pass. */
const STEPS = PUBLICATION_STEPS.filter((step) => step !== 'locked' && step !== 'unlocked')

test.each(STEPS)('a whole audit that is killed at `%s`: every command reads a whole run, and the next night completes', async (step) => {
  const branch = await branchOf(institution)
  try {
    const { signal, stderr } = spawnSync(process.execPath, [join(import.meta.dirname, 'audit-child.ts'), branch.folder, step], {
      encoding: 'utf8',
    })
    expect(signal, stderr).toBe('SIGKILL')
    const committed = isCommitted(step)
    // `latest` leads to a whole run, the command line to the one that is published.
    const latest = JSON.parse(readFileSync(join(branch.folder, 'var/reports/latest/result.json'), 'utf8')) as { run: { id: string } }
    const { stdout } = await ran(branch.folder, ['report', '--json'], 0)
    const reported = JSON.parse(stdout) as typeof latest
    expect(reported.run.id === firstRun).toBe(!committed)
    expect([firstRun, reported.run.id]).toContain(latest.run.id)
    const fingerprint = (JSON.parse(stdout) as Awaited<ReturnType<typeof publishedIn>>).assessment.findings[0]?.fingerprint ?? ''
    expect((await ran(branch.folder, ['explain', fingerprint], 0)).stdout).toContain('Cara Finch')

    await ran(branch.folder, ['audit'], 1)
    const next = await publishedIn(branch.folder)
    expect(statusesOf(next)).toEqual({ dialects: 'none', tides: 'excess complete' })
    expect(nightOf(next)).toEqual(['persisting ACC-01 tides employee:E1005'])
    expect(next.life.previousRun?.id).toBe(reported.run.id)
  } finally {
    branch.remove()
  }
})

function isCommitted(step: PublicationStep): boolean {
  return PUBLICATION_STEPS.indexOf(step) >= PUBLICATION_STEPS.indexOf('committed')
}
