import { join } from 'node:path'
import type { AwsSource as ConfiguredAws, Config } from '../config/config.ts'
import { type SecretFailure, resolveSecret } from '../config/secret.ts'
import { distinctTexts } from '../core/base/order.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { AwsSource } from '../sources/aws/aws-source.ts'
import { collectAws } from '../sources/aws/collect.ts'
import { earlierWanted } from '../sources/aws/earlier-wanted.ts'
import { importAws } from '../sources/aws/import.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { collectedRuns } from './evidence-folders.ts'
import { loadedPolicy } from './load-policy.ts'
import { type Problem, problem } from './problem.ts'
import type { System } from './system.ts'
import { GATEHOUSE_VERSION } from './version.ts'

/** Reads an organization of AWS, or takes in what was gathered by hand. Rejects only when the evidence cannot be written. */
export async function collectCloud(
  source: ConfiguredAws,
  folder: string,
  config: Config,
  { clock, env }: System,
): Promise<Result<Manifest, Problem>> {
  const options = { toolVersion: GATEHOUSE_VERSION, clock }
  if (source.from.kind === 'recorded') return succeeded(await importAws(source.from.folder, source.name, folder, options))
  const live = await liveAws(source, config, env)
  if (!live.ok) return failed(problem(78, live.error.reason, live.error.cure))
  return succeeded(await collectAws(live.value, folder, { ...options, wanted: { natives: await wantedOf(source, config) } }))
}

/** The organization as its source reads it, its external id looked up. */
export async function liveAws(
  { name, from }: ConfiguredAws,
  { folder }: Pick<Config, 'folder'>,
  env: System['env'],
): Promise<Result<AwsSource, SecretFailure>> {
  if (from.kind === 'recorded') throw new Error(`\`${name}\` is not read live`)
  const { role, hub, homeRegion, externalId } = from
  if (externalId === null || typeof externalId === 'string') return succeeded({ name, role, hub, homeRegion, externalId })
  const secret = await resolveSecret(externalId, { folder, env })
  return secret.ok ? succeeded({ name, role, hub, homeRegion, externalId: secret.value.reveal() }) : secret
}

/** A policy with errors may have lost names: those of the last night stand beside its own, so that a slip at night shrinks no collection. */
async function wantedOf({ name }: ConfiguredAws, config: Config): Promise<readonly string[]> {
  const last = (await collectedRuns(config)).at(-1)
  const { load } = await loadedPolicy(config)
  const isWhole = load.policy !== null && load.diagnostics.every(({ level }) => level !== 'error')
  const named = (load.policy?.projects ?? []).flatMap(({ resources }) =>
    resources.flatMap(({ at }) => (at.source === name ? [at.native] : [])),
  )
  const earlier = isWhole || last === undefined ? [] : await earlierWanted(join(config.evidence, last, name), name)
  return distinctTexts([...named, ...earlier])
}
