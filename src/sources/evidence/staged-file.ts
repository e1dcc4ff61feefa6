import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { constants, createGzip } from 'node:zlib'
import type { FileSystem, OpenFile } from './file-system.ts'

/** What a page is given as: whole, or a piece at a time so that nothing larger than a piece is held. */
export type PageContent = string | Uint8Array | AsyncIterable<Uint8Array>

export interface WrittenFile {
  /** The path that was asked for, with `.gz` where the content was compressed. */
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** Content beyond this is compressed; smaller files stay readable with any tool. */
const COMPRESS_BEYOND_BYTES = 64 * 1024

/**
 * Level 3 takes a third of the time of the usual 6, and its files are a twelfth larger. Large chunks: each crosses from another thread.
 */
const COMPRESSION = { level: 3, strategy: constants.Z_DEFAULT_STRATEGY, chunkSize: 256 * 1024 } as const

const STAGED = '.partial'

/**
 * Writes `content` beside its place, syncs it, and only then gives it its name: under that name stands a whole file or none.
 *
 * Rejects with what the file system or the content said; the staged rest is taken away first, as far as the disk lets it.
 */
export async function writeStaged(
  files: FileSystem,
  path: string,
  content: PageContent,
  compression: 'when large' | 'as it is' = 'when large',
): Promise<WrittenFile> {
  await files.makeFolder(dirname(path))
  const { head, rest } = await firstBytes(content)
  const compressed = compression === 'when large' && head.length > COMPRESS_BEYOND_BYTES
  const target = compressed ? `${path}.gz` : path
  const staged = `${path}${STAGED}`
  const file = await files.create(staged)
  try {
    const written = await writeAll(file, joined(head, rest), compressed)
    await files.rename(staged, target)
    return { path: target, ...written }
  } catch (cause) {
    throw await withoutStaged(files, staged, cause)
  }
}

async function writeAll(
  file: OpenFile,
  content: AsyncIterable<Uint8Array>,
  compressed: boolean,
): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const hash = createHash('sha256')
  let bytes = 0
  async function toFile(pieces: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const piece of pieces) {
      await file.write(piece)
      hash.update(piece)
      bytes += piece.length
    }
  }
  try {
    // Level and strategy are fixed and zlib writes no time stamp, so that the same content gives the same bytes.
    if (compressed) await pipeline(content, createGzip(COMPRESSION), toFile)
    else await toFile(content)
    await file.sync()
  } catch (first) {
    try {
      await file.close()
    } catch (second) {
      throw new AggregateError([first, second], messageOf(first), { cause: second })
    }
    throw first
  }
  await file.close()
  return { bytes, sha256: hash.digest('hex') }
}

async function withoutStaged(files: FileSystem, staged: string, first: unknown): Promise<unknown> {
  try {
    await files.remove(staged)
    return first
  } catch (second) {
    return new AggregateError([first, second], `${messageOf(first)}; and \`${staged}\` could not be removed`, { cause: first })
  }
}

/** Enough of the content to know whether it is large, and an iterator over what follows. */
async function firstBytes(content: PageContent): Promise<{ head: Uint8Array; rest: AsyncIterator<Uint8Array> | null }> {
  if (typeof content === 'string') return { head: Buffer.from(content, 'utf8'), rest: null }
  if (content instanceof Uint8Array) return { head: content, rest: null }
  const rest = content[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let length = 0
  while (length <= COMPRESS_BEYOND_BYTES) {
    const next = await rest.next()
    if (next.done === true) return { head: Buffer.concat(pieces), rest: null }
    pieces.push(next.value)
    length += next.value.length
  }
  return { head: Buffer.concat(pieces), rest }
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  try {
    if (head.length > 0) yield head
    if (rest === null) return
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value
  } finally {
    await rest?.return?.()
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
