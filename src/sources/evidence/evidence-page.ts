import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { byteLines } from './byte-lines.ts'
import type { DatasetLedger } from './dataset-ledger.ts'
import { readChunks } from './evidence-bytes.ts'
import type { FileSystem } from './file-system.ts'
import type { EvidenceFile } from './manifest.ts'

/** One file of a dataset. A fault of the file ends the page early and is a gap of its dataset; it is never an exception. */
export interface EvidencePage {
  /** Relative to the source's folder, as provenance names it. */
  readonly path: string
  /** The content, decompressed, a chunk at a time. */
  bytes(): AsyncIterable<Uint8Array>
  /** The content's lines without their ends. A line that is not UTF-8 is a gap, and comes with U+FFFD in place of the bad bytes. */
  lines(): AsyncIterable<string>
  /** Reads the file to its end if nobody has. */
  verify(): Promise<void>
}

export function evidencePage(files: FileSystem, folder: string, file: EvidenceFile, ledger: DatasetLedger): EvidencePage {
  let verdict: 'not read' | 'as listed' | 'broken' = 'not read'

  function broken(reason: string): void {
    if (verdict !== 'broken') ledger.brokenFile(file.path, reason)
    verdict = 'broken'
  }

  async function* stored(): AsyncGenerator<Uint8Array> {
    const path = join(folder, file.path)
    const entry = await files.entry(path)
    if (entry?.kind !== 'file') {
      broken(entry === null ? 'is missing' : 'is not a plain file')
      return
    }
    const hash = createHash('sha256')
    let length = 0
    for await (const chunk of readChunks(files, path)) {
      hash.update(chunk)
      length += chunk.length
      yield chunk
    }
    if (length !== file.bytes) broken(`has ${length} bytes, and the manifest says ${file.bytes}`)
    else if (hash.digest('hex') !== file.sha256) broken('was changed: its SHA-256 is not the one in the manifest')
    else if (verdict === 'not read') verdict = 'as listed'
  }

  async function* bytes(): AsyncGenerator<Uint8Array> {
    try {
      yield* file.path.endsWith('.gz') ? decompressed(stored()) : stored()
    } catch (cause) {
      broken(`cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`)
    }
  }

  async function* lines(): AsyncGenerator<string> {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    let number = 0
    for await (const line of byteLines(bytes())) {
      number++
      try {
        yield strict.decode(line)
      } catch (cause) {
        if (!(cause instanceof TypeError)) throw cause
        ledger.gap({ code: 'record-malformed', record: null, reason: 'the line is not UTF-8', at: `${file.path}:${number}` })
        yield new TextDecoder().decode(line)
      }
    }
  }

  return {
    path: file.path,
    bytes,
    lines,
    async verify() {
      if (verdict !== 'not read') return
      for await (const chunk of bytes()) void chunk
    },
  }
}

/** Large pieces: each crosses from another thread, and a directory has tens of megabytes. */
const PIECE_BYTES = 256 * 1024

async function* decompressed(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: PIECE_BYTES })
  const fed = pipeline(content, gunzip).then(
    () => null,
    (cause: unknown) => ({ cause }),
  )
  // The pipeline destroys `gunzip` with the failure of either side, which ends this loop with it.
  for await (const piece of gunzip) yield piece as Uint8Array
  const failure = await fed
  if (failure !== null) throw failure.cause
}
