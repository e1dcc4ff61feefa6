import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Day, Instant } from '../../../src/core/base/instant.ts'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import { MEASURE_NAMES, type Measure, type MeasureName, type Period } from '../../../src/core/model/measures.ts'
import { boardReport } from '../../../src/report/board/board-report.ts'
import { changeWords, measureWords } from '../../../src/report/words/measure-words.ts'
import { PLANTS, poisoned, tagsOf } from '../hostile-text.ts'
import { brokenLinks, markupOf } from '../page-reading.ts'
import { largeNight, quietFirstNight, sampleResult, undeclaredNight } from '../sample-result.ts'
import { tools } from '../tools.ts'
import { withPeriods } from '../with-periods.ts'

const pagesOf = (result: AuditResult) => new Map(boardReport(result, tools).map(({ path, text }) => [path, text]))
const textOf = (result: AuditResult) => markupOf(pagesOf(result).get('board/index.html') ?? '').text

const FIVE = [
  'Where we stand',
  'What is not covered',
  'Crown jewels that external people reach',
  'Decisions wanted',
  'What was asked last time, and what happened',
]

describe('the summary for the board', () => {
  it.each([
    ['a partial night', sampleResult()],
    ['a quiet first night', quietFirstNight()],
    ['nothing declared', undeclaredNight()],
    ['a night with earlier periods', withPeriods(sampleResult())],
    ['1,200 findings', largeNight(1_200)],
  ])('has the same five things first, then the annex, in the same bytes, with no dead link: %s', (_, result) => {
    expect(boardReport(result, tools)).toEqual(boardReport(result, tools))
    const pages = pagesOf(result)
    expect(brokenLinks(pages)).toEqual([])
    const headings = [...(pages.get('board/index.html') ?? '').matchAll(/<h2 id="[^"]+">([^<]+)<\/h2>/gu)].map(([, title]) => title)
    // Coverage and the list of contents stand before them.
    expect(headings.slice(2, 7)).toEqual(FIVE)
    expect(headings[7]).toBe('Annex: the measures')
  })

  it('has no script, no form, one title, and names the run', () => {
    const text = pagesOf(withPeriods(sampleResult())).get('board/index.html') ?? ''
    expect(text).not.toMatch(/<script|<form|\sstyle=|\son\w+=/iu)
    expect(text.match(/<h1>/gu)).toHaveLength(1)
    for (const part of [sampleResult().run.id, sampleResult().run.policyHash]) expect(text).toContain(part)
  })

  it('names nobody but who holds an office', () => {
    const words = textOf(withPeriods(sampleResult()))
    for (const { access } of sampleResult().assessment.projects) for (const { label } of access) expect(words).not.toContain(label)
    for (const name of ['Mara Lindqvist', 'Tomasz Zielinski', 'Jonas Weber', 'lwei', 'instrument-users']) expect(words).not.toContain(name)
    expect(words).toContain('omar.haddad@northmoor.example')
  })

  it('uses no word that promises too much, and no grade', () => {
    expect(textOf(withPeriods(sampleResult()))).not.toMatch(
      /all clear|compliant|\bsecure\b|\bsafe\b|threat|suspicious|foreign|culprit|\bscore\b|\bgrade\b/iu,
    )
  })

  it('says on page one what was not read, which projects have no answer, and what is never checked', () => {
    const words = textOf(sampleResult())
    const pageOne = words.slice(0, words.lastIndexOf('Annex: the measures'))
    for (const part of [
      'doors (failed',
      'Cold laboratory: not assessed. Last full answer, 17 November',
      'Verdant: none found in what was read',
      '3 routes that this version never checks',
    ])
      expect(pageOne).toContain(part)
  })

  it('says before every number that less was read than before', () => {
    const words = textOf(withPeriods(sampleResult()))
    const main = words.slice(words.indexOf('Coverage '))
    expect(main).toMatch(
      /^Coverage Coverage fell since the last run.* Less was read than in the period before \(Sources read completely: from 100% to \d+%/u,
    )
  })

  it('shows the six key questions, roles, appetite, ages of exceptions, causes and legal conditions', () => {
    const words = textOf(sampleResult())
    for (const part of [
      'Who champions it?',
      'Gatehouse cannot know what staff know.',
      'Champion, corporate nobody is named',
      'Controlled, high 0 at least 3; not everything was read more than is borne',
      'One funder: at most 30% is borne, 34% is declared, more than is borne.',
      '0 to 30 days 2 of 2',
      'One record of ad is behind 2 findings on Quantum sensing.',
      'Licence: no access that was seen is asked for it; not everything was read',
    ])
      expect(words).toContain(part)
  })

  it('draws the trend with the same figures beside it, and breaks it where the method changed', () => {
    const page = pagesOf(withPeriods(sampleResult())).get('board/index.html') ?? ''
    expect(page).toContain('role="img"')
    expect(markupOf(page).text).toContain('Gatehouse 0.0.9 became 0.1.0, with other rules')
    expect(markupOf(page).text).toMatch(/1 January 2026: no data/u)
  })
})

describe('a measure', () => {
  const harm: MeasureName = 'externals-without-entitlement'
  const measure = (name: MeasureName, count: number, all: number, unread: readonly string[] = []): Measure => ({ name, count, all, unread })

  it.each([
    [measure(harm, 3, 41), '3 of 41'],
    [measure(harm, 3, 41, ['doors']), 'at least 3 of 41 seen: doors was not read completely'],
    [measure(harm, 0, 41, ['doors']), 'not assessed: none seen: doors was not read completely'],
    [measure('partners-with-agreement', 4, 4, ['ad', 'hr']), 'not assessed: nobody seen to lack it: ad and hr were not read completely'],
    [measure('partners-with-agreement', 3, 4, ['ad']), 'at most 3 of 4 seen: ad was not read completely'],
    [measure('externals-entitled', 0, 0, ['ad']), 'not assessed: none seen: ad was not read completely'],
    [measure('sources-on-time', 9, 13), '9 of 13'],
  ])('%j is written with what it is worth', (one, words) => {
    expect(measureWords(one)).toBe(words)
  })

  const counts = fc.tuple(fc.nat(20), fc.nat(20)).map(([a, b]) => ({ count: Math.min(a, b), all: Math.max(a, b) }))
  const unread = fc.constantFrom<readonly string[]>([], ['ad'], ['ad', 'doors'])

  it('never shows a bare number where something was not read, nor an improvement over less that was read', () => {
    let compared = 0
    fc.assert(
      fc.property(
        fc.constantFrom(...MEASURE_NAMES),
        counts,
        unread,
        counts,
        unread,
        fc.nat(10),
        fc.nat(10),
        (name, was, before, is, now, readThen, readNow) => {
          const period = (numbers: typeof was, missing: readonly string[], read: number): Period => ({
            begins: '2026-07-01' as Day,
            run: 'r',
            now: '2026-09-30T02:00:00.000Z' as Instant,
            method: { gatehouse: '0.1.0', sources: ['ad'] },
            measures: [
              measure('sources-on-time', read, 10),
              ...(name === 'sources-on-time' ? [] : [measure(name, numbers.count, numbers.all, missing)]),
            ],
          })
          if (name === 'sources-on-time') return
          const words = measureWords(measure(name, is.count, is.all, now))
          const isCoverage = name === 'crown-resources-seen' || name === 'projects-answered'
          if (now.length > 0 && !isCoverage) expect(words).toMatch(/^(?:not assessed|at least|at most) ?.*not read completely$/u)
          const change = changeWords(name, period(was, before, readThen), period(is, now, readNow))
          if (readNow < readThen || now.length > before.length) expect(change).not.toMatch(/^better/u)
          compared++
        },
      ),
      { numRuns: 500 },
    )
    console.log(`${compared} pairs of periods compared`)
  })
})

describe('hostile text on the board’s page', () => {
  const plant = fc.tuple(fc.constantFrom(...PLANTS), fc.string({ unit: 'binary', maxLength: 6 })).map(([a, b]) => a + b)

  it('never breaks out of where it stands, and is never hidden', () => {
    const clean = tagsOf(pagesOf(poisoned(withPeriods(sampleResult()), 'x')))
    fc.assert(
      fc.property(plant, (text) => {
        const pages = pagesOf(poisoned(withPeriods(sampleResult()), text))
        expect(tagsOf(pages)).toEqual(clean)
        for (const page of pages.values()) {
          // oxlint-disable-next-line no-control-regex -- that none is left is what is asserted
          expect(page).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
          expect(page.isWellFormed()).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })
})
