import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { NOW, readBack, runTable, writeTable } from './table-run.ts'
import { temporaryFolder } from '../evidence/sample-evidence.ts'
import { diskFileSystem } from '../../../src/sources/evidence/file-system.ts'
import { sha256 } from '../../../src/sources/evidence/sha256.ts'
import { checkTable } from '../../../src/sources/table/check.ts'
import { collectTable } from '../../../src/sources/table/collect.ts'

const HEADER = 'authority,person,from,until\n'
const TABLE = `${HEADER}qsense,id:E1,,\nqsense,id:E2,,\n`

describe('a table that is not what was declared fails, and none of it is kept', () => {
  const cases: readonly [string, string | Uint8Array, string, string][] = [
    ['zero bytes', '', 'approvals.csv:1: the file is empty', 'header'],
    ['a byte order mark alone', '\u{FEFF}', 'approvals.csv:1: the file has no header', 'header'],
    ['no header', 'qsense,id:E1,,\n', 'approvals.csv:1: column `` stands twice', ''],
    [
      'a row where the header should be',
      'qsense,id:E1,2026-01-01,2026-02-01\n',
      'approvals.csv:1: the first line is no header',
      'authority,person,from,until',
    ],
    ['a missing column', 'authority,person,from\n', 'approvals.csv:1: column `until` is missing', 'authority,person,from,until'],
    ['a column twice', 'authority,person,from,until,person\n', 'approvals.csv:1: column `person` stands twice', ''],
    ['a misspelt column', 'authority,persn,from,until\n', 'approvals.csv:1: column `persn` is not declared', 'did you mean `person`?'],
    ['an undeclared column', 'authority,person,from,until,nationality\n', 'column `nationality` is not declared', '`x_`'],
    ['semicolons', 'authority;person;from;until\n', 'the header is one column', 'part the columns by commas'],
    [
      'Latin-1',
      Buffer.from(`${HEADER}qsense,id:E1,,\nRené,id:E2,,\n`, 'latin1'),
      'approvals.csv:3: the file is not UTF-8',
      'export it as UTF-8',
    ],
    ['UTF-16', Buffer.from(`\u{FEFF}${TABLE}`, 'utf16le'), 'approvals.csv:1: the file is not UTF-8', 'export it as UTF-8'],
    ['UTF-8 cut in a letter', Buffer.concat([Buffer.from(TABLE), Buffer.from([0xc3])]), 'approvals.csv:4: the file is not UTF-8', ''],
  ]
  for (const [what, csv, reason, cure] of cases)
    test(what, async () => {
      const run = await runTable('approvals', csv, { rows: 2 })
      expect(run.coverage).toMatchObject([{ state: 'failed', records: 0 }])
      expect(run.coverage[0]?.reasons.join()).toContain(reason)
      expect(run.coverage[0]?.cure).toContain(cure)
      expect(run.manifest.datasets[0]?.files).toEqual([])
      expect(run.rows).toEqual([])
    })

  test('no file', async () => {
    const root = await temporaryFolder()
    const table = { name: 'hr', register: 'hr', file: join(root, 'hr.csv') } as const
    const manifest = await collectTable(table, join(root, 'evidence'), { toolVersion: '0.1.0', clock: () => NOW })
    expect(manifest.datasets[0]).toMatchObject({ state: 'failed', reasons: ['`hr.csv` cannot be read: there is no such file'] })
    expect((await readBack(join(root, 'evidence'), 'hr')).coverage).toMatchObject([{ state: 'failed' }])
  })
})

describe('only `export.yaml` proves a table complete', () => {
  const whole = {
    format: '1',
    system: 'approvals',
    exported_at: '2026-11-25T22:00:00+00:00',
    files: '{approvals.csv: 2}',
    complete: 'true',
  }
  function exportWith(change: Partial<Record<keyof typeof whole, string>>): string {
    return Object.entries({ ...whole, ...change })
      .map(([key, value]) => `${key}: ${value}`)
      .join('\n')
  }
  const cases: readonly [string, string | null, string][] = [
    ['absent', null, 'no proof of completeness: there is no `export.yaml`'],
    ['too few rows', exportWith({ files: '{approvals.csv: 3}' }), 'total-mismatch: `export.yaml` says 3 rows, and the file has 2'],
    ['too many rows', exportWith({ files: '{approvals.csv: 1}' }), 'total-mismatch'],
    ['another file', exportWith({ files: '{hr.csv: 2}' }), 'does not count the rows of `approvals.csv`'],
    ['not complete', exportWith({ complete: 'false' }), 'the export says that it is not complete'],
    [
      'a moment without offset',
      exportWith({ exported_at: '2026-11-25T22:00:00' }),
      'export.yaml:3:14 `exported_at`: expected a moment with its offset',
    ],
    ['an unknown key', `${exportWith({})}\nrowz: 3\n`, 'export.yaml:6:1 unknown key `rowz`'],
    ['a duplicate key', `${exportWith({})}\ncomplete: true\n`, 'export.yaml:6:1 YAML: map keys must be unique'],
    ['a newer format', exportWith({ format: '2' }), 'export.yaml:1:9 `format` is `2`'],
    ['no YAML', '{', 'export.yaml:1:2 YAML'],
  ]
  for (const [what, text, reason] of cases)
    test(what, async () => {
      const run = await runTable('approvals', TABLE, text === null ? null : { text })
      expect(run.coverage).toMatchObject([{ state: 'partial' }])
      expect(run.coverage[0]?.reasons.join()).toContain(reason)
      expect(run.rows).toHaveLength(2)
    })

  test('and with it, a table without rows is complete', async () => {
    expect((await runTable('approvals', HEADER, { rows: 0 })).coverage).toMatchObject([{ state: 'complete', records: 0, total: 0 }])
  })
})

test('evidence whose manifest was made to fit a shortened table is still found out by its `export.yaml`', async () => {
  const run = await runTable('approvals', TABLE, { rows: 2 })
  const path = 'approvals.csv/approvals/approvals.csv'
  const shortened = `${HEADER}qsense,id:E1,,\n`
  await writeFile(join(run.folder, path), shortened)
  const [dataset] = run.manifest.datasets
  const files = dataset?.files.map((file) => (file.path === path ? { path, bytes: shortened.length, sha256: sha256(shortened) } : file))
  await writeFile(
    join(run.folder, 'manifest.json'),
    JSON.stringify({ ...run.manifest, datasets: [{ ...dataset, files, records: 1, total: 1 }] }),
  )
  expect((await readBack(run.folder, 'approvals')).coverage).toMatchObject([
    { state: 'partial', reasons: ['total-mismatch: `export.yaml` says 2 rows, and the file has 1'] },
  ])
  await writeFile(join(run.folder, 'manifest.json'), JSON.stringify({ ...run.manifest, datasets: [{ ...dataset, files: [], records: 0 }] }))
  await rm(join(run.folder, 'approvals.csv'), { recursive: true })
  expect((await readBack(run.folder, 'approvals')).coverage).toMatchObject([{ state: 'failed', reasons: ['the evidence holds no table'] }])
})

test('an export that is written over while it is read fails, and nothing of it is kept', async () => {
  const root = await temporaryFolder()
  const file = await writeTable(root, 'approvals', TABLE, { rows: 2 })
  let opened = 0
  const files = {
    ...diskFileSystem,
    async openToRead(path: string) {
      if (path === file && ++opened === 2) await appendFile(file, 'qsense,id:E3,,\n')
      return diskFileSystem.openToRead(path)
    },
  }
  const manifest = await collectTable({ name: 'a', register: 'approvals', file }, join(root, 'e'), {
    toolVersion: '0',
    clock: () => NOW,
    files,
  })
  expect(manifest.datasets[0]).toMatchObject({ state: 'failed', reasons: ['approvals.csv: the file changed while it was read'] })
  expect(manifest.datasets[0]?.files.map(({ path }) => path)).toEqual(['approvals.csv/approvals/export.yaml'])
})

test('a table of many rows streams through compressed evidence and loses none', async () => {
  const rows = Array.from({ length: 20_000 }, (_, number) => `qsense,id:E${number},,\n`)
  const run = await runTable('approvals', HEADER + rows.join(''), { rows: 20_000 })
  expect(run.manifest.datasets[0]?.files.map(({ path }) => path)).toContain('approvals.csv/approvals/approvals.csv.gz')
  expect(run.rows).toHaveLength(20_000)
  expect(run.coverage).toMatchObject([{ state: 'complete' }])
})

describe('withholding: whatever is taken from the evidence, the dataset is no longer complete', () => {
  const csv = `${HEADER}${Array.from({ length: 40 }, (_, number) => `qsense,id:E${number},,\n`).join('')}`
  test('the table cut at many lengths, taken away, replaced by a folder', async () => {
    const run = await runTable('approvals', csv, { rows: 40 })
    const page = join(run.folder, 'approvals.csv/approvals/approvals.csv')
    const whole = await readFile(page)
    let compared = 0
    for (let length = 0; length < whole.length; length += 37) {
      await writeFile(page, whole.subarray(0, length))
      expect((await readBack(run.folder, 'approvals')).coverage[0]?.state, `cut at ${length}`).not.toBe('complete')
      compared++
    }
    await writeFile(page, whole)
    expect((await readBack(run.folder, 'approvals')).coverage[0]?.state).toBe('complete')
    await rm(page)
    expect((await readBack(run.folder, 'approvals')).coverage[0]?.state).not.toBe('complete')
    await mkdir(page)
    expect((await readBack(run.folder, 'approvals')).coverage[0]?.state).not.toBe('complete')
    console.log(`${compared + 2} ways to withhold compared`)
  })
})

test('doctor tells what it sees of a table', async () => {
  const root = await temporaryFolder()
  const table = { name: 'approvals', register: 'approvals', file: join(root, 'approvals.csv') } as const
  const options = { now: NOW, maxAgeMs: 36 * 3_600_000 }
  expect(await checkTable(table, options)).toMatchObject([
    { verdict: 'bad', said: '`approvals.csv` cannot be read: there is no such file' },
  ])
  await writeTable(root, 'approvals', TABLE, null)
  expect(await checkTable(table, options)).toMatchObject([{ verdict: 'good', said: '2 rows' }, { verdict: 'doubtful' }])
  await writeTable(root, 'approvals', TABLE, { rows: 2 })
  expect((await checkTable(table, options)).map(({ what, verdict }) => [what, verdict])).toEqual([
    ['approvals.csv', 'good'],
    ['export.yaml', 'good'],
    ['age', 'good'],
  ])
  expect((await checkTable(table, { ...options, maxAgeMs: 3_600_000 }))[2]).toMatchObject({
    verdict: 'doubtful',
    said: 'exported at 2026-11-25T22:00:00.000Z, 4 hours ago',
  })
})
