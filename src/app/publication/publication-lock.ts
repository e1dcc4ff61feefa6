import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import { type Instant, epochMs, instantFromEpochMs } from '../../core/base/instant.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { hasCode, isDiskError, saysOf } from './disk-error.ts'
import { type LockMachine, thisMachine } from './lock-machine.ts'
import type { PublicationFiles } from './publication-files.ts'

/** Held by the one process that may publish. */
export interface PublicationLock {
  readonly path: string
  /** What was left of a holder that died, in one line for the log; null if nothing was. */
  readonly tookOver: string | null
  /** Gives it back. Why it could not be removed, in one line, or null; it is dead with this process all the same. */
  release(): Promise<string | null>
}

export type LockError =
  /** Another run holds it: exit 75. */
  | { readonly kind: 'locked'; readonly message: string; readonly help: string }
  /** The lock could not be written. */
  | { readonly kind: 'disk'; readonly message: string }

/**
 * Step 1. A lock whose holder died on this host is taken over, and said so.
 *
 * It keeps two runs from working at once; that they could not both publish is the store's promise, which looks at the head of the
 * chain inside its transaction.
 */
export async function takeLock(
  path: string,
  files: PublicationFiles,
  machine: LockMachine = thisMachine,
): Promise<Result<PublicationLock, LockError>> {
  try {
    await files.makeFolder(dirname(path))
    let tookOver: string | null = null
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await placed(path, files, machine)) {
        await removeDrafts(path, files, machine)
        return succeeded({ path, tookOver, release: async () => released(path, files) })
      }
      const found = await contentOf(path, files)
      if (found === null) continue
      const holder = parsedHolder(found)
      if (holder === null || !isDead(holder, machine)) return failed(locked(path, holder))
      tookOver = `took over the lock of process ${holder.pid}, which began at ${holder.started} and is gone`
      await putAside(path, found, files, machine)
    }
    return failed(locked(path, null))
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return failed({ kind: 'disk', message: `cannot write the lock \`${path}\`: ${saysOf(cause)}` })
  }
}

async function released(path: string, files: PublicationFiles): Promise<string | null> {
  try {
    await files.remove(path)
    return null
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return `cannot remove the lock \`${path}\`: ${saysOf(cause)}`
  }
}

const ATTEMPTS = 5

const HOLDER = z.object({ pid: z.number().int().positive(), host: z.string(), started: z.string() })

interface Holder {
  readonly pid: number
  readonly host: string
  readonly started: Instant
}

/** Gives a whole lock its name in one step, so that nobody ever reads half of one; false if the name is taken. */
async function placed(path: string, files: PublicationFiles, machine: LockMachine): Promise<boolean> {
  const holder: Holder = { pid: machine.pid, host: machine.host, started: instantFromEpochMs(machine.nowMs()) }
  const draft = `${path}.${machine.pid}`
  await files.remove(draft)
  await writeText(draft, `${JSON.stringify(holder)}\n`, files)
  try {
    await files.link(draft, path)
    return true
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false
    if (!hasCode(cause, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK')) throw cause
    return await createdOutright(path, holder, files)
  } finally {
    await files.remove(draft)
  }
}

// A file system without hard links.
async function createdOutright(path: string, holder: Holder, files: PublicationFiles): Promise<boolean> {
  try {
    await writeText(path, `${JSON.stringify(holder)}\n`, files)
    return true
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false
    throw cause
  }
}

async function writeText(path: string, text: string, files: PublicationFiles): Promise<void> {
  const file = await files.create(path)
  try {
    await file.write(Buffer.from(text, 'utf8'))
    await file.sync()
  } finally {
    await file.close()
  }
}

async function contentOf(path: string, files: PublicationFiles): Promise<string | null> {
  try {
    return await files.readText(path)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null
    throw cause
  }
}

function parsedHolder(text: string): Holder | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof SyntaxError) return null
    throw cause
  }
  const parsed = HOLDER.safeParse(value)
  return parsed.success ? { ...parsed.data, started: parsed.data.started as Instant } : null
}

/** Only a process of this very host can be known to be dead; a number that was given again since is another process. */
function isDead({ pid, host, started }: Holder, machine: LockMachine): boolean {
  if (host !== machine.host) return false
  const startedMs = epochMs(started)
  if (startedMs < machine.bootedMs()) return true
  if (pid === machine.pid) return startedMs < machine.processStartedMs
  return !machine.isRunning(pid)
}

// Two may find the same dead lock at once: whoever moves away what is not the dead one any more puts it back.
async function putAside(path: string, dead: string, files: PublicationFiles, machine: LockMachine): Promise<void> {
  const aside = `${path}.${machine.pid}`
  try {
    await files.rename(path, aside)
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return
    throw cause
  }
  if ((await files.readText(aside)) === dead) await files.remove(aside)
  else await files.rename(aside, path)
}

/** Drafts of processes that died while taking the lock. */
async function removeDrafts(path: string, files: PublicationFiles, machine: LockMachine): Promise<void> {
  for (const name of await files.list(dirname(path))) {
    const pid = name.startsWith(`${basename(path)}.`) ? /^\d+$/u.exec(name.slice(basename(path).length + 1)) : null
    if (pid !== null && !machine.isRunning(Number(pid[0]))) await files.remove(join(dirname(path), name))
  }
}

function locked(path: string, holder: Holder | null): LockError {
  const help = `wait for it; if no such run exists any more, remove \`${path}\``
  if (holder === null) return { kind: 'locked', message: `another run holds \`${path}\``, help }
  return {
    kind: 'locked',
    message: `another run holds \`${path}\`: process ${holder.pid} on \`${holder.host}\` since ${holder.started}`,
    help,
  }
}
