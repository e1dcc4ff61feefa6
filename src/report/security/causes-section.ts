import { markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'
import { relativeHref } from '../html/link.ts'
import { counted, grouped, sentence } from '../words/count-words.ts'
import type { Section, Site } from './page.ts'
import { INDEX } from './paths.ts'

const SHOWN = 10

/** Part 3: records whose removal alone ends every path of two or more findings, with all that each ends. */
export function causesSection({ view, homes }: Site): Section {
  const { causes } = view.result.assessment
  const whole =
    causes.length === 0
      ? 'No single record was found whose removal would end two or more findings.'
      : 'Removing one of these records alone ends every path of the findings under it, as far as was seen.'
  return {
    id: 'causes',
    title: 'Causes',
    body: markup`<p>${whole}</p>
${causes.slice(0, SHOWN).map(
  ({ says, record, findings }) => markup`<div class="card"><h3>${inlineText(sentence(says))}</h3>
<p class="from">Record <code>${record.record}</code> (${record.source}, ${record.dataset}, ${record.file})</p>
<details><summary>Ends ${counted(findings.length, 'finding')} of ${grouped(view.open.length)} open</summary><ul>${findings
    .slice(0, 50)
    .map((fingerprint) => {
      const home = homes.get(fingerprint)
      const words = inlineText(view.byFingerprint.get(fingerprint)?.finding.sentence ?? fingerprint)
      return markup`<li>${home === undefined ? words : markup`<a href="${relativeHref(INDEX, home)}">${words}</a>`}</li>`
    })}${findings.length > 50 ? markup`<li>and ${counted(findings.length - 50, 'more finding')}</li>` : null}</ul></details></div>
`,
)}${causes.length > SHOWN ? markup`<p>${counted(causes.length - SHOWN, 'more cause')} in <code>result.json</code>.</p>` : null}`,
  }
}
