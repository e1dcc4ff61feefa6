import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { AwsSource, Config, EntraSource, FilesSource, LdapSource, TableSource } from '../config/config.ts'
import { hasManifest } from '../sources/evidence/has-manifest.ts'
import { compareText } from '../core/base/order.ts'

export type ReadableSource = LdapSource | TableSource | FilesSource | EntraSource | AwsSource

/** Where one source's evidence of one run lies; null where the run collected nothing of it. */
export interface SourceEvidence {
  readonly source: ReadableSource
  readonly folder: string | null
}

/** Names of collected runs, oldest first; they begin with their start, so that the order of texts is that of time. */
export async function collectedRuns({ evidence }: Config): Promise<readonly string[]> {
  try {
    const entries = await readdir(evidence, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() && /^\d{8}T\d{6}Z/u.test(entry.name))
      .map(({ name }) => name)
      .sort(compareText)
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return []
    throw cause
  }
}

/**
 * The evidence to evaluate: recorded folders that hold evidence as they are; live sources, and exports that were gathered by hand,
 * from the run `run`, which took them in.
 */
export async function evidenceOf(config: Config, run: string | null): Promise<readonly SourceEvidence[]> {
  const found: SourceEvidence[] = []
  for (const source of config.sources) {
    if (!source.readable) continue
    if (await isEvidenceAlready(source)) found.push({ source, folder: source.from.kind === 'recorded' ? source.from.folder : null })
    else found.push({ source, folder: run === null ? null : join(config.evidence, run, source.name) })
  }
  return found
}

/** A recorded folder with a manifest is evidence; one without is an export that a collection takes in first, and of a tenant there is none. */
export async function isEvidenceAlready({ from, kind }: ReadableSource): Promise<boolean> {
  return from.kind === 'recorded' && (kind === 'entra' || (await hasManifest(from.folder)))
}
