import { readFile, readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unreportedFailures } from '../../src/app/failed-runs.ts'
import { prune } from '../../src/app/prune.ts'
import { diskPublicationFiles } from '../../src/app/publication/publication-files.ts'
import { takeLock } from '../../src/app/publication/publication-lock.ts'
import { publishedResult } from '../../src/app/published-result.ts'
import { securityReport } from '../../src/report/security/security-report.ts'
import { sha256Base64 } from '../../src/app/system.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import {
  type PrunedInstitution,
  at,
  collected,
  copyOf,
  filesBelow,
  fourteenNights,
  prunedAt,
  removeInstitution,
  storeChecks,
  systemAt,
  withStore,
} from './pruned-institution.ts'

let whole: PrunedInstitution
const copies: PrunedInstitution[] = []
beforeAll(async () => {
  whole = await fourteenNights()
}, 120_000)
afterAll(async () => {
  for (const one of [whole, ...copies]) await removeInstitution(one)
})

async function fresh(): Promise<PrunedInstitution> {
  const copy = await copyOf(whole)
  copies.push(copy)
  return copy
}

function runId(night: number): string {
  return whole.nights[night - 1]?.run.id ?? ''
}

async function resultOf({ config }: PrunedInstitution, night: number): Promise<AuditResult> {
  const found = await publishedResult(config, runId(night))
  if (!found.ok) throw new Error(found.error.message)
  return found.value.result
}

const [SOON, AFTER_ACCESS, AFTER_PEOPLE] = ['2026-12-10T03:00:00Z', '2028-01-05T03:00:00Z', '2028-12-20T03:00:00Z']

describe('people are forgotten after their term', () => {
  test('before any term nothing is changed and nothing is said in the chain', async () => {
    const institution = await fresh()
    const before = await filesBelow(institution.config.reports)
    expect(await prunedAt(institution, SOON)).toMatchObject({ entry: null, plan: { runs: [], findings: [], messages: 0, troubles: [] } })
    expect(await filesBelow(institution.config.reports)).toEqual(before)
  })

  test('the list of access goes first: counts and findings stay, pages are made again from what is left', async () => {
    const institution = await fresh()
    const done = await prunedAt(institution, AFTER_ACCESS)
    expect(done.plan.runs).toHaveLength(13)
    expect(done.plan.troubles).toEqual([])
    expect(await readdir(join(institution.config.reports, 'runs', runId(3)))).toEqual(['digests.json', 'result.json'])
    expect(await readdir(join(institution.config.reports, 'runs', runId(14)))).toContain('security')
    const [then, now] = [whole.nights[2], await resultOf(institution, 3)]
    expect(now.assessment.findings).toEqual(then?.assessment.findings)
    for (const [index, { counts, access }] of now.assessment.projects.entries()) {
      const before = then?.assessment.projects[index]
      expect(counts).toEqual(before?.counts)
      expect(access).toHaveLength(before?.access.length ?? -1)
      expect(new Set(access.map(({ subject }) => subject)).size).toBe(new Set(before?.access.map(({ subject }) => subject)).size)
      for (const { subject, label, accounts, host } of access)
        expect({ named: subject.startsWith('pseudonym:'), label, accounts, host }).toEqual({
          named: true,
          label: expect.stringMatching(/^person \d+$/u) as string,
          accounts: [],
          host: null,
        })
    }
    expect([...securityReport(now, { sha256Base64 })].length).toBeGreaterThan(5)
  })

  test('then whom a finding was about, 24 months after it was resolved; open ones keep their people', async () => {
    const institution = await fresh()
    const done = await prunedAt(institution, AFTER_PEOPLE)
    const resolved = whole.nights.flatMap(({ life }) => life.findings.filter(({ state }) => state === 'resolved'))
    const open = new Set(
      whole.nights
        .at(-1)
        ?.life.findings.filter(({ state }) => state !== 'resolved')
        .map(({ fingerprint }) => fingerprint),
    )
    const gone = resolved.filter(({ fingerprint }) => !open.has(fingerprint))
    expect(done.plan.findings).toEqual([...new Set(gone.map(({ fingerprint }) => fingerprint))].sort())
    expect(done.plan.findings.length).toBeGreaterThan(5)
    const told = await resultOf(institution, 1)
    for (const finding of told.assessment.findings) {
      if (open.has(finding.fingerprint)) expect(finding.sentence).not.toContain('no longer kept')
      else {
        expect(finding).toMatchObject({ proof: [], detail: 'no longer kept', owner: null })
        const was = whole.nights[0]?.assessment.findings.find(({ fingerprint }) => fingerprint === finding.fingerprint)
        expect([finding.rule, finding.severity, finding.level, finding.resource]).toEqual([
          was?.rule,
          was?.severity,
          was?.level,
          was?.resource,
        ])
      }
    }
    const arjun = gone.find(({ lastKnown }) => lastKnown?.subject?.label === 'Arjun Menon')
    expect(arjun).toBeDefined()
    await withStore(institution, async (store) => {
      expect(JSON.stringify(await store.lifeOf(arjun?.fingerprint ?? ''))).not.toMatch(/Arjun|Menon|arjun\.menon/u)
    })
  })

  test('a second prune finds nothing left to do', async () => {
    const institution = await fresh()
    await prunedAt(institution, AFTER_PEOPLE)
    const before = await filesBelow(institution.config.reports)
    expect(await prunedAt(institution, AFTER_PEOPLE)).toMatchObject({ entry: null, plan: { runs: [], findings: [] } })
    expect(await filesBelow(institution.config.reports)).toEqual(before)
  })

  test('in two steps it comes to the same results as in one', async () => {
    const [steps, once] = [await fresh(), await fresh()]
    await prunedAt(steps, AFTER_ACCESS)
    await prunedAt(steps, AFTER_PEOPLE)
    await prunedAt(once, AFTER_PEOPLE)
    expect(await filesBelow(join(steps.config.reports, 'runs'))).toEqual(await filesBelow(join(once.config.reports, 'runs')))
  })

  test('the terms are those of the configuration', async () => {
    const institution = await fresh()
    const days = (count: number) => ({ unit: 'days' as const, count })
    const config = { ...institution.config, retention: { evidence: days(1), access: days(2), people: days(3) } }
    const done = await prune(config, { dryRun: true, now: null }, systemAt('2026-11-17T03:00:00Z'))
    if (!done.ok) throw new Error(done.error.message)
    expect(done.value.plan.runs.filter(({ rest }) => rest)).toHaveLength(13)
  })
})

describe('the chain stays checkable', () => {
  test('doctor finds a pruned institution whole, and the chain names the prune', async () => {
    const institution = await fresh()
    const done = await prunedAt(institution, AFTER_PEOPLE)
    expect(done.entry?.n).toBe(15)
    expect(await storeChecks(institution)).toMatchObject([
      { what: 'chain', verdict: 'good', said: `15 entries, head ${done.entry?.head}` },
      { what: 'prunes', verdict: 'good', said: '1 prune, 13 runs emptied' },
    ])
  })

  const changes: readonly (readonly [string, (institution: PrunedInstitution) => Promise<void>, string])[] = [
    [
      'a status in a pruned result',
      async (one) => edit(one, `runs/${runId(1)}/result.json`, '"kind": "excess"', '"kind": "none"'),
      '`rest`',
    ],
    [
      'a pruned finding',
      async (one) => edit(one, `runs/${runId(1)}/result.json`, '"severity":{"bounds"', '"severity":{"x":1,"bounds"'),
      '`finding:',
    ],
    ['the record of the prune', async (one) => edit(one, 'prunes/000015.json', '"messages": 0', '"messages": 7'), 'record of prune 15'],
    ['the published digests', async (one) => edit(one, `runs/${runId(1)}/digests.json`, 'a', 'b'), '`digests.json`'],
  ]
  test.each(changes)('%s that was changed is found', async (_, change, said) => {
    const institution = await fresh()
    await prunedAt(institution, AFTER_PEOPLE)
    await change(institution)
    const bad = (await storeChecks(institution)).filter(({ verdict }) => verdict === 'bad')
    expect(bad.map((check) => check.said).join('\n')).toContain(said)
  })

  test('a result that was changed before is not emptied, since that would hide the change', async () => {
    const institution = await fresh()
    await edit(institution, `runs/${runId(2)}/result.json`, '"kind": "excess"', '"kind": "none"')
    const done = await prunedAt(institution, AFTER_PEOPLE)
    expect(done.plan.troubles.join()).toContain(`run ${runId(2)} is left as it is`)
    expect(done.plan.runs).toHaveLength(12)
  })
})

describe('evidence', () => {
  test('is deleted after 35 days, but for the newest, and for what the latest answers rest on', async () => {
    const institution = await fresh()
    const hash = await withStore(institution, async (store) => (await store.chainLinks(13, 1))[0]?.entry.evidence[0]?.manifest)
    const manifest = await manifestWith(hash ?? '')
    await collected(institution, '20261001T020000Z', '{}')
    await collected(institution, '20261002T020000Z', null)
    await collected(institution, '20261003T020000Z', manifest)
    await collected(institution, '20261201T020000Z', '{"new": 1}')
    await collected(institution, '20261002T020000Z-002', '{"again": 1}')
    const done = await prunedAt(institution, SOON)
    expect(done.plan.evidence.due.map(({ run }) => run)).toEqual(['20261001T020000Z', '20261002T020000Z', '20261002T020000Z-002'])
    expect(done.plan.evidence.kept).toMatchObject([{ run: '20261003T020000Z', because: 'the latest published run rests on it' }])
    expect((await readdir(institution.config.evidence)).sort()).toEqual(['20261003T020000Z', '20261201T020000Z'])
    expect(await storeChecks(institution)).toMatchObject([{ verdict: 'good' }, { verdict: 'good', said: '1 prune, 0 runs emptied' }])
    // A year without a night: the newest is still there.
    await prunedAt(institution, '2027-12-01T00:00:00Z')
    expect((await readdir(institution.config.evidence)).sort()).toEqual(['20261003T020000Z', '20261201T020000Z'])
  })

  test('that a source reads as recorded is kept', async () => {
    const institution = await fresh()
    await collected(institution, '20261001T020000Z', '{}')
    await collected(institution, '20261201T020000Z', '{}')
    const sources = institution.config.sources.map((source) =>
      source.readable && source.kind === 'table' && source.name === 'hr'
        ? { ...source, from: { kind: 'recorded' as const, folder: join(institution.config.evidence, '20261001T020000Z', 'ad') } }
        : source,
    )
    const done = await prune({ ...institution.config, sources }, { dryRun: true, now: null }, systemAt(SOON))
    expect(done).toMatchObject({ ok: true, value: { plan: { evidence: { due: [], kept: [{ because: 'the source `hr` reads it' }] } } } })
  })
})

describe('nothing is forgotten by mistake', () => {
  test('a dry run says what would be, and changes no byte', async () => {
    const institution = await fresh()
    await collected(institution, '20261001T020000Z', '{}')
    await collected(institution, '20261201T020000Z', '{}')
    const before = await filesBelow(institution.folder)
    const done = await prunedAt(institution, SOON, { dryRun: true, now: at(AFTER_PEOPLE) })
    expect(done).toMatchObject({ dryRun: true, entry: null, plan: { evidence: { due: [{ run: '20261001T020000Z' }] } } })
    expect(done.plan.runs).toHaveLength(13)
    const after = await filesBelow(institution.folder)
    expect(without(after)).toEqual(without(before))
  })

  test('while a run holds the lock nothing is deleted: 75', async () => {
    const institution = await fresh()
    const lock = await takeLock(join(institution.config.reports, 'lock'), diskPublicationFiles)
    if (!lock.ok) throw new Error(lock.error.message)
    const before = await filesBelow(institution.folder)
    expect(await prune(institution.config, { dryRun: false, now: null }, systemAt(AFTER_PEOPLE))).toMatchObject({
      ok: false,
      error: { exitCode: 75 },
    })
    expect(without(await filesBelow(institution.folder))).toEqual(without(before))
    await lock.value.release()
  })

  test('an audit whose dead lock it takes over is named by the next report all the same', async () => {
    const institution = await fresh()
    const [started, doing] = ['2026-11-20T02:00:00.000Z', 'audit']
    const dead = { pid: 4_000_000, host: hostname(), started, renewed: started, doing }
    await writeFile(join(institution.config.reports, 'lock'), `${JSON.stringify(dead)}\n`)
    await prunedAt(institution, SOON)
    expect(await unreportedFailures(institution.config, systemAt(SOON))).toMatchObject([{ at: started }])
  })

  test('a moment that has not come yet is refused', async () => {
    const institution = await fresh()
    const future = at(AFTER_PEOPLE)
    expect(await prune(institution.config, { dryRun: false, now: future }, systemAt(SOON))).toMatchObject({ error: { exitCode: 64 } })
  })
})

/** The lock and the database's own companions come and go. */
function without(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !/(?:^|\/)lock$|-wal$|-shm$/u.test(path)))
}

async function edit({ config }: PrunedInstitution, path: string, from: string, to: string): Promise<void> {
  const file = join(config.reports, path)
  const text = await readFile(file, 'utf8')
  if (!text.includes(from)) throw new Error(`\`${from}\` is not in ${path}`)
  await writeFile(file, text.replace(from, to))
}

/** A manifest cannot be made to have a hash; so the chain of the test's copy is looked at instead: the recorded manifest itself. */
async function manifestWith(hash: string): Promise<string> {
  const { createHash } = await import('node:crypto')
  const nights = join(import.meta.dirname, '../../fixtures/northmoor/nights/14')
  for (const source of await readdir(nights)) {
    const text = await readFile(join(nights, source, 'manifest.json'), 'utf8')
    if (createHash('sha256').update(text).digest('hex') === hash) return text
  }
  throw new Error('no such manifest')
}
