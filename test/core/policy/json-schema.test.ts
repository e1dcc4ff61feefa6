import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import { expect, it } from 'vitest'
import { policyJsonSchema } from '../../../src/core/policy/json-schema.ts'
import { EVERYTHING, NORTHMOOR, policyFolder } from './policy-fixtures.ts'

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(JSON.parse(policyJsonSchema()) as object)

it('is committed as it is generated', async () => {
  // `vitest -u` writes it anew.
  await expect(policyJsonSchema()).toMatchFileSnapshot('../../../schemas/policy.schema.json')
})

it.each([...policyFolder(NORTHMOOR), ...policyFolder(EVERYTHING)])('accepts $path', ({ bytes }) => {
  const value: unknown = parse(new TextDecoder().decode(bytes))
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true)
})

it.each([
  ['an unknown key', { version: 1, project: {} }],
  ['a missing key', { version: 1, projects: { aurora: { title: 'Northern lights' } } }],
  ['a level that no kind has', { version: 1, exceptions: [{ about: { level: 'own' } }] }],
  ['a key that is no slug', { version: 1, tags: { 'Lab Network': [] } }],
  ['a date of another form', { version: 1, blind_spots: [{ expires: '31/03/2027' }] }],
])('refuses %s', (_, value) => {
  expect(validate(value)).toBe(false)
})

it('tells an editor what a field is for', () => {
  const missing = [...fieldsWithoutDescription(JSON.parse(policyJsonSchema()) as Described, 'policy')]
  expect(missing).toEqual([])
})

interface Described {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Described>>
}

// Every section, at least, says what it is.
function* fieldsWithoutDescription({ properties = {} }: Described, path: string): Iterable<string> {
  for (const [key, field] of Object.entries(properties)) if (field.description === undefined) yield `${path}.${key}`
}
