import { z } from 'zod'
import { parseInstant } from '../../core/base/instant.ts'
import type { Instant } from '../../core/base/instant.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'

/** The version of the evidence folder's format that this version of Gatehouse writes; older ones are migrated here when there are any. */
export const EVIDENCE_FORMAT = 1

export const MANIFEST_FILE = 'manifest.json'

const instant = z.string().transform((text, context): Instant => {
  const parsed = parseInstant(text)
  if (parsed !== null) return parsed
  context.addIssue(`expected a moment with its offset, found \`${text}\``)
  return z.NEVER
})

const count = z.int().nonnegative()
const hash = z.string().regex(/^[0-9a-f]{64}$/u, 'expected 64 hex digits')

const file = z.object({
  /** Relative to the source's folder, `/` between folders. */
  path: z.string().refine(isInside, 'expected a relative path inside the folder'),
  /** Of the file as it stands on disk, compressed where it is. */
  bytes: count,
  sha256: hash,
})

const dataset = z.object({
  /** Account, domain or region; the base DN or the file's name where the source has one only. */
  unit: z.string(),
  dataset: z.string().min(1),
  state: z.enum(['complete', 'partial', 'denied', 'failed', 'skipped']),
  /** In the system's own words; empty when complete. */
  reasons: z.array(z.string()),
  /** The permission or setting that would cure it. */
  cure: z.string().nullable(),
  pages: count,
  records: count,
  /** The system's own count. */
  total: count.nullable(),
  /** Values that were on the drop list and never reached the disk. */
  dropped: count,
  /** Values that were replaced by their bucket. */
  redacted: count,
  /** The run from which the dataset was taken over, and when that one had read it. */
  reused: z.object({ run: z.string().min(1), readAt: instant }).nullable(),
  startedAt: instant,
  endedAt: instant,
  /** The moment whose state the records show. */
  asOf: instant,
  /** In the order in which they are to be read. */
  files: z.array(file).readonly(),
})

const manifest = z
  .object({
    format: z.literal(EVIDENCE_FORMAT),
    source: z.object({ kind: z.string().min(1), name: z.string().min(1) }),
    /** The reader's own identity in the system that was read. */
    reader: z.string(),
    tool: z.object({ name: z.string(), version: z.string() }),
    /** Hash of the wanted list that the collection was given. */
    wanted: hash.nullable(),
    startedAt: instant,
    endedAt: instant,
    datasets: z.array(dataset).readonly(),
  })
  .superRefine((whole, context) => {
    for (const twice of repeated(whole.datasets.map(({ unit, dataset }) => `${unit} ${dataset}`)))
      context.addIssue(`dataset \`${twice}\` is listed twice`)
    for (const twice of repeated(whole.datasets.flatMap(({ files }) => files.map(({ path }) => path))))
      context.addIssue(`file \`${twice}\` is listed twice`)
    for (const { unit, dataset, state, reasons } of whole.datasets)
      if ((state === 'complete') !== (reasons.length === 0))
        context.addIssue(`dataset \`${unit} ${dataset}\` is \`${state}\` with ${reasons.length} reasons`)
  })

/** What `manifest.json` says: the truth about one source's evidence of one run. */
export type Manifest = z.infer<typeof manifest>
export type ManifestDataset = z.infer<typeof dataset>
export type EvidenceFile = z.infer<typeof file>

/** Reads a manifest's text; the failure is one line that says what was expected. */
export function parseManifest(text: string): Result<Manifest, string> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    return failed(`${MANIFEST_FILE} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  const version = z.object({ format: z.int() }).safeParse(json)
  if (version.success && version.data.format > EVIDENCE_FORMAT)
    return failed(
      `evidence format ${version.data.format} is newer than this version reads (${EVIDENCE_FORMAT}): the version of Gatehouse that wrote it reads it`,
    )
  const parsed = manifest.safeParse(json)
  if (parsed.success) return succeeded(parsed.data)
  const first = parsed.error.issues[0]
  return failed(`${MANIFEST_FILE}: ${first === undefined ? 'unreadable' : `${first.path.join('.')} ${first.message}`.trim()}`)
}

function isInside(path: string): boolean {
  return path !== MANIFEST_FILE && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !/[\\\0]/u.test(path)
}

function repeated(texts: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const twice: string[] = []
  for (const text of texts) {
    if (seen.has(text)) twice.push(text)
    seen.add(text)
  }
  return twice
}
