import { describe, expect, test } from 'vitest'
import { answerTo, networkCases } from './network-case.ts'

describe.each([...networkCases()])('%s', (_, one) => {
  test(`for: ${one.says}`, () => expect(answerTo(one, one.for)).toBe(one.for.expect))
  test(`against: ${one.says}`, () => expect(answerTo(one, one.against)).toBe(one.against.expect))
  test('names the vendor’s page', () => expect(one.cites).toMatch(/^https:\/\//u))
  test('for and against do not expect the same', () => expect(one.for.expect).not.toBe(one.against.expect))
})
