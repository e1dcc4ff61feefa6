import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import type { Finding } from '../../../src/core/model/finding.ts'
import { leadReport } from '../../../src/report/lead/lead-report.ts'
import { PLANTS, poisoned, tagsOf } from '../hostile-text.ts'
import { brokenLinks, markupOf } from '../page-reading.ts'
import { sampleFinding } from '../sample-findings.ts'
import { fp, largeNight, quietFirstNight, sampleResult, undeclaredNight } from '../sample-result.ts'
import { tools } from '../tools.ts'

const pagesOf = (result: AuditResult) => new Map([...leadReport(result, tools)].map(({ path, text }) => [path, text]))
const textOf = (result: AuditResult, project: string) => markupOf(pagesOf(result).get(`projects/${project}.html`) ?? '').text

describe('the page of a project’s lead', () => {
  it('is one file a project, with the same bytes for the same result', () => {
    const files = [...leadReport(sampleResult(), tools)]
    expect(files).toEqual([...leadReport(sampleResult(), tools)])
    expect(files.map(({ path }) => path).sort()).toEqual(
      sampleResult()
        .assessment.projects.map(({ id }) => `projects/${id}.html`)
        .sort(),
    )
    expect([...leadReport(undeclaredNight(), tools)]).toEqual([])
  })

  it.each([
    ['a partial night', sampleResult()],
    ['a quiet first night', quietFirstNight()],
    ['1,200 findings', largeNight(1_200)],
  ])('links only to what exists, and to no page of anybody else: %s', (_, result) => {
    const pages = pagesOf(result)
    expect(brokenLinks(pages)).toEqual([])
    for (const [path, text] of pages) {
      const [project = ''] = path.slice('projects/'.length).split('.')
      for (const href of markupOf(text).hrefs) expect(href, path).toMatch(new RegExp(`^(?:#|mailto:|data:,$|${project}\\.)`, 'u'))
    }
  })

  it('has no script, no form, no style attribute, one title, and names the run', () => {
    const { run, publication } = sampleResult()
    for (const [path, text] of pagesOf(sampleResult())) {
      expect(text, path).not.toMatch(/<script|<form|<iframe|\sstyle=|\son\w+=/iu)
      expect(text.match(/<h1>/gu), path).toHaveLength(1)
      const style = /<style>([\s\S]*?)<\/style>/u.exec(text)?.[1] ?? ''
      expect(text, path).toContain(`default-src 'none'; style-src 'sha256-${tools.sha256Base64(style)}'`)
      for (const part of [run.id, run.policyHash, run.gatehouse, publication?.head ?? '']) expect(markupOf(text).text, path).toContain(part)
    }
  })

  it('uses no word that promises too much or judges a person', () => {
    const never = /all clear|compliant|\bsecure\b|\bsafe\b|threat|suspicious|foreign|culprit/iu
    for (const [path, text] of pagesOf(sampleResult())) expect(markupOf(text).text, path).not.toMatch(never)
  })

  it('gives both ways out on each card, in equal boxes, with what IT would take away', () => {
    const page = pagesOf(sampleResult()).get('projects/qsense.html') ?? ''
    const cards = page.split('<article').slice(1)
    expect(cards.length).toBeGreaterThan(2)
    for (const card of cards)
      expect(card).toMatch(/<div class="ways">\n<div><h4>They should have it<\/h4>[\s\S]*<div><h4>They should not<\/h4>/u)
    expect(markupOf(page).text).toContain(
      'Ask IT to take it away: “instrument-users” out of “qsense-core”. As far as was seen, that ends it.',
    )
  })

  it('never asks IT to take away the right of a whole group where a membership can be ended', () => {
    const base = sampleResult()
    const grant = base.assessment.findings[0]?.proof.at(-1)?.record
    if (grant === undefined) throw new Error('the sample has lost its proof')
    const result = {
      ...base,
      assessment: { ...base.assessment, causes: base.assessment.causes.map((cause) => ({ ...cause, record: grant })) },
    }
    const words = textOf(result, 'qsense')
    expect(words).toContain(
      'Ask IT to take it away: “instrument-users” out of “qsense-core”. There are other paths: IT must end each of them.',
    )
    expect(words).not.toContain('the right of “qsense-core”')
  })

  it('says sentences before identifiers: fingerprints and records stand below, among what is for IT', () => {
    const [, card = ''] = (pagesOf(sampleResult()).get('projects/qsense.html') ?? '').split('<article')
    const [forLead = '', forIt = ''] = card.split('<summary>For IT')
    for (const identifier of ['S-1-5-21', 'OU=Groups', 'ACC-01', 'AGR-01', fp('a2')]) expect(forLead).not.toContain(identifier)
    expect(forIt).toContain('OU=Groups')
  })

  it('keeps what could not be checked again as a card, and says so', () => {
    const words = textOf(sampleResult(), 'cryolab')
    expect(words).toContain('Li Wei can reach the cold laboratory and no line of the policy names them.')
    expect(words).toContain('It could not be checked again tonight, so it stays open.')
  })

  it('says what is not assessed as something to do, never as nothing', () => {
    const words = textOf(sampleResult(), 'cryolab')
    expect(words).toContain('0 of 1 resource of this project were seen.')
    expect(words).toContain('For 1 person nobody can say whether they are entitled')
    expect(words).toContain('Nobody can say who reaches 1 resource')
    expect(words).toContain('Last full answer, 17 November: none found.')
    expect(words).not.toContain('No access without entitlement was found')
  })

  it('says that less was read before any number of the project', () => {
    const base = sampleResult()
    const lost = base.assessment.coverage.find(({ projects }) => projects.includes('cryolab'))
    if (lost === undefined) throw new Error('the sample has no dataset behind cryolab')
    const result = { ...base, life: { ...base.life, coverageLost: [`${lost.source}/${lost.unit}/${lost.dataset}`] } }
    const main = textOf(result, 'cryolab')
    const at = main.indexOf('Less was read than in the run before')
    expect(at).toBeGreaterThan(0)
    expect(at).toBeLessThan(main.indexOf('0 of 1 resource'))
  })

  it('says of an open project that nothing is compared, and shows no number', () => {
    const words = textOf(sampleResult(), 'open-tides')
    expect(words).toContain('Not compared: this project is declared open.')
    expect(words).not.toContain('In numbers')
  })

  it('shows the diagnostics of a policy file that does not load', () => {
    expect(textOf(sampleResult(), 'tidewater')).toContain('unknown key untill in an entitlement')
  })

  it('splits what is too long, and keeps the counts whole', () => {
    const pages = pagesOf(largeNight(1_200))
    expect(markupOf(pages.get('projects/helix.12.html') ?? '').text).toContain('Access without entitlement: 1,101 to 1,200 of 1,200')
    expect(markupOf(pages.get('projects/helix.people-1.3.html') ?? '').text).toContain('1,001 to 1,200 of 1,200')
    expect(markupOf(pages.get('projects/helix.html') ?? '').text).toContain('1,200 of the 1,200 people')
  })
})

describe('what a lead may not see', () => {
  // Each project's own free text carries its name, so that any of it on another page shows.
  const marked = (result: AuditResult): AuditResult => {
    const mark = (text: string, projects: readonly string[]) => `${text} SECRET-${projects.join('-') || 'nobody'}`
    const finding = (one: Finding): Finding => {
      const owners = [...new Set([...(one.project === null ? [] : [one.project]), ...one.projects])]
      return { ...one, sentence: mark(one.sentence, owners), detail: mark(one.detail, owners), remediation: mark(one.remediation, owners) }
    }
    const { assessment, life } = result
    return {
      ...result,
      assessment: {
        ...assessment,
        findings: assessment.findings.map(finding),
        causes: assessment.causes.map((cause) => ({ ...cause, says: mark(cause.says, ['causes']) })),
        projects: assessment.projects.map((project) => ({
          ...project,
          title: mark(project.title, [project.id]),
          reasons: project.reasons.map((reason) => ({ ...reason, says: mark(reason.says, [project.id]) })),
          access: project.access.map((row) => ({ ...row, label: mark(row.label, [project.id]), because: mark(row.because, [project.id]) })),
        })),
      },
      life: {
        ...life,
        findings: life.findings.map((one) => (one.lastKnown === null ? one : { ...one, lastKnown: finding(one.lastKnown) })),
      },
    }
  }

  it('holds nothing of another project, nor of what several share', () => {
    let compared = 0
    for (const [path, text] of pagesOf(marked(sampleResult()))) {
      const project = path.slice('projects/'.length, -'.html'.length)
      for (const [, owner] of text.matchAll(/SECRET-([a-z-]+)/gu)) {
        expect(owner, path).toBe(project)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(50)
    console.log(`${compared} marks on the pages of leads, each on the page of its own project`)
  })

  it('counts what touches other projects too, without telling it', () => {
    const words = textOf(sampleResult(), 'qsense')
    expect(words).toContain('1 more finding touches this project and others')
    expect(words).not.toContain('Jonas Weber')
  })

  it.each([
    ['CLR-01', 'clearance', 'CLEARANCE-SECRET is recorded as pending'],
    ['CLR-02', 'clearance', 'CLEARANCE-SECRET was given for other work'],
    ['CLR-03', 'territory', 'SECRET: works in another country'],
    ['CLR-04', 'licence', 'SECRET: not on the licence'],
    ['AGR-03', 'agreement', 'SECRET: due diligence has an open concern'],
    ['AGR-01', 'territory', 'SECRET: seat outside the list'],
    ['GOV-05', null, 'SECRET: no decision, although a concern stands'],
  ] as const)('tells of %s (%s) only that it is there, and whom to ask', (id, part, secret) => {
    const base = sampleResult()
    const finding: Finding = {
      ...sampleFinding('a1'),
      rule: { id, name: 'name', title: 'The title of the rule' },
      sentence: secret,
      detail: secret,
      remediation: secret,
      exceptionText: secret,
      mayAccept: 'officers/clearance',
      failing: part === null ? [] : [part],
      considered: [
        { file: 'a.yaml', line: 1, column: 1, says: 'visit', parts: part === null ? [] : [{ part, truth: 'not-met', says: secret }] },
      ],
    }
    for (const excess of [true, false]) {
      const result = {
        ...base,
        assessment: {
          ...base.assessment,
          findings: base.assessment.findings.map((one) => (one.fingerprint === fp('a1') ? { ...finding, excess } : one)),
          projects: base.assessment.projects.map((project) => ({
            ...project,
            access: project.access.map((row) => (row.finding === fp('a1') ? { ...row, because: secret } : row)),
          })),
        },
      }
      const page = pagesOf(result).get('projects/qsense.html') ?? ''
      expect(page).not.toContain('SECRET')
      const words = markupOf(page).text
      expect(
        words.includes('Li Wei') && (words.includes('not everything that this asks for is met') || words.includes('The title of the rule')),
      ).toBe(true)
    }
  })
})

describe('hostile text on the page of a lead', () => {
  const plant = fc.tuple(fc.constantFrom(...PLANTS), fc.string({ unit: 'binary', maxLength: 6 })).map(([a, b]) => a + b)

  it('never breaks out of where it stands, is never hidden, and is never linked', () => {
    const clean = tagsOf(pagesOf(poisoned(sampleResult(), 'x')))
    fc.assert(
      fc.property(plant, (text) => {
        const pages = pagesOf(poisoned(sampleResult(), text))
        expect(tagsOf(pages)).toEqual(clean)
        for (const [path, page] of pages) {
          // oxlint-disable-next-line no-control-regex -- that none is left is what is asserted
          expect(page, path).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
          expect(page.isWellFormed(), path).toBe(true)
          for (const href of markupOf(page).hrefs) expect(href, path).toMatch(/^(?:#|mailto:|data:,$|[a-z0-9~][a-z0-9~._-]*\.html)/u)
        }
      }),
      { numRuns: 60 },
    )
  })
})
