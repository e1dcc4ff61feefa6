import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'gatehouse-test-'
const removedAtExit = new Set<string>()

/**
 * A new folder for all the state of one server, named after this process; gone when `remove` is called, at the latest
 * when this process exits. Folders of test processes that are dead (a run that was killed) are removed first.
 */
export function stateFolder(name: string): { readonly path: string; remove(): void } {
  removeLeftovers()
  const path = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-${name}-`))
  removeAllAtExit()
  removedAtExit.add(path)
  return {
    path,
    remove() {
      removedAtExit.delete(path)
      rmSync(path, { recursive: true, force: true })
    },
  }
}

/** Notes which server runs from the folder, so that one that outlives a killed test process can be found by its own pid. */
export function noteServerPid(folder: string, pid: number): void {
  writeFileSync(join(folder, 'server.pid'), `${pid}\n`)
}

let hooked = false

/** A test runner may end its workers by a signal, of which `exit` hears nothing. Whoever else listens to it decides what follows. */
function removeAllAtExit(): void {
  if (hooked) return
  hooked = true
  process.once('exit', removeAll)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => {
      removeAll()
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
    })
  }
}

function removeAll(): void {
  for (const path of removedAtExit) rmSync(path, { recursive: true, force: true })
}

function removeLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    const path = join(tmpdir(), name)
    if (statSync(path, { throwIfNoEntry: false })?.uid !== process.getuid?.()) continue // another user's, who will remove it
    stopOrphan(path)
    rmSync(path, { recursive: true, force: true })
  }
}

/** A pid may have been given to another program since: only one whose command line names the folder is ours. */
function stopOrphan(folder: string): void {
  const pid = Number(readIfThere(join(folder, 'server.pid')) ?? Number.NaN)
  if (!Number.isInteger(pid) || readIfThere(`/proc/${pid}/cmdline`)?.includes(folder) !== true) return
  process.kill(pid, 'SIGKILL')
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return undefined
    throw error
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !isCode(error, 'ESRCH') // EPERM: alive, and somebody else's
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
