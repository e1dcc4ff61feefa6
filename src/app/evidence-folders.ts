import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config, LdapSource, TableSource } from '../config/config.ts'
import { compareText } from '../core/base/order.ts'

export type ReadableSource = LdapSource | TableSource

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

/** The evidence to evaluate: recorded folders as configured, live sources from the run `run`. */
export function evidenceOf(config: Config, run: string | null): readonly SourceEvidence[] {
  return config.sources.flatMap((source): readonly SourceEvidence[] => {
    if (!source.readable) return []
    if (source.from.kind === 'recorded') return [{ source, folder: source.from.folder }]
    return [{ source, folder: run === null ? null : join(config.evidence, run, source.name) }]
  })
}
