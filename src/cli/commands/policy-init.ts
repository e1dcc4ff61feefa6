import { type Command, InvalidArgumentError, Option } from 'commander'
import { type PolicyInit, policyInit } from '../../app/policy-init.ts'
import { type Instant, parseDay } from '../../core/base/instant.ts'
import { SENSITIVITY_REASONS, type SensitivityReason } from '../../core/model/declared-project.ts'
import { parsePersonReference } from '../../core/model/person-reference.ts'
import { instantOption, told, withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'

interface InitFlags {
  readonly lead: string
  readonly until: string
  readonly sensitivity: 'internal' | 'sensitive' | 'controlled'
  readonly why: readonly SensitivityReason[]
  readonly project?: string
  readonly title?: string
  readonly registers?: string
  readonly now?: Instant
}

/** `policy init`: a first project file from what is there; it entitles nobody. */
export function addPolicyInit(policy: Command, io: Io, done: (code: number) => void): void {
  policy
    .command('init <what...>')
    .description('draft a project from groups, a folder of groups, or resources: today’s holders as unapproved comments')
    .requiredOption('--lead <person>', 'the research lead: a mail, UPN or eppn, or id:<employee number>', person)
    .requiredOption('--until <day>', 'the last day of the project', day)
    .addOption(
      new Option('--sensitivity <level>', 'how sensitive it is; internal lets staff in by default')
        .choices(['internal', 'sensitive', 'controlled'])
        .default('sensitive'),
    )
    .option('--why <reasons>', `why it is sensitive, with commas between: ${SENSITIVITY_REASONS.join(', ')}`, reasons, [])
    .option('--project <slug>', 'its name; default: made of the first group or resource', slug)
    .option('--title <text>', 'its title; default: its name')
    .option('--registers <folder>', 'write a file with the columns of each register that no source supplies')
    .option('--now <instant>', 'the moment asked about, instead of the end of the newest evidence', instantOption)
    .action(async (what: readonly string[], flags: InitFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const { lead, until, sensitivity, why } = flags
          if (sensitivity !== 'internal' && why.length === 0)
            return told(
              {
                exitCode: 64,
                message: `a project that is ${sensitivity} says why`,
                help: `\`--why\` ${SENSITIVITY_REASONS.join(', ')}`,
                diagnostics: [],
              },
              options,
              io,
            )
          const drafted = await policyInit(config, {
            what,
            project: { slug: flags.project ?? null, title: flags.title ?? null, lead, until, sensitivity, whySensitive: why },
            registers: flags.registers ?? null,
            now: flags.now ?? null,
          })
          if (!drafted.ok) return told(drafted.error, options, io)
          if (options.json === true) printJson(io, drafted.value)
          else io.stdout.write(initText(drafted.value))
          return drafted.value.shortfalls.length === 0 ? 0 : 2
        }),
      ),
    )
}

function initText({ project, written, kept, resources, holders, shortfalls }: PolicyInit): string {
  const coverage =
    shortfalls.length === 0
      ? ['Everything that the draft rests on was read completely.']
      : ['Not everything that the draft rests on was read, so there may be more holders:', ...shortfalls.map((line) => `  ${line}`)]
  const some = shortfalls.length === 0 ? '' : 'at least '
  return `${[
    ...coverage,
    `Drafted project ${project}: ${resources.length} ${resources.length === 1 ? 'resource' : 'resources'}, ${some}${holders} ${holders === 1 ? 'holder' : 'holders'} as comments, nobody entitled.`,
    ...written.map((path) => `  wrote ${path}`),
    ...kept.map((path) => `  kept  ${path}`),
    'Next: fill in what is marked, uncomment who is right, and run `gatehouse policy check`.',
  ].join('\n')}\n`
}

function person(text: string): string {
  if (parsePersonReference(text) === null) throw new InvalidArgumentError('expected a mail address, UPN or eppn, or `id:<employee number>`')
  return text
}

function day(text: string): string {
  if (parseDay(text) === null) throw new InvalidArgumentError('expected a day, such as 2028-09-30')
  return text
}

function slug(text: string): string {
  if (!/^[a-z][a-z0-9-]{0,62}$/u.test(text))
    throw new InvalidArgumentError('expected lower-case letters, digits and `-`, beginning with a letter')
  return text
}

function reasons(text: string): readonly SensitivityReason[] {
  return text.split(',').map((written) => {
    const reason = SENSITIVITY_REASONS.find((each) => each === written.trim())
    if (reason === undefined) throw new InvalidArgumentError(`\`${written.trim()}\` is none of ${SENSITIVITY_REASONS.join(', ')}`)
    return reason
  })
}
