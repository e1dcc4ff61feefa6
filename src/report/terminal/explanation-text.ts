import { dayInWords } from '../../core/base/day-words.ts'
import { findingsTonight } from '../../core/findings/findings-tonight.ts'
import type { AuditResult } from '../../core/model/audit-result.ts'
import type { Finding } from '../../core/model/finding.ts'
import { visibleText } from '../words/visible-text.ts'

export type Explanation =
  | { readonly kind: 'found'; readonly finding: Finding; readonly text: string }
  | { readonly kind: 'not-found'; readonly says: string }

/** One finding in full, by its fingerprint or the beginning of it; also one that was last seen on an earlier night. */
export function explanationText(result: AuditResult, fingerprint: string): Explanation {
  const known = [...findingsTonight(result), ...result.life.findings.flatMap(({ lastKnown }) => lastKnown ?? [])]
  const hits = fingerprint.length < 6 ? [] : known.filter((finding) => finding.fingerprint.startsWith(fingerprint))
  const [finding] = hits
  if (finding === undefined) {
    const says =
      fingerprint.length < 6 ? 'give at least six digits of the fingerprint' : `run ${result.run.id} has no finding \`${fingerprint}\``
    return { kind: 'not-found', says }
  }
  if (hits.length > 1) return { kind: 'not-found', says: `\`${fingerprint}\` fits ${hits.length} findings: give more digits` }
  return { kind: 'found', finding, text: textOf(finding, result) }
}

function textOf(finding: Finding, { life }: AuditResult): string {
  const said = life.acknowledgements.find(({ fingerprint }) => fingerprint === finding.fingerprint)
  const { rule, severity, proof, considered, otherPaths, remediation, exceptionText, mayAccept, owner } = finding
  const parts: readonly (readonly [string, readonly string[]])[] = [
    ['', [finding.sentence, finding.detail]],
    [
      'Path',
      [
        ...proof.map(
          ({ from, how, to, record }, at) => `${at + 1}. ${from} ${how} ${to}  (${record.source}, ${record.dataset}, ${record.record})`,
        ),
        otherPathsText(otherPaths),
      ],
    ],
    [
      'Lines considered',
      considered.flatMap(({ file, line, says, parts: outcomes }) => [
        `${file}:${line} ${says}`,
        ...outcomes.map(({ part, truth, says: why }) => `  ${part}: ${truth.replace('-', ' ')}, ${why}`),
      ]),
    ],
    [
      'Severity',
      [
        `${severity.class}${severity.sum === null ? '' : `, ${severity.sum} points`}`,
        ...severity.steps.map(({ what, add }) => `  ${add >= 0 ? '+' : ''}${add} ${what}`),
        ...severity.bounds.map(({ what, to }) => `  ${to}: ${what}`),
      ],
    ],
    ['Acknowledged', said === undefined ? [] : [`${said.owner} is on it until ${dayInWords(said.until)}: ${said.note}`]],
    ['What to do', [remediation, ...(owner === null ? [] : [`owner: ${owner}`]), `may be accepted by: ${mayAccept}`]],
    ['Exception to paste', exceptionText === null ? [] : exceptionText.split('\n')],
  ]
  const head = `${rule.id} ${rule.name}: ${rule.title}  [${finding.fingerprint}]`
  const body = parts.flatMap(([title, lines]) => {
    const shown = lines.filter((line) => line !== '')
    return shown.length === 0 ? [] : [[...(title === '' ? [] : [title]), ...shown.map((line) => `  ${visibleText(line)}`)].join('\n')]
  })
  return `${[visibleText(head), ...body].join('\n\n')}\n`
}

function otherPathsText({ count, exact }: Finding['otherPaths']): string {
  if (count === 0) return ''
  if (!exact) return `There are at least ${count} other paths.`
  return count === 1 ? 'There is 1 other path.' : `There are ${count} other paths.`
}
