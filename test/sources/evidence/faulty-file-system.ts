import { type FileSystem, type OpenFile, diskFileSystem } from '../../../src/sources/evidence/file-system.ts'

/** The real disk, but its n-th call fails as a full disk does; a failing write leaves half of its bytes behind. */
export function diskThatFailsAt(n: number, options: { readonly andEverAfter: boolean }): { files: FileSystem; calls(): number } {
  let calls = 0

  function step(): void {
    calls++
    if (calls === n || (options.andEverAfter && calls > n)) throw full()
  }

  function faulty(file: OpenFile): OpenFile {
    return {
      async write(bytes) {
        calls++
        if (calls === n || (options.andEverAfter && calls > n)) {
          await file.write(bytes.subarray(0, Math.floor(bytes.length / 2)))
          throw full()
        }
        await file.write(bytes)
      },
      async read(into) {
        step()
        return file.read(into)
      },
      async sync() {
        step()
        await file.sync()
      },
      // A descriptor is given back also where `close` reports a failure.
      async close() {
        await file.close()
        step()
      },
    }
  }

  const files: FileSystem = {
    async create(path) {
      step()
      return faulty(await diskFileSystem.create(path))
    },
    async openToRead(path) {
      step()
      return faulty(await diskFileSystem.openToRead(path))
    },
    async makeFolder(path) {
      step()
      await diskFileSystem.makeFolder(path)
    },
    async list(path) {
      step()
      return diskFileSystem.list(path)
    },
    async entry(path) {
      step()
      return diskFileSystem.entry(path)
    },
    async rename(from, to) {
      step()
      await diskFileSystem.rename(from, to)
    },
    async remove(path) {
      step()
      await diskFileSystem.remove(path)
    },
    async syncFolder(path) {
      step()
      await diskFileSystem.syncFolder(path)
    },
  }
  return { files, calls: () => calls }
}

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
}
