import { spawn } from 'node:child_process'

export interface CommandOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface CommandOutcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end and returns what it printed. Throws, with its own words, when it could not run or its exit code is not 0. */
export async function runCommand(program: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await commandOutcome(program, args, options)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')}\nended with exit code ${code}:\n${(stderr + stdout).slice(-4000)}`)
  return stdout
}

/** As `runCommand`, for programs whose exit code is part of the answer. */
export function commandOutcome(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const printed = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.stderr += text))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === null) reject(new Error(`${program} was ended by ${signal}:\n${printed.stderr.slice(-4000)}`))
      else resolve({ code, ...printed })
    })
    // A program that ends before it has read everything closes the pipe; its exit code and words then say what was wrong.
    child.stdin.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') reject(error)
    })
    child.stdin.end(options.input ?? '')
  })
}
