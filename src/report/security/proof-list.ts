import type { ProofHop } from '../../core/model/finding.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import { type Markup, markup, nothing } from '../html/markup.ts'
import { hopText, inlineText } from '../html/inline-text.ts'
import type { FindingView } from '../result-view.ts'
import { counted } from '../words/count-words.ts'
import type { DateWords } from '../words/date-words.ts'

/** The path as an ordered list, person first, one hop an item, each with its record; then what was declared, and what other paths there are. */
export function proofList(view: FindingView, dates: DateWords): Markup {
  const { finding } = view
  if (finding.proof.length === 0)
    return markup`<h4>Proof</h4><p>This finding is about something that is absent, so there is no path to print; the coverage ledger is its record.</p>`
  return markup`<h4>Proof</h4>
<ol class="proof">${finding.proof.map((hop, position) => hopItem(hop, position, dates))}</ol>
${declared(view)}
${otherPaths(view)}`
}

function hopItem(hop: ProofHop, position: number, dates: DateWords): Markup {
  const { from, to, how, record, readAt } = hop
  const { verb, note } = splitNote(how)
  const facts = `${record.source}, ${record.dataset}${note === null ? '' : `; ${note}`}, read ${dates.clock(readAt)}`
  // An account is a login name, and looks like one; after the first hop it is the account that is a member.
  const target = hop.kind === 'account' ? markup`<code>${to}</code>` : markup`<b>${to}</b>`
  return markup`<li>${hop.kind === 'membership' && position === 1 ? markup`<code>${from}</code>` : markup`<b>${from}</b>`} ${hopText(verb)} ${target} <span class="from">(${facts})</span><span class="record"><code>${record.record}</code> in ${record.file}</span></li>
`
}

// How an account was joined stands with the record, not in the sentence: `holds the account (joined by employee-number)`.
function splitNote(how: string): { readonly verb: string; readonly note: string | null } {
  const match = /^(.*) \((joined by [^()]*)\)$/u.exec(how)
  return match === null ? { verb: how, note: null } : { verb: match[1] ?? '', note: (match[2] ?? '').replaceAll('-', ' ') }
}

// `Declared for Li Wei: read until 30 November 2026 (policies/projects/qsense.yaml:27). Held: write.`
function declared({ finding: { considered, level, subject, family } }: FindingView): Markup {
  const held = level === null ? nothing : markup` Held: <code>${level}</code>.`
  const whom = subject === null ? '' : ` for ${subject.label}`
  const [line] = considered
  if (line !== undefined) return markup`<p>Declared${whom}: ${inlineText(line.says)} (${line.file}:${line.line}).${held}</p>`
  return family === 'access' ? markup`<p>Declared${whom}: nothing.${held}</p>` : nothing
}

function otherPaths(view: FindingView): Markup {
  const { otherPaths: tally, proof, fingerprint } = view.finding
  const { count, exact } = tally
  const last = proof.at(-1)
  if (count === 0) return last?.kind === 'grant' ? markup`<p>There is no other path.</p>` : nothing
  const cut = proof.findIndex(({ record }) => view.causes.some((cause) => sameRecord(cause.record, record)))
  const end = cut < 0 ? '' : ` Removing hop ${cut + 1} ends all of them.`
  return markup`<details><summary>There ${count === 1 && exact ? 'is 1 other path' : `are ${exact ? '' : 'at least '}${counted(count, 'other path')}`}.${end}</summary><p>The shortest path is printed. The others are listed by <code>gatehouse explain ${fingerprint}</code>.</p></details>`
}

function sameRecord(a: Provenance, b: Provenance): boolean {
  return a.source === b.source && a.dataset === b.dataset && a.file === b.file && a.record === b.record
}
