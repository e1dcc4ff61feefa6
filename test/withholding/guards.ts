import { vi } from 'vitest'
import type { Withholding } from '../../fixtures/withhold/withholding.ts'

/** One guard of the product, and an engine from which it is taken out. */
export interface Guard {
  readonly name: string
  /** Replaces the guard's module, for the engine that is loaded next. */
  readonly takeOut: () => void
  /** Which losses this guard is there for, so that not everything need be tried. */
  readonly shows: (one: Withholding) => boolean
}

const way = (words: RegExp) => (one: Withholding) => words.test(one.way)

/** Each is a way in which a later change might break the law without any other test minding. */
export const GUARDS: readonly Guard[] = [
  {
    name: 'a dataset that was not read completely counts as complete',
    takeOut: () =>
      vi.doMock('../../src/core/compare/reliance.ts', async (original) => {
        const actual = await original<typeof import('../../src/core/compare/reliance.ts')>()
        class Trusting extends actual.Reliance {
          override shortfalls(ledger: Parameters<InstanceType<typeof actual.Reliance>['shortfalls']>[0]) {
            return super.shortfalls(ledger).filter(({ dataset }) => dataset === null)
          }
        }
        return { ...actual, Reliance: Trusting }
      }),
    shows: ({ what }) => what === 'dataset' || what === 'register',
  },
  {
    name: 'a reference to nobody is overlooked',
    takeOut: () => {
      vi.doMock('../../src/core/snapshot/resolve-memberships.ts', async (original) => {
        const actual = await original<typeof import('../../src/core/snapshot/resolve-memberships.ts')>()
        return {
          ...actual,
          membershipsOf: (...given: Parameters<typeof actual.membershipsOf>) => ({ ...actual.membershipsOf(...given), gaps: [] }),
        }
      })
      vi.doMock('../../src/core/snapshot/resolve-grants.ts', async (original) => {
        const actual = await original<typeof import('../../src/core/snapshot/resolve-grants.ts')>()
        return { ...actual, resourcesOf: (store: never, find: never) => actual.resourcesOf(store, find, []) }
      })
    },
    // Inside the law other guards stand before it, so that it shows only where everything else was made to fit.
    shows: way(/^entry left out, everything fits/u),
  },
  {
    name: 'no hash and no size is looked at',
    takeOut: () =>
      vi.doMock('../../src/sources/evidence/evidence-page.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/evidence/evidence-page.ts')>()
        return {
          ...actual,
          evidencePage: ((files, folder, file, ledger) =>
            actual.evidencePage(files, folder, file, {
              ...ledger,
              brokenFile: (path, reason) => void (/^has \d|^was changed/u.test(reason) || ledger.brokenFile(path, reason)),
            })) satisfies typeof actual.evidencePage,
        }
      }),
    shows: way(/^values cut off$/u),
  },
  {
    name: 'a file that no manifest lists is overlooked',
    takeOut: () => vi.doMock('../../src/sources/evidence/unlisted-files.ts', () => ({ noteUnlistedFiles: async () => undefined })),
    shows: way(/^page there and not listed/u),
  },
  {
    name: 'a dataset that is no longer listed is absent',
    takeOut: () => {
      vi.doMock('../../src/sources/evidence/read-evidence.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/evidence/read-evidence.ts')>()
        return {
          ...actual,
          readEvidence: ((folder, options) =>
            actual.readEvidence(folder, { ...options, expected: [] })) satisfies typeof actual.readEvidence,
        }
      })
      vi.doMock('../../src/core/compare/missing-datasets.ts', () => ({
        missingDatasets: () => ({ rows: [], gaps: [] }),
        withMissingRows: (snapshot: unknown) => snapshot,
        withEarlierUnits: (snapshot: unknown) => snapshot,
      }))
    },
    shows: way(/^no longer listed, its files gone/u),
  },
  {
    name: 'the rows that `export.yaml` counts are not counted again',
    takeOut: () =>
      vi.doMock('../../src/sources/table/export-doubts.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/table/export-doubts.ts')>()
        return {
          ...actual,
          exportDoubts: ((...given) =>
            actual.exportDoubts(...given).filter((reason) => !reason.startsWith('total-mismatch'))) satisfies typeof actual.exportDoubts,
        }
      }),
    shows: way(/`export\.yaml` counts it$/u),
  },
  {
    name: 'the rows that the manifest counts are not counted again',
    takeOut: () =>
      vi.doMock('../../src/sources/evidence/dataset-ledger.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/evidence/dataset-ledger.ts')>()
        return {
          ...actual,
          openLedger: ((source, stated) => {
            const ledger = actual.openLedger(source, stated)
            return {
              ...ledger,
              lower: (state, reason, cure) => void (reason.startsWith('total-mismatch') || ledger.lower(state, reason, cure)),
            }
          }) satisfies typeof actual.openLedger,
        }
      }),
    shows: way(/left out, hashes fit$/u),
  },
  {
    name: 'a record that cannot be read is no gap',
    takeOut: () =>
      vi.doMock('../../src/sources/evidence/dataset-ledger.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/evidence/dataset-ledger.ts')>()
        return {
          ...actual,
          openLedger: ((source, stated) => {
            const ledger = actual.openLedger(source, stated)
            return { ...ledger, gap: (gap) => void (gap.code === 'record-malformed' || ledger.gap(gap)) }
          }) satisfies typeof actual.openLedger,
        }
      }),
    shows: way(/^a cell lost|no base64/u),
  },
  {
    name: 'a hole between ranges is overlooked, and nobody asks the members',
    takeOut: () => {
      vi.doMock('../../src/sources/ldap/member-of-check.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/ldap/member-of-check.ts')>()
        class Trusting extends actual.MemberOfCheck {
          override shortfalls() {
            return []
          }
        }
        return { ...actual, MemberOfCheck: Trusting }
      })
      vi.doMock('../../src/sources/ldap/range-joins.ts', async (original) => {
        const actual = await original<typeof import('../../src/sources/ldap/range-joins.ts')>()
        class Closed extends actual.RangeJoins {
          override holes() {
            return []
          }
        }
        return { ...actual, RangeJoins: Closed }
      })
    },
    shows: way(/^members in ranges/u),
  },
  {
    name: 'evidence has no age',
    // Two guards stand against old evidence: its age, and that it is older than what was read last. Without both it passes.
    takeOut: () => {
      vi.doMock('../../src/app/max-age.ts', () => ({ maxAgeMs: () => Number.POSITIVE_INFINITY }))
      vi.doMock('../../src/core/findings/breaker.ts', () => ({
        withoutImplausibleShrinks: ({ coverage }: { coverage: unknown }) => ({ coverage, gaps: [] }),
      }))
    },
    shows: way(/^three days old/u),
  },
  {
    name: 'a dataset may shrink to nothing',
    takeOut: () =>
      vi.doMock('../../src/core/findings/breaker.ts', () => ({
        withoutImplausibleShrinks: ({ coverage }: { coverage: unknown }) => ({ coverage, gaps: [] }),
      })),
    shows: way(/^read as empty/u),
  },
  {
    name: 'whatever is not seen is resolved',
    takeOut: () =>
      vi.doMock('../../src/core/audit/tonight-of.ts', async (original) => {
        const actual = await original<typeof import('../../src/core/audit/tonight-of.ts')>()
        return {
          ...actual,
          tonightOf: ((...given) => ({ ...actual.tonightOf(...given), isComplete: () => true as const })) satisfies typeof actual.tonightOf,
        }
      }),
    shows: ({ what }) => what === 'dataset' || what === 'register',
  },
]

/** Every module that some guard replaces, to be put back before the next engine is loaded. */
export const REPLACED: readonly string[] = [
  '../../src/core/compare/reliance.ts',
  '../../src/core/snapshot/resolve-memberships.ts',
  '../../src/core/snapshot/resolve-grants.ts',
  '../../src/sources/evidence/evidence-page.ts',
  '../../src/sources/evidence/unlisted-files.ts',
  '../../src/sources/evidence/read-evidence.ts',
  '../../src/core/compare/missing-datasets.ts',
  '../../src/sources/table/export-doubts.ts',
  '../../src/sources/evidence/dataset-ledger.ts',
  '../../src/sources/ldap/member-of-check.ts',
  '../../src/sources/ldap/range-joins.ts',
  '../../src/app/max-age.ts',
  '../../src/core/findings/breaker.ts',
  '../../src/core/audit/tonight-of.ts',
]
