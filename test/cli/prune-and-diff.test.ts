import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ran } from '../end-to-end/published.ts'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'

const FROZEN = join(import.meta.dirname, '../../fixtures/releases/0.1.0')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-prune-cli-'))
  cpSync(FROZEN, folder, { recursive: true })
  for (const run of ['20261001T020000Z', '20261120T020000Z']) {
    mkdirSync(join(folder, 'collected', run, 'ad'), { recursive: true })
    writeFileSync(join(folder, 'collected', run, 'ad', 'manifest.json'), `{"run": "${run}"}`)
  }
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('`prune`', () => {
  test('`--dry-run` says what would be forgotten at any moment, and forgets nothing', async () => {
    const { stdout } = await ran(folder, ['prune', '--dry-run', '--now', '2029-01-01T00:00:00Z'], 0)
    expect(stdout).toMatch(/^evidence of 1 collection would be deleted: 20261001T020000Z$/mu)
    expect(stdout).toMatch(/^people of \d+ findings resolved long ago would be emptied in the store$/mu)
    expect(stdout).toMatch(/^dry run: nothing was changed$/mu)
    expect(await readdir(join(folder, 'collected'))).toHaveLength(2)
  })

  test('forgets, says so in the chain, and finds nothing the second time; `--json` says the same', async () => {
    const now = ['--now', '2026-11-25T00:00:00Z']
    const { stdout } = await ran(folder, ['prune', ...now], 0)
    expect(stdout).toMatch(/^evidence of 1 collection deleted: 20261001T020000Z$/mu)
    expect(stdout).toMatch(/^entry 15 of the chain says so; head [0-9a-f]{64}$/mu)
    expect(await readdir(join(folder, 'collected'))).toEqual(['20261120T020000Z'])
    const again = JSON.parse((await ran(folder, ['prune', '--json', ...now], 0)).stdout) as Record<string, unknown>
    expect(again).toMatchObject({ dryRun: false, evidence: [], runs: [], findings: 0, messages: 0, entry: null })
    expect((await ran(folder, ['doctor'], [0, 2])).stdout).toContain('good     store: prunes: 1 prune, 0 runs emptied')
  })

  test('a moment that has not come yet is refused with 64, one that is none too', async () => {
    const refused = await gatehouse(folder, ['prune', '--now', '2099-01-01T00:00:00Z'])
    expect(refused).toMatchObject({ code: 64, stdout: '' })
    expect(refused.stderr).toContain('look at it with `--dry-run`')
    expect((await gatehouse(folder, ['prune', '--now', 'tomorrow'])).code).toBe(64)
  })

  test('while a run holds the lock nothing is deleted, and the exit code is 75', async () => {
    const now = new Date().toISOString()
    // This very process lives, and is not the one that prunes.
    writeFileSync(join(folder, 'reports/lock'), `${JSON.stringify({ pid: process.pid, host: hostname(), started: now, renewed: now })}\n`)
    const before = readFileSync(join(folder, 'gatehouse.db'))
    const refused = await gatehouse(folder, ['prune', '--now', '2026-11-25T00:00:00Z'])
    expect(refused.code).toBe(75)
    expect(refused.stderr).toContain('another run holds')
    expect(await readdir(join(folder, 'collected'))).toHaveLength(2)
    expect(readFileSync(join(folder, 'gatehouse.db')).equals(before)).toBe(true)
  })

  test('nothing published yet: a dry run says so, and makes no store', async () => {
    rmSync(join(folder, 'gatehouse.db'))
    expect(await gatehouse(folder, ['prune', '--dry-run'])).toMatchObject({ code: 69, stdout: '' })
    expect(await readdir(folder)).not.toContain('gatehouse.db')
  })
})

describe('`diff`', () => {
  test('tells two runs apart in words and in JSON; a run that is none is refused', async () => {
    const [first = ''] = await readdir(join(folder, 'reports/runs'))
    await ran(folder, ['evaluate', '--now', '2026-11-14T03:00:00Z'], [0, 1, 2, 3])
    const told = await ran(folder, ['diff', 'latest', first], 0)
    expect(told.stdout).toContain(`earlier: run ${first}, 14 November 2026 at 01:40 GMT`)
    expect(told.stdout).toMatch(/^Resolved: 0 of \d+ findings open before$/mu)
    expect(JSON.parse((await ran(folder, ['diff', first, 'latest', '--json'], 0)).stdout)).toMatchObject({
      from: { id: first },
      // The frozen run was made with another file than the one that stands beside it, which names more sources.
      method: [{ what: 'configuration' }, { what: 'sources', to: expect.stringContaining('aws (aws)') }],
    })
    expect((await gatehouse(folder, ['diff', first, first])).code).toBe(64)
    expect((await gatehouse(folder, ['diff', first, '../../etc'])).code).toBe(64)
    expect((await gatehouse(folder, ['diff', first, 'no-such-run'])).code).toBe(69)
    expect((await gatehouse(folder, ['diff', first])).code).toBe(64)
  })
})
