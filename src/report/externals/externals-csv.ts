import type { External, ExternalAccount, ExternalsRegister } from '../../core/model/externals.ts'
import { type Cell, csvLines } from '../csv/csv-text.ts'
import type { LongReportFile } from '../report-file.ts'
import { hostWords } from './externals-words.ts'

const COMMON = ['evaluated_as_of', 'gatehouse_version', 'decided_by', 'coverage', 'row'] as const
const PERSON = ['subject', 'subject_key', 'relation', 'ended', 'because', 'organisation', 'hosts', 'end', 'last_use', 'program'] as const
const ACCOUNT = [
  'source',
  'account',
  'account_id',
  'account_state',
  'account_ends',
  'account_last_use',
  'guest_class',
  'home_tenant',
  'sponsors',
  'source_states',
  'groups',
  'opens',
] as const
const ACCESS = [
  'subject',
  'subject_key',
  'relation',
  'source',
  'account',
  'account_state',
  'kind',
  'what',
  'address',
  'level',
  'through',
  'until',
] as const

/**
 * Two tables: `externals.csv`, a row an account (one without, where somebody has none), and `externals-access.csv`, a row for each group
 * and each grant of an account. Each begins its rows with what they are worth, and has a row for everything that was not read.
 */
export function externalsCsv(register: ExternalsRegister): readonly [people: LongReportFile, access: LongReportFile] {
  return [
    { path: 'externals.csv', pieces: csvLines([...COMMON, ...PERSON, ...ACCOUNT], peopleRows(register)) },
    { path: 'externals-access.csv', pieces: csvLines([...COMMON, ...ACCESS], allAccessRows(register)) },
  ]
}

function* peopleRows(register: ExternalsRegister): Generator<readonly Cell[], void> {
  const worth = common(register, 'external')
  for (const external of register.externals) {
    for (const account of external.accounts.length === 0 ? [null] : external.accounts)
      yield [...worth, ...personCells(external), ...accountCells(account)]
  }
  yield* unread(register, PERSON.length + ACCOUNT.length)
}

function* allAccessRows(register: ExternalsRegister): Generator<readonly Cell[], void> {
  const worth = common(register, 'access')
  for (const external of register.externals)
    for (const account of external.accounts) for (const cells of accessRows(external, account)) yield [...worth, ...cells]
  yield* unread(register, ACCESS.length)
}

// A spreadsheet cuts a cell at 32,767 characters without a word: of more than this the number is written, and the other table has them.
const NAMED = 100

function common({ now, gatehouse, decidedBy, complete }: ExternalsRegister, row: string): readonly Cell[] {
  return [
    now,
    gatehouse,
    decidedBy.kind === 'policy' ? `policy ${decidedBy.hash}` : 'registers',
    complete ? 'complete' : 'incomplete: there may be more',
    row,
  ]
}

function personCells(external: External): readonly Cell[] {
  const { label, subject, relation, ended, because, organisation, end, lastUse, workload } = external
  const last = end.kind === 'day' ? end.day : end.kind === 'open' ? 'open' : 'no record'
  return [label, subject, relation, yes(ended), because, organisation, hostWords(external), last, lastUse, yes(workload)]
}

function accountCells(account: ExternalAccount | null): readonly Cell[] {
  if (account === null) return ['', 'no account seen', '', '', '', '', '', '', '', '', '', '']
  const { source, label, id, state, endsAt, lastUse, guest, states, groups, opens } = account
  return [
    source,
    label,
    id,
    state,
    endsAt,
    lastUse,
    guest?.class ?? '',
    guest?.home ?? '',
    (guest?.sponsors ?? []).join('; '),
    states.map(({ attribute, value }) => `${attribute}: ${value}`).join('; '),
    named(
      groups.map((group) => group.label),
      'groups',
    ),
    named([...new Set(opens.map((one) => `${one.resource} (${one.level})`))], 'grants'),
  ]
}

function accessRows({ label, subject, relation }: External, account: ExternalAccount): readonly (readonly Cell[])[] {
  const who = [label, subject, relation, account.source, account.label, account.state]
  return [
    ...account.groups.map((group) => [...who, 'group', group.label, group.address, 'use', group.direct ? '' : 'another group', '']),
    ...account.opens.map((one) => [...who, one.kind, one.label, one.resource, one.level, one.through ?? '', one.until ?? '']),
  ]
}

/** A row for each dataset that was not read completely and each gap, so that a table torn out still says what it lacks. */
function unread(register: ExternalsRegister, columns: number): readonly (readonly Cell[])[] {
  const datasets = register.coverage
    .filter(({ state }) => state !== 'complete')
    .map(
      ({ source, unit, dataset, state, reasons }) =>
        `${source} ${unit} ${dataset}: ${state}${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}`,
    )
  const records = register.gaps
    .filter(({ record }) => record !== null)
    .map(({ source, dataset, record, reason }) => `${source} ${dataset} ${record ?? ''}: ${reason}`)
  return [...datasets, ...records].map((says) => [
    ...common(register, 'not read'),
    says,
    ...Array.from({ length: columns - 1 }, () => null),
  ])
}

function named(names: readonly string[], what: string): string {
  return names.length > NAMED ? `${names.length} ${what}` : names.join('; ')
}

function yes(is: boolean): string {
  return is ? 'yes' : 'no'
}
