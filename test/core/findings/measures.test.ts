import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Day, Instant } from '../../../src/core/base/instant.ts'
import { plusCalendar } from '../../../src/core/base/instant.ts'
import { asksOf } from '../../../src/core/findings/asks.ts'
import { periodStart } from '../../../src/core/findings/board-period.ts'
import { measuresOf } from '../../../src/core/findings/measures.ts'
import { askOutcomes, earlierPeriods } from '../../../src/core/findings/trend.ts'
import type { AuditResult, ProjectAssessment } from '../../../src/core/model/audit-result.ts'
import { MEASURE_NAMES } from '../../../src/core/model/measures.ts'
import { naiveMeasure } from '../../oracle/measures.ts'
import { accessRow } from '../../report/sample-projects.ts'
import { fp, sampleResult } from '../../report/sample-result.ts'

const TODAY = '2026-11-26' as Day

describe('the measures of a night', () => {
  const labels = ['Ada', 'Ben', 'Chi', 'Dov']
  const row = fc
    .tuple(
      fc.constantFrom(...labels),
      fc.constantFrom('excess' as const, 'accepted' as const, 'entitled' as const, 'not-assessed' as const),
      fc.boolean(),
      fc.constantFrom('partner', 'partner, ended', 'staff', 'visiting-academic'),
      fc.constantFrom(null, 'Delft Cryogenics', 'Helios'),
    )
    .map(([label, standing, external, relation, organisation]) => ({ ...accessRow(label, standing), external, relation, organisation }))
  const institution = fc
    .tuple(fc.array(fc.tuple(fc.array(row, { maxLength: 6 }), fc.boolean(), fc.boolean(), fc.boolean()), { maxLength: 5 }), fc.nat(511))
    .map(([projects, mask]): AuditResult => {
      const base = sampleResult()
      const [first] = base.assessment.projects
      if (first === undefined) throw new Error('the sample has no project')
      const made = projects.map(([access, crownJewel, isOpen, isWhole], i): ProjectAssessment => ({
        ...first,
        id: `p${i}`,
        access: isOpen ? [] : access,
        crownJewel,
        status: isOpen ? { kind: 'not-compared' } : { kind: 'not-assessed' },
        reasons: isWhole ? [] : first.reasons,
        resources: first.resources.map((resource) => ({ ...resource, observed: isWhole })),
      }))
      const findings = base.life.findings.filter((_, i) => (mask & (1 << i)) !== 0)
      return { ...base, assessment: { ...base.assessment, projects: made }, life: { ...base.life, findings } }
    })

  test('are what the long way counts, and keep their order', () => {
    let compared = 0
    fc.assert(
      fc.property(institution, (result) => {
        const measures = measuresOf({ ...result, today: TODAY })
        expect(measures.map(({ name }) => name)).toEqual(MEASURE_NAMES)
        for (const { name, count, all } of measures) {
          expect([count, all], name).toEqual(naiveMeasure(name, result, TODAY))
          expect(count).toBeLessThanOrEqual(all)
          compared++
        }
      }),
      { numRuns: 300 },
    )
    console.log(`${compared} measures compared with the long way`)
  })

  test('name nobody', () => {
    const text = JSON.stringify([measuresOf({ ...sampleResult(), today: TODAY }), asksOf(sampleResult())])
    for (const name of ['Li Wei', 'Mara', 'Lindqvist', 'Noor', 'aisha', 'lwei']) expect(text).not.toContain(name)
  })

  test('a project whose policy does not load is named as what was not read', () => {
    const base = sampleResult()
    const broken = base.assessment.projects.filter(({ id }) => id === 'tidewater')
    const [, , , , without] = measuresOf({ ...base, assessment: { ...base.assessment, projects: broken, coverage: [] }, today: TODAY })
    expect(without).toEqual({ name: 'externals-without-entitlement', count: 0, all: 0, unread: ['project tidewater'] })
    // Many are counted: what is kept of a night must not grow with the projects.
    const many = Array.from({ length: 300 }, (_, i) => broken.map((project) => ({ ...project, id: `p${i}` }))).flat()
    const [, , , , counted] = measuresOf({ ...base, assessment: { ...base.assessment, projects: many, coverage: [] }, today: TODAY })
    expect(counted?.unread).toEqual(['300 projects'])
  })
})

describe('the periods of a board', () => {
  test('begin where counting from the first of 2000 says', () => {
    let compared = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20_000 }),
        fc.integer({ min: 1, max: 24 }),
        fc.constantFrom('days' as const, 'months' as const),
        (days, count, unit) => {
          const day = plusCalendar('2000-01-01' as Day, { days })
          let begins = '2000-01-01' as Day
          for (let i = 1; ; i++) {
            const next = plusCalendar('2000-01-01' as Day, unit === 'days' ? { days: i * count } : { months: i * count })
            if (next > day) break
            begins = next
          }
          expect(periodStart(day, { unit, count })).toBe(begins)
          compared++
        },
      ),
      { numRuns: 60 },
    )
    console.log(`${compared} days placed in their period by counting`)
  })

  const kept = (now: string) => ({
    run: now,
    now: `${now}T02:00:00.000Z` as Instant,
    method: { gatehouse: '0.1.0', sources: [] },
    measures: [],
  })
  const every = { unit: 'months', count: 3 } as const

  test('hold the last run of each, eleven before tonight’s, and miss where nothing ran', () => {
    const runs = ['2022-03-01', '2026-01-05', '2026-03-30', '2026-07-01', '2026-10-01', '2026-11-25']
    expect(earlierPeriods({ every, kept: runs.map(kept) }, '2026-11-26T02:00:00.000Z' as Instant, 'Europe/London')).toMatchObject([
      { begins: '2022-01-01', run: '2022-03-01' },
      { begins: '2026-01-01', run: '2026-03-30' },
      { begins: '2026-07-01', run: '2026-07-01' },
    ])
    const many = Array.from({ length: 40 }, (_, i) => kept(plusCalendar('2016-01-10' as Day, { months: i * 3 })))
    const shown = earlierPeriods({ every, kept: many }, '2026-11-26T02:00:00.000Z' as Instant, 'Europe/London')
    expect(shown).toHaveLength(11)
    expect(shown.at(-1)?.begins).toBe('2025-10-01')
  })

  test('a new day in the institution’s zone begins the period there', () => {
    const runs = [{ ...kept('2026-06-30'), now: '2026-06-30T23:30:00.000Z' as Instant }]
    expect(earlierPeriods({ every, kept: runs }, '2026-11-26T02:00:00.000Z' as Instant, 'Europe/London')[0]?.begins).toBe('2026-07-01')
  })
})

describe('what was asked for', () => {
  const ask = { project: 'qsense', title: 'Quantum sensing', office: 'siro', risks: ['A risk'], by: null }

  test('counts as put right only where it was seen to be', () => {
    const { life, assessment } = sampleResult()
    const findings = ['a1', 'a4', 'a6', 'a7', 'a9', 'old', 'lost'].map((name) => ({
      fingerprint: fp(name),
      state: name === 'old' ? ('resolved' as const) : ('not-rechecked' as const),
      reason: name === 'old' ? ('declared' as const) : null,
    }))
    expect(askOutcomes([{ ...ask, findings }], life.findings, assessment.findings)).toEqual([
      { ask, findings: 7, open: 3, accepted: 1, resolved: 2, outOfScope: 1 },
    ])
  })

  test('asks for what no project lead may decide, unless it is accepted for now', () => {
    const asks = asksOf(sampleResult())
    expect(asks.map(({ project, office, findings }) => [project, office, findings])).toEqual([
      ['cryolab', 'siro', [fp('a6')]],
      ['qsense', 'siro', [fp('a1'), fp('a2')].sort()],
    ])
  })
})
