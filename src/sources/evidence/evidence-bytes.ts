import type { FileSystem } from './file-system.ts'

const CHUNK_BYTES = 256 * 1024

/** The file's bytes as they stand on disk, a chunk at a time; each chunk is the caller's to keep. Rejects as the disk does. */
export async function* readChunks(files: FileSystem, path: string): AsyncGenerator<Uint8Array> {
  const file = await files.openToRead(path)
  try {
    for (;;) {
      const chunk = new Uint8Array(CHUNK_BYTES)
      const length = await file.read(chunk)
      if (length === 0) return
      yield chunk.subarray(0, length)
    }
  } finally {
    await file.close()
  }
}

export async function readWhole(files: FileSystem, path: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of readChunks(files, path)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
