import type { Cause } from '../../core/model/audit-result.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { table } from '../html/table.ts'
import { capitalised, counted, grouped, sentence } from '../words/count-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX } from './paths.ts'

const CAUSES_SHOWN = 10
const FINDINGS_SHOWN = 50

/** Part 3: records whose removal alone ends every path of two or more findings, with all that each ends. */
export function causesSection(site: Site): Section {
  const { causes } = site.view.result.assessment
  const head = { id: 'causes', title: 'Causes' }
  if (causes.length === 0) {
    return { ...head, body: markup`<p>As far as was seen, there is no single record whose removal would end two or more findings.</p>` }
  }
  const shown = causes.slice(0, CAUSES_SHOWN)
  return {
    ...head,
    body: markup`<p>Removing one of these records alone ends every path of the findings under it, as far as was seen. People decide: what it opens to those who are entitled ends with it.</p>
${table(
  'causes-table',
  markup`${shown.length === causes.length ? '' : `${grouped(shown.length)} of `}${counted(causes.length, 'record')}, by findings ended`,
  [
    { head: 'Record', holds: 'text' },
    { head: 'Findings that it ends', holds: 'name' },
  ],
  shown.map((cause) => cells(cause, site)),
)}
${shown.length === causes.length ? null : markup`<p>All of them stand in <code>result.json</code>.</p>`}`,
  }
}

function cells({ says, record, findings }: Cause, site: Site): readonly Markup[] {
  const rest = findings.length - FINDINGS_SHOWN
  return [
    markup`${inlineText(capitalised(says))}<span class="sub"><code>${record.record}</code> in ${record.source}, ${record.dataset}, ${record.file}</span>`,
    markup`<details><summary>${grouped(findings.length)} of ${grouped(site.view.open.length)} open</summary><ul>${findings.slice(0, FINDINGS_SHOWN).map((fingerprint) => findingItem(fingerprint, site))}${rest > 0 ? markup`<li>and ${grouped(rest)} more</li>` : null}</ul></details>`,
  ]
}

function findingItem(fingerprint: string, { view, homes }: Site): Markup {
  const home = homes.get(fingerprint)
  const words = inlineText(sentence(view.byFingerprint.get(fingerprint)?.finding.sentence ?? fingerprint))
  return markup`<li>${home === undefined ? words : markup`<a href="${relativeHref(INDEX, home)}">${words}</a>`}</li>`
}
