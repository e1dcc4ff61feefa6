import { readFileSync, rmSync, utimesSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CARA, WHOLE, badNight, type BadNight } from './bad-night.ts'
import { afterFirstNight } from './exported-institution.ts'
import { branchOf, expectNothingClosed, nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { STAFF, folderWriter, writeHr, writeRegister, writeVisitors, type Institution } from './small-institution.ts'

let institution: Institution
beforeAll(async () => {
  institution = await afterFirstNight()
})
afterAll(() => institution?.remove())

type Spoil = (text: string) => string | Uint8Array

/** Changes one file of the exports. */
function spoilt(path: string, spoil: Spoil): BadNight['breaks'] {
  return ({ folder, write }) => write(path, spoil(readFileSync(join(folder, path), 'utf8')))
}

const NOT_ASSESSED = { dialects: 'not-assessed', tides: 'not-assessed' }
const PARTLY = { dialects: 'not-assessed', tides: 'excess partial' }

describe('a recorded directory', () => {
  test.each<[string, Spoil | null, string, BadNight['statuses']]>([
    ['cut in the middle of the groups', (text) => text.slice(0, Math.floor(text.length / 2)), 'groups.ldif', PARTLY],
    ['without its last line, which proves it whole', (text) => text.replace('# pagedresults: cookie=\n', ''), 'groups.ldif', PARTLY],
    [
      'in Latin-1',
      (text) => Buffer.from(text.replace('cn: Cara Finch', 'cn: C\u00e4ra Finch'), 'latin1'),
      'users.ldif',
      { ...WHOLE, tides: 'excess partial' },
    ],
    ['empty', () => '', 'groups.ldif', NOT_ASSESSED],
    ['of change records', (text) => text.replaceAll(/^(dn: .*)$/gmu, '$1\nchangetype: add'), 'groups.ldif', PARTLY],
    ['gone', null, 'groups.ldif', NOT_ASSESSED],
  ])('%s', async (_, spoil, name, statuses) => {
    const path = `exports/ad/${name}`
    const breaks: BadNight['breaks'] = spoil === null ? ({ folder }) => rmSync(join(folder, path)) : spoilt(path, spoil)
    const { result } = await badNight(institution, { breaks, code: 3, says: [name.replace('.ldif', '')], statuses })
    // Either the dataset is short, or each record that could not be understood is a gap with its name.
    const short = result.assessment.coverage.filter(({ state }) => state !== 'complete')
    expect(result.assessment.gaps.length).toBeGreaterThan(0)
    expect(result.assessment.gaps.every((gap) => gap.record !== null || short.some(({ dataset }) => dataset === gap.dataset))).toBe(true)
    if (short.length > 0) expect(nightOf(result)).toContain(`new DAT-01 ad/${name.replace('.ldif', '')}`)
    for (const { reasons, cure } of short) expect([reasons.length > 0, cure !== null]).toEqual([true, true])
  })

  test('in UTF-16, as PowerShell redirects, says the same as in UTF-8', async () => {
    const breaks = spoilt('exports/ad/users.ldif', (text) => Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`, 'utf16le'))
    const { result } = await badNight(institution, { breaks, code: 1, says: [], statuses: WHOLE })
    expect(nightOf(result)).toEqual([`persisting ${CARA}`])
  })

  test('whose folder is gone', async () => {
    const breaks: BadNight['breaks'] = ({ folder }) => rmSync(join(folder, 'exports/ad'), { recursive: true })
    const { result } = await badNight(institution, { breaks, code: 3, says: [/exports\/ad/u], statuses: NOT_ASSESSED })
    const [row] = result.assessment.coverage.filter(({ source, dataset }) => source === 'ad' && dataset === 'groups')
    expect(row).toMatchObject({ state: 'failed' })
    expect(row?.reasons.join()).toContain('ENOENT')
  })
})

describe('a register', () => {
  const hr = 'exports/hr/hr.csv'

  test.each<[string, Spoil, RegExp]>([
    ['in Latin-1', (text) => Buffer.from(text.replace('Geography', 'G\u00e9ographie'), 'latin1'), /hr\.csv:2: .*UTF-8/u],
    ['with a header that says one thing twice', (text) => text.replace('upn', 'mail'), /hr\.csv:1: .*`mail`/u],
    ['without a column', (text) => text.replaceAll(/^([^,]*),[^,]*/gmu, '$1'), /hr\.csv:1: .*`mail`/u],
    ['with a column that nobody declared', (text) => text.replace('upn', 'favourite'), /hr\.csv:1: .*`favourite`/u],
    ['with a column that may not be used', (text) => text.replace('upn', 'nationality'), /hr\.csv:1: .*`nationality`/u],
    ['that is empty', () => '', /hr\.csv/u],
  ])('%s: the dataset fails, with its line', async (_, spoil, says) => {
    const { result } = await badNight(institution, { breaks: spoilt(hr, spoil), code: 3, says: [says], statuses: PARTLY })
    expect(nightOf(result)).toContain('new DAT-01 hr/hr')
    expect(result.assessment.coverage.find(({ source }) => source === 'hr')).toMatchObject({ state: 'failed', records: 0 })
  })

  test('with more rows than its export says: partial', async () => {
    const breaks = spoilt(hr, (text) => `${text}E9,x.y@northmoor.example,employee,Geography,2015-01-01,,active,\n`)
    await badNight(institution, { breaks, code: 3, says: ['total-mismatch'], statuses: PARTLY })
  })

  test('with one key twice: neither row is guessed to be right', async () => {
    const breaks: BadNight['breaks'] = ({ write }) =>
      writeHr({ write }, ['E1003,someone.else@northmoor.example,employee,Geography,2015-01-01,,active,'])
    const branch = await branchOf(institution)
    try {
      await breaks({ folder: branch.folder, write: folderWriter(branch.folder) })
      const { stdout } = await ran(branch.folder, ['audit'], 3)
      const result = await expectNothingClosed(branch.folder)
      const said = [...result.assessment.gaps.map(({ reason }) => reason), ...result.assessment.findings.map(({ detail }) => detail)].join(
        '\n',
      )
      expect(said + stdout).toContain('employee number `E1003` stands in rows with different mails or logins')
      // Ada's number: both projects rest on who she is.
      expect(statusesOf(result)).toEqual(PARTLY)
    } finally {
      branch.remove()
    }
  })

  test('with a cell that a spreadsheet would run: kept as it is, and harmless in what we write', async () => {
    const branch = await branchOf(institution)
    try {
      const formula = '=HYPERLINK(""http://evil.example"";""click"")'
      const write = folderWriter(branch.folder)
      writeVisitors({ write })
      writeRegister({ write }, 'visitors', [
        'person,kind,organisation,host,from,until',
        `vera.vale@northmoor.example,academic,"${formula}<img src=x onerror=alert(1)>",id:E1003,2026-01-01,2099-06-30`,
      ])
      const groups = readFileSync(join(branch.folder, 'exports/ad/groups.ldif'), 'utf8')
      write('exports/ad/groups.ldif', groups.replace(/^(member: uid=ben\.stone,(.*))$/mu, '$1\nmember: uid=vera.vale,$2'))
      await ran(branch.folder, ['audit'], 1)
      const result = await publishedIn(branch.folder)
      const vera = result.assessment.findings.find(({ subject }) => subject?.label === 'Vera Vale')
      expect(vera?.subject?.organisation).toBe('=HYPERLINK("http://evil.example";"click")<img src=x onerror=alert(1)>')
      const reports = join(branch.folder, 'var/reports/latest')
      const csv = await readFile(join(reports, 'csv/findings.csv'), 'utf8')
      expect(csv).toContain('HYPERLINK')
      expect(csv).not.toMatch(/(?:^|[,;"\n])=HYPERLINK/u)
      const html = await readFile(join(reports, `security/projects/tides.html`), 'utf8')
      expect(html).toContain('HYPERLINK')
      expect(html).not.toContain('<img src=x')
    } finally {
      branch.remove()
    }
  })
})

describe('a clock that is off', () => {
  test('evidence from an hour ahead is a gap of its own', async () => {
    const ahead = new Date(Date.now() + 3_600_000).toISOString()
    const header = 'employee_id,mail,employee_type,department,from,until,status,upn'
    const rows = STAFF.map((login, index) => `E${1001 + index},${login}@northmoor.example,employee,Geography,2015-01-01,,active,`)
    const { result } = await badNight(institution, {
      breaks: ({ write }) => writeRegister({ write }, 'hr', [header, ...rows], '', ahead),
      code: 3,
      says: [/its time .* lies after the run's/u, 'set the clocks of the source and of this machine'],
      statuses: PARTLY,
    })
    expect(result.assessment.gaps.map(({ code, source }) => `${code} ${source}`)).toContain('clock-skew hr')
  })

  test('an export file from an hour ahead too', async () => {
    const path = 'exports/ad/groups.ldif'
    const ahead = new Date(Date.now() + 3_600_000)
    const { result } = await badNight(institution, {
      breaks: ({ folder }) => utimesSync(join(folder, path), ahead, ahead),
      code: 3,
      says: ['set the clocks of the source and of this machine'],
      statuses: PARTLY,
    })
    expect(result.assessment.gaps.map(({ code, source }) => `${code} ${source}`)).toContain('clock-skew ad')
  })
})
