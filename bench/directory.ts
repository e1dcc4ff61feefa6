import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type DirectorySize, writeDirectory, writeOneGroup } from './directory/generated-directory.ts'
import { ldapsearchTime } from './directory/ldapsearch-time.ts'
import { type MeasuredRead, measuredRead } from './directory/measured-read.ts'
import { type Slapd, startSlapd } from '../test/servers/slapd.ts'
import { stateFolder } from '../test/servers/state-folder.ts'

// `npm run bench -- directory`: our read of a real slapd, evidence written, beside `ldapsearch` on the same server, turn by turn; then
// one twice as large for the peak of memory, and one group of a million members. Every read is a process of its own whose heap may
// grow to 256 MB. Machines are noisy: quote ratios of one run.

const rounds = 5
const cap = '--max-old-space-size=256'
const size: DirectorySize = { users: 100_000, groups: 10_000, memberships: 1_000_000 }
const twice: DirectorySize = { users: 200_000, groups: 20_000, memberships: 2_000_000 }
const members = 1_000_000
const run = promisify(execFile)

const [mode, url, ca] = process.argv.slice(2)
if (mode === 'read' && url !== undefined && ca !== undefined) console.log(JSON.stringify(await measuredRead(url, ca)))
else await suite()

async function suite(): Promise<void> {
  const one = await withDirectory(
    (file) => writeDirectory(file, size),
    async (slapd) => {
      const reference: number[] = []
      const reads: MeasuredRead[] = []
      for (let round = 0; round < rounds; round++) {
        reference.push(await ldapsearchTime(slapd))
        reads.push(await readOf(slapd))
      }
      return { reference: median(reference), reads }
    },
  )
  const two = await withDirectory((file) => writeDirectory(file, twice), readsOf)
  const group = await withDirectory((file) => writeOneGroup(file, members), readsOf)
  const { entries } = one.reads[0] ?? { entries: 0 }
  const [read, whole] = [median(one.reads.map(({ readMs }) => readMs)), median(one.reads.map(({ wholeMs }) => wholeMs))]
  const [peak, peakTwice] = [median(one.reads.map(({ peakMb }) => peakMb)), median(two.map(({ peakMb }) => peakMb))]
  const perSecond = (ms: number): string => `${Math.round((entries / ms) * 1_000)} entries/s`
  const row = (what: string, ms: number): string =>
    `| ${what} | ${(ms / 1_000).toFixed(2)} s | ${perSecond(ms)} | ${(one.reference / ms).toFixed(2)} |`
  console.log(
    [
      `directory: ${size.users} users, ${size.groups} groups, ${size.memberships} memberships; medians of ${rounds}, heap of 256 MB`,
      '',
      '| what | time | speed | of ldapsearch |',
      '|---|---|---|---|',
      row('ldapsearch, to nowhere', one.reference),
      row('read, evidence written', read),
      row('the same with the count pass', whole),
      '',
      `peak memory: ${peak.toFixed(0)} MB; with ${twice.users} users ${peakTwice.toFixed(0)} MB (${(peakTwice / peak).toFixed(2)} times)`,
      `one group of ${members} members: ${(median(group.map(({ readMs }) => readMs)) / 1_000).toFixed(2)} s`,
    ].join('\n'),
  )
}

async function withDirectory<Answer>(write: (file: string) => Promise<void>, work: (slapd: Slapd) => Promise<Answer>): Promise<Answer> {
  const state = stateFolder('bench')
  const file = join(state.path, 'content.ldif')
  await write(file)
  const slapd = await startSlapd({ content: { file } })
  state.remove()
  try {
    return await work(slapd)
  } finally {
    await slapd.stop()
  }
}

async function readsOf(slapd: Slapd): Promise<readonly MeasuredRead[]> {
  return [await readOf(slapd), await readOf(slapd), await readOf(slapd)]
}

async function readOf({ url: at, caFile }: Slapd): Promise<MeasuredRead> {
  const { stdout } = await run(process.execPath, [cap, fileURLToPath(import.meta.url), 'read', at, caFile])
  return JSON.parse(stdout) as MeasuredRead
}

function median(values: readonly number[]): number {
  const middle = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
  if (middle === undefined) throw new Error('nothing was measured')
  return middle
}
