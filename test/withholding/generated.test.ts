import { describe, test } from 'vitest'
import { EVERYTHING, type Sample } from '../../fixtures/withhold/sampled.ts'
import { generatedGround } from './ground-generated.ts'
import { expectLaw, isNightly } from './law-test.ts'

const MINUTES = 60_000
const FLAVOURS = ['openldap', 'active-directory'] as const

describe('whatever is withheld of a small institution, nothing becomes all clear', () => {
  const seeds = isNightly ? Array.from({ length: 12 }, (_, seed) => seed + 1) : [1, 2]
  const cases = seeds.flatMap((seed) =>
    FLAVOURS.filter((_, index) => isNightly || seed % 2 === index).map((flavour) => ({ seed, flavour })),
  )

  test.each(cases)(
    'seed $seed, written as $flavour: every record in every way',
    async ({ seed, flavour }) => {
      const options = { seed, accounts: 36, projects: 6, casesPerProject: 2, noiseGroups: 2, membershipsPerAccount: 1 }
      const make = async (folder: string) => generatedGround(folder, { flavour, options, entriesPerPage: 18 })
      await expectLaw(`small institution, seed ${seed}, ${flavour}`, make, EVERYTHING, seed)
    },
    60 * MINUTES,
  )
})

describe('whatever is withheld of a larger institution, nothing becomes all clear', () => {
  const seeds = isNightly ? [101, 102, 103, 104, 105, 106] : [101]
  const sample: Sample = isNightly
    ? { largeShare: 1, recordsADataset: 200, waysARecord: 3 }
    : { largeShare: 0.15, recordsADataset: 12, waysARecord: 2 }

  test.each(seeds)(
    'seed %i: a sample of records',
    async (seed) => {
      const flavour = seed % 2 === 0 ? 'openldap' : 'active-directory'
      const options = { seed, accounts: 400, projects: 20, casesPerProject: 4 }
      const make = async (folder: string) => generatedGround(folder, { flavour, options, entriesPerPage: 100 })
      await expectLaw(`larger institution, seed ${seed}, ${flavour}`, make, sample, seed)
    },
    60 * MINUTES,
  )
})
