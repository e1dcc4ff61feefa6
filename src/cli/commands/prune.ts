import type { Command } from 'commander'
import { type Pruned, prune } from '../../app/prune.ts'
import type { Instant } from '../../core/base/instant.ts'
import { type PruneFacts, pruneText } from '../../report/terminal/prune-text.ts'
import { instantOption, told, withConfig } from '../context.ts'
import { type Io, printJson, systemOf } from '../io.ts'

interface PruneFlags {
  readonly dryRun?: true
  readonly now?: Instant
}

/** `prune`: forgets what is past its term, and says so in the chain; exit 2 where something could not be looked at. */
export function addPruneCommand(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('prune')
    .description('forget what is past its term: evidence, lists of access, people in findings resolved long ago')
    .option('--dry-run', 'only say what would be forgotten')
    .option('--now <instant>', 'the moment that terms are counted back from, instead of the clock', instantOption)
    .action(async (flags: PruneFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const pruned = await prune(config, { dryRun: flags.dryRun === true, now: flags.now ?? null }, systemOf(io))
          if (!pruned.ok) return told(pruned.error, options, io)
          const facts = factsOf(pruned.value)
          if (options.json === true) printJson(io, { at: pruned.value.at, ...facts, runs: pruned.value.plan.runs.map(withoutDigests) })
          else io.stdout.write(pruneText(facts, io.stdout.columns ?? 100))
          return facts.troubles.length === 0 ? 0 : 2
        }),
      ),
    )
}

function factsOf({ dryRun, plan, finished, entry }: Pruned): PruneFacts {
  return {
    dryRun,
    evidence: plan.evidence.due.map(({ run }) => run),
    kept: plan.evidence.kept,
    accessRuns: plan.runs.filter(({ access }) => access).length,
    peopleRuns: plan.runs.filter(({ rest, findings }) => rest || findings.length > 0).length,
    findings: plan.findings.length,
    messages: plan.messages,
    finished,
    troubles: plan.troubles,
    entry,
  }
}

function withoutDigests({ run, access, rest, findings, emptied }: Pruned['plan']['runs'][number]) {
  return { run, access, rest, findings: findings.length, parts: emptied.length }
}
