import { basename } from 'node:path'
import { openEvidence } from '../sources/evidence/open-evidence.ts'
import type { Manifest } from '../sources/evidence/manifest.ts'
import { ENTRA_DATASETS } from '../sources/entra/datasets.ts'
import { ENTRA_KIND } from '../sources/entra/entra-source.ts'
import { AWS_CORE_DATASETS } from '../sources/aws/core-datasets.ts'
import { AWS_KIND } from '../sources/aws/aws-source.ts'
import { CORE_DATASETS, LDAP_KIND } from '../sources/ldap/datasets.ts'
import type { CollectOptions } from '../sources/ldap/collect.ts'
import { FILES_KIND, SHARES } from '../sources/files/files-source.ts'
import { TABLE_KIND } from '../sources/table/table-source.ts'
import type { ReadableSource } from './evidence-folders.ts'
import type { Problem } from './problem.ts'

/**
 * Evidence that a source was not even asked, and why: every dataset that it has is `failed`. Without it a report could only say that
 * a collection was not finished.
 *
 * Rejects when it cannot be written, also where a reader that broke off has left pages.
 */
export async function recordUnread(source: ReadableSource, why: Problem, folder: string, options: CollectOptions): Promise<Manifest> {
  const evidence = await openEvidence(folder, {
    source: { kind: KINDS[source.kind], name: source.name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
  })
  for (const { unit, dataset } of datasetsOf(source))
    evidence.dataset(unit, dataset).finish({ state: 'failed', reasons: [why.message], cure: why.help, records: 0 })
  return evidence.close({ reader: 'nobody' })
}

const KINDS = { ldap: LDAP_KIND, table: TABLE_KIND, files: FILES_KIND, entra: ENTRA_KIND, aws: AWS_KIND } as const

function datasetsOf(source: ReadableSource): readonly { readonly unit: string; readonly dataset: string }[] {
  if (source.kind === 'ldap') return CORE_DATASETS.map((dataset) => ({ unit: source.base ?? 'export', dataset }))
  if (source.kind === 'files') return [{ unit: 'export', dataset: SHARES }]
  if (source.kind === 'aws') return AWS_CORE_DATASETS.map((dataset) => ({ unit: 'unknown', dataset }))
  if (source.kind === 'entra') {
    const unit = source.from.kind === 'live' ? source.from.tenant : 'recorded'
    return ENTRA_DATASETS.map((dataset) => ({ unit, dataset }))
  }
  const { from } = source
  return [{ unit: from.kind === 'live' ? basename(from.file) : `${source.register}.csv`, dataset: source.register }]
}
