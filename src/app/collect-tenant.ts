import { join } from 'node:path'
import type { Config, EntraSource as ConfiguredEntra } from '../config/config.ts'
import { type SecretFailure, resolveSecret } from '../config/secret.ts'
import { distinctTexts } from '../core/base/order.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { collectEntra } from '../sources/entra/collect.ts'
import { earlierWanted } from '../sources/entra/earlier-wanted.ts'
import type { EntraSource } from '../sources/entra/entra-source.ts'
import type { Wanted } from '../sources/entra/wanted.ts'
import { collectedRuns } from './evidence-folders.ts'
import { loadedPolicy } from './load-policy.ts'
import { type Problem, problem } from './problem.ts'
import { entraSourceOf } from './source-of.ts'
import type { System } from './system.ts'
import { GATEHOUSE_VERSION } from './version.ts'

/** Reads a tenant: what policies name first, then what the last night left out. Rejects only when the evidence cannot be written. */
export async function collectTenant(
  source: ConfiguredEntra,
  folder: string,
  config: Config,
  { clock, env }: System,
): Promise<Result<Manifest, Problem>> {
  const live = await liveTenant(source, config, env)
  if (!live.ok) return failed(problem(78, live.error.reason, live.error.cure))
  const wanted = await wantedOf(source, config)
  return succeeded(await collectEntra(live.value, folder, { toolVersion: GATEHOUSE_VERSION, clock, wanted }))
}

/** The tenant with its secret looked up, at the last moment. */
export async function liveTenant(
  source: ConfiguredEntra,
  { folder }: Pick<Config, 'folder'>,
  env: System['env'],
): Promise<Result<EntraSource, SecretFailure>> {
  const { from } = source
  if (from.kind === 'recorded') throw new Error(`\`${source.name}\` is not read live`)
  const reference = from.credential.secret
  const secret = await resolveSecret(reference, { folder, env })
  if (!secret.ok) return secret
  return succeeded(
    entraSourceOf(source, secret.value, async () => {
      const again = await resolveSecret(reference, { folder, env })
      if (!again.ok) throw new Error(again.error.reason)
      return again.value
    }),
  )
}

/** A policy with errors may have lost names: those of the last night stand beside its own, so that a slip at night shrinks no collection. */
async function wantedOf({ name }: ConfiguredEntra, config: Config): Promise<Wanted> {
  const last = (await collectedRuns(config)).at(-1)
  const earlier = last === undefined ? { natives: [], leftOut: [] } : await earlierWanted(join(config.evidence, last, name), name)
  const { load } = await loadedPolicy(config)
  const isWhole = load.policy !== null && load.diagnostics.every(({ level }) => level !== 'error')
  const named = (load.policy?.projects ?? []).flatMap(({ resources }) =>
    resources.flatMap(({ at }) => (at.source === name ? [at.native] : [])),
  )
  return { natives: distinctTexts(isWhole ? named : [...named, ...earlier.natives]), leftOut: earlier.leftOut }
}
