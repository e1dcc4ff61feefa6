import { type Command, InvalidArgumentError } from 'commander'
import { acceptShrink } from '../../app/accept-shrink.ts'
import { acknowledge, openFinding } from '../../app/acknowledge.ts'
import { publishedResult } from '../../app/published-result.ts'
import { dayInWords } from '../../core/base/day-words.ts'
import { type Day, parseDay } from '../../core/base/instant.ts'
import { exceptionsText } from '../../report/terminal/exceptions-text.ts'
import { told, withConfig } from '../context.ts'
import { type Io, printJson, systemOf } from '../io.ts'

/** What people say between two runs: `ack`, `accept-shrink`; and what they have accepted: `exceptions`. */
export function addDecisionCommands(program: Command, io: Io, done: (code: number) => void): void {
  addAck(program, io, done)
  addExceptions(program, io, done)
  addAcceptShrink(program, io, done)
}

function addAck(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('ack <finding>')
    .description('say that somebody is on a finding, until a day; it changes no status and no count')
    .requiredOption('--owner <person>', 'who is on it: mail, UPN or eppn, or `id:<employee number>`')
    .requiredOption('--until <date>', 'the last day on which this is shown', dayOption)
    .requiredOption('--note <text>', 'what is being done')
    .action(async (finding: string, flags: { readonly owner: string; readonly until: Day; readonly note: string }, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const acked = await acknowledge(config, { finding, ...flags }, systemOf(io))
          if (!acked.ok) return told(acked.error, options, io)
          const { acknowledgement, finding: about, head } = acked.value
          if (options.json === true) printJson(io, { acknowledgement, head })
          else
            io.stdout.write(
              `${acknowledgement.owner} is on ${about.rule.id} ${acknowledgement.fingerprint} until ${dayInWords(acknowledgement.until)}: ${acknowledgement.note}\n` +
                `The finding stays open and counts as before; the reports show this from the next run on.\nHead of the chain: ${head}\n`,
            )
          return 0
        }),
      ),
    )
}

function addExceptions(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('exceptions [finding]')
    .description('exceptions of the latest published run by state, with text to paste; or the text for one finding')
    .option('--run <id>', 'a published run; default: the latest')
    .action(async (finding: string | undefined, flags: { readonly run?: string }, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const published = await publishedResult(config, flags.run ?? null)
          if (!published.ok) return told(published.error, options, io)
          const { result } = published.value
          if (finding === undefined) {
            if (options.json === true) printJson(io, { run: result.run.id, exceptions: result.assessment.exceptions })
            else io.stdout.write(exceptionsText(result))
            return 0
          }
          const found = openFinding(result, finding)
          if (!found.ok) return told(found.error, options, io)
          const { fingerprint, exceptionText, mayAccept } = found.value
          if (options.json === true) printJson(io, { finding: fingerprint, mayAccept, exceptionText })
          else io.stdout.write(`${exceptionText ?? 'No exception may be granted for this finding.'}\n`)
          return 0
        }),
      ),
    )
}

function addAcceptShrink(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('accept-shrink <dataset>')
    .description('vouch for fewer records than before (SOURCE/DATASET), so that the next run believes them')
    .requiredOption('--reason <text>', 'why there are fewer; it enters the chain')
    .option('--on <date>', 'a clean-up announced for that day, instead of what the latest run saw', dayOption)
    .option('--by <person>', 'who vouches; default: the login')
    .action(async (dataset: string, flags: { readonly reason: string; readonly on?: Day; readonly by?: string }, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const by = flags.by ?? io.env['SUDO_USER'] ?? io.env['LOGNAME'] ?? io.env['USER'] ?? ''
          if (by === '') {
            io.stderr.write('nobody knows who vouches for it\n  help: say it with `--by`\n')
            return 64
          }
          const accepted = await acceptShrink(config, { dataset, reason: flags.reason, on: flags.on ?? null, by }, systemOf(io))
          if (!accepted.ok) return told(accepted.error, options, io)
          const { shrinks, head } = accepted.value
          if (options.json === true) printJson(io, { shrinks, head })
          else {
            const lines = shrinks.map(({ source, unit, dataset: name, records, on }) =>
              on === null
                ? `${source}/${name}${unit === null ? '' : ` (${unit})`}: ${records} records, accepted by ${by}`
                : `${source}/${name}: whatever runs on ${dayInWords(on)} find, accepted by ${by}`,
            )
            io.stdout.write(`${lines.join('\n')}\nThe next run compares with that.\nHead of the chain: ${head}\n`)
          }
          return 0
        }),
      ),
    )
}

function dayOption(text: string): Day {
  const day = parseDay(text)
  if (day === null) throw new InvalidArgumentError(`expected a day such as 2026-12-01, found \`${text}\``)
  return day
}
