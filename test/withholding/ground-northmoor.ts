import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expectedNights } from '../../fixtures/demo/expected-night.ts'
import type { KnownAccess, SeenNight } from '../../fixtures/withhold/law.ts'
import { savedSource } from '../../fixtures/withhold/saved-source.ts'
import { configOf } from '../../src/app/config-of.ts'
import type { Ground } from './ground.ts'

const NORTHMOOR = fileURLToPath(new URL('../../fixtures/northmoor/', import.meta.url))
const FIRST = 13
const SECOND = 14

/** Two nights of Northmoor, as a real directory was recorded; the store and the reports lie in `folder`. */
export async function northmoorGround(folder: string): Promise<Ground> {
  const flags = { store: `sqlite:${join(folder, 'gatehouse.db')}`, reports: join(folder, 'reports'), evidence: join(folder, 'evidence') }
  const loaded = await configOf(join(NORTHMOOR, 'gatehouse.yaml'), {}, flags)
  if (!loaded.ok) throw new Error(loaded.error.message)
  const { config } = loaded.value
  const recorded = config.sources.flatMap((source) =>
    source.readable && source.from.kind === 'recorded' ? [{ name: source.name, folder: source.from.folder }] : [],
  )
  const onNight = async (night: number) =>
    Promise.all(recorded.map(async (source) => savedSource(source.name, source.folder.replace(`/nights/${SECOND}/`, `/nights/${night}/`))))
  const nights = await expectedNights(NORTHMOOR)
  const momentOf = (wanted: number) => {
    const found = nights.find(({ night }) => night === wanted)
    if (found === undefined) throw new Error(`no night ${wanted}`)
    return found.evaluatedAt
  }
  return {
    config,
    sources: await onNight(SECOND),
    earlySources: await onNight(FIRST),
    firstNight: momentOf(FIRST),
    now: momentOf(SECOND),
    known: shownBy,
  }
}

/** What the complete night lists; that it lists what was written by hand is another test's. */
function shownBy({ assessment }: SeenNight): readonly KnownAccess[] {
  return assessment.projects.flatMap(({ id, access, resources }) =>
    access.map((row): KnownAccess => {
      const address = resources.find(({ slug }) => slug === row.resource)?.address ?? ''
      const account = row.accounts.find((one) => one.startsWith('directory/')) ?? null
      return { project: id, resource: row.resource, address, subject: row.subject, account, level: row.level, standings: [row.standing] }
    }),
  )
}
