import type { GapRow } from '../../core/model/audit-result.ts'
import { visibleText } from '../words/visible-text.ts'

/**
 * A gap as a message: place first, then what was not seen, then the cure on a line of its own.
 *
 * `ad DC=northmoor,DC=example groups gap: size limit exceeded` / `  help: …`
 */
export function gapText({ source, unit, dataset, record, reason, cure, at }: GapRow): string {
  // A source with one unit or one dataset often calls them by its own name, which need not be said twice.
  const place = visibleText([...new Set([source, unit, dataset])].filter((part) => part !== '').join(' '))
  const where = [record, at].filter((part) => part !== null).map((part) => `\`${visibleText(part)}\``)
  const first = `${place} gap: ${visibleText(reason)}${where.length === 0 ? '' : ` (${where.join(', ')})`}`
  return cure === null ? first : `${first}\n  help: ${visibleText(cure)}`
}
