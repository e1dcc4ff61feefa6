import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Measured, generatedFolder, measuredCommand, measuredStages, removeFolder } from './evaluation.ts'

// `npm run bench`: generated institutions of 10,000 and 100,000 accounts, ten memberships each, 1,000 projects; each measurement is
// the median of three, each in a process of its own. Machines are noisy: quote ratios of one run.
//
// Node collects garbage late while memory is plenty, so that its peak says little about need; `capped` is the whole command in a heap
// of 800 MB, which shows that it is enough.
//
// Then the read of a directory, which `npm run bench -- directory` runs alone (see directory.ts), and of a tenant, `npm run bench -- entra`
// (see entra.ts); then who can reach what in organizations of AWS, `npm run bench -- aws` (see aws.ts), and questions of networks,
// `npm run bench -- network` (see network.ts).

const sizes = [10_000, 100_000]
const projects = 1_000
const repeats = 3
const titles = { stages: 'evaluation', command: 'whole command', capped: 'whole command in a heap of 800 MB' } as const
const cap = '--max-old-space-size=800'
const run = promisify(execFile)

const [mode, folder] = process.argv.slice(2)
if (mode === 'stages' && folder !== undefined) console.log(JSON.stringify(await measuredStages(folder)))
else if (mode === 'command' && folder !== undefined) console.log(JSON.stringify(await measuredCommand(folder)))
else if (mode === 'directory') await import('./directory.ts')
else if (mode === 'entra') await import('./entra.ts')
else if (mode === 'aws') await import('./aws.ts')
else if (mode === 'network') await import('./network.ts')
else {
  await suite()
  await import('./directory.ts')
  await import('./entra.ts')
  await import('./aws.ts')
  await import('./network.ts')
}

async function suite(): Promise<void> {
  const results: Results[] = []
  for (const accounts of sizes) {
    const at = await generatedFolder(accounts, projects)
    try {
      results.push({
        accounts,
        stages: await median('stages', at, []),
        command: await median('command', at, []),
        capped: await median('command', at, [cap]),
      })
    } finally {
      await removeFolder(at)
    }
  }
  console.log(table(results))
}

async function median(measure: 'stages' | 'command', at: string, flags: readonly string[]): Promise<Measured> {
  const measured: Measured[] = []
  for (let turn = 0; turn < repeats; turn++) measured.push(await inProcess(measure, at, flags))
  const whole = ({ stages }: Measured): number => Object.values(stages).reduce((sum, ms) => sum + ms, 0)
  const middle = measured.sort((a, b) => whole(a) - whole(b))[Math.floor(repeats / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}

async function inProcess(measure: 'stages' | 'command', at: string, flags: readonly string[]): Promise<Measured> {
  // Each publication goes into an empty store.
  await removeFolder(`${at}/var`)
  const { stdout } = await run(process.execPath, [...flags, fileURLToPath(import.meta.url), measure, at], { maxBuffer: 1 << 20 })
  return JSON.parse(stdout) as Measured
}

interface Results {
  readonly accounts: number
  readonly stages: Measured
  readonly command: Measured
  readonly capped: Measured
}

function table(results: readonly Results[]): string {
  const [small, large] = results
  if (small === undefined || large === undefined) throw new Error('two sizes are compared')
  const rows = (['stages', 'command', 'capped'] as const).flatMap((part) => [
    ...Object.keys(large[part].stages).map((stage) => {
      const [a, b] = [small[part].stages[stage] ?? 0, large[part].stages[stage] ?? 0]
      return `| ${stage}${part === 'capped' ? ' (capped)' : ''} | ${seconds(a)} | ${seconds(b)} | ${(b / a).toFixed(1)} |`
    }),
    `| peak memory (${titles[part]}) | ${small[part].peakMb.toFixed(0)} MB | ${large[part].peakMb.toFixed(0)} MB | ${(large[part].peakMb / small[part].peakMb).toFixed(1)} |`,
  ])
  const counts = results.map(({ stages }) =>
    Object.entries(stages.counts)
      .map(([what, count]) => `${count} ${what}`)
      .join(', '),
  )
  return [...counts, '', `| stage | ${small.accounts} accounts | ${large.accounts} accounts | growth |`, '|---|---|---|---|', ...rows].join(
    '\n',
  )
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
