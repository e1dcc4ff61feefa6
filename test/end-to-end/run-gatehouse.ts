import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

const ENTRANCE = join(import.meta.dirname, '../../bin/gatehouse.js')

export interface Ran {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Called with all that stderr has said so far, whenever it says more: where a test kills the process. */
  readonly onStderr?: (said: string, child: ChildProcess) => void
}

/** The real command line, as a process of its own in `folder`, without a terminal and with next to no environment. */
export async function gatehouse(folder: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const child = spawn(process.execPath, [ENTRANCE, ...args], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
    options.onStderr?.(stderr, child)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
}

/** The events on stderr; throws where a line is no JSON, since logs are nothing else when there is no terminal. */
export function events({ stderr }: Ran): readonly Readonly<Record<string, unknown>>[] {
  return stderr
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}
