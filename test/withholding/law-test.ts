import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { randomFrom } from '../../fixtures/generate/random.ts'
import { type Sample, sampled } from '../../fixtures/withhold/sampled.ts'
import { withheldFrom } from '../../fixtures/withhold/withheld-from.ts'
import { engine } from './engine.ts'
import type { Ground } from './ground.ts'
import { type HeldAgainst, heldAgainst } from './held-against.ts'

/** Set `GATEHOUSE_LAW=nightly` to try everything that there is time for at night. */
export const isNightly = process.env['GATEHOUSE_LAW'] === 'nightly'

/** Holds the law on a ground that `make` builds in an empty folder, prints what was compared, and expects no breach. */
export async function expectLaw(name: string, make: (folder: string) => Promise<Ground>, sample: Sample, seed: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'withholding-'))
  try {
    const ground = await make(folder)
    const held = await heldAgainst(ground, sampled(withheldFrom(ground.sources), sample, randomFrom(seed)), await engine())
    console.log(summary(name, held))
    const breaches = [...held.breaches].flatMap(([way, all]) => all.map((one) => `${way}: ${one}`))
    expect(breaches).toEqual([])
  } finally {
    await rm(folder, { recursive: true })
  }
}

function summary(name: string, { counted, knownAccesses, beyond, accusations, refused }: HeldAgainst): string {
  return [
    `${name}: ${counted.total} combinations inside the law, each with ${knownAccesses} known accesses (${counted.total * knownAccesses} checks)`,
    ...counted.lines(),
    ...(refused === 0 ? [] : [`  ${refused} nights ended with a refusal to evaluate`]),
    ...(beyond.size === 0 ? [] : ['  outside the law, since nothing in the source shows the loss (tried, and an answer changed unseen):']),
    ...[...beyond].map(
      ([way, { tried, unseen }]) => `    ${way}: ${tried}, ${unseen.length}${unseen[0] === undefined ? '' : `, such as ${unseen[0]}`}`,
    ),
    ...(accusations.size === 0 ? [] : ['  not about silence: entitled people who are called excess for the loss']),
    ...[...accusations].map(([way, all]) => `    ${way}: ${all.length}, such as ${all[0]}`),
  ].join('\n')
}
