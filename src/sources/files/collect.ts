import { basename, join } from 'node:path'
import type { Instant } from '../../core/base/instant.ts'
import { compareText } from '../../core/base/order.ts'
import { byteLines } from '../evidence/byte-lines.ts'
import { readWhole } from '../evidence/evidence-bytes.ts'
import { type FileSystem, diskFileSystem } from '../evidence/file-system.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { type DatasetOutcome, type DatasetWriter, EvidenceWriteError, openEvidence } from '../evidence/open-evidence.ts'
import { FILES_KIND, type FilesSource, SHARES } from './files-source.ts'
import { type ServerExport, exportLine, readExport } from './read-export.ts'

export interface CollectOptions {
  readonly toolVersion: string
  readonly clock: () => Instant
  /** The disk that both the exports and the evidence stand on. */
  readonly files?: FileSystem
}

/** The exports in `folder`, by name. Rejects as the disk does. */
export async function exportsIn(folder: string, files: FileSystem = diskFileSystem): Promise<readonly string[]> {
  return (await files.list(folder)).filter((name) => /\.ndjson$/iu.test(name)).sort(compareText)
}

/**
 * Takes the exports of file servers in as evidence in `folder`: one dataset a file, each line with the fields that this version knows,
 * on the line on which it stood.
 *
 * Rejects when the folder of the exports cannot be listed or the evidence not be written; a file that cannot be read is a `failed` dataset.
 */
export async function collectFiles(source: FilesSource, folder: string, options: CollectOptions): Promise<Manifest> {
  const files = options.files ?? diskFileSystem
  const names = await exportsIn(source.folder, files)
  const evidence = await openEvidence(folder, {
    source: { kind: FILES_KIND, name: source.name },
    toolVersion: options.toolVersion,
    wanted: null,
    clock: options.clock,
    files,
  })
  const cure = `put the exports (*.ndjson) into ${source.folder}: docs/sources/files.md`
  if (names.length === 0)
    evidence.dataset('export', SHARES).finish({ state: 'failed', reasons: ['there is no export (*.ndjson)'], cure, records: 0 })
  const servers = new Map<string, string>()
  for (const name of names) {
    const dataset = evidence.dataset(name, SHARES)
    dataset.finish(await copyExport(join(source.folder, name), dataset, files, servers))
  }
  return evidence.close({ reader: 'export by script' })
}

async function copyExport(path: string, dataset: DatasetWriter, files: FileSystem, servers: Map<string, string>): Promise<DatasetOutcome> {
  const name = basename(path)
  let found: ServerExport
  try {
    // Once, and from memory: the file may be written over while it is read.
    const bytes = await readWhole(files, path)
    found = await readExport(inOnePiece(bytes))
    await dataset.page(name, keptLines(inOnePiece(bytes)))
  } catch (cause) {
    if (cause instanceof EvidenceWriteError || !(cause instanceof Error && 'code' in cause)) throw cause
    return {
      state: 'failed',
      reasons: [`\`${name}\` cannot be read: ${cause.message}`],
      cure: 'see that this account can read the file',
      records: 0,
    }
  }
  const { header, records, trailer } = found
  const reasons = [...found.doubts]
  const server = header?.server.toLowerCase()
  const other = server === undefined ? undefined : servers.get(server)
  if (other !== undefined) reasons.push(`\`${server}\` is also in \`${other}\`: keep its newest export only`)
  if (server !== undefined) servers.set(server, name)
  return {
    state: header === null ? 'failed' : reasons.length === 0 ? 'complete' : 'partial',
    reasons,
    cure: reasons.length === 0 ? null : 'export it again with the script of docs/sources/files.md, and keep one file for each server',
    records: records.length,
    total: trailer?.records ?? null,
    ...(header === null ? {} : { asOf: header.exported_at }),
  }
}

/** Each line as far as it was understood; an empty one stays, so that a line number means the same in both files. */
async function* keptLines(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let number = 0
  for await (const bytes of byteLines(content)) {
    number++
    const line = exportLine(bytes, number)
    const kept = line.kind === 'record' ? line.record : line.kind === 'header' ? line.header : line.kind === 'trailer' ? line.trailer : null
    yield Buffer.from(`${kept === null ? '' : JSON.stringify(kept)}\n`, 'utf8')
  }
}

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
