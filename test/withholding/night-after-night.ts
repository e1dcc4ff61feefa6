import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { WithholdingLaw } from '../../fixtures/withhold/law.ts'
import type { Withholding } from '../../fixtures/withhold/withholding.ts'
import type { Config } from '../../src/config/config.ts'
import { epochMs, instantFromEpochMs } from '../../src/core/base/instant.ts'
import type { Engine } from './engine.ts'
import type { Ground } from './ground.ts'

/**
 * The same loss on two nights, the first of them published: what was missing once must not be taken for what never was. Breaches of the
 * law on the second of the two, a line each.
 */
export async function lostTwice(
  ground: Ground,
  losses: readonly Withholding[],
  engine: Engine,
  folder: string,
): Promise<readonly string[]> {
  const { sources, earlySources, firstNight, now, known } = ground
  const { overlay } = engine
  const folderOf = new Map(sources.map((source) => [source.name, source.folder]))
  const put = (name: string, files: ReturnType<Withholding['files']>) => overlay.put(folderOf.get(name) ?? '', files)

  const first = storedIn(ground.config, join(folder, 'first'))
  for (const { folder: at, files } of sources) overlay.remember(at, files)
  for (const early of earlySources) put(early.name, early.files)
  await engine.publish(first, firstNight)
  overlay.clear()
  const before = await engine.before(first)
  const complete = await engine.night(first, now, before)
  if (complete === null) throw new Error('the complete night cannot be evaluated')
  const open = before.earlier.lives.filter((life) => life.open).map(({ fingerprint }) => fingerprint)
  const law = new WithholdingLaw(complete, known(complete), open)

  const breaches: string[] = []
  for (const [number, loss] of losses.entries()) {
    const config = storedIn(ground.config, join(folder, `loss-${number}`))
    await copyStore(first, config)
    put(loss.source, loss.files())
    await engine.publish(config, now)
    const seen = await engine.night(config, instantFromEpochMs(epochMs(now) + 60_000), await engine.before(config))
    overlay.clear()
    const said = seen === null ? [] : law.breaches(seen)
    if (said.length > 0) breaches.push(`${loss.what}: ${loss.way}: ${loss.unit}: ${said.slice(0, 3).join('; ')}`)
  }
  return breaches
}

function storedIn(config: Config, folder: string): Config {
  return { ...config, store: { kind: 'sqlite', path: join(folder, 'gatehouse.db') }, reports: join(folder, 'reports') }
}

async function copyStore(from: Config, to: Config): Promise<void> {
  if (from.store.kind !== 'sqlite' || to.store.kind !== 'sqlite') throw new Error('only a file can be copied')
  await mkdir(dirname(to.store.path), { recursive: true })
  await copyFile(from.store.path, to.store.path)
}
