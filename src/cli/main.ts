import { Command, CommanderError } from 'commander'
import { GATEHOUSE_VERSION } from '../app/version.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addDecisionCommands } from './commands/decisions.ts'
import { addDiffCommand } from './commands/diff.ts'
import { addDoctorCommand } from './commands/doctor.ts'
import { addExternalsCommand } from './commands/externals.ts'
import { addIamCommands } from './commands/iam.ts'
import { addPolicyCommands } from './commands/policy.ts'
import { addPruneCommand } from './commands/prune.ts'
import { addQuestionCommands } from './commands/questions.ts'
import { addReportCommand } from './commands/report.ts'
import { addScheduleCommand } from './commands/schedule.ts'
import type { Io } from './io.ts'

/** Runs one command and resolves to the exit code of `architecture.md`; a broken promise of our own code is told in one place. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0
  const program = new Command('gatehouse')
    .description('Tells who can reach sensitive research and should not, every night and with proof.')
    .version(GATEHOUSE_VERSION)
    .option('-c, --config <file>', 'configuration file', 'gatehouse.yaml')
    .option('--json', 'print the answer as JSON')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void io.stdout.write(text), writeErr: (text) => void io.stderr.write(text) })
  const done = (code: number): void => {
    exitCode = code
  }
  addAuditCommands(program, io, done)
  addReportCommand(program, io, done)
  addDoctorCommand(program, io, done)
  addPolicyCommands(program, io, done)
  addQuestionCommands(program, io, done)
  addScheduleCommand(program, io, done)
  addExternalsCommand(program, io, done)
  addDiffCommand(program, io, done)
  addPruneCommand(program, io, done)
  addDecisionCommands(program, io, done)
  addIamCommands(program, io, done)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exitCode
  } catch (cause) {
    if (cause instanceof CommanderError) return cause.exitCode === 0 ? 0 : 64
    io.stderr.write(`${brokenPromise(cause)}\n`)
    return 70
  }
}

function brokenPromise(cause: unknown): string {
  if (!(cause instanceof Error)) return `gatehouse failed: ${String(cause)}`
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : null
  if (code === 'ENOSPC' || code === 'EACCES' || code === 'EROFS' || code === 'EIO') {
    return `gatehouse cannot write: ${cause.message}\n  help: the last published run stands; free the disk or mend the rights, then run it again`
  }
  return `gatehouse failed by a fault of its own; the last published run stands\n${cause.stack ?? cause.message}`
}
