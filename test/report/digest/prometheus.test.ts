import { expect, test } from 'vitest'
import { prometheusText } from '../../../src/report/prometheus/prometheus-text.ts'
import { quietNight, sampleResult } from './build-night.ts'

const SAMPLE = /^(gatehouse_[a-z_]+)(?:\{([a-z]+="(?:[^"\\\n]|\\.)*"(?:,[a-z]+="(?:[^"\\\n]|\\.)*")*)\})? (-?\d+(?:\.\d+)?)$/u

test('is what a textfile collector reads: one HELP and TYPE a family, no timestamps, a line feed at the end', () => {
  const text = prometheusText(sampleResult(), 12.5)
  expect(text.endsWith('\n')).toBe(true)
  const lines = text.trimEnd().split('\n')
  const samples = lines.filter((line) => !line.startsWith('#'))
  for (const line of samples) expect(line).toMatch(SAMPLE)
  const families = [...new Set(samples.map((line) => SAMPLE.exec(line)?.[1] ?? ''))]
  expect(families).toEqual([
    'gatehouse_last_run_timestamp_seconds',
    'gatehouse_run_duration_seconds',
    'gatehouse_projects',
    'gatehouse_findings',
    'gatehouse_datasets',
    'gatehouse_evidence_age_seconds',
    'gatehouse_exceptions',
  ])
  expect(lines.filter((line) => line.startsWith('# HELP')).length).toBe(families.length)
  expect(new Set(samples.map((line) => line.replace(/ \S+$/u, ''))).size).toBe(samples.length)
})

test('counts every project, finding and dataset once, and names none of them', () => {
  const result = sampleResult()
  const text = prometheusText(result, 1)
  const sum = (family: string) =>
    [...text.matchAll(new RegExp(`^${family}\\{[^}]*\\} (\\d+)$`, 'gmu'))].reduce((total, [, count]) => total + Number(count), 0)
  expect(sum('gatehouse_projects')).toBe(result.assessment.projects.length)
  expect(sum('gatehouse_findings')).toBe(result.life.findings.length)
  expect(sum('gatehouse_datasets')).toBe(result.assessment.coverage.length)
  expect(sum('gatehouse_exceptions')).toBe(result.assessment.exceptions.length)
  for (const { id } of result.assessment.projects) expect(text).not.toContain(id)
  for (const { fingerprint } of result.assessment.findings) expect(text).not.toContain(fingerprint)
})

test('has a last complete moment only once every project above open was answered in full', () => {
  const quiet = quietNight()
  const [project] = quiet.assessment.projects
  const now = quiet.run.now
  const row = { project: project?.id ?? '', run: quiet.run.id, now, status: 'none' }
  const name = 'gatehouse_last_complete_timestamp_seconds'
  expect(prometheusText(quiet, 1)).not.toContain(name)
  expect(prometheusText({ ...quiet, life: { ...quiet.life, lastComplete: [row] } }, 1)).toContain(`${name} ${Date.parse(now) / 1000}\n`)
})

test('escapes a label as the format asks', () => {
  const quiet = quietNight()
  const [row] = quiet.assessment.coverage
  if (row === undefined) throw new Error('the sample has coverage')
  const odd = { ...quiet, assessment: { ...quiet.assessment, coverage: [{ ...row, source: 'a"b\\c\nd' }] } }
  expect(prometheusText(odd, 1)).toContain(String.raw`gatehouse_datasets{source="a\"b\\c\nd",state="complete"} 1`)
})
