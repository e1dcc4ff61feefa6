import { lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'

/** An open file; every call may fail, and the caller says so. */
export interface OpenFile {
  /** Writes all of `bytes` or rejects. */
  write(bytes: Uint8Array): Promise<void>
  /** Fills at most `into`; resolves to the number of bytes read, 0 at the end. */
  read(into: Uint8Array): Promise<number>
  sync(): Promise<void>
  close(): Promise<void>
}

/** What stands at a path; a link is never followed, since it may lead out of the folder. */
export type Entry = { readonly kind: 'file'; readonly bytes: number } | { readonly kind: 'folder' } | { readonly kind: 'other' } | null

/**
 * Every call that evidence makes to the disk, so that a test can make the n-th one fail.
 *
 * Files are made 0600 and folders 0700: evidence names people.
 */
export interface FileSystem {
  /** Rejects if the file exists. */
  create(path: string): Promise<OpenFile>
  openToRead(path: string): Promise<OpenFile>
  /** With its parents; no error if it exists. */
  makeFolder(path: string): Promise<void>
  /** Names in the folder, in no particular order. */
  list(path: string): Promise<readonly string[]>
  entry(path: string): Promise<Entry>
  rename(from: string, to: string): Promise<void>
  /** No error if there is nothing. */
  remove(path: string): Promise<void>
  /** Makes renames inside the folder survive a loss of power. */
  syncFolder(path: string): Promise<void>
}

export const diskFileSystem: FileSystem = {
  create: async (path) => openFile(path, 'wx'),
  openToRead: async (path) => openFile(path, 'r'),
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 })
  },
  list: async (path) => readdir(path),
  async entry(path) {
    try {
      const found = await lstat(path)
      if (found.isFile()) return { kind: 'file', bytes: found.size }
      return { kind: found.isDirectory() ? 'folder' : 'other' }
    } catch (cause) {
      if (isAbsence(cause)) return null
      throw cause
    }
  },
  rename: async (from, to) => rename(from, to),
  remove: async (path) => rm(path, { force: true }),
  async syncFolder(path) {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
}

/** Does this failure say that there is nothing at the path? */
export function isAbsence(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR')
}

async function openFile(path: string, flags: 'wx' | 'r'): Promise<OpenFile> {
  const file = await open(path, flags, 0o600)
  return {
    async write(bytes) {
      let done = 0
      while (done < bytes.length) done += (await file.write(bytes, done)).bytesWritten
    },
    read: async (into) => (await file.read(into, 0, into.length)).bytesRead,
    sync: async () => file.sync(),
    close: async () => file.close(),
  }
}
