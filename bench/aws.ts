import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type MeasuredOrganization, DESCRIBED, SIZES, measuredOrganization } from './aws/measured.ts'

// `npm run bench -- aws`: who can reach each protected resource of generated organizations of 5, 50 and 500 accounts, at every level and by
// every chain, from facts already read. Each size is a process of its own; a peak of memory never falls.

const run = promisify(execFile)
const [mode, given] = process.argv.slice(2)
if (mode === 'measure') console.log(JSON.stringify(measuredOrganization(Number(given))))
else await suite()

async function suite(): Promise<void> {
  const measured: MeasuredOrganization[] = []
  for (const accounts of SIZES) {
    const { stdout } = await run(process.execPath, [fileURLToPath(import.meta.url), 'measure', String(accounts)])
    measured.push(JSON.parse(stdout) as MeasuredOrganization)
  }
  const row = (what: string, shown: (one: MeasuredOrganization) => string): string => `| ${what} | ${measured.map(shown).join(' | ')} |`
  const [small, middle, large] = measured
  if (small === undefined || middle === undefined || large === undefined) throw new Error('three sizes are measured')
  console.log(
    [
      `organization: ${DESCRIBED}`,
      '',
      `| what | ${measured.map(({ accounts }) => `${accounts} accounts`).join(' | ')} |`,
      `|---|${measured.map(() => '---|').join('')}`,
      row('principals; roles beside them', ({ principals, roles }) => `${principals}; ${roles}`),
      row('policies; statements', ({ policies, statements }) => `${policies}; ${statements}`),
      row('resources at each level', ({ resources }) => String(resources)),
      row('answers: a holder and a way to a level', ({ answers }) => String(answers)),
      row('assemble', ({ assembleMs }) => seconds(assembleMs)),
      row('who can reach them all', ({ whoMs }) => seconds(whoMs)),
      row('own CPU time of that', ({ cpuMs }) => seconds(cpuMs)),
      row('questions settled: a user or role, a resource, a level', ({ decided }) => String(decided)),
      row('questions settled a second; answers a second', (one) => `${perSecond(one.decided, one)}; ${perSecond(one.answers, one)}`),
      row('peak memory', ({ peakMb }) => `${peakMb.toFixed(0)} MB`),
      '',
      growth(small, middle),
      growth(middle, large),
    ].join('\n'),
  )
}

/** Time against policies plus answers: no worse than linear is 1.0 or less. */
function growth(from: MeasuredOrganization, to: MeasuredOrganization): string {
  const size = ({ policies, answers }: MeasuredOrganization): number => policies + answers
  const [time, work] = [to.cpuMs / from.cpuMs, size(to) / size(from)]
  return `from ${from.accounts} to ${to.accounts} accounts: ${time.toFixed(1)} times the time for ${work.toFixed(1)} times the policies and answers (${(time / work).toFixed(2)})` // prettier-ignore
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}

function perSecond(count: number, { whoMs }: MeasuredOrganization): string {
  return (count / (whoMs / 1_000)).toFixed(0)
}
