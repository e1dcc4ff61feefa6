import type { Command } from 'commander'
import { publishedResult } from '../../app/published-result.ts'
import { writeReports } from '../../app/write-reports.ts'
import { summaryText } from '../../report/terminal/summary-text.ts'
import { told, withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'
import { colours } from './audit.ts'

/** `report`: the reports of a published run again, from its result alone. */
export function addReportCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('report')
    .description('print a published run, or write its reports again into a folder')
    .option('--run <id>', 'a published run; default: the latest')
    .option('--out <folder>', 'write the reports here')
    .action(async (flags: { readonly run?: string; readonly out?: string }, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const published = await publishedResult(config, flags.run ?? null)
          if (!published.ok) return told(published.error, options, io)
          const { result, folder } = published.value
          if (flags.out !== undefined) await writeReports(flags.out, result)
          if (options.json === true) printJson(io, result)
          else io.stdout.write(summaryText(result, { width: io.stdout.columns ?? 100, colour: colours(io), reports: flags.out ?? folder }))
          return 0
        }),
      ),
    )
}
