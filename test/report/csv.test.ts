import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareText } from '../../src/core/base/order.ts'
import { csvExports } from '../../src/report/csv/csv-exports.ts'
import { csvLines } from '../../src/report/csv/csv-text.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { quietFirstNight, sampleResult } from './sample-result.ts'

const read = (text: string): Record<string, string>[] => parse(text, { bom: true, columns: true, relax_column_count: false })

const textsOf = (result: AuditResult): ReadonlyMap<string, string> =>
  new Map(csvExports(result).map(({ path, pieces }) => [path, [...pieces].join('')]))

describe('CSV', () => {
  it('brings every text back, but for the guard before what a spreadsheet would run', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', '＝x', '\0x', '@a', '-1', '＋1', '\tx', 'plain', '"', 'a\r\nb')),
          { minLength: 1 },
        ),
        (rows) => {
          const [, ...back] = parse([...csvLines(['a', 'b'], rows)].join(''), { bom: true })
          expect(back.map((cells) => cells.map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n\0＝＋－＠])/u, '')))).toEqual(
            rows.map((row) => [...row].map((cell) => cell.replace(/^'(?=[=+\-@\t\r\n\0＝＋－＠])/u, ''))),
          )
        },
      ),
    )
  })

  it.each(['=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠'])('guards a cell that begins with %j', (first) => {
    expect([...csvLines(['a'], [[`${first}1`]])].join('')).toBe(`\ufeff"a"\r\n"'${first}1"\r\n`)
  })

  it('begins with a byte order mark, ends lines with CRLF and quotes every cell', () => {
    for (const text of textsOf(sampleResult()).values()) {
      expect(text.startsWith('\ufeff"')).toBe(true)
      expect(text.endsWith('"\r\n')).toBe(true)
      expect(
        text
          .split('\r\n')
          .slice(0, -1)
          .every((line) => /^\ufeff?"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/u.test(line)),
      ).toBe(true)
    }
  })

  it('carries run, project status and coverage in every row', () => {
    for (const text of textsOf(sampleResult()).values()) {
      for (const row of read(text)) {
        expect(row['run']).toBe('20261126-0231-5f2a9c')
        expect(row['project_status']).not.toBe('')
        expect(row['coverage']).not.toBe('')
      }
    }
  })

  it('gives a project that was not assessed a row of its own in every table', () => {
    for (const text of textsOf(sampleResult()).values()) {
      const own = read(text).filter((row) => row['row'] === 'project not assessed')
      expect(own.map((row) => row['project'])).toEqual(['cryolab', 'tidewater'])
      expect(Object.values(own[0] ?? {}).at(-1)).toMatch(/^Not assessed\. The door system was not read/u)
    }
  })

  it('lists every finding once, open and resolved', () => {
    const result = sampleResult()
    const rows = read(textsOf(result).get('csv/findings.csv') ?? '').filter((row) => row['row'] === 'finding')
    expect(rows.map((row) => row['fingerprint'] ?? '').sort(compareText)).toEqual(
      result.life.findings.map(({ fingerprint }) => fingerprint).sort(compareText),
    )
  })

  it('has a head and no rows of findings on a quiet night', () => {
    const text = textsOf(quietFirstNight()).get('csv/findings.csv') ?? ''
    expect(text.split('\r\n')).toHaveLength(2)
  })
})
