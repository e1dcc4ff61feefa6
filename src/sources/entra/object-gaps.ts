import type { ObjectAnswer } from './bodies.ts'
import type { TenantDataset } from './tenant-dataset.ts'

const NAMED = 1_000

/**
 * Objects whose answers are missing, each a gap on its own record; beyond a thousand the dataset's own gap stands for the others, or a
 * night that was cut short would fill the ledger.
 */
export class ObjectGaps {
  readonly #dataset: TenantDataset
  readonly #cure: string
  #count = 0

  constructor(dataset: TenantDataset, cure: string) {
    this.#dataset = dataset
    this.#cure = cure
  }

  lost(record: string, what: string, { reason }: Extract<ObjectAnswer, { kind: 'lost' }>, at: string): void {
    this.note(record, `${what}: ${reason}`, at)
  }

  note(record: string, reason: string, at: string | null): void {
    // Whole datasets that were refused or failed speak for themselves.
    if (this.#dataset.stated.state === 'denied' || this.#dataset.stated.state === 'failed') return
    this.#count += 1
    if (this.#count <= NAMED) this.#dataset.gap({ code: 'dataset-incomplete', record, reason, cure: this.#cure, at })
    else if (this.#count === NAMED + 1)
      this.#dataset.gap({
        code: 'dataset-incomplete',
        record: null,
        reason: `more than ${NAMED} objects are without an answer`,
        cure: this.#cure,
      })
  }
}
