import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { resolveSecret } from '../config/secret.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import { collectLdap } from '../sources/ldap/collect.ts'
import { collectFiles } from '../sources/files/collect.ts'
import { collectTable } from '../sources/table/collect.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { EvidenceWriteError } from '../sources/evidence/open-evidence.ts'
import { type ReadableSource, collectedRuns, isEvidenceAlready } from './evidence-folders.ts'
import { collectCloud } from './collect-aws.ts'
import { collectTenant } from './collect-tenant.ts'
import { ldapSourceOf, tableSourceOf } from './source-of.ts'
import { importLdif } from '../sources/ldap/import.ts'
import { type Problem, problem } from './problem.ts'
import { isDiskError, saysOf } from './publication/disk-error.ts'
import { recordUnread } from './record-unread.ts'
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
 * A source that cannot be read leaves a manifest that says why, or, where the disk refuses even that, none; neither stops the others.
 */
export async function collect(config: Config, system: System): Promise<Collected> {
  const run = await runName(config, system)
  const sources: Collected['sources'][number][] = []
  for (const source of config.sources) {
    if (!source.readable || (await isEvidenceAlready(source))) continue
    system.log({ level: 'info', event: 'collect-start', source: source.name })
    const folder = join(config.evidence, run, source.name)
    const read = await collectSource(source, folder, config, system)
    const manifest = read.ok ? read.value : await unreadManifest(source, read.error, folder, system)
    const failure = read.ok ? null : read.error.message
    system.log({
      level: manifest?.datasets.every(({ state }) => state === 'complete') === true ? 'info' : 'warning',
      event: 'collect-end',
      source: source.name,
      datasets: manifest?.datasets.map(({ dataset, state }) => `${dataset}: ${state}`) ?? [],
      failure,
    })
    sources.push({ source: source.name, manifest, failure })
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

async function collectSource(source: ReadableSource, folder: string, config: Config, system: System): Promise<Result<Manifest, Problem>> {
  const { clock, env } = system
  const options = { toolVersion: GATEHOUSE_VERSION, clock }
  try {
    if (source.kind === 'table') return succeeded(await collectTable(await tableSourceOf(source), folder, options))
    if (source.kind === 'files') return succeeded(await collectFiles({ name: source.name, folder: source.from.folder }, folder, options))
    if (source.kind === 'entra') return await collectTenant(source, folder, config, system)
    if (source.kind === 'aws') return await collectCloud(source, folder, config, system)
    if (source.from.kind === 'recorded') return succeeded(await importLdif(source, source.from.folder, folder, options))
    const secret = await resolveSecret(source.from.bind.password, { folder: config.folder, env })
    if (!secret.ok) return failed(problem(78, secret.error.reason, secret.error.cure))
    return succeeded(await collectLdap(ldapSourceOf(source, secret.value), folder, options))
  } catch (cause) {
    // What was to be read by hand is not there, or the evidence could not be written: a gap, and the other sources go on.
    if (!(cause instanceof EvidenceWriteError) && !isDiskError(cause)) throw cause
    return failed(problem(69, saysOf(cause), 'see that it is there, that this account may read it, and that the disk has room'))
  }
}

/** Says in the evidence why a source was not read; null where that cannot be written either, and then there is no manifest. */
async function unreadManifest(source: ReadableSource, why: Problem, folder: string, system: System): Promise<Manifest | null> {
  try {
    return await recordUnread(source, why, folder, { toolVersion: GATEHOUSE_VERSION, clock: system.clock })
  } catch (cause) {
    if (!(cause instanceof EvidenceWriteError)) throw cause
    system.log({ level: 'error', event: 'evidence-unwritten', source: source.name, line: cause.message })
    return null
  }
}

/** `20261126T021400Z`: the start of the collection; with a number behind it where the same second has seen one before. */
async function runName(config: Config, { clock }: System): Promise<string> {
  const started = `${clock().slice(0, 19).replaceAll(/[-:]/gu, '')}Z`
  const taken = new Set(await collectedRuns(config))
  for (let count = 1; ; count++) {
    const name = count === 1 ? started : `${started}-${String(count).padStart(3, '0')}`
    if (!taken.has(name)) return name
  }
}
