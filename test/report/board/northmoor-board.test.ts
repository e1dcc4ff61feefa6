import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runAudit } from '../../../src/app/audit.ts'
import { configOf } from '../../../src/app/config-of.ts'
import { problemText } from '../../../src/app/problem.ts'
import type { System } from '../../../src/app/system.ts'
import type { Config } from '../../../src/config/config.ts'
import { type Instant, dayIn } from '../../../src/core/base/instant.ts'
import { asksOf } from '../../../src/core/findings/asks.ts'
import { measuresOf } from '../../../src/core/findings/measures.ts'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import { boardReport } from '../../../src/report/board/board-report.ts'
import { COVERAGE_MEASURES, changeWords, measureLabel, measureWords } from '../../../src/report/words/measure-words.ts'
import { dateWords } from '../../../src/report/words/date-words.ts'
import { markupOf } from '../page-reading.ts'
import { tools } from '../tools.ts'

const NORTHMOOR = join(import.meta.dirname, '../../../fixtures/northmoor')
// Those that this version reads: the others are gaps on every night.
const SOURCES = ['directory', 'hr', 'visitors', 'partners', 'training', 'clearances', 'approvals', 'doors', 'shares', 'code'] as const

let folder: string
let whole: AuditResult

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-board-'))
  // A board that meets every day: each night is a period.
  await cp(join(NORTHMOOR, '../../policies'), join(folder, 'policies'), { recursive: true })
  const institution = join(folder, 'policies/institution.yaml')
  const text = await readFile(institution, 'utf8')
  await writeFile(institution, text.replace(/^institution:$/mu, 'institution:\n  reviews: {board: 1d}'))
  await audited('before', 13, null)
  whole = await audited('whole', 14, null)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Night `night`, after what the place `before` left, with one source withheld. */
async function audited(place: string, night: number, withheld: string | null): Promise<AuditResult> {
  if (place !== 'before') await cp(join(folder, 'before'), join(folder, place), { recursive: true })
  const at = join(folder, place)
  const flags = {
    store: `sqlite:${join(at, 'gatehouse.db')}`,
    evidence: join(at, 'evidence'),
    reports: join(at, 'reports'),
    policies: join(folder, 'policies'),
  }
  const loaded = await configOf(join(NORTHMOOR, 'gatehouse.yaml'), {}, flags)
  if (!loaded.ok) throw new Error(problemText(loaded.error))
  const sources = loaded.value.config.sources.map((source): Config['sources'][number] => {
    if (!source.readable || source.from.kind !== 'recorded') return source
    const from = {
      kind: 'recorded' as const,
      folder: source.name === withheld ? join(folder, 'nowhere') : source.from.folder.replace('/nights/14/', `/nights/${night}/`),
    }
    return source.kind === 'ldap' ? { ...source, from } : { ...source, from }
  })
  const now = `2026-11-${night}T01:40:00.000Z` as Instant
  const system: System = { clock: () => now, env: {}, log: () => undefined }
  const run = await runAudit(
    { ...loaded.value.config, policies: join(folder, 'policies'), sources },
    { collects: false, now, workers: 1 },
    system,
  )
  if (!run.ok) throw new Error(problemText(run.error))
  expect(run.value.reports).not.toBeNull()
  return run.value.result
}

const measured = (result: AuditResult) => measuresOf({ ...result, today: dayIn(result.run.timeZone, result.run.now) })
const textOf = (result: AuditResult) => markupOf(boardReport(result, tools)[0]?.text ?? '').text

describe('the board of Northmoor', () => {
  test('sees the period before, and what became of what was asked', () => {
    expect(whole.life.periods).toMatchObject([{ begins: '2026-11-13' }])
    expect(whole.life.asked.length).toBeGreaterThan(3)
    const words = textOf(whole)
    expect(words).toContain('Of 1 finding: 1 still open.')
    expect(words).not.toContain('Less was read than in the period before')
  })

  test('the page is as it was looked at', async () => {
    const page = (boardReport(whole, tools)[0]?.text ?? '')
      .replace(/<style>[\s\S]*<\/style>/u, '<style></style>')
      .replace(/sha256-[^']+/u, 'sha256-')
      .replace(/(Head of the chain<\/dt><dd><code>)[0-9a-f]{64}/u, '$1…')
    await expect(page).toMatchFileSnapshot('../golden/board.html')
  })

  test('who, why, since when, what was not read, what to do: all from the text of page one', () => {
    const words = textOf(whole)
    const main = words.slice(words.indexOf('Coverage '), words.lastIndexOf('Annex: the measures'))
    const dates = dateWords(whole.run.now, whole.run.timeZone)
    const asks = asksOf(whole)
    expect(asks.length).toBeGreaterThan(3)
    for (const { title, risks, findings, by, office } of asks) {
      const since = whole.life.findings.filter(({ fingerprint }) => findings.includes(fingerprint)).map(({ firstSeen }) => firstSeen)
      const row = main.slice(main.indexOf(`${title}: ${risks[0] ?? ''}`))
      for (const risk of risks) expect(row).toContain(risk)
      expect(row).toContain(`the oldest since ${dates.dayOf(since.toSorted()[0] as Instant)}`)
      if (by !== null) expect(row).toContain(dates.day(by))
      const holder = whole.assessment.offices.find((one) => one.office.replace('-', '_') === office || one.office === office)?.holder
      if (holder !== undefined && holder !== null) expect(row).toContain(holder)
    }
    for (const { source, state } of whole.assessment.coverage) if (state !== 'complete') expect(main).toContain(`${source} (${state}`)
    console.log(`${asks.length} decisions: five questions answered from page one`)
  })

  test('names nobody but who holds an office', () => {
    const words = textOf(whole)
    const holders = whole.assessment.offices.map(({ holder }) => holder)
    for (const { access, lead } of whole.assessment.projects) {
      for (const { label, subject } of access) {
        expect(words).not.toContain(label)
        if (!holders.some((holder) => subject.endsWith(`:${holder ?? ''}`))) expect(words).not.toContain(subject.split(':')[1])
      }
      if (lead !== null && !holders.includes(lead)) expect(words).not.toContain(lead)
    }
  })

  test.each(SOURCES)(
    'with %s withheld, every number that rests on it says so, and none looks better without saying why',
    async (source) => {
      const result = await audited(`without-${source}`, 14, source)
      // What rests on it, from the ledger of the night on which it was read, and not from the one that is tested.
      const resting = new Set(whole.assessment.coverage.filter((row) => row.source === source).flatMap(({ projects }) => projects))
      const crown = whole.assessment.projects.filter(({ crownJewel, id }) => crownJewel && resting.has(id))
      const words = textOf(result)
      const main = words.slice(words.indexOf('Coverage '))
      let said = 0
      for (const [i, measure] of measured(result).entries()) {
        const full = measured(whole)[i]
        const { name } = measure
        if (COVERAGE_MEASURES.includes(name)) {
          expect(measure.count, name).toBeLessThanOrEqual(full?.count ?? 0)
          continue
        }
        if (name === 'crown-externals-without-entitlement' && crown.length === 0) continue
        if (resting.size === 0 && name !== 'affiliations-known') continue
        const number = measureWords(measure)
        expect(number, name).toMatch(/^(?:not assessed|at least|at most)/u)
        expect(measure.unread, name).toContain(source)
        expect(main).toContain(measureLabel(name))
        const method = { gatehouse: result.run.gatehouse, sources: [...SOURCES, 'aws', 'campus', 'entra'].sort() }
        const change = changeWords(name, result.life.periods.at(-1) ?? null, { method, measures: measured(result) })
        expect(change).not.toMatch(/^better|method/u)
        expect(main).toContain(change)
        said++
      }
      expect(said).toBeGreaterThan(0)
      // Before any number: what was lost.
      expect(main).toMatch(/^Coverage Coverage fell since the last run/u)
      expect(main.indexOf('Less was read than in the period before')).toBeLessThan(main.lastIndexOf('Where we stand'))
      expect(main).toContain('Less was read than in the period before')
      // No project gains an answer, and nothing that was asked for becomes put right.
      for (const { id, status } of result.assessment.projects)
        if (status.kind === 'none') expect(whole.assessment.projects.find((one) => one.id === id)?.status.kind, id).toBe('none')
      const right = (of: AuditResult) => of.life.asked.reduce((sum, { resolved }) => sum + resolved, 0)
      expect(right(result)).toBeLessThanOrEqual(right(whole))
      console.log(`${source} withheld: ${said} numbers say so`)
    },
    60_000,
  )
})
