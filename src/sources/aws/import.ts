import { join } from 'node:path'
import type { Instant } from '../../core/base/instant.ts'
import { distinctTexts } from '../../core/base/order.ts'
import { type ExportBeside, exportBeside } from '../evidence/export-beside.ts'
import { EXPORT_FILE } from '../evidence/export-file.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetOutcome, openEvidence } from '../evidence/open-evidence.ts'
import { AWS_KIND } from './aws-source.ts'
import { datasetName } from './calls.ts'
import { AWS_CORE_DATASETS } from './core-datasets.ts'
import { importPages } from './import-pages.ts'
import { gatheredTree } from './import-tree.ts'

export interface ImportOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** The disk that both the tree and the evidence stand on. */
  readonly files?: FileSystem
}

const CURE = 'gather it as docs/sources/aws.md says, under "Evidence gathered by hand"'

/**
 * Takes what the command line wrote into `folder` in as evidence in `out`: the same datasets as a live read, with the same left out.
 *
 * Without an `export.yaml` that says when it was made and that it is complete no dataset is. What fits no call of this version becomes a
 * dataset that is called by its place, of which nothing is kept. Rejects only when the evidence cannot be written.
 */
export async function importAws(folder: string, name: string, out: string, options: ImportOptions): Promise<Manifest> {
  const files = options.files ?? diskFileSystem
  const evidence = await openEvidence(out, {
    source: { kind: AWS_KIND, name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
    files,
  })
  const exported = await exportBeside(files, join(folder, EXPORT_FILE))
  const asOf = exported.value?.exportedAt ?? null
  const { calls, unfit } = await gatheredTree(files, folder)
  for (const call of calls) {
    const writer = evidence.dataset(call.unit, datasetName(call.dataset))
    const outcome = await importPages({ files, root: folder }, call, writer, asOf ?? options.clock())
    writer.finish({ ...doubted(outcome, exported), ...(asOf === null ? {} : { asOf }) })
  }
  for (const { unit, dataset, state, reason } of unfit)
    evidence.dataset(unit, dataset).finish({ state, reasons: [reason], cure: CURE, records: 0 })
  if (calls.length === 0)
    for (const dataset of AWS_CORE_DATASETS)
      evidence.dataset('unknown', dataset).finish({ state: 'failed', reasons: [`\`${folder}\` holds no answers`], cure: CURE, records: 0 })
  return evidence.close({ reader: 'the command line, by hand' })
}

function doubted(outcome: DatasetOutcome, exported: ExportBeside): DatasetOutcome {
  const doubt =
    exported.value === null
      ? `no proof of completeness: ${exported.reason}`
      : exported.value.complete
        ? null
        : 'the export says that it is not complete'
  if (doubt === null) return outcome
  return {
    ...outcome,
    state: outcome.state === 'complete' ? 'partial' : outcome.state,
    reasons: distinctTexts([...(outcome.reasons ?? []), doubt]),
    cure: outcome.cure ?? `write an \`${EXPORT_FILE}\` beside it: docs/sources/aws.md`,
  }
}
