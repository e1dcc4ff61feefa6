import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { noteServerPid } from './state-folder.ts'

export interface ChildServer {
  readonly pid: number
  /** What the server has printed so far, stdout and stderr together; only the newest megabyte is kept. */
  log(): string
  /** SIGTERM, five seconds, SIGKILL, by the server's own pid. Settles when the process is gone; a second call does nothing. */
  stop(): Promise<void>
}

export interface ChildServerOptions {
  readonly name: string
  readonly command: readonly [program: string, ...args: string[]]
  readonly folder: string
  readonly env?: Readonly<Record<string, string>>
  /** Settles when the server answered in its own protocol; a rejection means "not yet" and is tried again. */
  readonly answers: () => Promise<void>
}

const READY_MS = 20_000
const TERM_MS = 5_000
const LOG_CHARACTERS = 1_000_000
const SETPRIV = '/usr/bin/setpriv'

/**
 * Starts a server as a child of this process and waits for its first real answer, at most 20 seconds.
 *
 * Fails with the end of the server's log, when it exits or does not answer. It never outlives this process: it is killed
 * on `exit`, and by the kernel where this process is itself killed.
 */
export async function startChildServer(options: ChildServerOptions): Promise<ChildServer> {
  const [program, ...args] = diesWithUs(options.command)
  const child = spawn(program, args, {
    cwd: options.folder,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let log = ''
  let ended: string | undefined
  const exited = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      ended = `could not be started: ${error.message}`
      resolve()
    })
    child.once('close', (code, signal) => {
      ended ??= `ended with ${signal ?? `exit code ${code}`}`
      resolve()
    })
  })
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log = (log + text).slice(-LOG_CHARACTERS)
    })
  }
  const killAtExit = (): void => void child.kill('SIGKILL')
  process.once('exit', killAtExit)

  async function stop(): Promise<void> {
    if (ended === undefined) {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), TERM_MS)
      await exited
      clearTimeout(timer)
    }
    process.off('exit', killAtExit)
  }

  if (child.pid !== undefined) noteServerPid(options.folder, child.pid)
  const deadline = performance.now() + READY_MS
  for (let last: unknown; ;) {
    if (ended === undefined) {
      try {
        await options.answers()
        break
      } catch (error) {
        last = error
      }
    }
    if (ended !== undefined || performance.now() > deadline) {
      const why = ended ?? `gave no answer within ${READY_MS / 1000} s (${String(last)})`
      await stop()
      throw new Error(`${options.name} ${why}; the end of its log:\n${log.slice(-4000)}`, { cause: last })
    }
    await sleep(20)
  }
  if (child.pid === undefined) throw new Error(`${options.name} answers, but has no pid`)
  return { pid: child.pid, log: () => log, stop }
}

/** `setpriv` asks the kernel to kill the server when its parent dies, then becomes the server: the pid stays the same. */
function diesWithUs(command: readonly [string, ...string[]]): readonly [string, ...string[]] {
  return existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--', ...command] : command
}
