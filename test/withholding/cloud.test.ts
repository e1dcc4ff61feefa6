import { test } from 'vitest'
import { cloudApartGround, cloudGround } from './ground-cloud.ts'
import { expectLaw, isNightly } from './law-test.ts'

test('the withholding law holds over an organization of AWS, for every dataset, page and record', { timeout: 3_600_000 }, async () => {
  const sample = isNightly
    ? { largeShare: 1, recordsADataset: 12, waysARecord: 8 }
    : { largeShare: 0.25, recordsADataset: 3, waysARecord: 3 }
  await expectLaw('an organization of AWS', cloudGround, sample, 11)
})

test(
  'the withholding law holds for holders whom only a condition, an exception, a session or a key tells apart',
  { timeout: 3_600_000 },
  async () => {
    const sample = isNightly
      ? { largeShare: 1, recordsADataset: 12, waysARecord: 8 }
      : { largeShare: 0.05, recordsADataset: 1, waysARecord: 1 }
    await expectLaw('holders of AWS told apart', cloudApartGround, sample, 12)
  },
)
