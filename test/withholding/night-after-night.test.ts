import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { randomFrom } from '../../fixtures/generate/random.ts'
import { sampled } from '../../fixtures/withhold/sampled.ts'
import { withheldFrom } from '../../fixtures/withhold/withheld-from.ts'
import { engine } from './engine.ts'
import { generatedGround } from './ground-generated.ts'
import { isNightly } from './law-test.ts'
import { lostTwice } from './night-after-night.ts'

test('what is missing two nights in a row is still missing', { timeout: 3_600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'twice-'))
  try {
    const options = { seed: 2, accounts: 60, projects: 10, casesPerProject: 2, noiseGroups: 4, membershipsPerAccount: 2 }
    const ground = await generatedGround(folder, { flavour: 'openldap', options, entriesPerPage: 20 })
    const sample = { largeShare: isNightly ? 1 : 0.05, recordsADataset: isNightly ? 10 : 1, waysARecord: 1 }
    const losses = sampled(withheldFrom(ground.sources), sample, randomFrom(2)).filter(
      ({ shownBy, how, way }) =>
        shownBy !== 'nothing' && how !== 'stale' && !way.includes('the total does not') && !way.includes('its own last line'),
    )
    const breaches = await lostTwice(ground, losses, await engine(), folder)
    console.log(`${losses.length} losses, each on two nights in a row: ${breaches.length} breaches on the second`)
    expect(breaches).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
})
