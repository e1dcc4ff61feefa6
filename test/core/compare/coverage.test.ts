import { describe, expect, test } from 'vitest'
import { coverageLedger, type LedgerSource } from '../../../src/core/compare/coverage-ledger.ts'
import { missingDatasets } from '../../../src/core/compare/missing-datasets.ts'
import { Reliance } from '../../../src/core/compare/reliance.ts'
import type { DatasetCoverage, Gap } from '../../../src/core/model/coverage.ts'
import { NOW, badRow, coverage, coverageOf, factsOf, instant, snapshotOf, type Facts } from './institution.ts'

const HR = { source: 'hr', unit: 'hr.csv', dataset: 'hr' }
const source = (name: string, told: Partial<LedgerSource> = {}): LedgerSource => ({
  name,
  kind: 'table',
  readable: true,
  maxAgeMs: 36 * 3_600_000,
  ...told,
})

function ledgerOf(
  rows: readonly DatasetCoverage[],
  { gaps = [], sources = [source('hr')] }: { readonly gaps?: readonly Gap[]; readonly sources?: readonly LedgerSource[] } = {},
) {
  const snapshot = snapshotOf({ ...factsOf({ gaps }), coverage: rows } satisfies Facts)
  return coverageLedger(snapshot, sources, NOW, { rows: snapshot.coverage, gaps: [] })
}

const stateOf = (row: DatasetCoverage | undefined) => [row?.state, ...(row?.reasons ?? [])]

describe('the ledger lowers what the manifests say, and never raises it', () => {
  test.each([
    ['fresh', {}, ['complete']],
    ['36 hours old to the second', { asOf: instant('2026-11-24T14:14:00Z') }, ['complete']],
    ['older than allowed', { asOf: instant('2026-11-24T14:13:59Z') }, ['partial', 'stale: 36 hours old, allowed 36 hours']],
    ['five minutes ahead', { asOf: instant('2026-11-26T02:19:00Z') }, ['complete']],
    [
      'more than five minutes ahead',
      { asOf: instant('2026-11-26T02:19:01Z') },
      ['partial', expect.stringMatching(/^its time .* lies after/u)],
    ],
    ['denied and old', { state: 'denied' as const, reasons: ['no right'], asOf: instant('2026-01-01T00:00:00Z') }, ['denied', 'no right']],
    ['failed', { state: 'failed' as const, reasons: ['it broke'] }, ['failed', 'it broke']],
    ['skipped', { state: 'skipped' as const, reasons: ['by choice'] }, ['skipped', 'by choice']],
  ])('%s', (_, told, expected) => {
    const { rows, byId, gaps } = ledgerOf([coverage(HR, 'complete', told)])
    expect(stateOf(rows[0])).toEqual(expected)
    expect(byId.get('hr/hr.csv/hr')).toBe(rows[0])
    // Whatever is not complete has a gap that says so.
    expect(gaps.filter(({ record }) => record === null).length > 0).toBe(expected[0] !== 'complete')
  })

  test('a record of unknown identity makes its dataset partial, one of known identity does not', () => {
    expect(stateOf(ledgerOf([coverage(HR)], { gaps: [badRow('hr', null)] }).rows[0])).toEqual(['partial', 'the row is malformed'])
    expect(stateOf(ledgerOf([coverage(HR)], { gaps: [badRow('hr', 'E1')] }).rows[0])).toEqual(['complete'])
  })

  test('a gap on a dataset that no manifest lists is a dataset that was not read', () => {
    const gap: Gap = { ...badRow('hr', null), unit: 'elsewhere', dataset: 'pages', code: 'dataset-incomplete', reason: 'page 3 is missing' }
    const { rows } = ledgerOf([coverage(HR)], { gaps: [gap] })
    expect(rows.map(({ unit, dataset, state, reasons }) => [unit, dataset, state, ...reasons])).toEqual([
      ['elsewhere', 'pages', 'failed', 'page 3 is missing'],
      ['hr.csv', 'hr', 'complete'],
    ])
  })

  test('a gap whose unit no manifest lists lowers the dataset of its name', () => {
    const { rows } = ledgerOf([coverage(HR)], { gaps: [{ ...badRow('hr', null), unit: 'elsewhere' }] })
    expect(rows.map(stateOf)).toEqual([['partial', 'the row is malformed']])
  })

  test('a dataset that claims to be complete beside a gap that says it is not, is not', () => {
    const gap: Gap = { ...badRow('hr', null), code: 'dataset-incomplete', reason: 'a page was cut' }
    expect(ledgerOf([coverage(HR)], { gaps: [gap] }).rows.map(stateOf)).toEqual([['partial', 'a page was cut']])
  })

  test('a configured source without evidence is failed; one that cannot be read yet is skipped; one without rows to lose is neither', () => {
    const sources = [source('hr'), source('doors'), source('entra', { kind: 'entra', readable: false })]
    const { rows, gaps } = ledgerOf([coverage(HR)], { sources })
    expect(rows.map(({ source: name, state, reasons }) => [name, state, ...reasons])).toEqual([
      ['doors', 'failed', 'no evidence of this source was found'],
      ['entra', 'skipped', 'this version cannot read sources of kind `entra`'],
      ['hr', 'complete'],
    ])
    expect(gaps.map(({ source: name, code }) => `${name} ${code}`)).toEqual(['doors source-unreadable', 'entra source-unreadable'])
  })

  test('each reason is said once', () => {
    const { rows } = ledgerOf([coverage(HR)], { gaps: [badRow('hr', null), { ...badRow('hr', null), at: 'hr.csv:9' }] })
    expect(stateOf(rows[0])).toEqual(['partial', 'the row is malformed'])
  })
})

describe('datasets that were there before', () => {
  const earlier = [{ ...HR, state: 'complete' as const }]
  test.each([
    ['listed again', [HR], ['hr'], []],
    ['no longer listed: failed, not absent', [], ['hr'], ['hr/hr.csv/hr failed']],
    ['of a source that is no longer configured: lost coverage, told elsewhere', [], [], []],
  ])('%s', (_, tonight, configured, expected) => {
    const { rows, gaps } = missingDatasets(tonight, earlier, configured, NOW)
    expect(rows.map((row) => `${row.source}/${row.unit}/${row.dataset} ${row.state}`)).toEqual(expected)
    expect(gaps.map(({ code, record }) => [code, record])).toEqual(expected.map(() => ['dataset-missing', null]))
  })

  test('one that could not be read before is still missed: the second night without it shows no more than the first', () => {
    for (const state of ['partial', 'denied', 'failed', 'skipped'] as const)
      expect(missingDatasets([], [{ ...HR, state }], ['hr'], NOW).rows).toHaveLength(1)
  })
})

describe('what an answer rests on', () => {
  const ledger = (states: Parameters<typeof coverageOf>[0], gaps: readonly Gap[] = []) =>
    ledgerOf(coverageOf(states), { gaps, sources: [] })
  const reliesOn = (...datasets: readonly string[]) => {
    const reliance = new Reliance()
    reliance.onDatasets(datasets.map((name) => ({ source: name, unit: `${name}.csv`, dataset: name })))
    return reliance
  }

  test('complete datasets leave nothing short', () => {
    const reliance = reliesOn('visitors', 'hr', 'hr')
    expect(reliance.shortfalls(ledger({}))).toEqual([])
    expect(reliance.datasets()).toEqual(['hr/hr.csv/hr', 'visitors/visitors.csv/visitors'])
  })

  test.each(['partial', 'denied', 'failed', 'skipped'] as const)(
    'a dataset that is %s is a shortfall with its gap and dataset',
    (state) => {
      const [only, ...others] = reliesOn('hr').shortfalls(ledger({ hr: state, visitors: 'failed' }))
      expect(others).toEqual([])
      expect(only).toMatchObject({ dataset: HR, gap: { code: 'dataset-incomplete', source: 'hr' } })
    },
  )

  test('a dataset that no ledger knows is a shortfall: nothing vouches for it', () => {
    expect(reliesOn('nowhere').shortfalls(ledger({}))).toMatchObject([{ says: expect.stringContaining('no evidence of it was found') }])
  })

  test('a gap of one record is a shortfall of its own, without a dataset that a blind spot could accept', () => {
    const gap = badRow('hr', 'E1')
    const reliance = reliesOn('hr')
    reliance.onGaps([gap, gap])
    expect(reliance.shortfalls(ledger({}, [gap]))).toMatchObject([{ says: 'hr: E1: the row is malformed', gap, dataset: null }])
  })

  test('a gap on a whole dataset stands for the dataset, even one that no manifest lists', () => {
    const gap: Gap = { ...badRow('hr', null), dataset: 'pages', reason: 'page 3 is missing' }
    const reliance = new Reliance()
    reliance.onGaps([gap])
    expect(reliance.shortfalls(ledger({}, [gap]))).toMatchObject([{ dataset: { source: 'hr', dataset: 'pages' }, gap }])
  })

  test('undecided people with one reason are told together', () => {
    const reliance = new Reliance()
    reliance.onUndecided('Aisha Khan', 'nobody can tell')
    reliance.onUndecided('Tom Reid', 'nobody can tell')
    reliance.onUndecided('Li Wei', 'no register')
    reliance.onShortfall('a share was not observed', 'read it')
    expect(reliance.shortfalls(ledger({})).map(({ says }) => says)).toEqual([
      '2 people: nobody can tell',
      'Li Wei: no register',
      'a share was not observed',
    ])
  })
})
