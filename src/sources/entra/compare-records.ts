import type { EvidencePage } from '../evidence/evidence-page.ts'
import { bodyOf, parsedBody } from './bodies.ts'
import type { TenantDataset } from './tenant-dataset.ts'

/**
 * Holds what a dataset's files have against what the collector says it wrote: fewer records are a loss that no hash shows. Files that
 * nobody read are counted here: call it once, when everything else was read.
 */
export async function compareRecords(dataset: TenantDataset): Promise<void> {
  const { found, stated } = dataset
  for (const page of dataset.pages) if (!found.paths.has(page.path)) found.records += await recordsOf(dataset, page)
  if (found.records < stated.records)
    dataset.lower('partial', `total-mismatch: the manifest says ${stated.records} records, and ${found.records} were read`, 'collect again')
}

// What the collector says of itself and of its task is no record of Graph's.
const OWN_WORDS = /(?:^|\/)(?:reader|wanted)\.json$/u

async function recordsOf(dataset: TenantDataset, page: EvidencePage): Promise<number> {
  const name = page.path.replace(/\.gz$/u, '')
  if (OWN_WORDS.test(name)) return 0
  if (!name.endsWith('.ndjson')) return recordsIn(await bodyOf(dataset, page))
  let records = 0
  for await (const line of page.lines()) records += recordsInLine(parsedBody(dataset, line, page.path))
  return records
}

function recordsIn(body: unknown): number {
  if (typeof body !== 'object' || body === null) return 0
  return 'value' in body && Array.isArray(body.value) ? body.value.length : 1
}

/** A line is an answer, which says how it went, or a number of its own. */
function recordsInLine(line: unknown): number {
  if (typeof line !== 'object' || line === null) return 0
  if (!('status' in line)) return 1
  return line.status === 200 && 'body' in line ? recordsIn(line.body) : 0
}
