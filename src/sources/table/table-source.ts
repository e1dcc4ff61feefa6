import type { RegisterName } from '../../core/model/register.ts'

/** A register that is read from a CSV file with its `export.yaml` beside it. */
export interface TableSource {
  /** As `gatehouse.yaml` names it. */
  readonly name: string
  readonly register: RegisterName
  /** Path of the CSV file. */
  readonly file: string
}

export const TABLE_KIND = 'table'
