import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { engineSays, oracleOf, questions } from './small-answers.ts'
import { networks } from './small-networks.ts'

const RUNS = process.env['GATEHOUSE_NIGHTLY'] === '1' ? 5_000 : Number(process.env['GATEHOUSE_NETWORK_RUNS'] ?? 40)
const RUN = { numRuns: RUNS, endOnFailure: process.env['GATEHOUSE_SHRINK'] !== '1' }

describe('who opens a connection in a small network', () => {
  test.each([
    [4, 'never'],
    [4, 'often'],
    [6, 'never'],
    [6, 'often'],
  ] as const)('IPv%i, %s in doubt: what the oracle says, packet by packet', { timeout: 3_600_000 }, (family, doubtful) => {
    const counts = { networks: 0, senders: 0, allowed: 0, conditional: 0, 'cannot tell': 0, isolated: 0 }
    fc.assert(
      fc.property(networks(family, doubtful), questions, fc.infiniteStream(fc.nat(10_000)), (facts, question, rolls) => {
        counts.networks += 1
        const answers = [...engineSays(facts, family, question)]
        // All senders would take too long: a few that the engine lets in, a few that it does not.
        const some = [answers.filter(([, { U }]) => U), answers.filter(([, { U }]) => !U)].flatMap((list) => picked(list, 4, rolls))
        const oracle = oracleOf(facts, family, question)
        for (const [sender, ours] of some) {
          expect({ sender, ...ours }).toEqual({ sender, ...oracle(sender) })
          counts.senders += 1
          counts[ours.L ? 'allowed' : ours.C ? 'conditional' : ours.U ? 'cannot tell' : 'isolated'] += 1
        }
      }),
      { ...RUN, seed: 7 },
    )
    console.log(`IPv${family}, ${doubtful} in doubt: ${JSON.stringify(counts)}`)
    expect(counts.allowed).toBeGreaterThan(RUNS / 4)
    expect(counts.isolated).toBeGreaterThan(RUNS)
    if (doubtful === 'often') expect(counts['cannot tell']).toBeGreaterThan(RUNS / 4)
  })
})

function picked<Item>(list: readonly Item[], most: number, rolls: { next(): { value: number } }): readonly Item[] {
  return Array.from({ length: Math.min(most, list.length) }, () => list[rolls.next().value % list.length]).filter(
    (item) => item !== undefined,
  )
}
