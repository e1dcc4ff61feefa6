import type { ProofHop } from '../../core/model/finding.ts'
import { type FindingView, type ResultView, isAccepted } from '../result-view.ts'
import { COMMON_COLUMNS, commonCells, notAssessedRows, projectsNamed } from './common-columns.ts'
import { type Cell, csvLines } from './csv-text.ts'

const COLUMNS = [
  'fingerprint', 'rule', 'rule_name', 'severity', 'confirmation', 'state', 'resolved_because', 'excess', 'accepted_until', 'accepted_by',
  'subject', 'subject_key', 'relation', 'external', 'organisation', 'host', 'account', 'account_state', 'resource', 'level', 'failing', 'proof',
  'other_paths', 'detail', 'remediation', 'owner', 'due', 'may_be_accepted_by', 'first_seen', 'last_seen', 'last_checked', 'times_reopened',
  'serves', 'sentence',
] // prettier-ignore

/** A row a finding, open and resolved, in the order of the report; then a row for each project not assessed. */
export function findingsCsv(view: ResultView): Iterable<string> {
  return csvLines([...COMMON_COLUMNS, ...COLUMNS], rowsOf(view))
}

function* rowsOf(view: ResultView): Generator<readonly Cell[], void> {
  const named = projectsNamed(view)
  for (const list of [view.open, view.resolved])
    for (const finding of list) yield [...commonCells(view, 'finding', named(finding.finding.projects)), ...cells(finding)]
  yield* notAssessedRows(view, COLUMNS.length)
}

function cells(view: FindingView): readonly Cell[] {
  const { finding, life } = view
  const { rule, severity, subject, account, resource } = finding
  const exception = isAccepted(view) ? finding.exception : null
  return [
    finding.fingerprint,
    rule.id,
    rule.name,
    severity.class,
    finding.confirmation,
    life?.state ?? 'not recorded',
    life?.reason ?? null,
    finding.excess ? 'yes' : 'no',
    exception?.until ?? null,
    exception?.by ?? null,
    subject?.label ?? null,
    subject?.key ?? null,
    subject?.relation ?? null,
    subject === null ? null : subject.external ? 'yes' : 'no',
    subject?.organisation ?? null,
    subject?.host ?? null,
    account === null ? null : `${account.source}:${account.id}`,
    account?.state ?? null,
    resource?.address ?? null,
    finding.level,
    finding.failing.join('; '),
    finding.proof.map(hopLine).join(' > '),
    finding.otherPaths.exact ? finding.otherPaths.count : `at least ${finding.otherPaths.count}`,
    finding.detail,
    finding.remediation,
    finding.owner,
    life?.due ?? null,
    finding.mayAccept,
    life?.firstSeen ?? null,
    life?.lastSeen ?? null,
    life?.lastChecked ?? null,
    life?.timesReopened ?? null,
    finding.serves.join(' '),
    finding.sentence,
  ]
}

function hopLine({ from, how, to, record }: ProofHop): string {
  return `${from} ${how} ${to} [${record.source}, ${record.dataset}, ${record.record}]`
}
