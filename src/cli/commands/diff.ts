import type { Command } from 'commander'
import { diff } from '../../app/diff.ts'
import { diffText } from '../../report/terminal/diff-text.ts'
import { told, withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'

/** `diff`: what changed between two published runs, and what only became visible or invisible. */
export function addDiffCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('diff')
    .description('what changed between two published runs, and what only became visible or invisible')
    .argument('<run>', 'a published run, or `latest`')
    .argument('<other>', 'another one; the earlier of the two is compared with the later')
    .action(async (run: string, other: string, _flags: object, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const compared = await diff(config, [run, other])
          if (!compared.ok) return told(compared.error, options, io)
          if (options.json === true) printJson(io, compared.value.diff)
          else io.stdout.write(diffText(compared.value.diff, { width: io.stdout.columns ?? 100, timeZone: compared.value.timeZone }))
          return 0
        }),
      ),
    )
}
