import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { securityReport } from '../../src/report/security/security-report.ts'
import { linkable } from '../../src/report/html/link.ts'
import { PLANTS, poisoned, tagsOf } from './hostile-text.ts'
import { brokenLinks, markupOf } from './page-reading.ts'
import { fp, largeNight, quietFirstNight, sampleResult, undeclaredNight } from './sample-result.ts'
import { tools } from './tools.ts'

const INDEX = 'security/index.html'
const pagesOf = (result: AuditResult) => new Map([...securityReport(result, tools)].map(({ path, text }) => [path, text]))
const indexOf = (result: AuditResult) => markupOf(pagesOf(result).get(INDEX) ?? '').text

describe('the security report', () => {
  it('gives the same bytes for the same result, the index first and every path once', () => {
    const files = [...securityReport(sampleResult(), tools)]
    expect(files).toEqual([...securityReport(sampleResult(), tools)])
    expect(files[0]?.path).toBe(INDEX)
    expect(new Set(files.map(({ path }) => path)).size).toBe(files.length)
  })

  it.each([
    ['a partial night', sampleResult()],
    ['a quiet first night', quietFirstNight()],
    ['nothing declared', undeclaredNight()],
    ['1,200 findings', largeNight(1_200)],
  ])('links only to what exists: %s', (_, result) => {
    expect(brokenLinks(pagesOf(result))).toEqual([])
  })

  it('says on every page what the run was, and begins with coverage', () => {
    const { run, publication } = sampleResult()
    for (const [path, text] of pagesOf(sampleResult())) {
      const { text: words } = markupOf(text)
      for (const part of [run.id, '26 November 2026 at 02:31 GMT', run.policyHash, run.gatehouse, publication?.head ?? ''])
        expect(words, path).toContain(part)
      expect(words.indexOf('Coverage'), path).toBeLessThan(words.length / 2)
      expect(text.match(/<h1>/gu), path).toHaveLength(1)
    }
  })

  it('has no script, no form, no style attribute, and a policy that names its style by hash', () => {
    for (const [path, text] of pagesOf(sampleResult())) {
      expect(text, path).not.toMatch(/<script|<form|<iframe|\sstyle=|\son\w+=/iu)
      const style = /<style>([\s\S]*?)<\/style>/u.exec(text)?.[1] ?? ''
      expect(text, path).toContain(`default-src 'none'; style-src 'sha256-${tools.sha256Base64(style)}'`)
    }
  })

  it('prints a proof hop by hop with its records, what was declared, and that other paths exist', () => {
    const words = markupOf(pagesOf(sampleResult()).get('security/projects/qsense.html') ?? '').text
    for (const line of [
      'Li Wei holds the account lwei (ad, groups; joined by employee number, read 02:14 GMT)',
      'lwei is a member of instrument-users (ad, groups, read 02:14 GMT)',
      'instrument-users is a member of qsense-core (ad, groups, read 02:14 GMT)',
      'Declared for Li Wei: read until 30 November 2026 (policies/projects/qsense.yaml:27). Held: use.',
      'There are 2 other paths. Removing hop 3 ends all of them.',
      `gatehouse explain ${fp('a1')}`,
    ]) {
      expect(words).toContain(line)
    }
  })

  it('prints every open finding in full exactly once', () => {
    const blocks = [...pagesOf(sampleResult()).values()].flatMap((text) =>
      [...text.matchAll(/<article class="card" id="([^"]+)"/gu)].map((match) => match[1]),
    )
    const open = sampleResult().life.findings.filter(({ state }) => state !== 'resolved')
    expect(new Set(blocks)).toEqual(new Set(open.map(({ fingerprint }) => `f-${fingerprint}`)))
    expect(blocks).toHaveLength(open.length)
  })

  it('says that coverage fell before it gives the numbers of the night', () => {
    const words = indexOf(sampleResult())
    expect(words.indexOf('Coverage fell since the last run')).toBeGreaterThan(0)
    expect(words.indexOf('Coverage fell since the last run')).toBeLessThan(words.indexOf('of 7 open'))
  })

  it('never counts what is out of scope as resolved', () => {
    expect(indexOf(sampleResult())).toContain('1 resolved of 7 known before; 1 more out of scope, not fixed')
  })

  it('uses no word that promises too much or judges a person', () => {
    const never = /all clear|compliant|\bsecure\b|\bsafe\b|threat|suspicious|foreign|culprit/iu
    for (const [path, text] of pagesOf(sampleResult())) expect(markupOf(text).text, path).not.toMatch(never)
  })

  describe('empty and failure states', () => {
    it('first run: nothing to compare with', () => {
      expect(indexOf(quietFirstNight())).toContain('First run: nothing to compare with.')
    })

    it('no project declared: how to write the first, what was seen, no verdict', () => {
      const words = indexOf(undeclaredNight())
      expect(words).toContain('No project is declared, so there is nothing to compare with, and no verdict.')
      expect(words).toContain('41 of them external')
      expect(words).toContain('gatehouse policy check')
      expect(words).not.toContain('No access without entitlement was found')
    })

    it('no findings, complete: the sentence with its sources, and who can reach it', () => {
      const words = markupOf(pagesOf(quietFirstNight()).get('security/projects/helix.html') ?? '').text
      expect(words).toContain('No access without entitlement was found. All 3 sources that this rests on were read completely')
      expect(words).toContain('Ada Fenwick')
    })

    it('no findings, partial: not assessed, the gaps, the last full answer; never an empty list alone', () => {
      const words = markupOf(pagesOf(sampleResult()).get('security/projects/cryolab.html') ?? '').text
      expect(words).toContain('The door system was not read. Cure: export doors.csv again.')
      expect(words).toContain('Last full answer, 17 November: none found.')
    })

    it('a broken policy: its diagnostics stand on the page of the project', () => {
      const words = markupOf(pagesOf(sampleResult()).get('security/projects/tidewater.html') ?? '').text
      expect(words).toContain('policies/projects/tidewater.yaml:41:9 error P012: unknown key untill in an entitlement')
      expect(words).toContain('did you mean until?')
    })

    it('too large: pages are split, counts are whole', () => {
      const pages = pagesOf(largeNight(1_200))
      expect(markupOf(pages.get('security/findings/all.3.html') ?? '').text).toContain('1,001 to 1,200 of 1,200')
      expect(markupOf(pages.get('security/projects/helix.12.html') ?? '').text).toContain('1,101 to 1,200 of 1,200')
      expect(markupOf(pages.get('security/projects/helix.html') ?? '').text).toContain('1,200 of the 1,200 people')
      expect([...pages.keys()]).toContain('security/projects/helix.access-1.3.html')
    })
  })

  it('keeps one page as it is', async () => {
    const page = pagesOf(quietFirstNight()).get('security/sources/hr.html') ?? ''
    const withoutStyle = page.replace(/<style>[\s\S]*<\/style>/u, '<style></style>').replace(/sha256-[^']+/u, 'sha256-')
    await expect(withoutStyle).toMatchFileSnapshot('golden/source-page.html')
  })
})

describe('hostile text', () => {
  const plant = fc.tuple(fc.constantFrom(...PLANTS), fc.string({ unit: 'binary', maxLength: 6 })).map(([a, b]) => a + b)

  it('never breaks out of where it stands, is never hidden, and is never linked', () => {
    // Against harmless text at the same places, since a longer file name may already change what is shown.
    const clean = tagsOf(pagesOf(poisoned(sampleResult(), 'x')))
    fc.assert(
      fc.property(plant, (text) => {
        const pages = pagesOf(poisoned(sampleResult(), text))
        expect(tagsOf(pages)).toEqual(clean)
        for (const [path, page] of pages) {
          // oxlint-disable-next-line no-control-regex -- that none is left is what is asserted
          expect(page, path).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u)
          expect(page.isWellFormed(), path).toBe(true)
          for (const href of markupOf(page).hrefs)
            expect(href, path).toMatch(/^(?:#|mailto:|data:,$|(?:\.\.\/)*[a-z0-9~][a-z0-9~/._-]*\.html)/u)
        }
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    'javascript:alert(1)',
    'JAVASCRIPT:x',
    'data:text/html,x',
    'http://plain.example',
    'https://a.example/\u202e',
    'mailto:a@b.example?bcc=c@d.example',
    'mailto:<x>@b',
    ' https://a.example',
    'https:a',
    '//a.example',
  ])('does not link %j', (url) => {
    expect(linkable(url)).toBeNull()
  })

  it.each(['https://a.example/x?y=1#z', 'mailto:aisha.khan@northmoor.example'])('links %s', (url) => {
    expect(linkable(url)).toBe(url)
  })
})
