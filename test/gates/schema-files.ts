import { z } from 'zod'
import { configJsonSchema } from '../../src/config/json-schema.ts'
import { policyJsonSchema } from '../../src/core/policy/json-schema.ts'
import { testFileSchema } from '../../src/core/policy/schema/test-file.ts'
import { resultJsonSchema } from '../../src/report/json/parse-result.ts'

/** The JSON Schemas that are committed: by path, the text that the code asks for. `npm run schemas` writes them. */
export const schemaFiles: Readonly<Record<string, () => string>> = {
  'schemas/policy.schema.json': policyJsonSchema,
  'schemas/policy-test.schema.json': () => schemaText('A file of policies/tests', testFileSchema),
  'schemas/config.schema.json': configJsonSchema,
  'schemas/result.schema.json': resultJsonSchema,
}

function schemaText(title: string, schema: z.ZodType): string {
  return `${JSON.stringify({ ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', target: 'draft-2020-12' }), title }, null, 2)}\n`
}
