import { z } from 'zod'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import { type ReadResult, resultSchema } from './result-schema.ts'

/** Reads what `resultJson` wrote. What is wrong comes back as lines for a person; keys that this version does not know are left out. */
export function parseResult(text: string): Result<AuditResult, readonly string[]> {
  const json = parsedJson(text)
  if (!json.ok) return json
  const version = z.object({ schemaVersion: z.string() }).safeParse(json.value)
  if (!version.success) return failed(['`schemaVersion` is missing: this is not a result of Gatehouse'])
  if (version.data.schemaVersion !== '1.0') {
    return failed([
      `format ${version.data.schemaVersion} cannot be read by this version, which reads 1.0: use the version of Gatehouse that wrote it, or a newer one`,
    ])
  }
  const parsed = resultSchema.safeParse(json.value)
  if (!parsed.success) return failed(parsed.error.issues.map(issueLine))
  const read: ReadResult = parsed.data
  // Only the brands of days and instants are missing, whose form the schema has checked.
  return succeeded(read as unknown as AuditResult)
}

/** The published JSON Schema of `result.json` (draft 2020-12), as text with a line feed at its end. */
export function resultJsonSchema(): string {
  const schema = z.toJSONSchema(resultSchema, { target: 'draft-2020-12', io: 'input', reused: 'ref' })
  return `${JSON.stringify({ ...schema, title: 'Gatehouse audit result', description: 'result.json, format 1.0; keys may be added within a major version' }, null, 2)}\n`
}

function issueLine({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }): string {
  return `${path.length === 0 ? 'the result' : path.map(String).join('.')}: ${message}`
}

function parsedJson(text: string): Result<unknown, readonly string[]> {
  try {
    return succeeded(JSON.parse(text) as unknown)
  } catch (cause) {
    if (cause instanceof SyntaxError) return failed([`not JSON: ${cause.message}`])
    throw cause
  }
}
