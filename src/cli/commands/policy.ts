import type { Command } from 'commander'
import { loadedPolicy } from '../../app/load-policy.ts'
import { diagnosticText } from '../../core/base/diagnostic.ts'
import { withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'

/** `policy check`: every diagnostic with its place and help; exit 78 on any error. */
export function addPolicyCommands(program: Command, io: Io, done: (code: number) => void): void {
  const policy = program.command('policy').description('work on the policy files')
  policy
    .command('check')
    .description('say what is wrong with the policy files, and where')
    .action(async (_flags: object, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const { load } = await loadedPolicy(config)
          const errors = load.diagnostics.filter(({ level }) => level === 'error').length
          if (options.json === true) printJson(io, { diagnostics: load.diagnostics })
          else {
            const lines = load.diagnostics.map(diagnosticText)
            const warnings = load.diagnostics.length - errors
            io.stdout.write(`${[...lines, `${errors} errors, ${warnings} warnings`].join('\n')}\n`)
          }
          return errors === 0 ? 0 : 78
        }),
      ),
    )
}
