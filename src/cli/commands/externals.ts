import type { Command } from 'commander'
import { externals } from '../../app/externals.ts'
import { gathered } from '../../app/publication/write-files.ts'
import { writeExternals } from '../../app/write-externals.ts'
import type { Instant } from '../../core/base/instant.ts'
import { externalsCsv } from '../../report/externals/externals-csv.ts'
import { externalsJson } from '../../report/externals/externals-json.ts'
import { externalsText } from '../../report/externals/externals-text.ts'
import { instantOption, told, withConfig } from '../context.ts'
import type { Io } from '../io.ts'

interface ExternalsFlags {
  readonly now?: Instant
  readonly csv?: boolean
  readonly out?: string
  readonly policy: boolean
}

/** `externals`: every guest, visitor, partner and unknown of the newest evidence; exit 2 where something was not read. */
export function addExternalsCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('externals')
    .description('every guest, visitor, partner and unknown, with organisation, host, end and what they reach; needs no policy')
    .option('--csv', 'print the table as CSV, an account a row')
    .option('--out <folder>', 'write the list there too, as JSON, CSV and pages')
    .option('--no-policy', 'decide by registers and sources alone, also where there is a policy')
    .option('--now <instant>', 'the moment asked about, instead of the end of the newest evidence', instantOption)
    .action(async (flags: ExternalsFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const found = await externals(config, { now: flags.now ?? null, withoutPolicy: !flags.policy })
          if (!found.ok) return told(found.error, options, io)
          if (flags.out !== undefined) {
            const written = await writeExternals(flags.out, found.value)
            if (!written.ok) return told(written.error, options, io)
          }
          if (options.json === true) for (const piece of gathered(externalsJson(found.value))) io.stdout.write(piece)
          else if (flags.csv === true) for (const piece of gathered(externalsCsv(found.value)[0].pieces)) io.stdout.write(piece)
          else io.stdout.write(externalsText(found.value, { width: io.stdout.columns ?? 100 }))
          return found.value.complete ? 0 : 2
        }),
      ),
    )
}
