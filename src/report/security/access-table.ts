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
      { head: 'Who' },
      { head: 'What they can do' },
      { head: 'Standing', holds: 'word' },
      { head: 'Because', holds: 'text' },
      { head: 'Host' },
      { head: 'Account' },
      { head: 'Last use', holds: 'word' },
      { head: 'Until', holds: 'word' },
    ],
    rows.map((row) => cells(row, site, from)),
  )
}

function cells(row: AccessRow, site: Site, from: string): readonly Markup[] {
  const home = row.finding === null ? undefined : site.homes.get(row.finding)
  return [
    markup`<bdi>${row.label}</bdi><span class="sub">${row.relation}${row.external ? ', external' : ''}${row.organisation === null ? '' : `, ${row.organisation}`}</span>`,
    markup`${row.standing === 'not-assessed' ? 'seen: ' : ''}${ableTo(row.level)}<span class="sub">${row.resource}</span>`,
    standingTag(row.standing),
    markup`${inlineText(row.because)}${home === undefined ? null : markup`<span class="sub"><a href="${relativeHref(from, home)}">Proof and cure<span class="hidden"> for ${row.label} on ${row.resource}</span></a></span>`}`,
    markup`${row.host ?? 'none'}`,
    markup`${row.accounts.map((account) => markup`<code>${account}</code> `)}<span class="sub">${row.accountState}</span>`,
    markup`${row.recency}`,
    markup`${row.until === null ? 'no end' : site.view.dates.day(row.until)}`,
  ]
}
