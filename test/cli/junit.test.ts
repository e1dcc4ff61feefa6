import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ran } from '../end-to-end/published.ts'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'
import { readJunit } from '../report/junit/read-junit.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-junit-'))
  cpSync(join(import.meta.dirname, '../../fixtures/releases/0.1.0'), folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const read = (path: string) => readJunit(readFileSync(join(folder, path), 'utf8'))

test('`policy check --junit` writes a case a file, and what an earlier job left is replaced', async () => {
  await ran(folder, ['policy', 'check', '--junit', 'out/policy.xml'], 0)
  const passed = read('out/policy.xml')
  expect(passed.length).toBeGreaterThan(8)
  expect(passed.every(({ outcome }) => outcome === 'passed')).toBe(true)
  expect(statSync(join(folder, 'out/policy.xml')).mode & 0o777).toBe(0o600)

  const path = join(folder, 'policies/projects/tides.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('title:', 'titel:'))
  await ran(folder, ['policy', 'check', '--junit', 'out/policy.xml'], 78)
  const broken = read('out/policy.xml').filter(({ outcome }) => outcome !== 'passed')
  expect(broken).toMatchObject([{ name: 'policies/projects/tides.yaml', outcome: 'failure' }])
  expect(broken[0]?.text).toContain('unknown key `titel`')
})

test('`policy test --junit` writes a suite a file and a case an expectation', async () => {
  await ran(folder, ['policy', 'test', '--junit', 'tests.xml'], 0)
  expect(read('tests.xml').length).toBeGreaterThan(10)
  expect(new Set(read('tests.xml').map(({ outcome }) => outcome))).toEqual(new Set(['passed']))
})

test('`--junit` where nothing can be written is told, with 78', async () => {
  writeFileSync(join(folder, 'taken'), '')
  const refused = await gatehouse(folder, ['policy', 'check', '--junit', 'taken/policy.xml'])
  expect(refused.code).toBe(78)
  expect(refused.stderr).toContain('`taken/policy.xml` cannot be written')
})

test('an audit and `report` write junit.xml beside the others: a suite a project, and only full answers pass', async () => {
  await ran(folder, ['evaluate', '--now', '2026-11-14T03:00:00Z'], [0, 1, 2, 3])
  const cases = read('reports/latest/junit.xml')
  const { assessment } = JSON.parse(readFileSync(join(folder, 'reports/latest/result.json'), 'utf8')) as {
    assessment: { projects: { id: string; status: { kind: string; coverage?: string } }[] }
  }
  for (const { id, status } of assessment.projects) {
    const outcomes = new Set(cases.filter(({ suite }) => suite === id).map(({ outcome }) => outcome))
    if (status.kind === 'none') expect(outcomes).toEqual(new Set(['passed']))
    if (status.kind === 'not-assessed') expect(outcomes).toEqual(new Set(['error']))
    if (status.kind === 'not-compared') expect(outcomes).toEqual(new Set(['skipped']))
    if (status.kind === 'excess') expect([...outcomes].some((outcome) => outcome !== 'passed')).toBe(true)
    if (status.coverage === 'partial') expect(outcomes).not.toContain('passed')
  }
  await ran(folder, ['report', '--out', 'again'], 0)
  expect(readFileSync(join(folder, 'again/junit.xml'), 'utf8')).toBe(readFileSync(join(folder, 'reports/latest/junit.xml'), 'utf8'))
})
