import { z } from 'zod'
import { policyFileSchema } from './schema/policy-file.ts'

/**
 * The JSON Schema of one policy file, for editors: completion, descriptions, and the mistakes that a form alone can show.
 *
 * References, addresses and dates beyond their look are for `gatehouse policy check`. The text ends with a line break.
 */
export function policyJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(policyFileSchema, { target: 'draft-2020-12', io: 'input', reused: 'inline' })
  return `${JSON.stringify({ $schema, title: 'Gatehouse policy file', ...schema }, null, 2)}\n`
}
