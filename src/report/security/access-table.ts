import type { AccessRow } from '../../core/model/audit-result.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { ableTo } from '../words/access-words.ts'
import type { Site } from './page.ts'
import { standingTag } from './tag.ts'

/** Who can reach a project, a line an access, in the order given. */
export function accessTable(caption: string, rows: readonly AccessRow[], site: Site, from: string): Markup {
  return table(
    'access-table',
    markup`${caption}`,
    [
      { head: 'Who', holds: 'name' },
      { head: 'What they can do', holds: 'name' },
      { head: 'Standing, and why', holds: 'text' },
      { head: 'Account', holds: 'name' },
      { head: 'Until', holds: 'word' },
    ],
    rows.map((row) => cells(row, site, from)),
  )
}

function cells(row: AccessRow, site: Site, from: string): readonly Markup[] {
  const home = row.finding === null ? undefined : site.homes.get(row.finding)
  return [
    markup`<bdi>${row.label}</bdi><span class="sub">${whoWords(row)}</span>`,
    markup`${row.standing === 'not-assessed' ? 'seen: ' : ''}${ableTo(row.level)}<span class="sub">${row.resource}</span>`,
    markup`${standingTag(row.standing)}<span class="says">${inlineText(row.because)}</span>${home === undefined ? null : markup`<a href="${relativeHref(from, home)}">Proof and cure<span class="hidden"> for ${row.label} on ${row.resource}</span></a>`}`,
    markup`${row.accounts.map((account) => markup`<code>${account}</code> `)}<span class="sub">${row.accountState}; last use ${row.recency}</span>`,
    markup`${row.until === null ? 'no end' : site.view.dates.day(row.until)}`,
  ]
}

function whoWords({ relation, external, organisation, host }: AccessRow): string {
  const words = [relation, external ? 'external' : 'internal', organisation, host === null ? null : `host ${host}`]
  return words.filter((word) => word !== null).join(', ')
}
