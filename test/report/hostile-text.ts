import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { markupOf } from './page-reading.ts'

/** Texts that try to leave the place where they stand, or to hide. */
export const PLANTS = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='x",
  'javascript:alert(1)',
  '</style><script>',
  '</title><script>',
  '&lt;b&gt;',
  '\u202egnp.exe',
  '\0',
  '\u001b[31m',
  '\ud800',
  '`<b>`',
  '*<i>*',
  '\u2028',
]

const FREE_KEYS = new Set(
  (
    'about accountState accounts address affiliation approvedBy askedBy at because by cure defects deputy detail exceptionText file from gatehouse ' +
    'head help host how institution key label lead level mayAccept message mitigation name organisation owner policyHash reader reason ' +
    'recency record relation remediation resource says sentence serves slug title to unit what why'
  ).split(' '),
)
// Values of closed lists that stand under a key which elsewhere holds free text.
const CLOSED = new Set(['error', 'warning', 'access-removed', 'out-of-scope', 'critical', 'high', 'medium', 'low', 'notice'])

/** Every free text of the result with `text` at its end; what is closed (kinds, states, days, instants, ids) stays as it is. */
export function poisoned(result: AuditResult, text: string): AuditResult {
  return JSON.parse(JSON.stringify(result), (key, value: unknown) =>
    typeof value === 'string' && FREE_KEYS.has(key) && !CLOSED.has(value) ? value + text : value,
  ) as AuditResult
}

/** The tags of every page, each with the names of its attributes: what hostile text must not be able to change. */
export function tagsOf(pages: ReadonlyMap<string, string>): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const page of pages.values()) {
    for (const { name, attributes } of markupOf(page).tags) {
      if (name === 'a' || name === '/a' || name === 'code' || name === '/code' || name === 'em' || name === '/em') continue // mail links, and marks that lost or gained a partner
      const tag = `${name} ${attributes.join(' ')}`
      counts[tag] = (counts[tag] ?? 0) + 1
    }
  }
  return counts
}
