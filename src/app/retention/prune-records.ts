import { join } from 'node:path'
import { z } from 'zod'
import type { Day, Instant } from '../../core/base/instant.ts'
import type { Sha256 } from '../../core/base/hash.ts'
import type { EmptiedRun, PruneRecord } from '../../core/findings/retention/prune-record.ts'
import { digestOf } from '../../core/findings/result-digest.ts'
import type { Store } from '../../store/store.ts'
import { isDiskError, saysOf } from '../publication/disk-error.ts'
import type { PublicationFiles } from '../publication/publication-files.ts'
import { writeReportFiles } from '../publication/write-files.ts'

/** A prune that the chain knows, with what it did. */
export interface KeptPrune {
  /** Its number in the chain. */
  readonly n: number
  readonly record: PruneRecord
  /** Were all files brought in line? If not, it was interrupted, and the next prune does it. */
  readonly isDone: boolean
}

export interface KeptPrunes {
  /** In the order of the chain. */
  readonly prunes: readonly KeptPrune[]
  /** What was last emptied of each run, whole. */
  readonly emptied: ReadonlyMap<string, EmptiedRun>
  /** Files of prunes that never came about. */
  readonly strays: readonly string[]
  /** Records that are gone or are not what the chain holds, a line each. */
  readonly troubles: readonly string[]
}

/** Every prune of the chain, each record held against the hash that the chain has of it. */
export async function keptPrunes(store: Store, reportsFolder: string, files: PublicationFiles, sha256: Sha256): Promise<KeptPrunes> {
  const prunes: KeptPrune[] = []
  const troubles: string[] = []
  const folder = prunesFolder(reportsFolder)
  const names = (await files.entry(folder)) === null ? [] : await files.list(folder)
  const entries = await pruneEntries(store)
  for (const { n, result } of entries) {
    const record = await recordIn(join(folder, recordName(n)), files)
    if (typeof record === 'string') troubles.push(`the record of prune ${n} cannot be read: ${record}`)
    else if (digestOf(record, sha256) !== result) troubles.push(`the record of prune ${n} is not what the chain holds`)
    else prunes.push({ n, record, isDone: names.includes(doneName(n)) })
  }
  const known = new Set(entries.flatMap(({ n }) => [recordName(n), doneName(n)]))
  const emptied = new Map(prunes.flatMap(({ record }) => record.runs.map((run) => [run.run, run] as const)))
  return { prunes, emptied, strays: names.filter((name) => !known.has(name)).map((name) => join(folder, name)), troubles }
}

/** Before the transaction: a record that the chain does not know yet is nothing but a file. */
export async function writeRecord(n: number, record: PruneRecord, reportsFolder: string, files: PublicationFiles): Promise<void> {
  const folder = prunesFolder(reportsFolder)
  await files.makeFolder(folder)
  await files.remove(join(folder, recordName(n)))
  await writeReportFiles(folder, [{ path: recordName(n), text: `${JSON.stringify(record, null, 1)}\n` }], files)
  const file = await files.openToRead(join(folder, recordName(n)))
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await files.syncFolder(folder)
}

export async function markDone(n: number, reportsFolder: string, files: PublicationFiles): Promise<void> {
  const folder = prunesFolder(reportsFolder)
  await files.remove(join(folder, doneName(n)))
  await writeReportFiles(folder, [{ path: doneName(n), text: '' }], files)
  await files.syncFolder(folder)
}

function prunesFolder(reportsFolder: string): string {
  return join(reportsFolder, 'prunes')
}

function recordName(n: number): string {
  return `${String(n).padStart(6, '0')}.json`
}

function doneName(n: number): string {
  return `${String(n).padStart(6, '0')}.done`
}

const LINKS_A_READ = 1000

async function pruneEntries(store: Store): Promise<readonly { readonly n: number; readonly result: string }[]> {
  const found: { n: number; result: string }[] = []
  let links = await store.chainLinks(0, LINKS_A_READ)
  while (links.length > 0) {
    for (const { entry } of links) if (entry.kind === 'prune') found.push({ n: entry.n, result: entry.result })
    links = await store.chainLinks(links.at(-1)?.entry.n ?? 0, LINKS_A_READ)
  }
  return found
}

const text = z.string()
const instant = text.transform((value) => value as Instant)
const day = text.transform((value) => value as Day)
const RECORD = z.strictObject({
  format: z.literal(1),
  at: instant,
  terms: z.strictObject({ evidence: text, access: text, people: text }),
  evidence: z.array(z.strictObject({ run: text, sources: z.array(z.strictObject({ source: text, manifest: text.nullable() })) })),
  runs: z.array(
    z.strictObject({
      run: text,
      access: z.boolean(),
      rest: z.boolean(),
      findings: z.array(text),
      exceptionsEndedBefore: day.nullable(),
      exceptionsLeftUntil: day.nullable(),
      emptied: z.array(z.strictObject({ part: text, digest: text })),
    }),
  ),
  findings: z.array(text),
  messages: z.number(),
})

/** The record, or why it cannot be read. */
async function recordIn(path: string, files: PublicationFiles): Promise<PruneRecord | string> {
  try {
    const parsed = RECORD.safeParse(JSON.parse(await files.readText(path)))
    return parsed.success ? parsed.data : `\`${path}\` is no record of a prune of this version`
  } catch (cause) {
    if (!(cause instanceof SyntaxError) && !isDiskError(cause)) throw cause
    return saysOf(cause)
  }
}
