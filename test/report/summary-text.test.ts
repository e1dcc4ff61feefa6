import { describe, expect, it } from 'vitest'
import { gapText } from '../../src/report/terminal/gap-text.ts'
import { summaryText } from '../../src/report/terminal/summary-text.ts'
import { wrap } from '../../src/report/terminal/wrap.ts'
import { largeNight, quietFirstNight, sampleResult, undeclaredNight } from './sample-result.ts'

const options = { width: 90, colour: false, reports: 'var/reports/latest/security/index.html' }
const summary = summaryText(sampleResult(), options)

describe('the terminal summary', () => {
  it('begins with coverage, and tells what fell before it counts', () => {
    const titles = ['Coverage', 'Projects', 'Tonight', 'Worst findings', 'What could not be checked, and its cure', 'Reports', 'Run']
    expect(summary.split('\n').filter((line) => titles.includes(line))).toEqual(titles)
    expect(summary.indexOf('Coverage fell')).toBeLessThan(summary.indexOf('1 new'))
  })

  it('counts projects by status, each with its denominator', () => {
    expect(summary).toContain('  2 of 6 projects above open: access without entitlement found\n')
    expect(summary).toContain('  2 of 6 projects above open: not assessed\n')
    expect(summary).toContain('  1 more project declared open: not compared\n')
  })

  it('gives the worst findings with their sentence and the line that explains them', () => {
    expect(summary).toContain('critical: Mara Lindqvist of Delft Cryogenics')
    expect(summary).toMatch(/gatehouse explain\s+a2000000000000000000000000000000/u)
    expect(summary).not.toContain('Noor Hassan')
  })

  it('says what could not be checked with its cure, and where the report lies', () => {
    expect(summary).toContain(
      '  doors doors.csv rights gap: the file ends in the middle of line 812 (`doors.csv:812`)\n    help: export `doors.csv` again',
    )
    expect(summary).toContain(
      '  policies/projects/tidewater.yaml:41:9 error P012 unknown key `untill` in an entitlement\n    help: did you mean `until`?\n',
    )
    expect(summary).toContain('var/reports/latest/security/index.html')
  })

  it('says the same with colour and without', () => {
    // oxlint-disable-next-line no-control-regex -- the escape sequences are what is taken off
    expect(summaryText(sampleResult(), { ...options, colour: true }).replace(/\u001b\[\d+m/gu, '')).toBe(summary)
  })

  it('never lets a text of the result steer the terminal', () => {
    const result = sampleResult()
    const [first, ...rest] = result.assessment.findings
    if (first === undefined) throw new Error('the sample has no finding')
    const hostile = {
      ...result,
      assessment: { ...result.assessment, findings: [{ ...first, sentence: 'gone \u001b[2J\u0007\u202e' }, ...rest] },
    }
    // oxlint-disable-next-line no-control-regex -- that none is left is what is asserted
    expect(summaryText(hostile, options)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/u)
  })

  it('gives no verdict where nothing is declared, and never says that all is well on a quiet night', () => {
    expect(summaryText(undeclaredNight(), options)).toContain('No project is declared, so there is no verdict.')
    expect(summaryText(quietFirstNight(), options)).toContain('No finding is open. What was not read cannot be found.')
    expect(summaryText(quietFirstNight(), { ...options, reports: null })).toContain('none were written')
  })

  it('stays short on a large night, and keeps the whole count', () => {
    const large = summaryText(largeNight(5_000), options)
    expect(large.split('\n').length).toBeLessThan(80)
    expect(large).toContain('5,000 new')
    expect(large).toContain('and 4,992 more open findings, in the report')
  })
})

describe('wrapping', () => {
  it.each([
    ['a b c', 3, '  ', 'a b\n  c'],
    ['  kept lead', 6, '    ', '  kept\n    lead'],
    ['verylongword x', 4, '', 'verylongword\nx'],
    ['', 4, '', ''],
  ])('%j at %i', (text, width, indent, expected) => {
    expect(wrap(text, width, indent)).toBe(expected)
  })
})

describe('a gap as a message', () => {
  it('has the place first and no help where no cure is known', () => {
    const [, , stale] = sampleResult().assessment.gaps
    expect(stale && gapText(stale)).toBe('training training.csv rows gap: exported 9 days ago; 36 hours allowed')
  })
})
