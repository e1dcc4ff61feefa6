import { link, readFile, readlink, rm, symlink } from 'node:fs/promises'
import { type FileSystem, diskFileSystem } from '../../sources/evidence/file-system.ts'

/** Every call that a publication makes to the disk, so that a test can make the n-th one fail. */
export interface PublicationFiles extends FileSystem {
  /** With all that is in it; no error if there is nothing. Links inside are removed, not followed. */
  removeFolder(path: string): Promise<void>
  /** Gives a file a second name; rejects if that name is taken. */
  link(existing: string, path: string): Promise<void>
  /** Rejects if something stands at `path`, or if the file system knows no symbolic links. */
  symlink(target: string, path: string): Promise<void>
  readLink(path: string): Promise<string>
  readText(path: string): Promise<string>
}

export const diskPublicationFiles: PublicationFiles = {
  ...diskFileSystem,
  removeFolder: async (path) => rm(path, { recursive: true, force: true }),
  link: async (existing, path) => link(existing, path),
  symlink: async (target, path) => symlink(target, path),
  readLink: async (path) => readlink(path),
  readText: async (path) => readFile(path, 'utf8'),
}
