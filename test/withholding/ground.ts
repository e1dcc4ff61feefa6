import type { KnownAccess, SeenNight } from '../../fixtures/withhold/law.ts'
import type { SavedSource } from '../../fixtures/withhold/saved-source.ts'
import type { Config } from '../../src/config/config.ts'
import type { Instant } from '../../src/core/base/instant.ts'

/** An institution of which is known who reaches what, and its evidence of two nights. */
export interface Ground {
  readonly config: Config
  /** Of the second night, as the configuration finds it on the disk. */
  readonly sources: readonly SavedSource[]
  /** Of the first night. */
  readonly earlySources: readonly SavedSource[]
  readonly firstNight: Instant
  readonly now: Instant
  /** All that is known to be there; of a story that was told by hand, what the complete night shows of it. */
  readonly known: (complete: SeenNight) => readonly KnownAccess[]
}
