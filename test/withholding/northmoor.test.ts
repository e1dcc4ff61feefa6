import { test } from 'vitest'
import { EVERYTHING, type Sample } from '../../fixtures/withhold/sampled.ts'
import { northmoorGround } from './ground-northmoor.ts'
import { expectLaw, isNightly } from './law-test.ts'

const SAMPLE: Sample = { largeShare: 0.3, recordsADataset: 15, waysARecord: 2 }

test('whatever is withheld of Northmoor on night 14, nothing becomes all clear after night 13', { timeout: 4 * 3_600_000 }, async () => {
  await expectLaw('Northmoor, night 13 to 14', northmoorGround, isNightly ? EVERYTHING : SAMPLE, 14)
})
