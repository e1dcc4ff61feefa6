import type { OpenFile } from '../../../src/sources/evidence/file-system.ts'
import { type PublicationFiles, diskPublicationFiles } from '../../../src/app/publication/publication-files.ts'

/** The disk, with something happening before every call: it is told which call it is, from 1. */
export function watchedFiles(before: (call: number, what: string) => void): PublicationFiles {
  let calls = 0
  function watch<Arguments extends readonly unknown[], Value>(
    what: string,
    call: (...args: Arguments) => Promise<Value>,
  ): (...args: Arguments) => Promise<Value> {
    return async (...args) => {
      calls += 1
      before(calls, what)
      return call(...args)
    }
  }
  function watchedFile(file: OpenFile): OpenFile {
    return {
      write: watch('write', async (bytes) => file.write(bytes)),
      read: watch('read', async (into) => file.read(into)),
      sync: watch('sync', async () => file.sync()),
      close: async () => file.close(),
    }
  }
  const disk = diskPublicationFiles
  return {
    create: watch('create', async (path) => watchedFile(await disk.create(path))),
    openToRead: watch('openToRead', async (path) => watchedFile(await disk.openToRead(path))),
    makeFolder: watch('makeFolder', async (path) => disk.makeFolder(path)),
    list: watch('list', async (path) => disk.list(path)),
    entry: watch('entry', async (path) => disk.entry(path)),
    rename: watch('rename', async (from, to) => disk.rename(from, to)),
    remove: watch('remove', async (path) => disk.remove(path)),
    syncFolder: watch('syncFolder', async (path) => disk.syncFolder(path)),
    removeFolder: watch('removeFolder', async (path) => disk.removeFolder(path)),
    link: watch('link', async (existing, path) => disk.link(existing, path)),
    symlink: watch('symlink', async (target, path) => disk.symlink(target, path)),
    readLink: watch('readLink', async (path) => disk.readLink(path)),
    readText: watch('readText', async (path) => disk.readText(path)),
  }
}

export function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC', syscall: 'write' })
}
