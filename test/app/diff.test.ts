import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { replay } from '../../fixtures/demo/replay.ts'
import { BLIND_NIGHT, LAST_NIGHT } from '../../fixtures/northmoor/nights.ts'
import { diff } from '../../src/app/diff.ts'
import type { Config } from '../../src/config/config.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import type { RunDiff } from '../../src/core/model/run-diff.ts'
import { diffText } from '../../src/report/terminal/diff-text.ts'

let folder: string
let config: Config
const nights: AuditResult[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-diff-'))
  const flags = { store: `sqlite:${folder}/gatehouse.db`, reports: join(folder, 'reports'), evidence: join(folder, 'evidence') }
  await replay(flags, 1, async ({ run, config: used }) => {
    nights.push(run.result)
    config = used
  })
}, 120_000)
afterAll(async () => rm(folder, { recursive: true, force: true }))

async function between(from: number, to: number): Promise<RunDiff> {
  const compared = await diff(config, [nights[from - 1]?.run.id ?? '', nights[to - 1]?.run.id ?? ''])
  if (!compared.ok) throw new Error(compared.error.message)
  return compared.value.diff
}

describe('two nights of the example institution', () => {
  test('between any two, every finding is accounted for once, and only those count as resolved that the life of findings closed', async () => {
    let pairs = 0
    for (let from = 1; from < LAST_NIGHT; from++)
      for (let to = from + 1; to <= LAST_NIGHT; to++) {
        const told = await between(from, to)
        const { changed, decided, onlySeen } = told
        const lists = [...Object.values(changed), ...Object.values(decided), ...Object.values(onlySeen)].flat()
        const prints = lists.map(({ fingerprint }) => fingerprint)
        expect(new Set(prints).size).toBe(prints.length)
        const gone = told.from.open + changed.appeared.length + onlySeen.visible.length - told.to.open
        expect(gone).toBeGreaterThanOrEqual(changed.resolved.length)
        for (const { fingerprint } of changed.resolved) {
          const closings = nights.slice(from, to).flatMap(({ life }) => life.findings.filter((one) => one.fingerprint === fingerprint))
          const last = closings.findLast(({ state }) => state !== 'not-rechecked')
          expect(last?.state).toBe('resolved')
          expect(['access-removed', 'condition-met', 'subject-gone']).toContain(last?.reason)
        }
        pairs += 1
      }
    expect(pairs).toBe(91)
  }, 300_000)

  test('on the night on which the groups were hidden nothing is resolved and nothing is lost: it is not seen', async () => {
    const told = await between(BLIND_NIGHT - 1, BLIND_NIGHT)
    expect(told.changed.resolved).toEqual([])
    expect(told.changed.better).toEqual([])
    expect(told.onlySeen.invisible.length).toBeGreaterThan(10)
    expect(told.projects.flatMap(({ access }) => access?.lost ?? [])).toEqual([])
    expect(told.projects.flatMap(({ access }) => access?.notSeen ?? []).length).toBeGreaterThan(10)
    expect(told.coverage.lost).toContain('directory/dc=northmoor,dc=example/groups')
  })

  test('and on the night after it what comes back is no news', async () => {
    const told = await between(BLIND_NIGHT, BLIND_NIGHT + 1)
    expect(
      told.onlySeen.visible.filter(({ because }) => because === 'it could not be re-checked in the earlier run').length,
    ).toBeGreaterThan(10)
    const [before, after] = [nights[BLIND_NIGHT - 2], nights[BLIND_NIGHT]]
    const known = new Set(before?.assessment.findings.map(({ fingerprint }) => fingerprint))
    for (const { fingerprint } of told.changed.appeared) expect(known).not.toContain(fingerprint)
    expect(after?.run.id).toBe(told.to.id)
  })

  test('a line that was written for an access is said apart, since the access is still there', async () => {
    const told = await between(1, LAST_NIGHT)
    const declared = told.onlySeen.invisible.filter(({ because }) => because?.includes('a line of the policy covers it now'))
    expect(declared.map(({ project }) => project)).toEqual(['cohort', 'cohort'])
  })

  test('the order in which the runs are named does not matter; the same one twice, or one that is none, is refused', async () => {
    const [first, last] = [nights[0]?.run.id ?? '', nights.at(-1)?.run.id ?? '']
    expect(await diff(config, [last, first])).toEqual(await diff(config, [first, 'latest']))
    expect(await diff(config, [last, 'latest'])).toMatchObject({ ok: false, error: { exitCode: 64 } })
    expect(await diff(config, [last, '../runs'])).toMatchObject({ ok: false, error: { exitCode: 64 } })
    expect(await diff(config, [last, 'no-such-run'])).toMatchObject({ ok: false, error: { exitCode: 69 } })
  })

  test('the text says what could be seen before any number, and keeps what was not fixed apart', async () => {
    const text = diffText(await between(BLIND_NIGHT - 1, BLIND_NIGHT), { width: 100, timeZone: 'Europe/London' })
    const titles = text.split('\n\n').map((block) => block.split('\n')[0] ?? '')
    expect(titles.map((title) => title.replaceAll(/\d+/gu, 'N'))).toEqual([
      'Compared',
      'What the two could see, and were judged by',
      'Appeared: N of N findings open now',
      'Worse: N; better: N',
      'Resolved: N of N findings open before',
      'Accepted by an exception: N; no longer: N',
      'Only became visible, perhaps not new: N',
      'Only became invisible, not fixed: N',
      'Unchanged',
      'Projects',
    ])
    expect(text).toContain('no longer read completely: directory/dc=northmoor,dc=example/groups')
  })
})
