import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { metExpectations } from '../../../src/core/expectations/met-expectations.ts'
import { loadPolicy } from '../../../src/core/policy/load-policy.ts'
import { policyTest } from '../../../src/core/policy/test-file.ts'
import { testFileSchema } from '../../../src/core/policy/schema/test-file.ts'
import { NORTHMOOR, SOURCES, policyFolder } from '../policy/policy-fixtures.ts'

const page = readFileSync('docs/policy-language.md', 'utf8')
const section = page.slice(page.indexOf('## Policy tests'), page.indexOf('## YAML'))

test('the example of the page is met by the policy of the page', () => {
  const { policy } = loadPolicy(policyFolder(NORTHMOOR), { sources: SOURCES })
  if (policy === null) throw new Error('the policy does not load')
  const text = /```yaml\n([\s\S]*?)```/u.exec(section)?.[1] ?? ''
  const { test: read, diagnostics } = policyTest({ path: 'policies/tests/t.yaml', text }, 'policies', policy, [])
  expect(diagnostics).toEqual([])
  const results = read === null ? [] : metExpectations(read, policy)
  expect(results.map(({ failure }) => failure?.message ?? null)).toEqual(Array.from({ length: 5 }, () => null))
})

test('the page tells every fact and every reason', () => {
  const facts = Object.keys(testFileSchema.shape.given.valueType.shape)
  const reasons = testFileSchema.shape.expect.element.shape.because.unwrap().options
  expect([...facts, ...reasons].filter((word) => !section.includes(`\`${word}\``))).toEqual([])
})
