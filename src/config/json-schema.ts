import { z } from 'zod'
import { configSchema } from './config-schema.ts'
import { secretObject, secretReference } from './field.ts'

/** The JSON Schema of `gatehouse.yaml`, for editors; committed as `schemas/config.schema.json`. */
export function configJsonSchema(): string {
  const secret = { ...z.toJSONSchema(secretObject, { io: 'input' }), minProperties: 1, maxProperties: 1 }
  delete (secret as { $schema?: string }).$schema
  const schema = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === secretReference.in.in) Object.assign(jsonSchema, secret)
    },
  })
  return `${JSON.stringify({ ...schema, title: 'gatehouse.yaml' }, null, 2)}\n`
}
