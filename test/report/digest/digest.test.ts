import { describe, expect, test } from 'vitest'
import type { AuditResult } from '../../../src/core/model/audit-result.ts'
import { criticalDigest, digestOf } from '../../../src/report/digest/digest.ts'
import { digestHtml } from '../../../src/report/digest/digest-html.ts'
import { digestText } from '../../../src/report/digest/digest-text.ts'
import { digestMarkdown } from '../../../src/report/markdown/digest-markdown.ts'
import { summaryMarkdown } from '../../../src/report/markdown/summary-markdown.ts'
import { ALL, NO_TURNS, quietNight, sampleResult } from './build-night.ts'

/** Every name that the sample gives to a person. */
function namesIn(result: AuditResult): readonly string[] {
  const findings = [...result.assessment.findings, ...result.life.findings.flatMap(({ lastKnown }) => lastKnown ?? [])]
  return findings
    .flatMap(({ subject, account }) => [subject?.label, subject?.host, account?.label])
    .filter((name) => typeof name === 'string')
}

describe('a digest', () => {
  test('is not written for a quiet night', () => {
    expect(digestOf(quietNight(), NO_TURNS, ALL)).toBeNull()
  })

  test.each<readonly [string, (quiet: AuditResult) => Parameters<typeof digestOf>, string]>([
    ['a first run', (quiet) => [{ ...quiet, life: { ...quiet.life, firstRun: true } }, NO_TURNS, ALL], 'Gatehouse: first run'],
    [
      'a dataset lost',
      (quiet) => [{ ...quiet, life: { ...quiet.life, coverageLost: ['ad/x/users'] } }, NO_TURNS, ALL],
      'Gatehouse: coverage lost',
    ],
    [
      'a dataset regained',
      (quiet) => [{ ...quiet, life: { ...quiet.life, coverageRegained: ['ad/x/users'] } }, NO_TURNS, ALL],
      'Gatehouse: coverage regained',
    ],
    ['a project no longer answered', (quiet) => [quiet, { ...NO_TURNS, answerLost: ['helix'] }, ALL], 'Gatehouse: coverage lost (helix)'],
    [
      'an exception that ends soon',
      (quiet) => [quiet, { ...NO_TURNS, exceptions: [{ id: 'EX-1', turn: 'ending', outcome: null }] }, ALL],
      'Gatehouse: 1 exception ending',
    ],
    [
      'an exception that ended',
      (quiet) => [quiet, { ...NO_TURNS, exceptions: [{ id: 'EX-1', turn: 'ended', outcome: null }] }, ALL],
      'Gatehouse: 1 exception ended',
    ],
  ])('is written for %s', (_, night, subject) => {
    expect(digestOf(...night(quietNight()))?.subject).toBe(subject)
  })

  test('begins with coverage, says what was not checked, and stands each number beside its denominator', () => {
    const digest = digestOf(sampleResult(), NO_TURNS, ALL)
    if (digest === null) throw new Error('the sample has changes')
    expect(digest.subject).toMatch(/^Gatehouse: \d+ new, .*coverage lost, coverage regained, coverage incomplete \(/u)
    expect(digest.parts.slice(0, 2).map(({ title }) => title)).toEqual(['Coverage', 'Not checked'])
    expect(digest.parts[0]?.lines).toContain(
      'Coverage fell since the last run: where fewer findings are shown, less may have been seen, not less be there.',
    )
    for (const { title } of digest.parts.filter((part) => /^(?:New|Worse|Reopened)/u.test(part.title)))
      expect(title).toMatch(/: \d+ of \d+ open findings?$/u)
    expect(digest.parts.at(-1)?.lines.join('\n')).toContain(`head of the chain ${sampleResult().publication?.head}`)
    expect(digest.link).toBe(`https://gatehouse.northmoor.example/runs/${sampleResult().run.id}/security/index.html`)
  })

  test('names nobody unless the channel is marked for it', () => {
    const result = sampleResult()
    const written = (names: boolean) => {
      const digest = digestOf(result, NO_TURNS, { ...ALL, names })
      return digest === null ? '' : digestText(digest) + digestHtml(digest) + digestMarkdown(digest)
    }
    const names = namesIn(result)
    expect(names.length).toBeGreaterThan(5)
    for (const name of names) expect(written(false)).not.toContain(name)
    expect(summaryMarkdown(result)[0]?.text).not.toContain(names[0])
    expect(names.some((name) => written(true).includes(name))).toBe(true)
  })

  test('tells an audience of some projects nothing of the others', () => {
    const digest = digestOf(sampleResult(), NO_TURNS, { ...ALL, projects: ['qsense'] })
    if (digest === null) throw new Error('qsense has changes')
    const others = sampleResult()
      .assessment.projects.map(({ id }) => id)
      .filter((id) => id !== 'qsense')
    for (const id of others) expect(digestText(digest)).not.toContain(id)
    expect(digestOf(sampleResult(), NO_TURNS, { ...ALL, projects: ['no-such-project'] })).toBeNull()
  })

  test('says the same in text and in HTML, with no image and nothing to fetch', () => {
    const digest = digestOf(sampleResult(), NO_TURNS, ALL)
    if (digest === null) throw new Error('the sample has changes')
    const html = digestHtml(digest)
    expect(html).not.toMatch(/<img|<style|<script|src=|url\(/iu)
    const words = html
      .replace(/<[^>]+>/gu, ' ')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
    const squeezed = words.replace(/\s+/gu, ' ')
    for (const { title, lines } of digest.parts)
      for (const line of [title, ...lines]) expect(squeezed).toContain(line.replace(/\s+/gu, ' '))
  })

  test('about critical findings speaks of their projects alone', () => {
    const result = sampleResult()
    const finding = result.assessment.findings.find(({ project }) => project === 'qsense')
    const digest = criticalDigest(result, [finding?.fingerprint ?? ''], ALL)
    expect(digest.subject).toBe('Gatehouse: 1 critical (qsense)')
    expect(digestText(digest)).not.toContain('cryolab')
  })
  test('about critical findings that only earlier runs tell of names them', () => {
    const { assessment, life, ...rest } = sampleResult()
    const moved = assessment.findings.filter(({ project }) => project === 'qsense').slice(0, 1)
    const findings = assessment.findings.filter((finding) => !moved.includes(finding))
    const result = { ...rest, assessment: { ...assessment, findings }, life: { ...life, raised: moved } }
    const digest = criticalDigest(result, [moved[0]?.fingerprint ?? ''], ALL)
    expect(digest.subject).toBe('Gatehouse: 1 critical (qsense)')
  })
})
