import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import { type Result, failed, succeeded } from '../core/base/result.ts'
import type { Instant } from '../core/base/instant.ts'
import { type ChainEntry, type ChainLink, nextLink } from '../core/findings/chain.ts'
import { digestOf } from '../core/findings/result-digest.ts'
import { sha256 } from '../sources/evidence/sha256.ts'
import type { HeadMoved, Store } from '../store/store.ts'
import { noteKilledRun } from './note-killed-run.ts'
import { openedStore } from './open-store.ts'
import { type Problem, problem } from './problem.ts'
import { thisMachine } from './publication/lock-machine.ts'
import { diskPublicationFiles } from './publication/publication-files.ts'
import { takeLock } from './publication/publication-lock.ts'
import type { System } from './system.ts'
import { GATEHOUSE_VERSION } from './version.ts'

/** Something that a person says between two runs, with the entry of the chain that keeps it. */
export interface Said {
  readonly kind: Exclude<ChainEntry['kind'], 'run'>
  /** The run that it speaks about; null for none. */
  readonly run: string | null
  readonly at: Instant
  /** What was said, in full: the entry holds its hash. */
  readonly what: unknown
  /** Keeps it, together with the entry. */
  readonly keep: (store: Store, link: ChainLink) => Promise<Result<null, HeadMoved>>
}

/**
 * Lets people's words enter the store and the chain, in their order, while no run is at work; resolves to the head after the last.
 *
 * A run that began before and has not published yet keeps the lock: then nothing is said (exit 75), since the run would lose its place.
 */
export async function sayInChain(config: Config, said: readonly Said[], doing: string, system: System): Promise<Result<string, Problem>> {
  const locked = await takeLock(join(config.reports, 'lock'), diskPublicationFiles, thisMachine, {
    doing,
    watching: (line) => system.log({ level: 'warning', event: 'lock-abandoned', line }),
  })
  if (!locked.ok) {
    const { error } = locked
    return failed(error.kind === 'locked' ? problem(75, error.message, error.help) : problem(78, error.message))
  }
  try {
    const store = await openedStore(config)
    if (!store.ok) return store
    try {
      await noteKilledRun(store.value, locked.value, config, system)
      return await appended(store.value, said)
    } finally {
      await store.value.close()
    }
  } finally {
    const left = await locked.value.release()
    if (left !== null) system.log({ level: 'warning', event: 'lock-not-removed', line: left })
  }
}

async function appended(store: Store, said: readonly Said[]): Promise<Result<string, Problem>> {
  let head = await store.chainHead()
  for (const { kind, run, at, what, keep } of said) {
    const entry = { kind, run, at, tool: GATEHOUSE_VERSION, evidence: [], policy: null, config: null, coverage: null }
    const link = nextLink(head, { ...entry, result: digestOf(what, sha256) }, sha256)
    const kept = await keep(store, link)
    if (!kept.ok) return failed(problem(75, 'a run was published meanwhile: nothing was kept', 'say it again'))
    head = { n: link.entry.n, hash: link.hash }
  }
  return head === null ? failed(problem(64, 'nothing was said')) : succeeded(head.hash)
}
