import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { gatehouse } from '../end-to-end/run-gatehouse.ts'

const root = join(import.meta.dirname, '../..')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-test-'))
  cpSync(join(root, 'policies'), join(folder, 'policies'), { recursive: true })
  const config = readFileSync(join(root, 'fixtures/northmoor/gatehouse.yaml'), 'utf8')
  writeFileSync(join(folder, 'gatehouse.yaml'), config.replaceAll('../../', ''))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const FILE = 'policies/tests/northmoor.yaml'

function change(from: string, to: string): void {
  const text = readFileSync(join(folder, FILE), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(folder, FILE), text.replace(from, to))
}

test('the example institution meets its own expectations, without any evidence', async () => {
  const { code, stdout } = await gatehouse(folder, ['policy', 'test'])
  expect({ code, stdout }).toEqual({ code: 0, stdout: '19 of 19 expectations met\n' })
})

test('one that is not met is P071 at its line, and exit 1', async () => {
  change('can: {site: read, lab: escorted}', 'can: {site: write, lab: escorted}')
  const { code, stdout } = await gatehouse(folder, ['policy', 'test'])
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /^policies\/tests\/northmoor\.yaml:46:\d+ error P071 .*expected can, found cannot: `read` is declared, `write` is held\n18 of 19/u,
  )
})

test('a policy that changed under its tests is caught: the visitor’s line is prolonged', async () => {
  const path = join(folder, 'policies/projects/qsense.yaml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('until: 2026-11-30', 'until: 2027-11-30'))
  const { code, stdout } = await gatehouse(folder, ['policy', 'test'])
  expect(code).toBe(1)
  expect(stdout).toMatch(
    /1 December 2026, `read` on `site`: expected cannot, found can: by the line at policies\/projects\/qsense\.yaml:\d+/u,
  )
})

test('a broken test file is exit 78, also beside a failed expectation', async () => {
  writeFileSync(
    join(folder, 'policies/tests/other.yml'),
    'version: 1\nproject: nowhere\ngiven: {}\nexpect: [{on: 2026-11-30, who: a@b.example, can: {x: read}}]\n',
  )
  change('can: {site: read, lab: escorted}', 'can: {site: write, lab: escorted}')
  const { code, stdout } = await gatehouse(folder, ['policy', 'test'])
  expect(code).toBe(78)
  expect(stdout).toContain('policies/tests/other.yml:2:10 error P070 there is no project `nowhere`')
  expect(stdout).toContain('P071')
  expect(stdout).toContain('1 error in test files, which were not tested')
  const json = await gatehouse(folder, ['policy', 'test', '--json'])
  expect(json.code).toBe(78)
  expect(JSON.parse(json.stdout)).toMatchObject({ diagnostics: [{ code: 'P070' }], files: [{ file: FILE }, { results: [] }] })
})

test('nothing to test, and a policy that does not load, are no passed tests', async () => {
  rmSync(join(folder, 'policies/tests'), { recursive: true })
  const none = await gatehouse(folder, ['policy', 'test'])
  expect(none.code).toBe(78)
  expect(none.stderr).toContain('no policy test was found')
  writeFileSync(join(folder, 'policies/institution.yaml'), 'version: 1\n')
  expect((await gatehouse(folder, ['policy', 'test'])).stderr).toContain('the policy cannot be used, so nothing was tested')
})

test('the test of a project that does not load says so', async () => {
  writeFileSync(join(folder, 'policies/projects/qsense.yaml'), 'version: 1\nprojects:\n  qsense: {title: x}\n')
  const { code, stdout } = await gatehouse(folder, ['policy', 'test'])
  expect(code).toBe(78)
  expect(stdout).toContain('error P070 project `qsense` does not load')
})

test('what audits read of the policy folder leaves the tests out', async () => {
  writeFileSync(join(folder, FILE), 'this: [is no policy')
  const { code } = await gatehouse(folder, ['policy', 'check'])
  expect(code).toBe(0)
})
