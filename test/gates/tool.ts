import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { GateOutcome } from './gate.ts'

const linesShown = 60

/** A tool of the repository's own, run at `root`: passed if it exits with 0. Its output is shown only if it does not. */
export async function tool(root: string, name: string, ...args: readonly string[]): Promise<GateOutcome> {
  const said = await run(join(root, 'node_modules/.bin', name), args, root)
  const command = [name, ...args].join(' ')
  if (said.code === 0) return { verdict: 'passed', says: command, lines: [] }
  const lines = said.output.split('\n').filter((line) => line.trim() !== '')
  const rest = lines.length - linesShown
  return {
    verdict: 'failed',
    says: `${command}: exit code ${said.code}`,
    lines: rest > 0 ? [...lines.slice(0, linesShown), `… and ${rest} more lines`] : lines,
  }
}

export interface RunOutput {
  /** The exit code, or why there is none. */
  readonly code: number | string
  /** What it wrote to both streams, standard output first. */
  readonly output: string
}

/** Runs a program to its end; one that cannot be started, or is killed, has a word for an exit code. */
export function run(program: string, args: readonly string[], cwd: string): Promise<RunOutput> {
  return new Promise((resolve) => {
    const env = { ...process.env, PATH: `${join(cwd, 'node_modules/.bin')}:${process.env['PATH']}`, NO_COLOR: '1', FORCE_COLOR: '0' }
    execFile(program, [...args], { cwd, env, maxBuffer: 64 * 2 ** 20 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : (error.code ?? error.signal ?? error.message), output: `${stdout}\n${stderr}` })
    })
  })
}
