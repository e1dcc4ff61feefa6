import type { Finding } from '../../core/model/finding.ts'
import { type Markup, markup } from '../html/markup.ts'
import { inlineText } from '../html/inline-text.ts'

/** How the severity came about: its steps, their sum, and what moved the class after it. */
export function severitySteps({ severity, rule }: Finding): Markup {
  const { class: name, sum, steps, bounds } = severity
  const total =
    sum === null
      ? `set by ${rule.id}`
      : `${steps.map(({ add }, i) => (i === 0 ? String(add) : add < 0 ? `− ${-add}` : `+ ${add}`)).join(' ')} = ${sum}`
  return markup`<details><summary>Severity ${name}: ${total}</summary>
${steps.length === 0 ? markup`<p>The rule sets the class itself.</p>` : markup`<ul>${steps.map(({ what, add }) => markup`<li>${sum === null ? '' : add < 0 ? `−${-add} ` : `+${add} `}${inlineText(what)}</li>`)}</ul>`}
${bounds.length === 0 ? null : markup`<ul>${bounds.map(({ what, to }) => markup`<li>${inlineText(what)}: ${to}</li>`)}</ul>`}</details>`
}
