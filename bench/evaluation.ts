import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runAudit } from '../src/app/audit.ts'
import { configOf } from '../src/app/config-of.ts'
import { evidenceOf } from '../src/app/evidence-folders.ts'
import { loadedJoins } from '../src/app/load-joins.ts'
import { loadedPolicy } from '../src/app/load-policy.ts'
import { problemText } from '../src/app/problem.ts'
import type { ReadTask } from '../src/app/read-source.ts'
import { readSources } from '../src/app/read-sources.ts'
import { askedAttributes } from '../src/app/snapshot-of.ts'
import type { System } from '../src/app/system.ts'
import type { Config } from '../src/config/config.ts'
import { audit } from '../src/core/audit.ts'
import { assembler } from '../src/core/snapshot/assemble.ts'
import { sha256 } from '../src/sources/evidence/sha256.ts'
import { generateInstitution } from '../fixtures/generate/generate-institution.ts'
import { writeInstitution } from '../fixtures/generate/write-institution.ts'

/** What one process measured: milliseconds of each stage, counts, and the peak of its resident memory in MB. */
export interface Measured {
  readonly stages: Readonly<Record<string, number>>
  readonly counts: Readonly<Record<string, number>>
  readonly peakMb: number
}

/** Writes a generated institution with ten memberships an account into a new folder; not part of what is measured. */
export async function generatedFolder(accounts: number, projects: number): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  await writeInstitution(generateInstitution({ seed: 1, accounts, projects, membershipsPerAccount: 10 }), folder, { flavour: 'openldap' })
  return folder
}

/** Evaluation stage by stage: policy and read, assemble, compare. Run it in a process of its own: a peak of memory never falls. */
export async function measuredStages(folder: string): Promise<Measured> {
  const config = await configIn(folder)
  const joins = await loadedJoins(config)
  if (!joins.ok) throw new Error(problemText(joins.error))
  const stages: Record<string, number> = {}

  // As `evaluate` does: what does not depend on the policy is read while it loads.
  const loading = loadedPolicy(config)
  const attributes = (name: string) => async () => askedAttributes(name, joins.value, (await loading).load.policy?.affiliations ?? [])
  const building = assembler()
  const tasks = (await evidenceOf(config, null)).flatMap(({ source, folder: at }): readonly ReadTask[] => {
    if (at === null) return []
    const { name } = source
    if (source.kind === 'table') return [{ kind: 'table', name, folder: at, register: source.register }]
    return [{ kind: 'ldap', name, folder: at, attributes: attributes(name) }]
  })
  const reads = await timed('policy and read', async () => readSources(tasks, building.sink, 1))
  const { load } = await loading
  const { policy } = load
  if (policy === null) throw new Error('the generated policy does not load')
  const snapshot = await timed('assemble', async () => building.finish(joins.value))
  const now = reads
    .flatMap(({ manifest }) => manifest?.endedAt ?? [])
    .sort()
    .at(-1)
  if (now === undefined) throw new Error('the generated evidence has no end')
  const sources = config.sources.map(({ name, kind, readable }) => ({ name, kind, readable, maxAgeMs: Number.POSITIVE_INFINITY }))
  const guarded = { rows: snapshot.coverage, gaps: [] }
  const { assessment } = await timed('compare', async () => audit({ snapshot, policy, load, sources, now, guarded, posts: [], sha256 }))
  const counts = {
    accounts: snapshot.accounts.length,
    groups: snapshot.groups.length,
    memberships: snapshot.memberships.count,
    projects: assessment.projects.length,
    findings: assessment.findings.length,
  }
  return { stages, counts, peakMb: peakMb() }

  async function timed<Value>(stage: string, work: () => Promise<Value>): Promise<Value> {
    const start = performance.now()
    const value = await work()
    stages[stage] = performance.now() - start
    return value
  }
}

/** The whole command: evaluation, publication into an empty store, every report. */
export async function measuredCommand(folder: string): Promise<Measured> {
  const config = await configIn(folder)
  const start = performance.now()
  const times = { evaluated: start }
  const system: System = {
    env: {},
    clock: () => {
      throw new Error('an evaluation of saved evidence asks no clock')
    },
    log({ event }) {
      if (event === 'evaluated') times.evaluated = performance.now()
    },
  }
  const run = await runAudit(config, { collects: false, now: null, workers: 1 }, system)
  if (!run.ok) throw new Error(problemText(run.error))
  const end = performance.now()
  return {
    stages: { 'policy to compare': times.evaluated - start, 'publish and report': end - times.evaluated, 'whole command': end - start },
    counts: {},
    peakMb: peakMb(),
  }
}

async function configIn(folder: string): Promise<Config> {
  const loaded = await configOf(join(folder, 'gatehouse.yaml'), {}, {})
  if (!loaded.ok) throw new Error(problemText(loaded.error))
  return loaded.value.config
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1024
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
