import { descriptor, sidBytes } from '../../fixtures/generate/descriptor.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WINDOWS_HEADER, exportText } from '../sources/files/files-run.ts'
import { publishedIn, ran, statusesOf } from './published.ts'
import { gatehouse } from './run-gatehouse.ts'
import { INSTITUTION, type Institution, STAFF, folderWriter, writeHr, writeVisitors } from './small-institution.ts'
import { mkdtemp } from 'node:fs/promises'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DOMAIN = 'S-1-5-21-4-5-6'
const BASE = 'DC=northmoor,DC=example'
const QSENSE = 'files:\\\\fs1.northmoor.example\\qsense'
const RID: Readonly<Record<string, number>> = {
  'Domain Users': 513,
  'ada.lovell': 1101,
  'ben.stone': 1102,
  'vera.vale': 1103,
  'qsense-core': 1201,
  summer: 1202,
}

const PROJECT = `version: 1
projects:
  qsense:
    title: Quantum sensing
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      data: {kind: share, at: '${QSENSE}'}
    entitled:
      - who: {people: [ada.lovell@northmoor.example, ben.stone@northmoor.example]}
        affiliation: [staff]
        gets: {data: write}
`

const VERA = `      - who: {person: vera.vale@northmoor.example}
        affiliation: [visiting-academic]
        gets: {data: write}
        until: 2098-12-31
        why: Runs the summer school
`

/** The folder as a project of its own. */
const APART = `version: 1
projects:
  open-data:
    title: Open data of the sensors
    lead: ada.lovell@northmoor.example
    sensitivity: sensitive
    why_sensitive: [commercial]
    until: 2099-12-31
    resources:
      folder: {kind: share, at: '${QSENSE}\\open'}
    entitled:
      - who: {person: ben.stone@northmoor.example}
        affiliation: [staff]
        gets: {folder: read}
`

const SHARE = { record: 'share', name: 'qsense', path: 'D:\\Shares\\qsense', sddl: 'D:(A;;FA;;;WD)' }
const ROOT = { record: 'folder', share: 'qsense', path: '', sddl: 'O:SYG:SYD:PAI(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;S-1-5-21-1-2-3-1001)' }
const ADMINS = { record: 'group', sid: 'S-1-5-32-544', name: 'Administrators', members: [] }
/** A group of the server, in which a group of the domain is. */
const LOCAL = {
  record: 'group',
  sid: 'S-1-5-21-1-2-3-1001',
  name: 'qsense-local',
  members: [{ sid: `${DOMAIN}-1201`, name: 'qsense-core' }],
}
const RECORDS = [SHARE, ROOT, ADMINS, LOCAL]

let institution: Institution
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-e2e-'))
  institution = { folder, write: folderWriter(folder), remove: () => rmSync(folder, { recursive: true, force: true }) }
  institution.write(
    'gatehouse.yaml',
    `sources:
  ad: {kind: ldap, recorded: exports/ad, base: "${BASE}"}
  hr: {kind: table, register: hr, file: exports/hr/hr.csv}
  visitors: {kind: table, register: visitors, file: exports/visitors/visitors.csv}
  files: {kind: files, recorded: exports/shares, directory: ad}
`,
  )
  institution.write('policies/institution.yaml', INSTITUTION)
  institution.write('policies/projects/qsense.yaml', PROJECT)
  writeHr(institution)
  writeVisitors(institution)
  const people = ['ada.lovell', 'ben.stone', 'vera.vale'].map(person)
  institution.write('exports/ad/users.ldif', ldif(people))
  institution.write(
    'exports/ad/groups.ldif',
    ldif([group('Domain Users', []), group('summer', ['vera.vale']), group('qsense-core', ['ada.lovell', 'summer'])]),
  )
  institution.write('exports/ad/workloads.ldif', ldif([]))
  institution.write('exports/ad/domain.ldif', ldif(domain()))
})
afterAll(() => institution?.remove())

describe('a share of a Windows server, from its export to the finding', () => {
  test('whoever comes in through a group of the domain inside a group of the server is found, with the path', async () => {
    exported(RECORDS)
    const { folder } = institution
    await ran(folder, ['audit'], 1)
    const result = await publishedIn(folder)
    expect(statusesOf(result)).toEqual({ qsense: 'excess complete' })
    const [finding, ...others] = result.assessment.findings.filter(({ project }) => project === 'qsense')
    expect(others).toEqual([])
    expect(finding).toMatchObject({ rule: { id: 'ACC-01' } })
    expect(JSON.stringify(finding)).toMatch(/summer.*qsense-core.*qsense-local/su)
  })

  test('the questions answer about it', async () => {
    const { folder } = institution
    const who = await gatehouse(folder, ['who', QSENSE])
    expect(who.stdout).toContain('vera.vale')
    expect(who.stdout).toContain('ada.lovell')
    expect(who.stdout).not.toContain('ben.stone')
    const what = await gatehouse(folder, ['what', 'vera.vale@northmoor.example'])
    expect(what.stdout).toContain(QSENSE)
    const { assessment } = await publishedIn(folder)
    const id = assessment.findings.find(({ project }) => project === 'qsense')?.fingerprint ?? ''
    const explained = await gatehouse(folder, ['explain', id])
    expect(explained.stdout).toContain('qsense-local')
  })

  const withheld: readonly [string, () => string][] = [
    ['the trailer', () => exportText(header(), RECORDS, null)],
    ['one line', () => exportText(header(), RECORDS.slice(0, 3), { records: 4 })],
    ['the descriptor of the folder', () => exportText(header(), [SHARE, { ...ROOT, sddl: undefined }, ADMINS, LOCAL])],
    ['the descriptor of the share', () => exportText(header(), [{ ...SHARE, sddl: null }, ROOT, ADMINS, LOCAL])],
    ['the group of the server', () => exportText(header(), [SHARE, ROOT, ADMINS, unread('group', { sid: LOCAL.sid })])],
    ['a folder', () => exportText(header(), [...RECORDS, unread('folder', { share: 'qsense', path: 'field' })])],
  ]
  test.each(withheld)('%s withheld, and everybody who is seen declared: not assessed', async (_, text) => {
    const { folder } = institution
    institution.write('policies/projects/qsense.yaml', PROJECT + VERA)
    institution.write('exports/shares/fs1.ndjson', text())
    await ran(folder, ['audit'], [2, 3])
    expect(statusesOf(await publishedIn(folder))).toEqual({ qsense: 'not-assessed' })
  })

  test('all of it read, and everybody declared: nothing is left', async () => {
    exported(RECORDS)
    await ran(institution.folder, ['audit'], 0)
    expect(statusesOf(await publishedIn(institution.folder))).toEqual({ qsense: 'none' })
  })

  test('a deeper folder with rights of its own counts for the share', async () => {
    const open = { record: 'folder', share: 'qsense', path: 'open', sddl: `O:SYG:SYD:PAI(A;OICI;0x1200a9;;;${DOMAIN}-1102)` }
    exported([...RECORDS, open])
    institution.write('policies/projects/qsense.yaml', PROJECT.replace(', ben.stone@northmoor.example', '') + VERA)
    await ran(institution.folder, ['audit'], 1)
    const { assessment } = await publishedIn(institution.folder)
    expect(assessment.findings.map(({ subject }) => subject?.key)).toEqual(['employee:E1004'])
  })

  test('and no longer where it is declared for itself', async () => {
    institution.write('policies/projects/open-data.yaml', APART)
    await ran(institution.folder, ['audit'], 0)
    expect(statusesOf(await publishedIn(institution.folder))).toEqual({ qsense: 'none', 'open-data': 'none' })
  })

  test('doctor says what the exports prove', async () => {
    exported(RECORDS)
    const checked = await gatehouse(institution.folder, ['doctor'])
    expect(checked.stdout).toContain('fs1.ndjson')
    expect(checked.stdout).toContain('1 shares, 1 folders, 2 groups')
  })
})

function header(): typeof WINDOWS_HEADER {
  return { ...WINDOWS_HEADER, exported_at: new Date().toISOString() }
}

function unread(about: string, where: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  return { record: 'error', about, reason: 'Access is denied', ...where }
}

function exported(records: readonly Readonly<Record<string, unknown>>[]): void {
  institution.write('exports/shares/fs1.ndjson', exportText(header(), records))
}

function person(login: string): string {
  const employee = STAFF.findIndex((other) => other === login)
  const mail = `${login}@northmoor.example`
  return entry(login, [
    'objectClass: user',
    `sAMAccountName: ${login}`,
    `userPrincipalName: ${mail}`,
    `mail: ${mail}`,
    'userAccountControl: 512',
    'accountExpires: 0',
    'primaryGroupID: 513',
    ...(employee < 0 ? [] : [`employeeID: E${1001 + employee}`]),
  ])
}

function group(name: string, members: readonly string[]): string {
  return entry(name, [
    'objectClass: group',
    `cn: ${name}`,
    `sAMAccountName: ${name}`,
    'groupType: -2147483646',
    OWN_RULES,
    ...members.map((member) => `member: ${dn(member)}`),
  ])
}

/** Nobody but the system changes who is in a group. */
const OWN_RULES = `nTSecurityDescriptor:: ${descriptor('S-1-5-18', [{ effect: 'allow', rights: 0xf01ff, property: null, trustee: 'S-1-5-18' }]).toString('base64')}`

/** The head of the domain, and the list that its protected groups get. */
function domain(): readonly string[] {
  const record = (at: string, lines: readonly string[], byte: number): string =>
    [`dn: ${at}`, ...lines, `objectGUID:: ${Buffer.alloc(16, byte).toString('base64')}`, OWN_RULES, ''].join('\n')
  return [
    record(BASE, ['objectClass: domainDNS', `objectSid:: ${sidBytes(DOMAIN).toString('base64')}`], 252),
    record(`CN=AdminSDHolder,CN=System,${BASE}`, ['objectClass: container', 'cn: AdminSDHolder'], 253),
  ]
}

function dn(name: string): string {
  return `CN=${name},CN=Users,${BASE}`
}

function entry(name: string, lines: readonly string[]): string {
  const rid = RID[name] ?? 0
  const sid = Buffer.alloc(28)
  sid.set([1, 5, 0, 0, 0, 0, 0, 5])
  for (const [position, part] of [21, 4, 5, 6, rid].entries()) sid.writeUInt32LE(part, 8 + 4 * position)
  const guid = Buffer.alloc(16, rid % 251)
  return [`dn: ${dn(name)}`, ...lines, `objectGUID:: ${guid.toString('base64')}`, `objectSid:: ${sid.toString('base64')}`, ''].join('\n')
}

function ldif(records: readonly string[]): string {
  return `${records.join('\n')}\n# pagedresults: cookie=\n`
}
