import type { Command } from 'commander'
import { loadedPolicy } from '../../app/load-policy.ts'
import { type PolicyTests, policyTests } from '../../app/policy-test.ts'
import { writeJunit } from '../../app/write-junit.ts'
import { byPlace, diagnosticText } from '../../core/base/diagnostic.ts'
import { junitOfPolicyCheck, junitOfPolicyTest } from '../../report/junit/junit-policy.ts'
import { told, withConfig } from '../context.ts'
import { type Io, printJson } from '../io.ts'
import { addPolicyInit } from './policy-init.ts'

interface JunitFlags {
  readonly junit?: string
}

/** `policy check`: every diagnostic with its place and help, exit 78 on any error; `policy init`: a first draft; `policy test`: expectations. */
export function addPolicyCommands(program: Command, io: Io, done: (code: number) => void): void {
  const policy = program.command('policy').description('work on the policy files')
  policy
    .command('check')
    .description('say what is wrong with the policy files, and where')
    .option('--junit <file>', 'write the answer there too, as JUnit XML: a case a file')
    .action(async (flags: JunitFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const { load, paths } = await loadedPolicy(config)
          const errors = load.diagnostics.filter(({ level }) => level === 'error').length
          if (flags.junit !== undefined) {
            const written = await writeJunit(flags.junit, junitOfPolicyCheck(paths, load.diagnostics))
            if (!written.ok) return told(written.error, options, io)
          }
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
  addPolicyInit(policy, io, done)
  policy
    .command('test')
    .description('hold the policy to the expectations in its folder `tests`')
    .option('--junit <file>', 'write the answer there too, as JUnit XML: a case an expectation')
    .action(async (flags: JunitFlags, command: Command) =>
      done(
        await withConfig(command, io, {}, async (config, options) => {
          const tested = await policyTests(config)
          if (!tested.ok) return told(tested.error, options, io)
          if (flags.junit !== undefined) {
            const written = await writeJunit(flags.junit, junitOfPolicyTest(tested.value.files, tested.value.diagnostics))
            if (!written.ok) return told(written.error, options, io)
          }
          if (options.json === true) printJson(io, tested.value)
          else io.stdout.write(testText(tested.value))
          return exitOf(tested.value)
        }),
      ),
    )
}

function testText({ files, diagnostics }: PolicyTests): string {
  const results = files.flatMap((file) => file.results)
  const failures = results.flatMap(({ failure }) => failure ?? [])
  const wrong = diagnostics.filter(({ level }) => level === 'error').length
  const sum = `${results.length - failures.length} of ${results.length} expectations met${wrong === 0 ? '' : `; ${wrong} ${wrong === 1 ? 'error' : 'errors'} in test files, which were not tested`}`
  return `${[...[...diagnostics, ...failures].sort(byPlace).map(diagnosticText), sum].join('\n')}\n`
}

/** 78: a test file is wrong, so that something was not tested; 1: an expectation is not met. */
function exitOf({ files, diagnostics }: PolicyTests): number {
  if (diagnostics.some(({ level }) => level === 'error')) return 78
  return files.some(({ results }) => results.some(({ failure }) => failure !== null)) ? 1 : 0
}
