import { chmodSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { cp, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { type FrozenAnswer, frozenAnswer, hashesBelow } from '../../fixtures/releases/frozen-release.ts'
import { type Instant, plusMs } from '../../src/core/base/instant.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { STORE_FORMAT } from '../../src/store/migrations.ts'
import { ran } from '../end-to-end/published.ts'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'

const RELEASES = join(import.meta.dirname, '../../fixtures/releases')
const releases = readdirSync(RELEASES, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))

const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/**
 * What a release did not read and a later version asks for: the gap is told, projects that rest on it are lowered, and rules that rest on what
 * was *not* seen fall silent. `docs/upgrades.md` says so to readers.
 */
interface AskedSince {
  readonly datasets: readonly string[]
  readonly silent: readonly string[]
  readonly projects: Readonly<Record<string, string>>
}

const EXCESS_IN_PART = '{"kind":"excess","coverage":"partial"}'
const NOT_ASSESSED = '{"kind":"not-assessed"}'

const askedSince: Readonly<Record<string, AskedSince>> = {
  // Who may change a group: since 0.3.
  '0.1.0': {
    datasets: ['directory/acl'],
    silent: ['ACC-09'],
    projects: {
      catalyst: EXCESS_IN_PART,
      cohort: EXCESS_IN_PART,
      tides: EXCESS_IN_PART,
      dialects: NOT_ASSESSED,
      perovskite: NOT_ASSESSED,
    },
  },
}

/** A copy to work in; the frozen one is never opened, since opening a store migrates it. */
async function opened(release: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-upgrade-'))
  folders.push(folder)
  await cp(join(RELEASES, release), folder, { recursive: true })
  chmodSync(join(folder, 'gatehouse.db'), 0o600)
  return folder
}

function expectedOf(release: string): FrozenAnswer {
  return JSON.parse(readFileSync(join(RELEASES, release, 'expected.json'), 'utf8')) as FrozenAnswer
}

async function evaluated(folder: string, now: string, codes: readonly number[]): Promise<AuditResult> {
  return JSON.parse((await ran(folder, ['evaluate', '--json', '--now', now], codes)).stdout) as AuditResult
}

function formatOf(folder: string): unknown {
  const database = new DatabaseSync(join(folder, 'gatehouse.db'), { readOnly: true })
  try {
    return database.prepare('select version from store_format').get()?.['version']
  } finally {
    database.close()
  }
}

test('every release so far is frozen', () => {
  expect(releases).toContain('0.1.0')
})

describe.each(releases)('what release %s left behind', (release) => {
  const expected = expectedOf(release)
  const since = askedSince[release] ?? { datasets: [], silent: [], projects: {} }

  test('is as it was frozen, and small', async () => {
    const hashes = JSON.parse(readFileSync(join(RELEASES, release, 'hashes.json'), 'utf8')) as Record<string, string>
    expect(hashesBelow(join(RELEASES, release))).toEqual(hashes)
    const sizes = Object.keys(hashes).map((path) => readFileSync(join(RELEASES, release, path)).length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000)
  })

  test('is opened and migrated, its chain is whole, and its last result fits it', async () => {
    const folder = await opened(release)
    const { checks } = JSON.parse((await ran(folder, ['doctor', '--json'], [0, 2])).stdout) as {
      checks: { about: string; verdict: string }[]
    }
    expect(checks.filter(({ about }) => about === 'store')).toMatchObject([
      { verdict: 'good', said: expect.stringMatching(/^14 entries/u) as string },
    ])
    expect(formatOf(folder)).toBe(STORE_FORMAT)
    expect((await ran(folder, ['report'], 0)).stdout).toContain(expected.run)
  })

  test('evaluated again, its evidence gives the same findings', async () => {
    const folder = await opened(release)
    const result = await evaluated(folder, expected.now, [0, 1, 2, 3])
    const answer = frozenAnswer(result, expected.rules, 'low')
    const known = new Set(expected.rules)
    // A newer version may find more, by rules that the release did not know; never less, and nothing else by those that it knew.
    const raised = new Set(['GOV-03', 'DAT-05'])
    const unread = new Set(
      result.assessment.findings.flatMap(({ rule, identity, fingerprint }) =>
        rule.id === 'DAT-01' && since.datasets.includes(`${identity['source']}/${identity['dataset']}`) ? [fingerprint] : [],
      ),
    )
    expect(unread.size).toBe(since.datasets.length)
    const silent = new Set([...raised, ...since.silent])
    const of = (answered: FrozenAnswer) =>
      answered.findings.filter(({ rule, fingerprint }) => known.has(rule) && !silent.has(rule) && !unread.has(fingerprint))
    expect(of(answer)).toEqual(of(expected))
    expect(answer.projects).toEqual({ ...expected.projects, ...since.projects })
    expect(of(expected).length).toBeGreaterThan(30)
  })

  test('the next night goes on from it: what was open is still open, with the day on which it was first seen', async () => {
    const folder = await opened(release)
    const next = plusMs(expected.now as Instant, 3_600_000)
    const result = await evaluated(folder, next, [expected.exitCode])
    expect(result.publication).toMatchObject({ sequence: 15 })
    const lives = new Map(result.life.findings.map((one) => [one.fingerprint, one]))
    for (const { fingerprint, rule } of expected.findings) {
      expect(lives.get(fingerprint)?.state).toBe(since.silent.includes(rule) ? 'not-rechecked' : 'persisting')
      expect((lives.get(fingerprint)?.firstSeen ?? next) < next).toBe(true)
    }
    const known = new Set(expected.rules)
    const news = result.assessment.findings.filter(({ rule, fingerprint }) => known.has(rule.id) && lives.get(fingerprint)?.state === 'new')
    expect(news.map(({ rule, identity }) => [rule.id, `${identity['source']}/${identity['dataset']}`])).toEqual(
      since.datasets.map((dataset) => ['DAT-01', dataset]),
    )
    const compared = JSON.parse((await ran(folder, ['diff', expected.run, 'latest', '--json'], 0)).stdout) as {
      changed: Record<string, unknown[]>
    }
    expect(compared.changed['resolved']).toEqual([])
    expect(await readdir(join(folder, 'reports/runs'))).toHaveLength(2)
  })
})

describe('what a newer version wrote is refused with the cure, and left as it is', () => {
  const release = releases.at(-1) ?? ''
  const { now, run } = expectedOf(release)

  const commands: readonly (readonly string[])[] = [
    ['evaluate'],
    ['audit'],
    ['report'],
    ['diff', run, 'latest'],
    ['prune'],
    ['prune', '--dry-run'],
    ['ack', '0'.repeat(32), '--owner', 'ada@northmoor.example', '--until', '2099-01-01', '--note', 'on it'],
  ]
  test.each(commands)('a store, by `%s`', async (...command) => {
    const folder = await opened(release)
    const database = new DatabaseSync(join(folder, 'gatehouse.db'))
    database.exec('update store_format set version = 99')
    database.close()
    const before = readFileSync(join(folder, 'gatehouse.db'))
    const refused = await gatehouse(folder, command)
    expect(refused.code).toBe(78)
    expect(refused.stderr).toContain(`has format 99; this version of Gatehouse reads up to ${STORE_FORMAT}`)
    expect(refused.stderr).toContain('use the newer version that wrote it; nothing was changed')
    expect(readFileSync(join(folder, 'gatehouse.db')).equals(before)).toBe(true)
  })

  test('a store, by `doctor`, which says so among its checks', async () => {
    const folder = await opened(release)
    const database = new DatabaseSync(join(folder, 'gatehouse.db'))
    database.exec('update store_format set version = 99')
    database.close()
    const checked = await ran(folder, ['doctor'], 2)
    expect(checked.stdout).toContain('has format 99')
    expect(checked.stdout).toContain('cure: use the newer version that wrote it')
  })

  test('a result, by `report` and `diff`', async () => {
    const folder = await opened(release)
    const path = join(folder, 'reports/runs', run, 'result.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('"schemaVersion": "1.0"', '"schemaVersion": "2.0"'))
    for (const command of [['report'], ['diff', run, 'latest']]) {
      const refused = await gatehouse(folder, command)
      expect(refused.code).toBe(78)
      expect(refused.stderr).toContain(
        'format 2.0 cannot be read by this version, which reads 1.0: use the version of Gatehouse that wrote it',
      )
    }
  })

  test('evidence of one source: a gap with the cure, nothing is closed, and no project gains `none`', async () => {
    const folder = await opened(release)
    const path = join(folder, 'evidence/directory/manifest.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"format": ?1/u, '"format": 2'))
    const result = await evaluated(folder, plusMs(now as Instant, 3_600_000), [2, 3])
    const rows = result.assessment.coverage.filter(({ source }) => source === 'directory')
    expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['failed']))
    const said = 'evidence format 2 is newer than this version reads (1): the version of Gatehouse that wrote it reads it'
    const cures = rows.filter(({ reasons }) => reasons.includes(said)).map(({ dataset, cure }) => `${dataset}: ${cure}`)
    expect(cures).toEqual(['groups', 'users', 'workloads'].map((dataset) => `${dataset}: run \`gatehouse collect\` again`))
    expect((await ran(folder, ['doctor'], 2)).stdout).toContain(said)
    expect(result.life.findings.filter(({ state, reason }) => state === 'resolved' && reason !== 'out-of-scope')).toEqual([])
    expect(result.assessment.projects.filter(({ status }) => status.kind === 'none')).toEqual([])
  })

  test('evidence of every source: nothing answered, nothing is published', async () => {
    const folder = await opened(release)
    for (const source of readdirSync(join(folder, 'evidence'))) {
      const path = join(folder, 'evidence', source, 'manifest.json')
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"format": ?1/u, '"format": 2'))
    }
    const refused = await gatehouse(folder, ['evaluate'])
    expect(refused.code).toBe(69)
    expect(await readdir(join(folder, 'reports/runs'))).toEqual([run])
  })
})
