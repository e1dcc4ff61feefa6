import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withheldFrom } from '../../fixtures/withhold/withheld-from.ts'
import type { Withholding } from '../../fixtures/withhold/withholding.ts'
import { engine } from './engine.ts'
import { generatedGround } from './ground-generated.ts'
import { heldAgainst } from './held-against.ts'

// What a read of a directory can lose, by the question that was not answered. The other tests of the law try every record in every way;
// this one says that each of these was tried, declared and in silence.

type Part = 'search' | 'page' | 'range' | 'descriptor'

function partOf({ what, way, unit }: Withholding): Part | null {
  if (what === 'dataset') return 'search'
  if (what === 'page') return 'page'
  if (way.includes('in ranges')) return 'range'
  // OpenLDAP keeps who may change what in a list of its own; an entry of it is what a descriptor is elsewhere.
  return way.includes('the descriptor') || (what === 'record' && unit.startsWith('directory/acl ')) ? 'descriptor' : null
}

test.each(['active-directory', 'openldap'] as const)(
  'of a directory written as %s: one search, one page, one range, one descriptor, declared and silently',
  { timeout: 3_600_000 },
  async (flavour) => {
    const folder = await mkdtemp(join(tmpdir(), 'withheld-directory-'))
    try {
      const options = { seed: 3, accounts: 36, projects: 6, casesPerProject: 2, noiseGroups: 2, membershipsPerAccount: 2 }
      const ground = await generatedGround(folder, { flavour, options, entriesPerPage: 18 })
      const { large, records } = withheldFrom(ground.sources)
      const groups = new Map<string, Withholding[]>()
      for (const one of [...large, ...records.flat()]) {
        const part = one.source === 'directory' ? partOf(one) : null
        if (part === null || one.shownBy === 'nothing') continue
        const key = `${part}, ${one.said}`
        groups.set(key, [...(groups.get(key) ?? []), one])
      }
      const wanted = (['search', 'page', 'range', 'descriptor'] as const).flatMap((part) => [`${part}, declared`, `${part}, silent`])
      expect([...groups.keys()].sort()).toEqual(wanted.sort())
      const held = await heldAgainst(ground, [...groups.values()].flat(), await engine())
      console.log(
        [
          `${flavour}: ${held.counted.total} losses of a directory, each with ${held.knownAccesses} known accesses (${held.counted.total * held.knownAccesses} checks)`,
          ...[...groups].map(([key, all]) => `  one ${key.padEnd(24)} ${String(all.length).padStart(4)}`).sort(),
        ].join('\n'),
      )
      expect([...held.breaches].flatMap(([way, all]) => all.map((one) => `${way}: ${one}`))).toEqual([])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)
