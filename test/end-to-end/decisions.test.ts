import { afterEach, describe, expect, test } from 'vitest'
import { GROUPS, PEOPLE } from './small-directory.ts'
import { type ExportedContent, afterFirstNight, exportedInstitution, writeExport } from './exported-institution.ts'
import { nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { gatehouse } from './run-gatehouse.ts'
import { type Institution, writeHr, writeRegister } from './small-institution.ts'

const open: Institution[] = []
afterEach(() => {
  for (const institution of open.splice(0)) institution.remove()
})

async function begun(make: () => Promise<Institution>): Promise<Institution> {
  const institution = await make()
  open.push(institution)
  return institution
}

function dayFromToday(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

async function expectWholeChain(folder: string, entries: number): Promise<void> {
  const doctor = await gatehouse(folder, ['doctor'])
  expect(doctor.stdout).toMatch(new RegExp(`${entries} entries, head [0-9a-f]{64}`, 'u'))
}

describe('gatehouse ack', () => {
  test('is shown from the next run on, stands in the chain, changes no status and no count, and ends with its day', async () => {
    const { folder } = await begun(afterFirstNight)
    const before = await publishedIn(folder)
    const [finding] = before.assessment.findings.filter(({ rule }) => rule.id === 'ACC-01')
    const print = finding?.fingerprint ?? ''
    const args = ['--owner', 'ada.lovell@northmoor.example', '--note', 'Asked IT to take her out']
    const said = await ran(folder, ['ack', print.slice(0, 10), ...args, '--until', dayFromToday(1)], 0)
    expect(said.stdout).toContain(`ada.lovell@northmoor.example is on ACC-01 ${print} until`)
    await expectWholeChain(folder, 2)

    await ran(folder, ['audit'], 1)
    const after = await publishedIn(folder)
    expect(after.life.acknowledgements).toMatchObject([{ fingerprint: print, note: 'Asked IT to take her out' }])
    expect(nightOf(after).map((line) => line.replace(/^\S+/u, ''))).toEqual(nightOf(before).map((line) => line.replace(/^\S+/u, '')))
    expect(statusesOf(after)).toEqual(statusesOf(before))
    expect((await ran(folder, ['explain', print], 0)).stdout).toContain('ada.lovell@northmoor.example is on it until')
    await expectWholeChain(folder, 3)

    await ran(folder, ['evaluate', '--now', `${dayFromToday(2)}T12:00:00Z`], [1, 3])
    expect((await publishedIn(folder)).life.acknowledgements).toEqual([])
  })

  test('is refused of what is not there, of a day that is over, without a note or a person', async () => {
    const { folder } = await begun(afterFirstNight)
    const print = (await publishedIn(folder)).assessment.findings[0]?.fingerprint ?? ''
    const ack = (finding: string, owner: string, until: string, note: string): readonly string[] => [
      'ack',
      finding,
      '--owner',
      owner,
      '--until',
      until,
      '--note',
      note,
    ]
    const ada = 'ada.lovell@northmoor.example'
    expect((await ran(folder, ack('ffffff', ada, dayFromToday(1), 'x'), 64)).stderr).toContain('has no finding `ffffff`')
    expect((await ran(folder, ack(print, ada, dayFromToday(-2), 'x'), 64)).stderr).toContain('is over')
    expect((await ran(folder, ack(print, 'Ada', dayFromToday(1), 'x'), 64)).stderr).toContain('names no person')
    expect((await ran(folder, ack(print, ada, dayFromToday(1), ' '), 64)).stderr).toContain('the note is empty')
    expect((await ran(folder, ack(print, ada, '31/12/2026', 'x'), 64)).stderr).toContain('expected a day')
    await expectWholeChain(folder, 1)
  })
})

describe('gatehouse exceptions', () => {
  test('lists none where none is declared, and prints the text for one finding', async () => {
    const { folder } = await begun(afterFirstNight)
    expect((await ran(folder, ['exceptions'], 0)).stdout).toContain('No exception is declared.')
    const print = (await publishedIn(folder)).assessment.findings.find(({ rule }) => rule.id === 'ACC-01')?.fingerprint ?? ''
    expect((await ran(folder, ['exceptions', print], 0)).stdout).toContain('rule: {access: [undeclared]}')
  })

  test('tells each by its state, and what to paste for one that ended', async () => {
    const institution = await begun(exportedInstitution)
    institution.write(
      'policies/exceptions.yaml',
      `version: 1
exceptions:
  - id: EX-1
    rule: {access: [undeclared]}
    about: {project: tides, subject: cara.finch@northmoor.example, resource: 'shares:\\\\fs1\\tides', level: write}
    reason: Helps with the runs
    mitigation: The lead looks weekly
    asked_by: ada.lovell@northmoor.example
    approved_by: helen.ward@northmoor.example
    granted: 2026-01-01
    expires: 2026-02-01
`,
    )
    await ran(institution.folder, ['audit'], 1)
    const { stdout } = await ran(institution.folder, ['exceptions'], 0)
    expect(stdout).toContain('Expired: 1 of 1')
    expect(stdout).toContain('# after EX-1; may be accepted by the project lead')
    expect(stdout).toContain('  about: {project: "tides"')
    expect(nightOf(await publishedIn(institution.folder))).toContain('first-observed POL-05 tides')
  })
})

describe('gatehouse accept-shrink', () => {
  const header = 'person,kind,organisation,host,from,until'
  const emptied = (institution: Institution): void => writeRegister(institution, 'visitors', [header])
  const stateOf = async (folder: string): Promise<string | undefined> =>
    (await publishedIn(folder)).assessment.coverage.find(({ source }) => source === 'visitors')?.state

  test('lifts the guard from what the latest run saw', async () => {
    const institution = await begun(afterFirstNight)
    const { folder } = institution
    const nothing = await ran(folder, ['accept-shrink', 'visitors/visitors', '--reason', 'x', '--by', 'priya'], 64)
    expect(nothing.stderr).toContain('held no shrink')
    emptied(institution)
    await ran(folder, ['audit'], 3)
    expect(await stateOf(folder)).toBe('partial')
    const said = await ran(folder, ['accept-shrink', 'visitors/visitors', '--reason', 'the visit is over', '--by', 'priya'], 0)
    expect(said.stdout).toContain('visitors/visitors (visitors.csv): 0 records, accepted by priya')
    await ran(folder, ['audit'], 1)
    expect(await stateOf(folder)).toBe('complete')
    await expectWholeChain(folder, 4)
  })

  test('an announced clean-up counts on its day and on no other', async () => {
    const institution = await begun(afterFirstNight)
    const { folder } = institution
    const announce = async (on: string): Promise<unknown> =>
      ran(folder, ['accept-shrink', 'visitors/visitors', '--reason', 'the hall is closed', '--on', on, '--by', 'priya'], 0)
    await announce(dayFromToday(3))
    emptied(institution)
    await ran(folder, ['audit'], 3)
    expect(await stateOf(folder)).toBe('partial')
    await announce(dayFromToday(0))
    await ran(folder, ['audit'], 1)
    expect(await stateOf(folder)).toBe('complete')
  })

  test('is refused of what is no dataset, of a day that is over, and without anybody who vouches', async () => {
    const { folder } = await begun(afterFirstNight)
    const refused = async (args: readonly string[]): Promise<string> => (await ran(folder, ['accept-shrink', ...args], 64)).stderr
    expect(await refused(['users', '--reason', 'x', '--by', 'p'])).toContain('expected SOURCE/DATASET')
    expect(await refused(['ad/usres', '--reason', 'x', '--by', 'p'])).toContain('`ad/users`')
    expect(await refused(['ad/users', '--reason', 'x', '--by', 'p', '--on', dayFromToday(-2)])).toContain('is over')
    expect(await refused(['ad/users', '--reason', 'x', '--on', dayFromToday(1)])).toContain('nobody knows who vouches')
    await expectWholeChain(folder, 1)
  })
})

describe('43 findings, of which 41 come through one group', () => {
  const crowd = Array.from({ length: 42 }, (_, index) => `p${String(index).padStart(2, '0')}`)
  const people = [...PEOPLE, ...crowd.map((login, index) => ({ login, employee: `E${5000 + index}` }))]
  const through = crowd.slice(0, 41)
  const groups = (changes: ExportedContent['groups'] = {}): NonNullable<ExportedContent['groups']> => ({
    ...GROUPS,
    'summer-2026': ['ben.stone', ...through],
    'tides-core': ['coastal', 'ada.lovell', 'ben.stone', 'cara.finch', 'p41'],
    ...changes,
  })

  async function afterFortyThree(): Promise<Institution> {
    const institution = await exportedInstitution()
    writeHr(institution, crowd.map((login, index) => `E${5000 + index},${login}@northmoor.example,employee,Geography,2015-01-01,,active,`)) // prettier-ignore
    writeExport(institution, { people, groups: groups() })
    await ran(institution.folder, ['audit'], 1)
    expect(statesOf(nightOf(await publishedIn(institution.folder)))).toEqual({ 'first-observed': 43 })
    return institution
  }

  function statesOf(lines: readonly string[]): Readonly<Record<string, number>> {
    const states = Map.groupBy(
      lines.filter((line) => line.includes('ACC-01')),
      (line) => line.split(' ')[0] ?? '',
    )
    return Object.fromEntries([...states].map(([state, list]) => [state, list.length]))
  }

  test('taking the group out closes 41 that night', async () => {
    const institution = await begun(afterFortyThree)
    writeExport(institution, { people, groups: groups({ coastal: ['ben.stone'] }) })
    await ran(institution.folder, ['audit'], 1)
    const result = await publishedIn(institution.folder)
    expect(statesOf(nightOf(result))).toEqual({ resolved: 41, persisting: 2 })
    expect(result.life.raised).toEqual([])
  })

  test('41 closings that nothing explains are held, and close when a second complete run agrees', async () => {
    const institution = await begun(afterFortyThree)
    writeExport(institution, { people, groups: groups({ 'summer-2026': ['ben.stone'] }) })
    await ran(institution.folder, ['audit'], 1)
    const held = await publishedIn(institution.folder)
    expect(statesOf(nightOf(held))).toEqual({ 'not-rechecked': 41, persisting: 2 })
    expect(held.life.held).toHaveLength(41)
    expect(held.life.raised.map(({ rule, sentence }) => [rule.id, sentence.slice(0, 26)])).toEqual([
      ['DAT-05', '41 of 43 open findings wou'],
    ])
    await ran(institution.folder, ['audit'], 1)
    const closed = await publishedIn(institution.folder)
    expect(statesOf(nightOf(closed))).toEqual({ resolved: 41, persisting: 2 })
    expect(nightOf(closed)).toContain('resolved DAT-05')
    expect(closed.life.held).toEqual([])
  })

  test('an announced clean-up is believed on its day', async () => {
    const institution = await begun(afterFortyThree)
    await ran(institution.folder, ['accept-shrink', 'ad/groups', '--reason', 'summer is over', '--on', dayFromToday(0), '--by', 'priya'], 0)
    writeExport(institution, { people, groups: groups({ 'summer-2026': ['ben.stone'] }) })
    await ran(institution.folder, ['audit'], 1)
    expect(statesOf(nightOf(await publishedIn(institution.folder)))).toEqual({ resolved: 41, persisting: 2 })
  })

  test('the due days of the first night are spread, and the gravest have no more time than they need', async () => {
    const { folder } = await begun(afterFortyThree)
    const { life } = await publishedIn(folder)
    const due = life.findings.map((one) => one.due).filter((day) => day !== null)
    expect(new Set(due).size).toBeGreaterThan(20)
    expect(due.toSorted().at(0)).toBe(dayFromToday(14))
    expect((due.toSorted().at(-1) ?? '') <= dayFromToday(42)).toBe(true)
  })
})
