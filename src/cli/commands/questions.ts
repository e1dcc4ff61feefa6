import type { Command } from 'commander'
import { publishedResult } from '../../app/published-result.ts'
import { type Answered, type AnsweredAccess, otherPathsOf, whatReached, whoReaches } from '../../app/questions.ts'
import { type Result, succeeded } from '../../core/base/result.ts'
import type { Problem } from '../../app/problem.ts'
import type { Config } from '../../config/config.ts'
import type { Instant } from '../../core/base/instant.ts'
import type { Finding } from '../../core/model/finding.ts'
import { explanationText } from '../../report/terminal/explanation-text.ts'
import { instantOption, told, withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'

/** `who RESOURCE`, `what PERSON`, `explain FINDING`: the three questions, with paths. */
export function addQuestionCommands(program: Command, io: Io, done: (code: number) => void): void {
  const ask = (name: string, argument: string, description: string, question: Question): void => {
    program
      .command(`${name} <${argument}>`)
      .description(description)
      .option('--now <instant>', 'the moment asked about, instead of the end of the newest evidence', instantOption)
      .action(async (subject: string, flags: { readonly now?: Instant }, command: Command) =>
        done(
          await withConfig(command, io, {}, async (config, options) => {
            const answer = await question(config, subject, flags.now ?? null)
            if (!answer.ok) return told(answer.error, options, io)
            if (options.json === true) printJson(io, answer.value)
            else io.stdout.write(answerText(answer.value))
            return answer.value.shortfalls.length === 0 ? 0 : 2
          }),
        ),
      )
  }
  ask('who', 'resource', 'everybody who can reach a resource or is in a group, with paths', whoReaches)
  ask('what', 'person', 'everything that a person or an account can reach, with paths', whatReached)
  program
    .command('explain <finding>')
    .description('one finding of the latest published run: path, lines, severity, what to do')
    .option('--run <id>', 'a published run; default: the latest')
    .action(async (fingerprint: string, flags: { readonly run?: string }, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const published = await publishedResult(config, flags.run ?? null)
          if (!published.ok) return told(published.error, options, io)
          const explained = explanationText(published.value.result, fingerprint)
          if (explained.kind !== 'found') {
            io.stderr.write(`${explained.says}\n`)
            return 64
          }
          const others = await otherPaths(config, explained.finding)
          if (!others.ok) io.stderr.write(`${others.error.message}\n`)
          const paths = others.ok ? others.value : []
          if (options.json === true) printJson(io, { ...explained.finding, paths })
          else io.stdout.write(`${explained.text}${pathsText(paths)}`)
          return 0
        }),
      ),
    )
}

/** Other paths that `explain` lists. */
const pathsShown = 20

async function otherPaths(config: Config, finding: Finding): Promise<Result<readonly AnsweredAccess['path'][], Problem>> {
  return finding.otherPaths.count === 0 ? succeeded([]) : otherPathsOf(config, finding, pathsShown)
}

function pathsText(paths: readonly AnsweredAccess['path'][]): string {
  if (paths.length === 0) return ''
  const lines = paths.map((path, position) => `  ${position + 1}. ${path.map(({ to, record }) => `${to} (${record})`).join(' → ')}`)
  return `\nOther paths, as the newest evidence shows them\n${lines.join('\n')}\n`
}

type Question = (config: Config, subject: string, now: Instant | null) => Promise<Result<Answered, Problem>>

function answerText({ accesses, lateral, shortfalls }: Answered): string {
  const coverage =
    shortfalls.length === 0
      ? 'Everything that this rests on was read completely.'
      : `There may be more: ${shortfalls.length === 1 ? 'this was' : 'these were'} not read completely:\n${shortfalls.map((line) => `  ${line}`).join('\n')}`
  const none = shortfalls.length === 0 ? 'Nobody and nothing.' : 'None seen.'
  const lines = accesses.length === 0 ? [none] : accesses.map(accessText)
  const apart = lateral.map(
    ({ account, controls, nativeRight, record }) => `  ${account} controls ${controls}: ${nativeRight}  (${record})`,
  )
  const others = apart.length === 0 ? [] : [`Accounts that it can take over; no path above leads through them:\n${apart.join('\n')}`]
  return `${[coverage, ...lines, ...others].join('\n\n')}\n`
}

function accessText({ person, account, state, resource, level, verdict, path, otherPaths }: AnsweredAccess): string {
  const others =
    otherPaths.count === 0
      ? ''
      : `\n  and ${otherPaths.exact ? '' : 'at least '}${otherPaths.count} other ${otherPaths.count === 1 ? 'path' : 'paths'}`
  const hops = path.map(({ to, record }, position) => `  ${position + 1}. ${to}  (${record})`).join('\n')
  return `${person} by ${account} (${state}): ${level} on ${resource}${verdict === 'conditional' ? ', on condition' : ''}\n${hops}${others}`
}
