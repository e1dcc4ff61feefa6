import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { configJsonSchema } from '../../src/config/json-schema.ts'

const EXAMPLE = readFileSync(join(import.meta.dirname, 'example.yaml'), 'utf8')

test('the committed schema is current (`vitest run -u` writes it)', async () => {
  await expect(configJsonSchema()).toMatchFileSnapshot('../../schemas/config.schema.json')
})

test('an editor accepts the example, and refuses a key that we refuse', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(configJsonSchema()) as object)
  expect(validate(parse(EXAMPLE)), JSON.stringify(validate.errors)).toBe(true)
  expect(validate(parse(EXAMPLE.replace('fail_on', 'failon')))).toBe(false)
  expect(validate(parse(EXAMPLE.replace('register: visitors', 'register: visitor')))).toBe(false)
})
