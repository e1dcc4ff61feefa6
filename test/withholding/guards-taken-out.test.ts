import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { EVERYTHING, sampled } from '../../fixtures/withhold/sampled.ts'
import { randomFrom } from '../../fixtures/generate/random.ts'
import { withheldFrom } from '../../fixtures/withhold/withheld-from.ts'
import { engine } from './engine.ts'
import { generatedGround } from './ground-generated.ts'
import { GUARDS, REPLACED } from './guards.ts'
import type { Ground } from './ground.ts'
import { type HeldAgainst, heldAgainst } from './held-against.ts'

// A test of the test: an engine without one of its guards must break the law, else the law would not notice when somebody loses it.

let folder: string
let ground: Ground

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guards-'))
  const options = { seed: 2, accounts: 60, projects: 10, casesPerProject: 2, noiseGroups: 4, membershipsPerAccount: 2 }
  ground = await generatedGround(folder, { flavour: 'openldap', options, entriesPerPage: 20 })
})

afterEach(() => REPLACED.forEach((path) => vi.doUnmock(path)))

afterAll(async () => rm(folder, { recursive: true }))

test.each(GUARDS)('breaks the law where $name', { timeout: 600_000 }, async ({ name, takeOut, shows }) => {
  const losses = sampled(withheldFrom(ground.sources), EVERYTHING, randomFrom(1)).filter(shows)
  expect(losses.length).toBeGreaterThan(0)
  const whole = all(await heldAgainst(await storedApart(), losses, await engine(), 'beyond it too'))
  const maimed = all(await heldAgainst(await storedApart(), losses, await engine(takeOut), 'beyond it too')).filter(
    (breach) => !whole.includes(breach),
  )
  console.log(`${name}: ${losses.length} losses, ${maimed.length} found out, such as ${maimed[0] ?? 'none'}`)
  expect(maimed.length).toBeGreaterThan(0)
})

function all({ breaches }: HeldAgainst): readonly string[] {
  return [...breaches].flatMap(([way, units]) => units.map((unit) => `${way}: ${unit}`))
}

let stores = 0

/** The same ground with a store that no engine has written to yet. */
async function storedApart(): Promise<Ground> {
  stores += 1
  const own = join(folder, `store-${stores}`)
  return {
    ...ground,
    config: { ...ground.config, store: { kind: 'sqlite', path: join(own, 'gatehouse.db') }, reports: join(own, 'reports') },
  }
}
