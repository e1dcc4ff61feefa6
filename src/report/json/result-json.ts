import type { AuditResult } from '../../core/model/audit-result.ts'
import { type Json, canonicalJson } from '../../core/base/canonical-json.ts'
import { compareText } from '../../core/base/order.ts'
import type { ReportFile } from '../report-file.ts'

/**
 * `result.json`: keys by code unit, one record a line, so that two nights can be compared with `diff`.
 *
 * The same result gives the same bytes, whatever the order in which its fields were set. Linear in the result's size.
 */
export function resultJson(result: AuditResult): readonly ReportFile[] {
  return [{ path: 'result.json', text: `${written(asJson(result), '', '')}\n` }]
}

// AuditResult is plain JSON by its own definition; an interface has no index signature, so the compiler cannot see it.
function asJson(result: AuditResult): Json {
  return result as unknown as Json
}

// A project holds a list as long as its people, so it is opened; every other record is a line.
const OPENED_RECORDS: ReadonlySet<string> = new Set(['/assessment/projects'])

function written(value: Json, path: string, indent: string): string {
  const inner = `${indent} `
  if (Array.isArray(value)) {
    const items: readonly Json[] = value
    if (!items.some((item) => item !== null && typeof item === 'object')) return canonicalJson(value)
    const lines = items.map((item) => inner + (OPENED_RECORDS.has(path) ? written(item, `${path}/*`, inner) : canonicalJson(item)))
    return `[\n${lines.join(',\n')}\n${indent}]`
  }
  if (value === null || typeof value !== 'object') return canonicalJson(value)
  const members = Object.entries(value)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined)
    .sort(([a], [b]) => compareText(a, b))
  if (members.length === 0) return '{}'
  const lines = members.map(([key, member]) => `${inner}${JSON.stringify(key)}: ${written(member, `${path}/${key}`, inner)}`)
  return `{\n${lines.join(',\n')}\n${indent}}`
}
