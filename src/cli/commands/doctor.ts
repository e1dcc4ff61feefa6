import type { Command } from 'commander'
import { doctor } from '../../app/doctor.ts'
import { withConfig } from '../context.ts'
import { type Io, printJson, systemOf } from '../io.ts'

/** `doctor`: can each source be reached, as whom, with which rights; is the store whole and the chain unbroken. */
export function addDoctorCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('doctor')
    .description('check configuration, sources, the reader’s rights, the store and the hash chain')
    .action(async (_flags: object, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const checks = await doctor(config, systemOf(io))
          if (options.json === true) printJson(io, { checks })
          else {
            const lines = checks.map(
              ({ about, what, verdict, said, cure }) =>
                `${verdict.padEnd(8)} ${about}: ${what}: ${said}${cure === null ? '' : `\n         cure: ${cure}`}`,
            )
            io.stdout.write(`${lines.join('\n')}\n`)
          }
          const failing = checks.some(({ verdict }) => verdict === 'bad')
          return failing ? 2 : 0
        }),
      ),
    )
}
