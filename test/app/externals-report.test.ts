import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { mayHide } from '../../src/core/externals/may-hide.ts'
import type { ExternalsRegister } from '../../src/core/model/externals.ts'
import { externalsCsv } from '../../src/report/externals/externals-csv.ts'
import { externalsJson } from '../../src/report/externals/externals-json.ts'
import { externalsPages } from '../../src/report/externals/externals-pages.ts'
import { externalsText } from '../../src/report/externals/externals-text.ts'
import { brokenLinks, markupOf } from '../report/page-reading.ts'
import { tools } from '../report/tools.ts'
import { HOSTILE, sampleExternal, sampleExternals } from './sample-externals.ts'

const pagesOf = (...args: Parameters<typeof sampleExternals>) => [...externalsPages(sampleExternals(...args), tools)]
const csvOf = (register: ExternalsRegister) => externalsCsv(register).map(({ pieces }) => [...pieces].join(''))

describe('the pages', () => {
  test.each([
    ['whole', sampleExternals({ complete: true })],
    ['partial', sampleExternals({ complete: false })],
    ['nobody', { ...sampleExternals({ complete: true }), externals: [] }],
    ['many', sampleExternals({ complete: true, unknown: 1_203 })],
  ])('%s: strict markup, links that lead somewhere, coverage before the people', (_, register) => {
    const pages = new Map([...externalsPages(register, tools)].map(({ path, text }) => [path, text]))
    expect(brokenLinks(pages)).toEqual([])
    for (const [path, text] of pages) {
      const { text: words } = markupOf(text)
      expect(text.match(/<h1>/gu), path).toHaveLength(1)
      expect(words.indexOf('Coverage'), path).toBeGreaterThan(0)
      expect(words, path).toContain(register.complete ? 'these are all that the configured sources show' : 'There may be more')
      expect(words, path).not.toContain(register.complete ? 'There may be more' : 'these are all')
    }
  })

  test('a relation of more than 500 stands on pages of its own, and its count is whole', () => {
    const pages = pagesOf({ complete: true, unknown: 1_203 })
    expect(pages.map(({ path }) => path)).toEqual(['externals.html', 'externals-3.html', 'externals-3.2.html', 'externals-3.3.html'])
    expect(markupOf(pages[0]?.text ?? '').text).toContain('Unknown: 1,204')
    const people = pages.flatMap(({ text }) => Array.from(text.matchAll(/<bdi>account u\d+<\/bdi>/gu)))
    expect(people.length).toBe(1_203)
  })

  test('programs and devices stand apart from people', () => {
    const { text } = markupOf(pagesOf({ complete: true })[0]?.text ?? '')
    expect(text.indexOf('Programs and devices: 1')).toBeGreaterThan(text.indexOf('Unknown: 1'))
  })

  test('says what a source states, as a hint of the source’s', () => {
    expect(markupOf(pagesOf({ complete: true })[0]?.text ?? '').text).toContain('the source says mail domain: tu-rheinstadt.example')
  })
})

describe('hostile names', () => {
  test('are text on a page, one line on a terminal, and no formula in a spreadsheet', () => {
    const register = {
      ...sampleExternals({ complete: false }),
      externals: HOSTILE.map((label) => sampleExternal({ label, organisation: label, because: label })),
    }
    for (const { text } of externalsPages(register, tools)) expect(() => markupOf(text)).not.toThrow()
    const terminal = externalsText(register, { width: 100 })
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    expect(terminal).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/u)
    const rows = terminal.slice(terminal.indexOf('visitor: '), terminal.indexOf('What was not read')).trim().split('\n')
    expect(rows).toHaveLength(HOSTILE.length + 2)
    for (const text of csvOf(register)) {
      const cells = parse(text, { bom: true }).flat()
      expect(cells.filter((cell) => /^[=+\-@\t\r]/u.test(cell))).toEqual([])
    }
  })
})

describe('the tables', () => {
  test('a row an account, one for whoever has none, and one for each thing that was not read', () => {
    const register = sampleExternals({ complete: false })
    const [people, access] = csvOf(register).map((text) => parse<Record<string, string>>(text, { bom: true, columns: true }))
    const accounts = register.externals.flatMap((one) => one.accounts)
    const without = register.externals.filter((one) => one.accounts.length === 0).length
    expect(people?.filter(({ row }) => row === 'external')).toHaveLength(accounts.length + without)
    expect(people?.filter(({ row }) => row === 'not read').map(({ subject }) => subject)).toEqual([
      'doors doors.csv doors: failed (no file)',
    ])
    expect(new Set(people?.map(({ coverage }) => coverage))).toEqual(new Set(['incomplete: there may be more']))
    const reached = accounts.flatMap((account) => [...account.groups, ...account.opens])
    expect(access?.filter(({ row }) => row === 'access')).toHaveLength(reached.length)
  })

  test('a cell stays below what a spreadsheet cuts, and says how many it leaves to the other table', () => {
    const groups = Array.from({ length: 5_000 }, (_, i) => ({
      address: `ad:cn=group-${i}`,
      label: `group-${i}-${'x'.repeat(20)}`,
      direct: true,
    }))
    const external = sampleExternal({ label: 'Li Wei' })
    const register = {
      ...sampleExternals({ complete: true }),
      externals: [{ ...external, accounts: external.accounts.map((account) => ({ ...account, groups })) }],
    }
    const rows = parse<Record<string, string>>(csvOf(register)[0] ?? '', { bom: true, columns: true })
    expect(rows[0]?.['groups']).toBe('5000 groups')
  })
})

test('the JSON, put together, is the register', () => {
  for (const register of [sampleExternals({ complete: false }), { ...sampleExternals({ complete: true }), externals: [] }])
    expect(JSON.parse([...externalsJson(register)].join(''))).toEqual(register)
})

test('the same register gives the same bytes', () => {
  expect(pagesOf({ complete: false })).toEqual(pagesOf({ complete: false }))
})

test.each([
  ['reference-elsewhere', 'a member of another domain, or standing for many: `sid:S-1-5-11`', false],
  ['reference-elsewhere', '2 members of another domain, or standing for many: `sid:S-1-5-11`, `sid:S-1-1-0`', false],
  ['reference-elsewhere', '2 members of another domain, or standing for many: `sid:S-1-5-11`, `sid:S-1-5-21-1-2-3-1105`', true],
  ['reference-elsewhere', '7 members of another domain, or standing for many: `sid:S-1-5-11`, `sid:S-1-5-4`', true],
  ['reference-dangling', 'a member whom no record describes: `sid:S-1-5-11`', true],
  ['record-malformed', 'the row is malformed', true],
] as const)('a gap %s, %s: may hide somebody is %s', (code, reason, hides) => expect(mayHide({ code, reason })).toBe(hides))
