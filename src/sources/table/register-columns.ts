import type { RegisterName } from '../../core/model/register.ts'

/** The columns that a register declares; the policy-language page, Registers. */
export interface RegisterColumns {
  /** Must stand in the header. */
  readonly required: readonly string[]
  /** May be absent from the header. */
  readonly optional: readonly string[]
  /** The column by which a bad row is known: whoever or whatever the row is about. */
  readonly key: string
}

export const REGISTER_COLUMNS: Readonly<Record<RegisterName, RegisterColumns>> = {
  hr: {
    required: ['employee_id', 'mail', 'employee_type', 'department', 'from', 'until', 'status'],
    optional: ['upn', 'work_country', 'reports_to'],
    key: 'employee_id',
  },
  visitors: {
    required: ['person', 'kind', 'organisation', 'host', 'from', 'until'],
    optional: ['extensions', 'card', 'work_country'],
    key: 'person',
  },
  partners: { required: ['partner', 'person', 'agreement', 'host', 'from', 'until'], optional: ['work_country'], key: 'person' },
  training: { required: ['person', 'course', 'from'], optional: ['until'], key: 'person' },
  clearances: { required: ['person', 'clearance', 'status', 'for', 'from', 'until'], optional: ['reference'], key: 'person' },
  approvals: { required: ['authority', 'person', 'from', 'until'], optional: [], key: 'person' },
  doors: { required: ['person', 'room', 'level', 'from', 'until'], optional: [], key: 'room' },
  grants: { required: ['resource', 'kind', 'principal', 'level'], optional: ['native_right', 'from', 'until'], key: 'resource' },
}
