import { assertNever } from '../../core/base/assert-never.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type {
  ApprovalRow,
  ClearanceRow,
  HrRow,
  PartnerRow,
  RegisterName,
  RegisterRows,
  TrainingRow,
  VisitorRow,
} from '../../core/model/register.ts'
import type { RowCells } from './row-cells.ts'

/** Registers whose rows stand in the model as they are; the rows of the others become accounts, resources and grants. */
export type PlainRegister = Exclude<RegisterName, 'doors' | 'grants'>

export function isPlainRegister(register: RegisterName): register is PlainRegister {
  return register !== 'doors' && register !== 'grants'
}

const CLEARANCE_STATUSES = ['ok', 'pending', 'missing', 'expired', 'unknown'] as const

/** One row of a table, with the place that it was read from. */
export interface TableRow {
  readonly cells: RowCells
  readonly provenance: Provenance
}

/** The good ones of `rows` as rows of `register`; what is wrong with the others stands in their cells' problems afterwards. */
export function registerRows(register: PlainRegister, rows: readonly TableRow[]): RegisterRows {
  function read<Row>(rowOf: (cells: RowCells, provenance: Provenance) => Row): readonly Row[] {
    return rows.flatMap(({ cells, provenance }) => {
      const row = rowOf(cells, provenance)
      return cells.problems.length === 0 ? [row] : []
    })
  }
  switch (register) {
    case 'hr':
      return { register, rows: read(hrRow) }
    case 'visitors':
      return { register, rows: read(visitorRow) }
    case 'partners':
      return { register, rows: read(partnerRow) }
    case 'training':
      return { register, rows: read(trainingRow) }
    case 'clearances':
      return { register, rows: read(clearanceRow) }
    case 'approvals':
      return { register, rows: read(approvalRow) }
    default:
      return assertNever(register, 'register')
  }
}

function hrRow(cells: RowCells, provenance: Provenance): HrRow {
  return {
    employeeId: cells.required('employee_id'),
    mail: cells.text('mail'),
    employeeType: cells.text('employee_type'),
    department: cells.text('department'),
    status: cells.oneOf('status', ['active', 'left'], 'left'),
    upn: cells.optional('upn'),
    workCountry: cells.country('work_country'),
    reportsTo: cells.optional('reports_to'),
    ...term(cells),
    provenance,
  }
}

function visitorRow(cells: RowCells, provenance: Provenance): VisitorRow {
  return {
    person: cells.person('person'),
    kind: cells.text('kind'),
    organisation: cells.text('organisation'),
    host: cells.text('host'),
    extensions: cells.count('extensions'),
    card: cells.optional('card'),
    workCountry: cells.country('work_country'),
    ...term(cells),
    provenance,
  }
}

function partnerRow(cells: RowCells, provenance: Provenance): PartnerRow {
  return {
    partner: cells.required('partner'),
    person: cells.person('person'),
    agreement: cells.text('agreement'),
    host: cells.text('host'),
    workCountry: cells.country('work_country'),
    ...term(cells),
    provenance,
  }
}

function trainingRow(cells: RowCells, provenance: Provenance): TrainingRow {
  return { person: cells.person('person'), course: cells.required('course'), ...term(cells, 'completed'), provenance }
}

function clearanceRow(cells: RowCells, provenance: Provenance): ClearanceRow {
  return {
    person: cells.person('person'),
    clearance: cells.required('clearance'),
    status: cells.oneOf('status', CLEARANCE_STATUSES, 'unknown'),
    project: cells.required('for'),
    reference: cells.optional('reference'),
    ...term(cells),
    provenance,
  }
}

function approvalRow(cells: RowCells, provenance: Provenance): ApprovalRow {
  return { authority: cells.required('authority'), person: cells.person('person'), ...term(cells), provenance }
}

/** `from` and `until`, both inclusive. A course without the day of its completion was not completed. */
export function term(cells: RowCells, meaning: 'open' | 'completed' = 'open'): Pick<HrRow, 'from' | 'until'> {
  const from = meaning === 'completed' ? cells.requiredDay('from') : cells.day('from')
  const until = cells.day('until')
  if (from !== null && until !== null && until < from) cells.refuse(`\`until\` (${until}) lies before \`from\` (${from})`)
  return { from, until }
}
