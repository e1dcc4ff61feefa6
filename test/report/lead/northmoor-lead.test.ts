import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditResult, ProjectAssessment } from '../../../src/core/model/audit-result.ts'
import { leadReport } from '../../../src/report/lead/lead-report.ts'
import { dateWords } from '../../../src/report/words/date-words.ts'
import { answersIn } from '../comprehension.ts'
import { northmoorAfterFourteenNights } from '../northmoor-night.ts'
import { markupOf } from '../page-reading.ts'
import { tools } from '../tools.ts'

let northmoor: Awaited<ReturnType<typeof northmoorAfterFourteenNights>>
let result: AuditResult
let pages: ReadonlyMap<string, string>

beforeAll(async () => {
  northmoor = await northmoorAfterFourteenNights()
  result = northmoor.run.result
  pages = new Map([...leadReport(result, tools)].map(({ path, text }) => [path, text]))
}, 180_000)
afterAll(() => northmoor?.remove())

const textOf = ({ id }: ProjectAssessment) => markupOf(pages.get(`projects/${id}.html`) ?? '').text
const compared = () => result.assessment.projects.filter(({ status }) => status.kind !== 'not-compared')

describe('the leads of Northmoor, after fourteen nights', () => {
  test('each run publishes a page a project, readable by its owner alone', async () => {
    const folder = join(northmoor.run.reports ?? '', 'projects')
    expect((await readdir(folder)).sort()).toEqual([...pages.keys()].map((path) => path.slice('projects/'.length)).sort())
    for (const [path, text] of pages) {
      const file = join(northmoor.run.reports ?? '', path)
      expect(await readFile(file, 'utf8')).toBe(text)
      expect((await stat(file)).mode & 0o777).toBe(0o600)
    }
  })

  test.each(['tides', 'qsense'])('the page of %s is as it was looked at', async (project) => {
    const page = (pages.get(`projects/${project}.html`) ?? '')
      .replace(/<style>[\s\S]*<\/style>/u, '<style></style>')
      .replace(/sha256-[^']+/u, 'sha256-')
      // Where the reports lie is part of the configuration, and that of the head of the chain.
      .replace(/(Head of the chain<\/dt><dd><code>)[0-9a-f]{64}/u, '$1…')
    await expect(page).toMatchFileSnapshot(`../golden/lead-${project}.html`)
  })

  test('who, why, since when, what was not read, what to do: all from the text of the page', () => {
    const dates = dateWords(result.run.now, result.run.timeZone)
    let cards = 0
    for (const project of compared()) {
      const answers = answersIn(textOf(project))
      const lives = new Map(result.life.findings.map((life) => [life.fingerprint, life]))
      for (const row of project.access.filter(({ standing }) => standing === 'excess')) {
        const card = answers.cards.find(
          ({ who, sinceWhen }) =>
            who.toLowerCase().includes(row.label.toLowerCase()) && `${who} ${sinceWhen}`.includes(`“${row.resource}”`),
        )
        expect(card, `${project.id}: ${row.label} on ${row.resource}`).toBeDefined()
        expect(card?.why).toMatch(
          /^(?:No line of the project’s policy names them|The project’s policy has a line that fits, but this is not met: .+)/u,
        )
        const life = lives.get(row.finding ?? '')
        expect(card?.sinceWhen, row.label).toContain(dates.dayOf(life?.firstSeen ?? result.run.now))
        expect(card?.whatToDo.ifRight).toMatch(/^(?:Ask for|Say who this is|What is missing must be put right first)/u)
        expect(card?.whatToDo.ifWrong).toMatch(/^Ask IT to (?:take it away|put it right): .+/u)
        cards++
      }
      const { atTheTop, inFull } = answers.whatWasNotRead
      for (const { says } of project.reasons) expect(inFull).toContain(says.replaceAll('`', ''))
      for (const { slug, observed } of project.resources) if (!observed) expect(atTheTop).toContain(`“${slug}”`)
      if (project.reasons.length === 0) {
        expect(atTheTop).toContain('Everything that the answer rests on was read completely')
        expect(inFull).toContain('Nothing is known to be missing')
      } else {
        expect(atTheTop).toContain('Not everything that the answer rests on was read')
      }
    }
    expect(cards).toBeGreaterThan(15)
    console.log(`${cards} accesses without entitlement on ${compared().length} pages: five questions answered from the text of each`)
  })

  test('everybody who can reach a project is on its page, with what they can reach', () => {
    for (const project of compared()) {
      const words = textOf(project)
      for (const { label, resource } of project.access) {
        expect(words, project.id).toContain(label)
        expect(words, project.id).toContain(`“${resource}”`)
      }
    }
  })

  test('no word of the clearance register and no other project stands on a page', () => {
    for (const project of result.assessment.projects) {
      const words = textOf(project)
      for (const other of result.assessment.projects) if (other !== project) expect(words, project.id).not.toContain(other.title)
      expect(words).not.toMatch(/recorded as pending|given for other work|open concern|the account carries/u)
    }
  })
})
