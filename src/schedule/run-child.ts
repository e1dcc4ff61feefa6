import { spawn } from 'node:child_process'

/**
 * Runs a program to its end: its exit code, or the signal that ended it. `stop` asks it to end, by SIGTERM.
 *
 * What it logs goes to our own stderr; what it prints for people goes nowhere, since it names some. A night of its own process gives
 * all its memory back, and takes nobody along if it dies.
 */
export async function runChild(program: string, args: readonly string[], stop: AbortSignal): Promise<number | NodeJS.Signals> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const end = (): void => void child.kill('SIGTERM')
  stop.addEventListener('abort', end, { once: true })
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'))
    })
  } finally {
    stop.removeEventListener('abort', end)
  }
}
