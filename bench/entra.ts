import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type MeasuredTenant, type Sample, type ToldTenant, measuredTenant } from './entra/measured-tenant.ts'
import { type GraphThread, startGraphThread } from '../test/servers/graph-thread.ts'

// `npm run bench -- entra`: our read of a tenant that the tests' Graph serves under Graph's own limit of resource units. The clock of
// the limit is simulated: whoever sleeps moves it on, so that hours of waiting take none. The read is a process of its own; the server's
// work is not counted as its own.

const SIZE = { seed: 4, users: 100_000, groups: 20_000, memberships: 1_000_000 }
const HALF = { seed: 4, users: 50_000, groups: 10_000, memberships: 500_000 }
const SHARE = 0.5
const QUOTA = 8_000
const SAMPLE_MS = 1_000

const [mode, given] = process.argv.slice(2)
if (mode === 'read' && given !== undefined) {
  process.send?.({ result: await measuredTenant(JSON.parse(given) as ToldTenant, slept) })
  process.disconnect()
} else await suite()

async function suite(): Promise<void> {
  const half = await readOf(HALF)
  const whole = await readOf(SIZE)
  console.log(
    [
      `tenant: ${SIZE.users} users, ${SIZE.groups} groups, ${SIZE.memberships} memberships; ${SHARE * 100} % of ${QUOTA} units in 10 s configured`,
      '',
      '| what | half as large | whole |',
      '|---|---|---|',
      row('budget used while the directory limits', half, whole, ({ directoryShare }) => `${(directoryShare * 100).toFixed(1)} %`),
      row('budget used over the whole read, other limits included', half, whole, ({ wholeShare }) => `${(wholeShare * 100).toFixed(1)} %`),
      row('resource units', half, whole, ({ units }) => String(units)),
      row('questions; refused with 429', half, whole, ({ calls, refused }) => `${calls}; ${refused}`),
      row('simulated time of the directory phase', half, whole, ({ directoryMs }) => `${(directoryMs / 1_000).toFixed(0)} s`),
      row('wall clock', half, whole, ({ wallMs }) => `${(wallMs / 1_000).toFixed(1)} s`),
      row('own CPU time', half, whole, ({ cpuMs }) => `${(cpuMs / 1_000).toFixed(1)} s`),
      row('peak memory', half, whole, ({ peakMb }) => `${peakMb.toFixed(0)} MB`),
      row('memberships in the evidence', half, whole, ({ memberships }) => String(memberships)),
      '',
      `incomplete: ${whole.incomplete.join('; ') || 'nothing'}`,
    ].join('\n'),
  )
}

interface Read extends MeasuredTenant {
  readonly directoryShare: number
  readonly wholeShare: number
  readonly units: number
  readonly calls: number
  readonly refused: number
}

function row(what: string, half: Read, whole: Read, shown: (read: Read) => string): string {
  return `| ${what} | ${shown(half)} | ${shown(whole)} |`
}

async function readOf(tenant: typeof SIZE): Promise<Read> {
  const graph = await startGraphThread({ tenant, limits: 'units', quota: QUOTA })
  try {
    const samples: Sample[] = []
    const measured = await childRead(graph, samples)
    const books = await graph.books()
    if (books.complaints.length > 0) throw new Error(books.complaints.slice(0, 3).join('; '))
    const allowed = (ms: number): number => (ms * SHARE * QUOTA) / 10_000
    const atEnd = samples.findLast(({ at }) => at <= measured.directoryMs)
    if (atEnd === undefined) throw new Error('the directory phase was never sampled')
    return {
      ...measured,
      directoryShare: atEnd.units / allowed(atEnd.at),
      wholeShare: books.units / allowed(measured.simulatedMs),
      units: books.units,
      calls: books.calls,
      refused: books.refused,
    }
  } finally {
    await graph.stop()
  }
}

/** The read in a process of its own; it says how long it slept, and hears when the server's clock is there. */
async function childRead(graph: GraphThread, samples: Sample[]): Promise<MeasuredTenant> {
  const { url, ca, tenantId, clientId, pem } = graph
  const told = JSON.stringify({ url, ca, tenantId, clientId, pem, share: SHARE })
  const child = fork(fileURLToPath(import.meta.url), ['read', told])
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the read ended with ${code}`)))
    child.on('message', (message: { readonly slept?: Slept; readonly result?: MeasuredTenant }) => {
      if (message.result !== undefined) resolve(message.result)
      else if (message.slept !== undefined) void moved(graph, child, message.slept, samples).catch(reject)
    })
  })
}

interface Slept {
  readonly ms: number
  readonly at: number
}

async function moved(graph: GraphThread, child: ChildProcess, { ms, at }: Slept, samples: Sample[]): Promise<void> {
  graph.advance(ms)
  const last = samples.at(-1)
  if (last === undefined || at - last.at > SAMPLE_MS) samples.push({ at, units: (await graph.books()).units })
  child.send({ moved: true })
}

/** In the child: moves the server's clock as far as somebody here sleeps. */
async function slept(ms: number, at: number): Promise<void> {
  await new Promise<void>((resolve) => {
    process.once('message', () => resolve())
    process.send?.({ slept: { ms, at } satisfies Slept })
  })
}
