import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parseResult, resultJsonSchema } from '../../src/report/json/parse-result.ts'
import { resultJson } from '../../src/report/json/result-json.ts'
import { largeNight, quietFirstNight, sampleResult } from './sample-result.ts'

const text = () => [...(resultJson(sampleResult())[0]?.pieces ?? [])].join('')

describe('result.json', () => {
  it('reads back as it was, losing no key', () => {
    expect(parseResult(text())).toEqual({ ok: true, value: sampleResult() })
  })

  it('gives the same bytes whatever the order in which keys were set', () => {
    const turned: unknown = JSON.parse(JSON.stringify(sampleResult()), (_, value: unknown) =>
      value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).reverse()) : value,
    )
    expect([...(resultJson(turned as ReturnType<typeof sampleResult>)[0]?.pieces ?? [])].join('')).toBe(text())
  })

  it('keeps a finding on one line, so that two nights can be compared by diff', () => {
    const findings = text()
      .split('\n')
      .filter((line) => line.trimStart().startsWith('{"account":'))
    expect(findings).toHaveLength(sampleResult().assessment.findings.length)
  })

  it('validates against the published schema, which is current', async () => {
    await expect(resultJsonSchema()).toMatchFileSnapshot('../../schemas/result.schema.json')
    const validate = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(resultJsonSchema()) as object)
    for (const result of [sampleResult(), quietFirstNight(), largeNight(20)]) {
      expect(validate(JSON.parse([...(resultJson(result)[0]?.pieces ?? [])].join(''))), JSON.stringify(validate.errors)).toBe(true)
    }
    expect(validate({ ...sampleResult(), life: {} })).toBe(false)
  })

  it('allows keys that a later minor version adds', () => {
    const later = { ...sampleResult(), weather: 'fair' }
    const validate = new Ajv2020({ strict: true }).compile(JSON.parse(resultJsonSchema()) as object)
    expect(validate(later)).toBe(true)
    expect(parseResult(JSON.stringify(later))).toEqual({ ok: true, value: sampleResult() })
  })

  it.each([
    ['{', 'not JSON'],
    ['{}', '`schemaVersion` is missing'],
    ['{"schemaVersion":"2.0"}', 'format 2.0 cannot be read'],
    ['{"schemaVersion":"1.0"}', 'run: '],
  ])('refuses %s with a line for a person', (broken, says) => {
    const parsed = parseResult(broken)
    expect(parsed.ok).toBe(false)
    expect(parsed.ok ? '' : parsed.error.join('\n')).toContain(says)
  })
})
