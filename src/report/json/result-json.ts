import type { AuditResult } from '../../core/model/audit-result.ts'
import { type Json, canonicalJson } from '../../core/base/canonical-json.ts'
import { compareText } from '../../core/base/order.ts'
import type { LongReportFile } from '../report-file.ts'

/**
 * `result.json`: keys by code unit, one record a line, so that two nights can be compared with `diff`.
 *
 * The same result gives the same bytes, whatever the order in which its fields were set. Linear in the result's size.
 */
export function resultJson(result: AuditResult): readonly LongReportFile[] {
  return [{ path: 'result.json', pieces: resultText(result) }]
}

function* resultText(result: AuditResult): Generator<string, void> {
  yield* written(asJson(result), '', '')
  yield '\n'
}

// AuditResult is plain JSON by its own definition; an interface has no index signature, so the compiler cannot see it.
function asJson(result: AuditResult): Json {
  return result as unknown as Json
}

// A project holds a list as long as its people, so it is opened; every other record is a line.
const OPENED_RECORDS: ReadonlySet<string> = new Set(['/assessment/projects'])

function* written(value: Json, path: string, indent: string): Generator<string, void> {
  const inner = `${indent} `
  if (Array.isArray(value)) {
    const items: readonly Json[] = value
    if (!items.some((item) => item !== null && typeof item === 'object')) {
      yield canonicalJson(value)
      return
    }
    for (const [position, item] of items.entries()) {
      yield `${position === 0 ? '[' : ','}\n${inner}`
      if (OPENED_RECORDS.has(path)) yield* written(item, `${path}/*`, inner)
      else yield canonicalJson(item)
    }
    yield `\n${indent}]`
    return
  }
  if (value === null || typeof value !== 'object') {
    yield canonicalJson(value)
    return
  }
  const members = Object.entries(value)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([a], [b]) => compareText(a, b))
  if (members.length === 0) {
    yield '{}'
    return
  }
  for (const [position, [key, member]] of members.entries()) {
    yield `${position === 0 ? '{' : ','}\n${inner}${JSON.stringify(key)}: `
    yield* written(member, `${path}/${key}`, inner)
  }
  yield `\n${indent}}`
}
