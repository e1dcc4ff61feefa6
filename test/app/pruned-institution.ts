import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { replay } from '../../fixtures/demo/replay.ts'
import { doctor } from '../../src/app/doctor.ts'
import { type PruneOptions, type Pruned, prune } from '../../src/app/prune.ts'
import type { System } from '../../src/app/system.ts'
import type { Config } from '../../src/config/config.ts'
import { type Instant, parseInstant } from '../../src/core/base/instant.ts'
import type { AuditResult } from '../../src/core/model/audit-result.ts'
import { openSqliteStore } from '../../src/store/sqlite-store.ts'
import type { Store } from '../../src/store/store.ts'

/** The example institution after its fourteen nights, in a folder of its own. */
export interface PrunedInstitution {
  readonly folder: string
  readonly config: Config
  readonly nights: readonly AuditResult[]
}

export async function fourteenNights(): Promise<PrunedInstitution> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-prune-'))
  const nights: AuditResult[] = []
  let config: Config | null = null
  await replay(flagsOf(folder), 1, async (night) => {
    nights.push(night.run.result)
    config = night.config
  })
  if (config === null) throw new Error('no nights')
  return { folder, config, nights }
}

/** The same institution in the same state, to be pruned on its own. */
export async function copyOf({ folder, config, nights }: PrunedInstitution): Promise<PrunedInstitution> {
  const copy = await mkdtemp(join(tmpdir(), 'gatehouse-prune-'))
  await cp(folder, copy, { recursive: true, verbatimSymlinks: true })
  return { folder: copy, config: { ...config, ...placesIn(copy) }, nights }
}

export async function removeInstitution({ folder }: PrunedInstitution): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

function flagsOf(folder: string) {
  return { store: `sqlite:${join(folder, 'gatehouse.db')}`, reports: join(folder, 'reports'), evidence: join(folder, 'evidence') }
}

function placesIn(folder: string): Pick<Config, 'store' | 'reports' | 'evidence'> {
  return {
    store: { kind: 'sqlite', path: join(folder, 'gatehouse.db') },
    reports: join(folder, 'reports'),
    evidence: join(folder, 'evidence'),
  }
}

export function at(text: string): Instant {
  const instant = parseInstant(text)
  if (instant === null) throw new Error(`no moment: ${text}`)
  return instant
}

export function systemAt(text: string): System {
  return { clock: () => at(text), env: {}, log: () => undefined }
}

export async function withStore<Value>({ config }: PrunedInstitution, act: (store: Store) => Promise<Value>): Promise<Value> {
  if (config.store.kind !== 'sqlite') throw new Error('no file')
  const store = await openSqliteStore(config.store.path)
  if (!store.ok) throw new Error(store.error.message)
  try {
    return await act(store.value)
  } finally {
    await store.value.close()
  }
}

/** A collected run, with one manifest of that text. */
export async function collected({ config }: PrunedInstitution, run: string, manifest: string | null): Promise<void> {
  await mkdir(join(config.evidence, run, 'ad', 'users'), { recursive: true })
  await writeFile(join(config.evidence, run, 'ad', 'users', '0001.ldif'), 'dn: cn=li wei\n')
  if (manifest !== null) await writeFile(join(config.evidence, run, 'ad', 'manifest.json'), manifest)
}

/** Every file below a folder with its text, the lock and the database's own companions aside; by path. */
export async function filesBelow(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: Record<string, string> = {}
  for (const entry of names) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) found[path.slice(folder.length + 1)] = await readFile(path, 'utf8')
  }
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export async function prunedAt(institution: PrunedInstitution, text: string, options: Partial<PruneOptions> = {}): Promise<Pruned> {
  const done = await prune(institution.config, { dryRun: false, now: null, ...options }, systemAt(text))
  if (!done.ok) throw new Error(done.error.message)
  return done.value
}

export async function storeChecks({ config }: PrunedInstitution) {
  return (await doctor(config, systemAt('2029-01-01T00:00:00Z'))).filter(({ about }) => about === 'store')
}
