import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'csv-parse/sync'
import { type CsvRecord, csvRecords } from '../../../src/sources/evidence/csv-records.ts'

describe('records are read as RFC 4180 has them', () => {
  const cases: readonly [string, string, readonly (readonly [number, ...string[]])[]][] = [
    [
      'plain lines',
      'a,b\n1,2\n',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    [
      'CRLF, and no end on the last line',
      'a,b\r\n1,2',
      [
        [1, 'a', 'b'],
        [2, '1', '2'],
      ],
    ],
    ['quotes, commas and doubled quotes', '"x,y","say ""no"""\n', [[1, 'x,y', 'say "no"']]],
    [
      'line ends inside quotes, and the right line after them',
      '"a\r\nb",1\r\n2,3\n',
      [
        [1, 'a\r\nb', '1'],
        [3, '2', '3'],
      ],
    ],
    ['a byte order mark', '\u{FEFF}a,b\n', [[1, 'a', 'b']]],
    ['empty cells', ',,\n', [[1, '', '', '']]],
    [
      'empty lines are none',
      'a,b\n\n\r\n1,2\n\n',
      [
        [1, 'a', 'b'],
        [4, '1', '2'],
      ],
    ],
    ['a cell that a spreadsheet would run stays text', '=1+1,@x\n', [[1, '=1+1', '@x']]],
    ['an empty file has none', '', []],
  ]
  for (const [what, text, expected] of cases)
    test(what, async () => {
      for (const size of [1, 2, 3, 1000])
        expect(await recordsOf(text, size)).toEqual(expected.map(([line, ...cells]) => ({ kind: 'record', line, cells })))
    })
})

describe('a broken line is told with its number, and costs no other line', () => {
  const cases: readonly [string, string, string][] = [
    ['a stray quote', 'a"b,c\n', 'a quote stands inside a cell that does not begin with one'],
    ['text behind a closing quote', '"a"b,c\n', 'text follows a closing quote'],
    ['a quote that is never closed', '"a,b\n', 'a quote is opened and never closed'],
  ]
  for (const [what, line, reason] of cases)
    test(what, async () => {
      for (const size of [1, 7, 1000])
        expect(await recordsOf(`1,2\n${line}3,4\n5,6\n`, size)).toEqual([
          { kind: 'record', line: 1, cells: ['1', '2'] },
          { kind: 'bad', line: 2, reason },
          { kind: 'record', line: 3, cells: ['3', '4'] },
          { kind: 'record', line: 4, cells: ['5', '6'] },
        ])
    })

  test('a quote that is never closed in a file longer than a record may be', async () => {
    const rest = '1,2\n'.repeat(200_000)
    const records = await recordsOf(`"a,b\n${rest}`, 60_000)
    expect(records[0]).toEqual({ kind: 'bad', line: 1, reason: 'a quote is opened and never closed' })
    expect(records).toHaveLength(200_001)
    expect(records.at(-1)).toEqual({ kind: 'record', line: 200_001, cells: ['1', '2'] })
  })

  test('bytes that are not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('1,2\n'), Buffer.from([0x52, 0xe9, 0x2c, 0x78, 0x0a]), Buffer.from('3,4\n')])
    expect((await recordsFrom([bytes])).map(({ kind, line }) => [kind, line])).toEqual([
      ['record', 1],
      ['bad', 2],
      ['record', 3],
    ])
  })
})

test('agrees with csv-parse on whatever a writer may have written, however it is cut into chunks', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ',', '"', '\n', '\r\n', '=', ' '), maxLength: 6 })
  const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { maxLength: 6 })
  let compared = 0
  await fc.assert(
    fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 9 }), async (table, end, size) => {
      const text = table
        .map((cells) => cells.map((text) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',') + end)
        .join('')
      const ours = (await recordsOf(text, size)).map((record) => (record.kind === 'record' ? record.cells : record))
      const oracle: unknown = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\r\n', '\n'] })
      expect(ours).toEqual(oracle)
      expect(ours).toEqual(table)
      compared++
    }),
    { numRuns: 500 },
  )
  console.log(`${compared} files compared with csv-parse`)
})

async function recordsOf(text: string, size: number): Promise<readonly CsvRecord[]> {
  const bytes = Buffer.from(text)
  const chunks: Uint8Array[] = []
  for (let start = 0; start < bytes.length; start += size) chunks.push(bytes.subarray(start, start + size))
  return recordsFrom(chunks)
}

async function recordsFrom(chunks: readonly Uint8Array[]): Promise<readonly CsvRecord[]> {
  async function* flowing(): AsyncGenerator<Uint8Array> {
    yield* chunks
  }
  const records: CsvRecord[] = []
  for await (const batch of csvRecords(flowing())) records.push(...batch)
  return records
}
