import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Flavour } from '../../fixtures/generate/directory-names.ts'
import { generateInstitution } from '../../fixtures/generate/generate-institution.ts'
import type { GeneratorOptions } from '../../fixtures/generate/options.ts'
import { registerTables } from '../../fixtures/generate/register-tables.ts'
import type { PlantedAccess } from '../../fixtures/generate/truth.ts'
import { writeEvidence } from '../../fixtures/generate/write-evidence.ts'
import { writeInstitution } from '../../fixtures/generate/write-institution.ts'
import type { KnownAccess } from '../../fixtures/withhold/law.ts'
import { savedSource } from '../../fixtures/withhold/saved-source.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { instantFromEpochMs } from '../../src/core/base/instant.ts'
import type { Ground } from './ground.ts'

export interface Shape {
  readonly flavour: Flavour
  readonly options: Partial<GeneratorOptions> & { readonly seed: number }
  readonly entriesPerPage: number
}

const HOUR = 3_600_000

/**
 * Generates an institution and writes it into `folder`. Its two nights show the same, an hour apart and on one day: some things end at
 * midnight.
 */
export async function generatedGround(folder: string, { flavour, options, entriesPerPage }: Shape): Promise<Ground> {
  const { institution, policy, truth } = generateInstitution(options)
  await writeInstitution({ institution, policy }, folder, { flavour, entriesPerPage })
  const loaded = await loadConfig(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error))
  const names = ['directory', ...registerTables(institution, flavour).map(({ source }) => source)]
  const saved = async (below: string) => Promise.all(names.map(async (name) => savedSource(name, join(folder, below, name))))
  const firstNight = instantFromEpochMs(Date.parse(institution.now) - HOUR)
  await writeEvidence({ ...institution, now: firstNight }, join(folder, 'early'), { flavour, entriesPerPage })
  const earlySources = await saved('early')
  await rm(join(folder, 'early'), { recursive: true })
  const known = truth.accesses.map((access) => knownAccess(access, institution.accounts[access.account]?.uid ?? null))
  return {
    config: loaded.value.config,
    sources: await saved('evidence'),
    earlySources,
    firstNight,
    now: instantFromEpochMs(Date.parse(institution.now)),
    known: () => known,
  }
}

function knownAccess({ project, resource, address, subject, level, standing }: PlantedAccess, uid: string | null): KnownAccess {
  const standings: Readonly<Record<string, KnownAccess['standings']>> = {
    entitled: ['entitled'],
    excess: ['excess', 'accepted'],
    'not-entitled': ['excess', 'not-assessed'],
    // nobody is listed there
    'not-compared': null,
    unjudged: ['entitled', 'excess', 'not-assessed'],
  }
  const known = standings[standing]
  if (known === undefined) throw new Error(`nobody said what \`${standing}\` may be called`)
  return { project, resource, address, subject, level, account: uid === null ? null : `directory/${uid}`, standings: known }
}
