import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EXPORTED, exportedInstitution, writeExport } from './exported-institution.ts'
import { nightOf, publishedIn, ran, statusesOf } from './published.ts'
import { GROUPS, PEOPLE } from './small-directory.ts'
import { INSTITUTION, TIDES, configText, writeHr, writeRegister, type Institution } from './small-institution.ts'

let institution: Institution
beforeAll(async () => {
  institution = await exportedInstitution()
})
afterAll(() => institution?.remove())

const PARTNERS = `  partners: {kind: table, register: partners, file: exports/partners/partners.csv}\n`
const HELIOS = `version: 1
partners:
  helios:
    name: Helios Photonics Ltd
    country: GB
    agreements:
      - {id: CA-2024-117, type: collaboration, covers: [tides], until: 2025-03-31}
`
const EXCEPTION = `version: 1
exceptions:
  - id: EX-1
    rule: {access: [undeclared, agreement]}
    about: {project: tides, subject: x-j.brand@northmoor.example, resource: 'shares:\\\\fs1\\tides', level: write}
    reason: The new agreement is with the lawyers
    mitigation: Logged
    asked_by: ada.lovell@northmoor.example
    approved_by: helen.ward@northmoor.example
    granted: 2026-01-01
    expires: 2099-12-31
`
const LINE = `      - who: {partner: helios, people: [x-j.brand@northmoor.example]}
        gets: {model-runs: write}
        until: 2098-12-31
        when: {agreement: CA-2024-117}
        why: Builds the sensor head
`

test('a line is written for an undeclared access and another rule speaks: first-seen date and exception survive', async () => {
  const { folder } = institution
  institution.write('gatehouse.yaml', configText(EXPORTED, PARTNERS))
  const rule = `  - kind: partner\n    match: [{source: partners, attribute: partner, is: helios}]\n`
  institution.write('policies/institution.yaml', `${INSTITUTION}${rule}`)
  institution.write('policies/partners.yaml', HELIOS)
  institution.write('policies/exceptions.yaml', EXCEPTION.replace('2099-12-31', day(60)).replace('2026-01-01', day(-2)))
  writeRegister(institution, 'partners', [
    'partner,person,agreement,host,from,until',
    'helios,x-j.brand@northmoor.example,CA-2024-117,id:E1003,2024-01-01,2098-12-31',
  ])
  writeExport(institution, {
    people: [...PEOPLE, { login: 'x-j.brand', employee: null }],
    groups: { ...GROUPS, 'summer-2026': ['ben.stone', 'x-j.brand'] },
  })
  await ran(folder, ['audit'], 1)
  const before = await publishedIn(folder)
  const first = brandIn(before)
  expect(first).toMatchObject({ rule: 'ACC-01', exception: { id: 'EX-1', state: 'active' } })

  institution.write('policies/projects/tides.yaml', TIDES + LINE)
  await ran(folder, ['audit'], 1)
  const after = await publishedIn(folder)
  const second = brandIn(after)
  expect(second).toMatchObject({ rule: 'AGR-01', exception: { id: 'EX-1', state: 'active' } })
  expect(second.fingerprint).toBe(first.fingerprint)
  expect(second.firstSeen).toBe(first.firstSeen)
  expect(second.firstSeen).toBe(before.run.now)
  expect(['persisting', 'worse', 'better']).toContain(second.state)
  // The one thing that is new is said of the line itself: it runs on for years after its agreement has ended.
  expect(nightOf(after).filter((line) => /^(?:new|resolved|first-observed) /u.test(line))).toEqual(['new POL-03 tides'])
  console.log(
    `${first.rule} ${first.state} -> ${second.rule} ${second.state}, first seen ${second.firstSeen}, exception ${second.exception?.id} ${second.exception?.state}`,
  )
})

function brandIn({ assessment, life }: Awaited<ReturnType<typeof publishedIn>>) {
  const finding = assessment.findings.find(
    ({ family, subject }) => family === 'access' && subject?.key === 'upn:x-j.brand@northmoor.example',
  )
  const lived = life.findings.find(({ fingerprint }) => fingerprint === finding?.fingerprint)
  if (finding === undefined || lived === undefined) throw new Error(`no finding: ${nightOf({ assessment, life } as never).join('; ')}`)
  return {
    rule: finding.rule.id,
    fingerprint: finding.fingerprint,
    exception: finding.exception,
    state: lived.state,
    firstSeen: lived.firstSeen,
  }
}

/** A day from today, in days. */
function day(from: number): string {
  return new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10)
}

describe('a login name whose holder has left', () => {
  test('covers nobody where nothing tells how old the account is', async () => {
    const own = await exportedInstitution()
    try {
      writeHr(own, ['E0900,owen.old@northmoor.example,employee,Geography,2001-01-01,2019-07-31,left,owen.old@northmoor.example'])
      own.write(
        'policies/projects/tides.yaml',
        `${TIDES}      - who: {person: owen.old@northmoor.example}\n        gets: {model-runs: write}\n`,
      )
      writeExport(own, {
        people: [...PEOPLE, { login: 'owen.old', employee: null }],
        groups: { ...GROUPS, 'summer-2026': ['owen.old'] },
      })
      await ran(own.folder, ['audit'], [1, 3])
      const result = await publishedIn(own.folder)
      const [tides] = result.assessment.projects.filter(({ id }) => id === 'tides')
      const rows = tides?.access.filter(({ accounts }) => accounts.includes('ad/owen.old')) ?? []
      expect(rows.map(({ standing }) => standing)).toEqual([expect.stringMatching(/^(?:excess|not-assessed)$/u)])
      expect(result.assessment.findings.some(({ rule, account }) => rule.id === 'DAT-04' && account?.label === 'owen.old')).toBe(true)
      expect(statusesOf(result)['tides']).toMatch(/^excess/u)
    } finally {
      own.remove()
    }
  })
})
