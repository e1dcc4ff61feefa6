import type { Command } from 'commander'
import { type CheckedCase, checkedCase } from '../../app/iam-case.ts'
import { problemText } from '../../app/problem.ts'
import { type Io, printJson } from '../io.ts'

/** `iam check CASE.json`: what AWS decides about one request, by every policy that bears on it. */
export function addIamCommands(program: Command, io: Io, done: (code: number) => void): void {
  program
    .command('iam')
    .description('questions about AWS policies')
    .command('check <case>')
    .description('decides one case file: caller, request, policies of every family; needs no configuration')
    .action(async (file: string, _: object, command: Command) => {
      const checked = await checkedCase(file)
      if (!checked.ok) {
        io.stderr.write(`${problemText(checked.error)}\n`)
        return done(checked.error.exitCode)
      }
      if (command.optsWithGlobals<{ readonly json?: boolean }>().json === true) printJson(io, checked.value)
      else io.stdout.write(caseText(checked.value))
      done(checked.value.differs === null ? 0 : 1)
    })
}

function caseText({ says, verdict, residual, statements, missing, differs }: CheckedCase): string {
  const lines = [
    ...(says === null ? [] : [says]),
    `${verdict}${verdict === 'conditional' ? `: if ${residual}` : ''}`,
    ...statements.map(({ family, document, statement, effect, if: condition }) => `  ${effect} by ${document}, statement ${statement} (${family})${condition === 'always' ? '' : `, if ${condition}`}`), // prettier-ignore
    ...missing.map((family) => `  nothing in ${FAMILY_WORDS[family] ?? family} allows it`),
    ...(differs === null ? [] : [`differs: ${differs}`]),
  ]
  return `${lines.join('\n')}\n`
}

const FAMILY_WORDS: Readonly<Record<string, string>> = {
  identity: 'the identity policies',
  boundary: 'the boundary',
  session: 'the session policies',
  resource: 'the policy of the resource',
  scp: 'some level of the service control policies',
  rcp: 'some level of the resource control policies',
  endpoint: 'the endpoint policy',
}
