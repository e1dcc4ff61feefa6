import { describe, expect, test } from 'vitest'
import { type AcceptedShrink, withoutImplausibleShrinks } from '../../../src/core/findings/breaker.ts'
import type { Instant } from '../../../src/core/base/instant.ts'
import type { DatasetCoverage, DatasetState } from '../../../src/core/model/coverage.ts'
import { day, night } from './build-finding.ts'
import { ledgerRow } from './nights.ts'

function shrunk(
  before: number,
  tonight: number,
  options: { readonly accepted?: readonly AcceptedShrink[]; readonly state?: DatasetState } = {},
) {
  const row: DatasetCoverage = { ...ledgerRow('ad', options.state ?? 'complete', night(2)), records: tonight, total: tonight }
  const { source, unit, dataset } = row
  return withoutImplausibleShrinks({
    coverage: [row],
    lastComplete: [{ source, unit, dataset, records: before, run: 'run-1', at: night(1), asOf: night(1) }],
    accepted: options.accepted ?? [],
    now: night(2),
    today: day('2026-11-02'),
    thresholds: () => ({ percent: 20, records: 50 }),
  })
}

describe('a dataset that claims to be complete is lowered', () => {
  test.each<readonly [string, number, number, boolean]>([
    ['more than 20 % and 50 records', 1000, 799, true],
    ['exactly 20 %', 1000, 800, false],
    ['more than 20 %, but exactly 50 records', 200, 150, false],
    ['more than 20 % and 51 records', 200, 149, true],
    ['to zero, however few there were', 3, 0, true],
    ['zero before and zero tonight', 0, 0, false],
    ['grown', 100, 400, false],
  ])('%s', (_, before, tonight, isLowered) => {
    const { coverage, gaps } = shrunk(before, tonight)
    expect(coverage[0]?.state).toBe(isLowered ? 'partial' : 'complete')
    expect(gaps).toHaveLength(isLowered ? 1 : 0)
  })
})

test('its own total does not lift it, and the gap says how to', () => {
  const { coverage, gaps } = shrunk(1000, 500)
  expect(coverage[0]?.reasons).toEqual(['implausible-shrink: 500 records, after 1000 in the last complete run'])
  expect(gaps[0]).toMatchObject({
    code: 'implausible-shrink',
    record: null,
    cure: expect.stringContaining('gatehouse accept-shrink ad/groups'),
  })
})

test('a state is never raised: what is denied stays denied', () => {
  expect(shrunk(1000, 0, { state: 'denied' }).coverage[0]?.state).toBe('denied')
})

test('a dataset never read completely before is believed', () => {
  const row = { ...ledgerRow('ad', 'complete', night(2)), records: 0 }
  const input = {
    coverage: [row],
    lastComplete: [],
    accepted: [],
    now: night(2),
    today: day('2026-11-02'),
    thresholds: () => ({ percent: 20, records: 50 }),
  }
  expect(withoutImplausibleShrinks(input)).toEqual({ coverage: [row], gaps: [] })
})

describe('a shrink that a person vouched for', () => {
  const accepted: AcceptedShrink = {
    source: 'ad',
    unit: null,
    dataset: 'groups',
    records: 500,
    on: null,
    by: 'omar',
    reason: 'merged',
    at: night(2),
  }
  test.each<readonly [string, Partial<AcceptedShrink>, number, DatasetState]>([
    ['is believed', {}, 500, 'complete'],
    ['is believed with a few less', {}, 440, 'complete'],
    ['does not cover another fall below it', {}, 300, 'partial'],
    ['does not cover zero', {}, 0, 'partial'],
    ['does not cover another dataset', { dataset: 'users' }, 500, 'partial'],
    ['is spent once a complete run came after it', { at: night(1) }, 500, 'partial'],
    ['announced for today covers any count', { records: null, on: day('2026-11-02') }, 0, 'complete'],
    ['announced for another day covers nothing', { records: null, on: day('2026-11-03') }, 500, 'partial'],
  ])('%s', (_, changes, tonight, state) => {
    expect(shrunk(1000, tonight, { accepted: [{ ...accepted, ...changes }] }).coverage[0]?.state).toBe(state)
  })
})

describe('evidence that is older than what was read before', () => {
  function read(asOf: Instant, now: Instant) {
    const row = { ...ledgerRow('ad', 'complete', asOf), records: 10 }
    const { source, unit, dataset } = row
    return withoutImplausibleShrinks({
      coverage: [row],
      lastComplete: [{ source, unit, dataset, records: 10, run: 'run-2', at: night(2), asOf: night(2) }],
      accepted: [],
      now,
      today: day('2026-11-03'),
      thresholds: () => ({ percent: 20, records: 50 }),
    })
  }

  test('is a gap: what was not there yet is not gone', () => {
    expect(read(night(1), night(3)).coverage[0]?.state).toBe('partial')
    expect(read(night(1), night(3)).gaps).toMatchObject([{ code: 'dataset-stale', record: null }])
  })

  test('is none where it is the same as before, or an older night is evaluated again', () => {
    expect(read(night(2), night(3)).gaps).toEqual([])
    expect(read(night(1), night(1)).gaps).toEqual([])
  })
})
