import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'

/** A file system of its own, whose size can be set while files lie on it. */
export interface SmallDisk {
  readonly usedKilobytes: () => number
  resize(kilobytes: number): void
  remove(): void
}

/** Mounts a small disk over the empty folder `at`; null where this account may not mount anything. */
export function smallDisk(at: string, kilobytes: number): SmallDisk | null {
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', at]).status !== 0) return null
  return {
    usedKilobytes() {
      const { blocks, bfree, bsize } = statfsSync(at)
      return Math.ceil(((blocks - bfree) * bsize) / 1024)
    },
    resize(to) {
      const { status, stderr } = spawnSync('mount', ['-o', `remount,size=${to}k`, at], { encoding: 'utf8' })
      if (status !== 0) throw new Error(`cannot resize ${at}: ${stderr}`)
    },
    remove: () => void spawnSync('umount', [at]),
  }
}
