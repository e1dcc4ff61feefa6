import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { runTable } from './table-run.ts'
import type { RegisterName } from '../../../src/core/model/register.ts'

const provenance = (register: string, line: number) => ({
  source: register,
  dataset: register,
  file: `${register}.csv/${register}/${register}.csv`,
  record: `line ${line}`,
})

describe('a good row of each register is read', () => {
  const cases: readonly [RegisterName, string, object][] = [
    [
      'hr',
      'employee_id,mail,employee_type,department,from,until,status,upn\nE1,Aisha.Khan@northmoor.example,employee,Physics,2019-09-01,,active,ak1\n',
      {
        employeeId: 'E1',
        mail: 'Aisha.Khan@northmoor.example',
        employeeType: 'employee',
        department: 'Physics',
        from: '2019-09-01',
        until: null,
        status: 'active',
        upn: 'ak1',
        workCountry: null,
        reportsTo: null,
      },
    ],
    [
      'visitors',
      'person,kind,organisation,host,from,until,extensions,work_country\nli.wei@northmoor.example,academic,rheinstadt,id:E1,2026-01-01,2026-11-30,2,DE\n',
      {
        person: 'li.wei@northmoor.example',
        kind: 'academic',
        organisation: 'rheinstadt',
        host: 'id:E1',
        from: '2026-01-01',
        until: '2026-11-30',
        extensions: 2,
        card: null,
        workCountry: 'DE',
      },
    ],
    [
      'partners',
      'partner,person,agreement,host,from,until\nhelios,j.brand@helios-photonics.example,CA-2024-117,id:E1,,2027-03-31\n',
      {
        partner: 'helios',
        person: 'j.brand@helios-photonics.example',
        agreement: 'CA-2024-117',
        host: 'id:E1',
        from: null,
        until: '2027-03-31',
        workCountry: null,
      },
    ],
    [
      'training',
      'person,course,from\nid:E1,trusted-research,2026-02-03\n',
      { person: 'id:E1', course: 'trusted-research', from: '2026-02-03', until: null },
    ],
    [
      'clearances',
      'person,clearance,status,for,from,until,reference\nid:E1,atas,pending,qsense,,,A-1\n',
      { person: 'id:E1', clearance: 'atas', status: 'pending', project: 'qsense', from: null, until: null, reference: 'A-1' },
    ],
    ['approvals', 'authority,person,from,until\nqsense,id:E1,,\n', { authority: 'qsense', person: 'id:E1', from: null, until: null }],
  ]
  for (const [register, csv, expected] of cases)
    test(register, async () => {
      const run = await runTable(register, csv, { rows: 1 })
      expect(run.rows).toEqual([{ ...expected, provenance: provenance(register, 2) }])
      expect(run.gaps).toEqual([])
      expect(run.coverage).toMatchObject([
        { source: register, unit: `${register}.csv`, dataset: register, state: 'complete', records: 1, total: 1 },
      ])
      expect(run.coverage[0]?.asOf).toBe('2026-11-25T22:00:00.000Z')
    })
})

describe('a bad row is a gap that names line and person, and the others are read', () => {
  const header = 'person,clearance,status,for,from,until\n'
  const good = 'id:E1,atas,ok,qsense,,\nid:E2,atas,ok,qsense,,\n'
  const cases: readonly [string, string, string | null, string][] = [
    ['no such day', 'id:E9,atas,ok,qsense,2026-02-30,', 'id:E9', '`from` is `2026-02-30`, expected a day'],
    ['a day in another form', 'id:E9,atas,ok,qsense,,31/03/2027', 'id:E9', '`until` is `31/03/2027`'],
    ['days out of order', 'id:E9,atas,ok,qsense,2026-02-03,2026-02-02', 'id:E9', '`until` (2026-02-02) lies before `from` (2026-02-03)'],
    ['an unknown status', 'id:E9,atas,granted,qsense,,', 'id:E9', '`status` is none of `ok`'],
    ['an empty key', ',atas,ok,qsense,,', null, '`person` is empty'],
    ['a name in place of a person', 'Li Wei,atas,ok,qsense,,', 'Li Wei', '`person` is neither a mail'],
    ['too few cells', 'id:E9,atas,ok', null, 'the row has 3 cells, and the header 6'],
    ['too many cells', 'id:E9,atas,ok,qsense,,,more', null, 'the row has 7 cells, and the header 6'],
    ['a stray quote', 'id:"E9,atas,ok,qsense,,', null, 'a quote stands inside a cell'],
    ['two faults at once', 'id:E9,,ok,qsense,x,', 'id:E9', '`clearance` is empty; `from` is `x`'],
  ]
  for (const [what, row, record, reason] of cases)
    test(what, async () => {
      const run = await runTable('clearances', `${header}${good}${row}\nid:E3,atas,ok,qsense,,\n`, { rows: 4 })
      expect(run.rows).toHaveLength(3)
      expect(run.gaps).toMatchObject([{ code: 'record-malformed', record, at: 'clearances.csv/clearances/clearances.csv:4' }])
      expect(run.gaps[0]?.reason).toContain(reason)
      // Whoever the row is about is known, or the whole register is in doubt.
      expect(run.coverage[0]?.state).toBe(record === null ? 'partial' : 'complete')
    })

  test('the word `exempt` is refused, and neither kept nor repeated', async () => {
    const run = await runTable('clearances', `${header}${good}id:E9,atas,exempt,qsense,,\n`, { rows: 3 })
    expect(run.rows).toHaveLength(2)
    expect(run.gaps).toMatchObject([{ code: 'record-malformed', record: 'id:E9', reason: '`status` is empty' }])
    expect(run.manifest.datasets[0]).toMatchObject({ redacted: 1 })
    expect(await readFile(join(run.folder, 'clearances.csv/clearances/clearances.csv'), 'utf8')).toBe(
      `${header}${good}id:E9,atas,,qsense,,\n`,
    )
  })
})

test('a cell that a spreadsheet would run stays the text that it is', async () => {
  const run = await runTable('approvals', 'authority,person,from,until\n"=HYPERLINK(""http://x"")",id:E1,,\n', { rows: 1 })
  expect(run.rows).toMatchObject([{ authority: '=HYPERLINK("http://x")' }])
})

test('a table without columns to drop is kept byte for byte', async () => {
  const csv = '\u{FEFF}authority,person,from,until\r\n"qsense",  id:E1 ,,\r\n'
  const run = await runTable('approvals', csv, { rows: 1 })
  expect(await readFile(join(run.folder, 'approvals.csv/approvals/approvals.csv'), 'utf8')).toBe(csv)
  expect(run.rows).toMatchObject([{ authority: 'qsense', person: 'id:E1' }])
})

test('columns that begin with `x_` are dropped unread, and rows keep their lines', async () => {
  const csv =
    'x_note,authority,person,x_born,from,until\n"two\nlines",qsense,id:E1,1990-01-01,,\nsecret,qsense,"bad",1,2\nsecret,qsense,Li Wei,1,,\n'
  const run = await runTable('approvals', csv, { rows: 3 })
  const kept = await readFile(join(run.folder, 'approvals.csv/approvals/approvals.csv'), 'utf8')
  expect(kept).toBe('authority,person,from,until\nqsense,id:E1,,\n\n\nqsense,Li Wei,,\n')
  expect(run.rows).toMatchObject([{ person: 'id:E1', provenance: { record: 'line 2' } }])
  expect(run.gaps).toMatchObject([{ record: 'Li Wei', at: 'approvals.csv/approvals/approvals.csv:5' }])
  expect(run.manifest.datasets[0]).toMatchObject({ state: 'partial', dropped: 4, records: 2, total: 3 })
  expect(run.manifest.datasets[0]?.reasons.join()).toContain('approvals.csv:4: the row has 5 cells, and the header 6')
  expect(JSON.stringify(run.manifest)).not.toContain('secret')
})
