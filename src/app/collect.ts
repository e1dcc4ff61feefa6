import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { resolveSecret } from '../config/secret.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { collectLdap } from '../sources/ldap/collect.ts'
import { collectTable } from '../sources/table/collect.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { type ReadableSource, isEvidenceAlready } from './evidence-folders.ts'
import { ldapSourceOf, tableSourceOf } from './source-of.ts'
import { importLdif } from '../sources/ldap/import.ts'
import { type Problem, problem } from './problem.ts'
import type { System } from './system.ts'
import { GATEHOUSE_VERSION } from './version.ts'

/** What a collection brought: the run's name in the evidence folder, and each live source's manifest or failure. */
export interface Collected {
  readonly run: string
  readonly sources: readonly { readonly source: string; readonly manifest: Manifest | null; readonly failure: string | null }[]
}

/**
 * Reads every live source into the evidence folder, one after the other, and takes in exports that were gathered by hand;
 * recorded evidence is there already.
 *
 * A source that cannot be read leaves a manifest that says so, or none; neither stops the others.
 */
export async function collect(config: Config, system: System): Promise<Collected> {
  const run = runName(system)
  const sources: Collected['sources'][number][] = []
  for (const source of config.sources) {
    if (!source.readable || (await isEvidenceAlready(source))) continue
    system.log({ level: 'info', event: 'collect-start', source: source.name })
    const read = await collectSource(source, join(config.evidence, run, source.name), config, system)
    const datasets = read.ok ? read.value.datasets.map(({ dataset, state }) => `${dataset}: ${state}`) : []
    system.log({
      level: read.ok && read.value.datasets.every(({ state }) => state === 'complete') ? 'info' : 'warning',
      event: 'collect-end',
      source: source.name,
      datasets,
      failure: read.ok ? null : read.error.message,
    })
    sources.push({ source: source.name, manifest: read.ok ? read.value : null, failure: read.ok ? null : read.error.message })
  }
  return { run, sources }
}

/** Did at least one source of the configuration answer? Recorded ones always have. */
export function anyAnswered(config: Config, { sources }: Collected): boolean {
  const recorded = config.sources.some((source) => source.readable && source.from.kind === 'recorded')
  return (
    recorded || sources.some(({ manifest }) => manifest?.datasets.some(({ state }) => state === 'complete' || state === 'partial') === true)
  )
}

async function collectSource(
  source: ReadableSource,
  folder: string,
  config: Config,
  { clock, env }: System,
): Promise<Result<Manifest, Problem>> {
  const options = { toolVersion: GATEHOUSE_VERSION, clock }
  try {
    if (source.kind === 'table') return succeeded(await collectTable(await tableSourceOf(source), folder, options))
    if (source.from.kind === 'recorded')
      return succeeded(await importLdif(source, source.from.folder, folder, options))
    const secret = await resolveSecret(source.from.bind.password, { folder: config.folder, env })
    if (!secret.ok) return failed(problem(78, `${source.name}: ${secret.error.reason}`, secret.error.cure))
    return succeeded(await collectLdap(ldapSourceOf(source, secret.value), folder, options))
  } catch (cause) {
    // The evidence could not be written: the source has no manifest of this run, and so counts as not read.
    return failed(problem(69, `${source.name}: ${cause instanceof Error ? cause.message : String(cause)}`))
  }
}

/** `20261126T021400Z`: the start of the collection. */
function runName({ clock }: System): string {
  return `${clock().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`
}
