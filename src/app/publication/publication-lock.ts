import { basename, dirname, join } from 'node:path'
import { instantFromEpochMs } from '../../core/base/instant.ts'
import { type Result, failed, succeeded } from '../../core/base/result.ts'
import { hasCode, isDiskError, saysOf } from './disk-error.ts'
import { type LockHolder, RENEWAL_MS, WATCH_MS, isDead, parsedHolder, seemsAbandoned } from './lock-holder.ts'
import { type LockMachine, thisMachine } from './lock-machine.ts'
import type { PublicationFiles } from './publication-files.ts'

/** Held by the one process that may publish. */
export interface PublicationLock {
  readonly path: string
  /** What was left of a holder that died, in one line for the log; null if nothing was. */
  readonly tookOver: string | null
  /** That holder itself. */
  readonly dead: LockHolder | null
  /** Does the file still say that this process holds it? Asked before the transaction, since a lock can be taken over. */
  isHeld(): Promise<boolean>
  /** Gives it back. Why it could not be removed, in one line, or null; it is dead with this process all the same. */
  release(): Promise<string | null>
}

export type LockError =
  /** Another run holds it: exit 75. */
  | { readonly kind: 'locked'; readonly message: string; readonly help: string }
  /** The lock could not be written. */
  | { readonly kind: 'disk'; readonly message: string }

export interface LockTerms {
  /** Told, in one line, before an abandoned lock is watched: that takes minutes. */
  readonly watching?: (line: string) => void
  /** What it is taken for; whoever finds the lock of a dead holder reads it there. */
  readonly doing?: string | null
}

/**
 * Step 1. A lock whose holder died on this host is taken over, and said so; so is one of another host that was not renewed for a
 * quarter of an hour and then stands still under our eyes. Whoever holds it renews it every minute until it is given back.
 *
 * It keeps two runs from working at once; that they could not both publish is the store's promise, which looks at the head of the
 * chain inside its transaction.
 */
export async function takeLock(
  path: string,
  files: PublicationFiles,
  machine: LockMachine = thisMachine,
  { watching = () => undefined, doing = null }: LockTerms = {},
): Promise<Result<PublicationLock, LockError>> {
  try {
    await files.makeFolder(dirname(path))
    let tookOver: string | null = null
    let dead: LockHolder | null = null
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const mine = holderNow(machine, doing)
      if (await placed(path, mine, files, machine)) {
        await removeDrafts(path, files, machine)
        return succeeded({ ...heldLock(path, mine, files, machine), tookOver, dead })
      }
      const found = await contentOf(path, files)
      if (found === null) continue
      const holder = parsedHolder(found)
      if (holder === null) return failed(locked(path, holder))
      if (isDead(holder, machine)) {
        tookOver = `took over the lock of process ${holder.pid}, which began at ${holder.started} and is gone`
      } else {
        if (!seemsAbandoned(holder, machine)) return failed(locked(path, holder))
        watching(`the lock of process ${holder.pid} on \`${holder.host}\` was not renewed since ${holder.renewed}: watching it`)
        await machine.wait(WATCH_MS)
        // The clocks of two machines may differ by hours; that a file stands still needs no clock.
        if ((await contentOf(path, files)) !== found) return failed(locked(path, holder))
        tookOver = `took over the lock of process ${holder.pid} on \`${holder.host}\`, which was not renewed since ${holder.renewed}`
      }
      dead = holder
      await putAside(path, found, files, machine)
    }
    return failed(locked(path, null))
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return failed({ kind: 'disk', message: `cannot write the lock \`${path}\`: ${saysOf(cause)}` })
  }
}

async function released(path: string, said: string, files: PublicationFiles): Promise<string | null> {
  try {
    // Whoever took it over keeps it.
    if ((await contentOf(path, files)) === said) await files.remove(path)
    return null
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return `cannot remove the lock \`${path}\`: ${saysOf(cause)}`
  }
}

const ATTEMPTS = 5

function holderNow(machine: LockMachine, doing: string | null): LockHolder {
  const now = instantFromEpochMs(machine.nowMs())
  return { pid: machine.pid, host: machine.host, started: now, renewed: now, doing }
}

/** A lock that is renewed from now on until it is released. */
function heldLock(
  path: string,
  first: LockHolder,
  files: PublicationFiles,
  machine: LockMachine,
): Pick<PublicationLock, 'path' | 'isHeld' | 'release'> {
  let said = lockText(first)
  let beat: Promise<void> = Promise.resolve()
  const stop = machine.every(RENEWAL_MS, () => {
    beat = beat.then(async () => {
      said = await renewed(path, said, { ...first, renewed: instantFromEpochMs(machine.nowMs()) }, files)
    })
  })
  return {
    path,
    async isHeld() {
      await beat
      return (await contentOf(path, files)) === said
    },
    async release() {
      stop()
      await beat
      return released(path, said, files)
    },
  }
}

/** What the lock says after a renewal. A beat that the disk refuses, or a lock that is not ours any more, changes nothing: `isHeld` tells. */
async function renewed(path: string, said: string, holder: LockHolder, files: PublicationFiles): Promise<string> {
  const draft = `${path}.${holder.pid}`
  try {
    if ((await contentOf(path, files)) !== said) return said
    await files.remove(draft)
    await writeText(draft, lockText(holder), files)
    await files.rename(draft, path)
    return lockText(holder)
  } catch (cause) {
    if (!isDiskError(cause)) throw cause
    return said
  }
}

function lockText(holder: LockHolder): string {
  return `${JSON.stringify(holder)}\n`
}

/** Gives a whole lock its name in one step, so that nobody ever reads half of one; false if the name is taken. */
async function placed(path: string, holder: LockHolder, files: PublicationFiles, machine: LockMachine): Promise<boolean> {
  const draft = `${path}.${machine.pid}`
  await files.remove(draft)
  await writeText(draft, lockText(holder), files)
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
async function createdOutright(path: string, holder: LockHolder, files: PublicationFiles): Promise<boolean> {
  try {
    await writeText(path, lockText(holder), files)
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

function locked(path: string, holder: LockHolder | null): LockError {
  const help = `wait for it; if no such run exists any more, remove \`${path}\``
  if (holder === null) return { kind: 'locked', message: `another run holds \`${path}\``, help }
  return {
    kind: 'locked',
    message: `another run holds \`${path}\`: process ${holder.pid} on \`${holder.host}\` since ${holder.started}${renewalWords(holder)}`,
    help,
  }
}

function renewalWords({ renewed: at }: LockHolder): string {
  return at === null ? '' : `, last renewed ${at}`
}
