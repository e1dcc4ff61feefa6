import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AuditOptions, AuditRun } from '../../app/audit.ts'
import { anyAnswered, collect } from '../../app/collect.ts'
import { exitCodeOf } from '../../app/exit-code.ts'
import { resend } from '../../app/resend.ts'
import { unattendedAudit } from '../../app/unattended.ts'
import type { Config } from '../../config/config.ts'
import { SEVERITIES } from '../../config/config-schema.ts'
import type { Flags } from '../../config/overrides.ts'
import type { Instant } from '../../core/base/instant.ts'
import { summaryText } from '../../report/terminal/summary-text.ts'
import { type GlobalOptions, instantOption, told, withConfig } from '../context.ts'
import { type Io, printJson, systemOf } from '../io.ts'

interface RunFlags {
  readonly now?: Instant
  readonly failOn?: string
  readonly workers: number
}

/** `audit`, and its first two parts alone: `collect`, `evaluate`. */
export function addAuditCommands(program: Command, io: Io, done: (code: number) => void): void {
  runFlags(program.command('audit').description('the nightly job: collect, evaluate, publish, report, notify'))
    .option('--resend', 'audit nothing: only send what waits in the outbox')
    .action(async (flags: RunFlags & { readonly resend?: true }, command: Command) =>
      done(flags.resend === true ? await resent(command, io) : await audited(command, io, flags, { collects: true })),
    )
  runFlags(program.command('evaluate').description('evaluate saved evidence again; publish it if it is newer than the latest run')).action(
    async (flags: RunFlags, command: Command) => done(await audited(command, io, flags, { collects: false })),
  )
  program
    .command('collect')
    .description('read every live source into the evidence folder')
    .action(async (_flags: object, command: Command) =>
      done(await withConfig(command, io, {}, async (config, options) => collected(config, options, io))),
    )
}

function runFlags(command: Command): Command {
  return command
    .option('--now <instant>', 'the moment of the audit, instead of the clock', instantOption)
    .addOption(new Option('--fail-on <severity>', 'findings from this severity on give exit code 1').choices(SEVERITIES))
    .option('--workers <count>', 'threads that read evidence', wholeNumber, 1)
}

async function audited(command: Command, io: Io, flags: RunFlags, { collects }: Pick<AuditOptions, 'collects'>): Promise<number> {
  const overrides: Flags = flags.failOn === undefined ? {} : { fail_on: flags.failOn }
  return withConfig(command, io, overrides, async (config, options) => {
    const run = await unattendedAudit(config, { collects, now: flags.now ?? null, workers: flags.workers }, systemOf(io))
    if (!run.ok) return told(run.error, options, io)
    print(run.value, options, io)
    return exitCodeOf(run.value.result, config.failOn)
  })
}

/** 0: nothing waits any more; 2: something still does. */
async function resent(command: Command, io: Io): Promise<number> {
  return withConfig(command, io, {}, async (config, options) => {
    const sent = await resend(config, systemOf(io))
    if (!sent.ok) return told(sent.error, options, io)
    if (options.json === true) printJson(io, { unsent: sent.value.notices })
    else io.stdout.write(`${sent.value.notices.length === 0 ? 'nothing waits to be sent' : sent.value.notices.join('\n')}\n`)
    return sent.value.notices.length === 0 ? 0 : 2
  })
}

function print({ result, reports, notices }: AuditRun, { json }: GlobalOptions, io: Io): void {
  // Without a terminal stderr is a log, and holds nothing but its lines.
  for (const line of notices) systemOf(io).log({ level: 'warning', event: 'notice', run: result.run.id, line })
  if (json === true) return printJson(io, result)
  io.stdout.write(summaryText(result, { width: io.stdout.columns ?? 100, colour: colours(io), reports }))
}

/** Colours only on a terminal that did not ask for none: https://no-color.org. */
export function colours({ stdout, env }: Io): boolean {
  return stdout.isTTY === true && (env['NO_COLOR'] ?? '') === ''
}

async function collected(config: Config, { json }: GlobalOptions, io: Io): Promise<number> {
  const outcome = await collect(config, systemOf(io))
  const lines = outcome.sources.flatMap(({ source, manifest, failure }) =>
    manifest === null
      ? [`${source}: failed: ${failure ?? 'no manifest'}`]
      : manifest.datasets.map(
          ({ unit, dataset, state, records, reasons }) =>
            `${source} ${unit} ${dataset}: ${state}, ${records} records${reasons.length === 0 ? '' : ` (${reasons.join('; ')})`}`,
        ),
  )
  if (json === true) printJson(io, outcome)
  else io.stdout.write(`${[`run ${outcome.run}`, ...lines].join('\n')}\n`)
  if (!anyAnswered(config, outcome)) return 69
  const whole = outcome.sources.every(({ manifest }) => manifest?.datasets.every(({ state }) => state === 'complete') === true)
  return whole ? 0 : 2
}

function wholeNumber(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > 64)
    throw new InvalidArgumentError(`expected a number of threads from 1 to 64, found \`${text}\``)
  return count
}
