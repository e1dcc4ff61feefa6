import { NO_BOARD_PAST } from '../../src/core/findings/trend.ts'
import { vi } from 'vitest'
import { type Overlay, overlayOver } from '../../fixtures/withhold/overlay.ts'
import type { SeenNight } from '../../fixtures/withhold/law.ts'
import type { Config } from '../../src/config/config.ts'
import type { Instant } from '../../src/core/base/instant.ts'
import type { Earlier } from '../../src/core/findings/earlier.ts'
import type { FragmentSink } from '../../src/core/model/fragment.ts'
import type { Past } from '../../src/app/evaluate.ts'
import type { ReadTask, SourceRead } from '../../src/app/read-source.ts'

/** What the nights before have left in the store. */
export interface Before {
  readonly past: Past
  readonly earlier: Earlier
}

/**
 * The whole product from saved evidence to the life of findings, made fast: what is not withheld is read once.
 *
 * The real `evaluate`, store and `life`; in place of the disk stands an overlay, in place of a second reading of the same folder a
 * memory of the first. Each call loads the modules anew, so that `sabotage` (calls of `vi.doMock`) takes one guard out of this engine
 * and of no other.
 */
export async function engine(sabotage: () => void = () => undefined) {
  vi.resetModules()
  const mounted: { overlay: Overlay | null } = { overlay: null }
  vi.doMock('../../src/sources/evidence/file-system.ts', async (original) => {
    const actual = await original<typeof import('../../src/sources/evidence/file-system.ts')>()
    mounted.overlay ??= overlayOver(actual.diskFileSystem)
    return { ...actual, diskFileSystem: mounted.overlay.files }
  })
  vi.doMock('../../src/app/load-policy.ts', async (original) => {
    const actual = await original<typeof import('../../src/app/load-policy.ts')>()
    const known = new Map<string, ReturnType<typeof actual.loadedPolicy>>()
    return { ...actual, loadedPolicy: async (config: Config) => remembered(known, config.policies, () => actual.loadedPolicy(config)) }
  })
  vi.doMock('../../src/app/read-source.ts', async (original) => {
    const actual = await original<typeof import('../../src/app/read-source.ts')>()
    return { ...actual, readSource: rememberingReader(actual.readSource, (folder) => mounted.overlay?.isPut(folder) === true) }
  })
  sabotage()
  const { evaluate } = await import('../../src/app/evaluate.ts')
  const { runAudit } = await import('../../src/app/audit.ts')
  const { openedStore } = await import('../../src/app/open-store.ts')
  const { life } = await import('../../src/core/findings/life.ts')
  const { sha256 } = await import('../../src/sources/evidence/sha256.ts')
  const { overlay } = mounted
  if (overlay === null) throw new Error('the disk was not replaced')
  for (const path of MOCKED) vi.doUnmock(path)

  return {
    overlay,
    /** Audits and publishes as in life; the evidence is what stands in the overlay. */
    async publish(config: Config, now: Instant): Promise<void> {
      const run = await runAudit(config, { collects: false, now, workers: 1 }, { clock: () => now, env: {}, log: () => undefined })
      if (!run.ok) throw new Error(run.error.message)
      if (run.value.reports === null) throw new Error('nothing was published')
    },
    /** What the store knows after all that was published. */
    async before(config: Config): Promise<Before> {
      const store = await openedStore(config)
      if (!store.ok) throw new Error(store.error.message)
      try {
        const earlier = await store.value.earlier([])
        const [completeCounts, acceptedShrinks] = [await store.value.completeCounts(), await store.value.acceptedShrinks()]
        return { past: { completeCounts, acceptedShrinks, coverage: earlier.coverage, posts: await store.value.keptPosts() }, earlier }
      } finally {
        await store.value.close()
      }
    },
    /** The night that would follow, published nowhere; null where the audit says that it cannot be evaluated. */
    async night(config: Config, now: Instant, { past, earlier }: Before): Promise<SeenNight | null> {
      const evaluated = await evaluate({ config, run: null, now, workers: 1, past })
      if (!evaluated.ok) return null
      const { result, audit, policy } = evaluated.value
      const { id, timeZone } = result.run
      const { tonight, assessed, raise } = audit
      const { closing } = config.breaker
      const { escalation } = policy.institution
      const { acceptedShrinks } = past
      const input = {
        run: id,
        now,
        timeZone,
        assessment: result.assessment,
        tonight,
        escalation,
        assessed,
        closing,
        acceptedShrinks,
        board: NO_BOARD_PAST,
        raise,
      }
      return { assessment: result.assessment, tonight, life: life(earlier, input, sha256) }
    },
  }
}

export type Engine = Awaited<ReturnType<typeof engine>>

const MOCKED = ['../../src/sources/evidence/file-system.ts', '../../src/app/load-policy.ts', '../../src/app/read-source.ts']

type ReadSource = (task: ReadTask, sink: FragmentSink) => Promise<SourceRead>

/** Reads a folder once and hands its batches over again, unless something else stands in its place. */
function rememberingReader(read: ReadSource, isPut: (folder: string) => boolean): ReadSource {
  const known = new Map<string, Promise<{ readonly calls: readonly Call[]; readonly read: SourceRead }>>()
  return async (task, sink) => {
    if (isPut(task.folder)) return read(task, sink)
    const first = await remembered(known, task.folder, async () => {
      const calls: Call[] = []
      return { read: await read(task, recording(calls)), calls }
    })
    for (const { method, batch } of first.calls) (sink[method] as (batch: unknown) => void)(batch)
    return first.read
  }
}

interface Call {
  readonly method: keyof FragmentSink
  readonly batch: unknown
}

function recording(calls: Call[]): FragmentSink {
  return new Proxy({}, { get: (_, method: keyof FragmentSink) => (batch: unknown) => void calls.push({ method, batch }) }) as FragmentSink
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const there = known.get(key)
  if (there !== undefined) return there
  const made = make()
  known.set(key, made)
  return made
}
