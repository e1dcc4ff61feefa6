import { caseIgnored } from '../../core/base/distinguished-name.ts'
import type { Name } from '../../core/model/fragment.ts'
import type { Provenance } from '../../core/model/provenance.ts'
import type { FactBatches } from './fact-batches.ts'
import { wellKnownSid } from './well-known-sids.ts'

/**
 * Makes a group of each principal that stands for many and has no list (Authenticated Users), the first time that one is listed as a
 * member: else it would be one foreign account of whom nobody knows more (T8).
 */
export class StandIns {
  readonly #batches: FactBatches
  readonly #made = new Set<string>()

  constructor(batches: FactBatches) {
    this.#batches = batches
  }

  /** `foreign`: members by their SID, as a record states them. */
  see(foreign: readonly Name[], provenance: Provenance): void {
    for (const name of foreign) this.#make(name.slice('sid:'.length), provenance)
  }

  #make(sid: string, provenance: Provenance): void {
    const known = wellKnownSid(sid)
    if (known === null || this.#made.has(sid)) return
    this.#made.add(sid)
    const { label, breadth } = known
    this.#batches.group({
      group: { source: provenance.source, id: sid, weakKey: false, label, path: sid, grantsAccess: true, breadth, provenance },
      names: [`id:${sid}`, `sid:${sid}`, `name:${caseIgnored(label)}`],
    })
  }
}
