import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { evidenceOf } from '../src/app/evidence-folders.ts'
import { configOf } from '../src/app/config-of.ts'
import { loadedJoins } from '../src/app/load-joins.ts'
import { loadedPolicy } from '../src/app/load-policy.ts'
import type { ReadTask } from '../src/app/read-source.ts'
import { askedAttributes } from '../src/app/snapshot-of.ts'
import { readSources } from '../src/app/read-sources.ts'
import { runAudit } from '../src/app/audit.ts'
import { problemText } from '../src/app/problem.ts'
import { audit } from '../src/core/audit.ts'
import { assembler } from '../src/core/snapshot/assemble.ts'
import { sha256 } from '../src/sources/evidence/sha256.ts'
import { generateInstitution } from '../fixtures/generate/generate-institution.ts'
import { writeInstitution } from '../fixtures/generate/write-institution.ts'

/** Milliseconds of each stage, and the peak of resident memory in MB at its end. */
export interface Measured {
  readonly accounts: number
  readonly memberships: number
  readonly findings: number
  readonly stages: readonly { readonly stage: string; readonly ms: number; readonly peakMb: number }[]
}

/**
 * One generated institution of `accounts` accounts, evaluated stage by stage: read, assemble, load policy, compare; then the whole
 * command with publication and reports. Generation is not counted. Run it in a process of its own: peaks of memory never fall.
 */
export async function measureEvaluation(accounts: number, projects: number): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  try {
    const generated = generateInstitution({ seed: 1, accounts, projects, membershipsPerAccount: 10 })
    await writeInstitution(generated, folder, { flavour: 'openldap' })
    return await stagesOf(folder, accounts)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function stagesOf(folder: string, accounts: number): Promise<Measured> {
  const loaded = await configOf(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(problemText(loaded.error))
  const { config } = loaded.value
  const joins = await loadedJoins(config)
  if (!joins.ok) throw new Error(problemText(joins.error))
  const stages: Measured['stages'][number][] = []

  const building = assembler()
  const tasks = (await evidenceOf(config, null)).flatMap(({ source, folder: at }): readonly ReadTask[] => {
    if (at === null) return []
    const { name } = source
    return [
      source.kind === 'ldap'
        ? { kind: 'ldap', name, folder: at, attributes: askedAttributes(name, joins.value, []) }
        : { kind: 'table', name, folder: at, register: source.register },
    ]
  })
  const reads = await timed('read', async () => readSources(tasks, building.sink, 1))
  const snapshot = await timed('assemble', async () => building.finish(joins.value))
  const { load } = await timed('policy', async () => loadedPolicy(config))
  const { policy } = load
  const now = reads
    .flatMap(({ manifest }) => manifest?.endedAt ?? [])
    .sort()
    .at(-1)
  if (policy === null || now === undefined) throw new Error('the generated institution cannot be evaluated')
  const sources = config.sources.map(({ name, kind, readable }) => ({ name, kind, readable, maxAgeMs: Number.POSITIVE_INFINITY }))
  const guarded = { rows: snapshot.coverage, gaps: [] }
  const { assessment } = await timed('compare', async () => audit({ snapshot, policy, load, sources, now, guarded, sha256 }))

  await timed('whole command', async () => {
    const system = { clock: () => now, env: {}, log: () => undefined }
    const run = await runAudit(config, { collects: false, now: null, workers: 1 }, system)
    if (!run.ok) throw new Error(problemText(run.error))
  })
  return { accounts, memberships: snapshot.memberships.count, findings: assessment.findings.length, stages }

  async function timed<Value>(stage: string, work: () => Promise<Value>): Promise<Value> {
    const start = performance.now()
    const value = await work()
    stages.push({ stage, ms: performance.now() - start, peakMb: process.resourceUsage().maxRSS / 1024 })
    return value
  }
}
