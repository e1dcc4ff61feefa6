import type { TenantDataset } from './tenant-dataset.ts'

/**
 * Which of the properties that were asked for stand on no record at all: a default set was served, or the reader is shown none of it
 * (E3). Such a property is unknown everywhere, which nobody would notice from single records.
 */
export class MissingProperties {
  readonly #missing: Set<string>
  #records = 0

  constructor(asked: readonly string[]) {
    this.#missing = new Set(asked)
  }

  see(record: unknown): void {
    this.#records += 1
    if (this.#missing.size === 0 || typeof record !== 'object' || record === null) return
    for (const name of this.#missing) if (Object.hasOwn(record, name)) this.#missing.delete(name)
  }

  note(dataset: TenantDataset): void {
    if (this.#records === 0) return
    for (const name of this.#missing)
      dataset.lower(
        'partial',
        `\`${name}\` was asked for and stands on no record`,
        'see that the application may read it: docs/sources/entra.md',
      )
  }
}
