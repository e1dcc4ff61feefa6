import { z } from 'zod'
import { configJsonSchema } from '../../src/config/json-schema.ts'
import { policyFileSchema } from '../../src/core/policy/schema/policy-file.ts'
import { testFileSchema } from '../../src/core/policy/schema/test-file.ts'
import { resultSchema } from '../../src/report/json/result-schema.ts'

/** The JSON Schemas that are committed: by path, the text that the code asks for. `npm run schemas` writes them. */
export const schemaFiles: Readonly<Record<string, () => string>> = {
  'schemas/policy.schema.json': () => schemaText('A file of the policy folder', policyFileSchema, 'input'),
  'schemas/policy-test.schema.json': () => schemaText('A file of policies/tests', testFileSchema, 'input'),
  'schemas/config.schema.json': configJsonSchema,
  'schemas/result.schema.json': () => schemaText('result.json', resultSchema, 'output'),
}

function schemaText(title: string, schema: z.ZodType, io: 'input' | 'output'): string {
  return `${JSON.stringify({ ...z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }), title }, null, 2)}\n`
}
