import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { systemCases } from './iam-system-case.ts'

const cases = [...systemCases(fileURLToPath(new URL('../../../fixtures/iam-systems/', import.meta.url)))]

test.each(cases)('$name: $says', ({ found, expect: expected }) => expect(found).toEqual(expected))

test('each case names the vendor’s page and the rules that it is about', () => {
  for (const { name, cites, rules } of cases) {
    expect(cites, name).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//u)
    expect(rules.length, name).toBeGreaterThan(0)
  }
})
