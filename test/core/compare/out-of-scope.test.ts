import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compareText } from '../../../src/core/base/order.ts'
import { outOfScope } from '../../../src/core/compare/out-of-scope.ts'

it('prints as never checked exactly what the page says, each once and sorted', () => {
  const page = readFileSync(new URL('../../../docs/out-of-scope.md', import.meta.url), 'utf8')
  const lines = Array.from(page.matchAll(/^- (.+)$/gm), ([, line = '']) => line)
  expect(lines).toEqual(outOfScope)
  expect(outOfScope).toEqual([...new Set(outOfScope)].sort(compareText))
  expect(outOfScope.filter((line) => /[.;]|^$/.test(line))).toEqual([])
})
